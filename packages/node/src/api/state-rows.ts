import { type CborEncodable, type CborValue, decodeCbor } from "@tallystick/core/cbor";
import { decodeEntry } from "@tallystick/core/entry";
import { RECEIPT_STATE_PROOFS_MAX } from "@tallystick/core/limits";
import type { StateProof } from "@tallystick/core/state-proof";
import type { Statement } from "@tallystick/core/statement";
import type { App } from "@tallystick/ledger/app/define-app";
import type { AnyTable } from "@tallystick/ledger/app/define-table";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";

/**
 * Proofs of the rows that an entry's action wrote, as they are now.
 *
 * An action says what it wrote through its output and input: a row of one of its tables is meant when
 * every field of the table's key stands, under its own name, in the output or the input (groups
 * opened). Rows that name the entry that wrote them must name this one, so that a row which the
 * action only referred to is left out.
 */
export function proveWrittenRows(
  reader: LedgerReader,
  apps: readonly App[],
  statement: Statement,
  entry: Uint8Array,
  index: number,
): readonly StateProof[] {
  const [appName, actionName] = statement.action.split(".");
  const app = apps.find(({ name }) => name === appName);
  const action = app && Object.values(app.actions).find(({ name }) => name === actionName);
  const { outcome, data } = decodeEntry(entry);
  if (app === undefined || action === undefined || outcome !== 0) return [];
  const named = new Map([...fieldsOf(statement.input), ...fieldsOf(data)]);
  const proofs: StateProof[] = [];
  for (const table of Object.values(action.tables)) {
    const key = keyOf(table, named);
    if (key === undefined || proofs.length === RECEIPT_STATE_PROOFS_MAX) continue;
    const proof = reader.stateProof(app.name, table.name, key);
    if (proof.value !== null && isWrittenBy(table, decodeCbor(proof.value), index)) {
      proofs.push(proof);
    }
  }
  return proofs;
}

function keyOf(
  table: AnyTable,
  named: ReadonlyMap<string, CborValue>,
): CborEncodable[] | undefined {
  const key: CborEncodable[] = [];
  for (const field of Object.keys(table.key)) {
    const value = named.get(field);
    if (value === undefined) return undefined;
    key.push(value as CborEncodable);
  }
  return key;
}

/** Members of a map and of the maps inside it; an outer member hides an inner one of its name. */
function fieldsOf(value: CborValue): Map<string, CborValue> {
  const fields = new Map<string, CborValue>();
  if (!(value instanceof Map)) return fields;
  const entries = [...(value as ReadonlyMap<string, CborValue>)];
  for (const [, member] of entries) {
    for (const [name, inner] of fieldsOf(member)) fields.set(name, inner);
  }
  for (const [name, member] of entries) fields.set(name, member);
  return fields;
}

function isWrittenBy(table: AnyTable, row: CborValue, index: number): boolean {
  if (!Object.hasOwn(table.value, "index") || !(row instanceof Map)) return true;
  const members = [...(row as ReadonlyMap<string, CborValue>).values()];
  return (
    row.get("index") === index ||
    members.some((one) => one instanceof Map && one.get("index") === index)
  );
}
