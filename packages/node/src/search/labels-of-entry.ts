import type { CborMap, CborValue } from "@tallystick/core/cbor";
import { decodeEntry } from "@tallystick/core/entry";
import { decodeStatement, type Statement, StatementError } from "@tallystick/core/statement";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import type { LabelledRecord } from "./label-index.ts";

/**
 * The labels that an entry gave a record: a deposit or batch its own, an annotation those it adds to
 * its deposit. Undefined for an entry that labels nothing.
 */
export function labelsOfEntry(
  reader: Pick<LedgerReader, "runView">,
  index: number,
  bytes: Uint8Array,
): LabelledRecord | undefined {
  const { statement: signed, outcome } = decodeEntry(bytes);
  if (outcome !== OUTCOMES.accepted.number) return undefined;
  const statement = readable(signed);
  if (statement === undefined || !statement.action.startsWith("evidence.")) return undefined;
  const { action, input, issuer } = statement;
  const labels = textsOf(input.get("labels"));
  if (labels.length === 0) return undefined;
  if (action === "evidence.annotate") return annotated(reader, input, labels);
  if (action !== "evidence.deposit" && action !== "evidence.deposit-batch") return undefined;
  return { index, member: issuer, labels };
}

function annotated(
  reader: Pick<LedgerReader, "runView">,
  input: CborMap,
  labels: readonly string[],
): LabelledRecord | undefined {
  const ref = input.get("deposit");
  if (!(ref instanceof Map)) return undefined;
  const asked = Object.fromEntries(
    ["alg", "digest", "ordinal"].map((name) => [name, ref.get(name)]),
  );
  const { output } = reader.runView<{ deposit?: { index: number; member: string } }>(
    "evidence",
    "history",
    { ...asked, limit: 1 },
  );
  const { deposit } = output;
  return deposit && { index: deposit.index, member: deposit.member, labels };
}

function textsOf(value: CborValue | undefined): string[] {
  return Array.isArray(value)
    ? value.filter((one: CborValue): one is string => typeof one === "string")
    : [];
}

function readable(bytes: Uint8Array): Statement | undefined {
  try {
    return decodeStatement(bytes);
  } catch (error) {
    if (error instanceof StatementError) return undefined;
    throw error;
  }
}
