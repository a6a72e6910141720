import { equalBytes } from "@tallystick/core/bytes";
import { CborError } from "@tallystick/core/cbor";
import { decodeKey, KeyError, keyId } from "@tallystick/core/keys";
import type { Suite } from "@tallystick/core/suite/suite";
import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { TableReader, TableReaders } from "@tallystick/ledger/app/table-access";
import { STATEMENT_KEY_ID_BYTES } from "@tallystick/ledger/key-space";
import type { KeyPurpose } from "./fields.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import type { Key, keys, Member, members } from "./records/members.ts";
import { scanAll } from "./scan-all.ts";

type Tables = TableReaders<{ readonly members: typeof members; readonly keys: typeof keys }>;

/** Keys of one member that may be in force or to come at a time. */
export const KEYS_MAX = 32;

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

/** What a new key of a member is to be. */
export interface NewKey {
  readonly member: string;
  readonly key: Uint8Array;
  readonly fromHeight: number;
  readonly purposes?: readonly KeyPurpose[] | undefined;
  readonly notAfter?: number | undefined;
}

/** The row of a new key, or why it cannot be one. */
export function newKeyRow(
  tables: Pick<Tables, "keys">,
  suite: Suite,
  block: { readonly height: number; readonly time: number },
  wanted: NewKey,
): Key | Refused<KeyRefusal> {
  const { member, key, fromHeight, purposes, notAfter } = wanted;
  if (notAfter !== undefined && notAfter <= block.time) return refuse(OUTCOMES.timePast);
  const id = identify(suite, key);
  if (id === undefined) return refuse(OUTCOMES.badKey);
  if (prefixTaken(tables.keys, id)) return refuse(OUTCOMES.keyTaken);
  if (liveKeys(tables, member, block.height).length >= KEYS_MAX) {
    return refuse(OUTCOMES.tooManyKeys, { most: KEYS_MAX });
  }
  return {
    ...{ keyId: id, member, key, fromHeight },
    ...(purposes === undefined ? {} : { purposes: [...purposes] }),
    ...(notAfter === undefined ? {} : { notAfter }),
  };
}

/** Why a key cannot be enrolled. */
export const KEY_REFUSALS = [
  OUTCOMES.badKey,
  OUTCOMES.keyTaken,
  OUTCOMES.tooManyKeys,
  OUTCOMES.timePast,
] as const;
type KeyRefusal = (typeof KEY_REFUSALS)[number];

/** True for a refusal where a row was hoped for. */
export function refusedKey(found: Key | Refused<KeyRefusal>): found is Refused<KeyRefusal> {
  return "outcome" in found;
}

/** Keys of a member that count after a height, at once or later. */
export function liveKeys(tables: Pick<Tables, "keys">, member: string, height: number): Key[] {
  const all = scanAll(tables.keys, "byMember", { prefix: [member] });
  return [...all].filter(({ toHeight }) => toHeight === undefined || toHeight > height);
}

/**
 * Keys by which an organisation can be administered at a height and, as things stand, for ever: of
 * operators in good standing, without an end, not limited to other purposes.
 */
export function lastingOperatorKeys(tables: Tables, organisation: string, height: number): Key[] {
  const found: Key[] = [];
  const prefix = [organisation, "operator"];
  for (const row of scanAll(tables.members, "byOrganisation", { prefix })) {
    if (!lasting(row, height)) continue;
    for (const key of scanAll(tables.keys, "byMember", { prefix: [row.member] })) {
      if (administers(key) && key.fromHeight <= height) found.push(key);
    }
  }
  return found;
}

/** True when the organisation of an operator has lasting keys of other operators, or of it other than this one. */
export function replaceable(
  tables: Tables,
  { member, organisation }: Member,
  height: number,
  keyId?: Uint8Array,
): boolean {
  return lastingOperatorKeys(tables, organisation, height).some(
    (key) => key.member !== member || (keyId !== undefined && !equalBytes(key.keyId, keyId)),
  );
}

function lasting({ status = "active", statusFrom = 0 }: Member, height: number): boolean {
  return status === "active" && statusFrom <= height;
}

function administers({ toHeight, notAfter, purposes }: Key): boolean {
  if (toHeight !== undefined || notAfter !== undefined) return false;
  return purposes === undefined || purposes.includes("administration");
}

/** Limits of a key that makes another. */
export interface KeyLimits {
  readonly purposes?: readonly KeyPurpose[] | undefined;
  readonly notAfter?: number | undefined;
}

/** True when a key has no purpose and no day that the key which makes it lacks. */
export function withinLimits(made: KeyLimits, maker: KeyLimits): boolean {
  const { purposes, notAfter = Number.MAX_SAFE_INTEGER } = maker;
  if ((made.notAfter ?? Number.MAX_SAFE_INTEGER) > notAfter) return false;
  if (purposes === undefined) return true;
  return made.purposes?.every((purpose) => purposes.includes(purpose)) ?? false;
}
