import { CborError } from "@tallystick/core/cbor";
import { decodeKey, KeyError, keyId } from "@tallystick/core/keys";
import type { Suite } from "@tallystick/core/suite/suite";
import type { TableReader, TableReaders } from "@tallystick/ledger/app/table-access";
import { STATEMENT_KEY_ID_BYTES } from "@tallystick/ledger/key-space";
import type { Key, keys, members } from "./records/members.ts";
import { scanAll } from "./scan-all.ts";

type Tables = TableReaders<{ readonly members: typeof members; readonly keys: typeof keys }>;

/** Identifier of a COSE_Key, or undefined when it is not a key of the suite. */
export function identify(suite: Suite, encoded: Uint8Array): Uint8Array | undefined {
  try {
    const key = decodeKey(encoded);
    return suite.algorithms.includes(key.algorithm) ? keyId(suite, key) : undefined;
  } catch (error) {
    if (error instanceof KeyError || error instanceof CborError) return undefined;
    throw error;
  }
}

/**
 * True when a key is enrolled that shares the first 8 bytes of this identifier: used statement ids
 * are remembered under those bytes, so two keys that share them would take each other's ids.
 */
export function prefixTaken(table: TableReader<typeof keys>, id: Uint8Array): boolean {
  const lowest = new Uint8Array(id.length);
  lowest.set(id.subarray(0, STATEMENT_KEY_ID_BYTES));
  const [row] = table.scan("byKeyId", { from: lowest, limit: 1 }).rows;
  if (row === undefined) return false;
  for (let i = 0; i < STATEMENT_KEY_ID_BYTES; i++) if (row.keyId[i] !== id[i]) return false;
  return true;
}

/** Operator keys of an organisation that count at a height and are not revoked from any later one. */
export function lastingOperatorKeys(tables: Tables, organisation: string, height: number): Key[] {
  const found: Key[] = [];
  const operators = scanAll(tables.members, "byOrganisation", {
    prefix: [organisation, "operator"],
  });
  for (const { member } of operators) {
    for (const key of scanAll(tables.keys, "byMember", { prefix: [member] })) {
      if (key.toHeight === undefined && key.fromHeight <= height) found.push(key);
    }
  }
  return found;
}
