import type { Transport } from "@tallystick/client/transport";
import { concatBytes } from "@tallystick/core/bytes";
import { cborItemLength, decodeCbor } from "@tallystick/core/cbor";
import { toJsonLine } from "../answer.ts";
import type { Submitted } from "../deposit/link.ts";
import { CommandError } from "../failure.ts";
import { outcomeOf } from "./outcome-words.ts";

/**
 * Sends statements in one request and waits until each has its receipt. Sending the same bytes again
 * is harmless, so the request is repeated after any failure that may pass.
 * @throws ClientError, CommandError when the answer does not fit the question
 */
export async function submitSequence(
  transport: Transport,
  statements: readonly Uint8Array[],
): Promise<readonly Submitted[]> {
  const answer = await transport.bytes({
    method: "POST",
    path: "/v1/statements",
    query: { wait: "receipt" },
    contentType: "application/cbor-seq",
    accept: "application/cbor-seq",
    body: concatBytes(...statements),
    idempotent: true,
  });
  const results: Submitted[] = [];
  for (let at = 0; at < answer.length; ) {
    const end = at + cborItemLength(answer, at);
    results.push(readItem(answer.subarray(at, end)));
    at = end;
  }
  if (results.length !== statements.length) {
    const message = `the node answered ${results.length} of ${statements.length} statements`;
    throw new CommandError("bad-answer", message);
  }
  return results;
}

/** A receipt stays as the bytes it is; a refusal says so in its format. */
function readItem(item: Uint8Array): Submitted {
  const map = decodeCbor(item);
  if (!(map instanceof Map))
    throw new CommandError("bad-answer", "the node answered something else");
  if (map.get("format") !== "tallystick-refusal/1") return { kind: "receipt", receipt: item };
  const outcome = outcomeOf(Number(map.get("outcome")));
  const name = outcome?.name ?? String(map.get("name"));
  const data = map.get("data");
  const more = data instanceof Map && data.size > 0 ? ` ${toJsonLine(data)}` : "";
  const message = `refused: ${outcome?.text.en ?? name}${more}`;
  return { kind: "refused", code: name, message, fix: outcome?.fix.en ?? "" };
}
