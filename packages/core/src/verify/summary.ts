import { toHex } from "../bytes.ts";
import type { CborValue } from "../cbor.ts";
import { digestsOf, digestText, type Evidence } from "./evidence.ts";
import type { VerifySummary } from "./result.ts";

/** What a receipt says, for display. */
export function summarise(evidence: Evidence): VerifySummary {
  const { receipt, entry, statement, suite } = evidence;
  const { checkpoint, index } = receipt;
  return {
    ledger: toHex(checkpoint.ledgerId),
    index,
    height: checkpoint.height,
    time: checkpoint.time,
    logSize: checkpoint.logSize,
    suite,
    action: statement.action,
    outcome: entry.outcome,
    depositor: { member: statement.issuer, keyId: toHex(statement.keyId) },
    digests: digestsOf(evidence).map(digestText),
    claims: claimsOf(evidence),
  };
}

function claimsOf({ statement, subject }: Evidence): Readonly<Record<string, unknown>> {
  const shown = [...statement.input].filter(
    ([name]) => !(subject.kind === "file" && name === "digests"),
  );
  return Object.fromEntries(shown.map(([name, value]) => [name, toJson(value)]));
}

/** JSON-safe form of a CBOR value: bytes as hex, integers beyond 2^53 as decimal text. */
function toJson(value: CborValue): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([name, member]) => [String(name), toJson(member)]));
  }
  return value;
}
