import { cborItemLength } from "@tallystick/core/cbor";
import type { ApiLimits } from "./limits.ts";
import { MEDIA } from "./media-types.ts";
import { Problem } from "./problem.ts";

/**
 * The statements in a request body: one COSE_Sign1, or a CBOR sequence (RFC 8742) of them. Only the
 * borders between items are judged here; each item is judged by itself, so that one bad statement
 * does not spoil its neighbours.
 * @throws Problem when the body cannot be cut into items, or holds none or too many
 */
export function statementsOf(
  contentType: string,
  body: unknown,
  limits: ApiLimits,
): readonly Uint8Array[] {
  if (!(body instanceof Uint8Array) || body.length === 0) {
    throw new Problem("invalid-request", "the body is empty");
  }
  const bytes = new Uint8Array(body.buffer, body.byteOffset, body.length);
  return contentType === MEDIA.sequence ? splitSequence(bytes, limits) : [bytes];
}

function splitSequence(bytes: Uint8Array, limits: ApiLimits): Uint8Array[] {
  const items: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (items.length === limits.sequenceStatements) {
      throw new Problem(
        "too-large",
        `one sequence holds at most ${limits.sequenceStatements} statements`,
      );
    }
    const length = itemLength(bytes, at, items.length);
    items.push(bytes.subarray(at, at + length));
    at += length;
  }
  return items;
}

function itemLength(bytes: Uint8Array, at: number, number: number): number {
  try {
    return cborItemLength(bytes, at);
  } catch (cause) {
    throw new Problem("invalid-request", `item ${number} of the sequence is not whole CBOR`, {
      cause,
    });
  }
}
