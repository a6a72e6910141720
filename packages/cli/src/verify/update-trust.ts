import { toHex } from "@tallystick/core/bytes";
import { CborError, cborItemLength } from "@tallystick/core/cbor";
import { FormatError } from "@tallystick/core/format-error";
import { formatTrust, type Trust } from "@tallystick/core/trust";
import { updateTrust } from "@tallystick/core/trust-update";
import { writeFileAtomic } from "@tallystick/node/files";
import { answer } from "../answer.ts";
import { CommandError } from "../failure.ts";
import { publishedTrust, reachNode } from "../ledger/ledger-trust.ts";
import { printable } from "../terminal/width.ts";
import { readTrust } from "./find-trust.ts";

/** Options of `trust update`. */
export interface UpdateTrustOptions {
  readonly json?: boolean;
  readonly url: string;
  readonly dryRun?: boolean;
}

/** What one change did. */
interface Change {
  readonly fromHeight: number;
  readonly quorum: number;
  readonly joined: readonly string[];
  readonly left: readonly string[];
  readonly newKeys: readonly string[];
}

/**
 * Takes a trust file through the changes of the organisations since it was made.
 * @throws CommandError `trust-not-updated` when a change is not proved; the file is then as it was
 */
export async function updateTrustFile(file: string, options: UpdateTrustOptions): Promise<void> {
  const before = readTrust(file, "option").trust;
  const transport = reachNode(options.url);
  const published = (await publishedTrust(transport)).trust;
  if (toHex(published.ledgerId) !== toHex(before.ledgerId)) {
    throw notUpdated(file, "the node serves another ledger");
  }
  const after = lastChange(before);
  const path = `/v1/trust/updates?after=${after}`;
  const sequence = await transport.bytes({ method: "GET", path, idempotent: true });
  const changes: Change[] = [];
  let trust = before;
  for (let at = 0; at < sequence.length; ) {
    const { update, next } = apply(file, trust, sequence.subarray(at));
    changes.push(changeBetween(trust, next));
    trust = next;
    at += update.length;
  }
  if (lastChange(published) > lastChange(trust)) {
    const from = lastChange(published);
    throw notUpdated(file, `the change from block ${from} on is not signed by those before it`);
  }
  const written = changes.length > 0 && options.dryRun !== true;
  if (written) writeFileAtomic(file, formatTrust(trust), 0o644);
  const told = { path: file, written, changes };
  answer(options, told, () => [
    ...changes.map(sentence),
    changes.length === 0
      ? `${file} is up to date`
      : `${file} ${written ? "updated" : "not changed (--dry-run)"}`,
  ]);
}

/** Take the first item of a sequence of updates. */
function apply(file: string, trust: Trust, sequence: Uint8Array) {
  try {
    const update = sequence.subarray(0, cborItemLength(sequence, 0));
    return { update, next: updateTrust(trust, update, { now: Date.now() }) };
  } catch (cause) {
    if (cause instanceof FormatError || cause instanceof CborError)
      throw notUpdated(file, cause.message, cause);
    throw cause;
  }
}

function lastChange({ quorums, fromHeight }: Trust): number {
  return quorums.at(-1)?.fromHeight ?? fromHeight;
}

function changeBetween(before: Trust, after: Trust): Change {
  const { fromHeight, quorum } = after.quorums.at(-1) as Trust["quorums"][number];
  const inForce = (trust: Trust): Map<string, string> =>
    new Map(
      trust.organisations.flatMap(({ id, keys }) => {
        const key = keys.find(({ toHeight }) => toHeight === null);
        return key === undefined ? [] : [[id, toHex(key.keyId)] as const];
      }),
    );
  const [old, now] = [inForce(before), inForce(after)];
  return {
    ...{ fromHeight, quorum },
    joined: [...now.keys()].filter((id) => !old.has(id)),
    left: [...old.keys()].filter((id) => !now.has(id)),
    newKeys: [...now].filter(([id, key]) => old.has(id) && old.get(id) !== key).map(([id]) => id),
  };
}

function sentence({ fromHeight, quorum, joined, left, newKeys }: Change): string {
  const parts = [
    ...joined.map((id) => `${printable(id)} joins`),
    ...left.map((id) => `${printable(id)} leaves`),
    ...newKeys.map((id) => `${printable(id)} has a new key`),
  ];
  const what = parts.length === 0 ? "no organisation changes" : parts.join(", ");
  return `from block ${fromHeight}: ${what}; ${quorum} must sign`;
}

function notUpdated(file: string, why: string, cause?: unknown): CommandError {
  return new CommandError(
    "trust-not-updated",
    `${file} was left as it is: ${why}`,
    "ask another organisation's node, or get the present trust file from the organisations themselves",
    cause,
  );
}
