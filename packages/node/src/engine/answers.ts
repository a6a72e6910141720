/** What engines answer those who submit statements. */
import { equalBytes } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import type { Statement } from "@tallystick/core/statement";
import type { ExecutedBlock, Outcome } from "@tallystick/ledger/block";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import type { Logged, Refused } from "./engine.ts";

/** The answers to the statements of a block, in order. */
export function answersOf(block: ExecutedBlock): Logged[] {
  const { height, time } = block;
  return block.outcomes.map(({ index, code, data }) => ({
    status: "logged",
    index,
    height,
    time,
    code,
    data,
    repeated: false,
  }));
}

/** The answer to a statement that was refused before it was ordered. */
export function refused({ code, data }: Outcome): Refused {
  return { status: "refused", code, data };
}

/** The answer of the first time, when a refused replay is the very statement that used the id. */
export function earlierAnswer(
  reader: LedgerReader,
  statement: Statement,
  refusal: Outcome,
): Logged | undefined {
  if (refusal.code !== OUTCOMES.replayed.number) return undefined;
  const index = reader.statementIndex(statement.keyId, statement.id);
  if (index === undefined) return undefined;
  const bytes = reader.entry(index);
  const block = reader.blockOf(index);
  if (bytes === undefined || block === undefined) return undefined;
  const entry = decodeEntry(bytes);
  if (!equalBytes(entry.statement, statement.bytes)) return undefined;
  const { height, time } = block;
  const { outcome: code, data } = entry;
  return { status: "logged", index, height, time, code, data, repeated: true };
}
