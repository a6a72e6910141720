import type { CborValue } from "@tallystick/core/cbor";
import { type Claim, type ClaimTest, encodeClaims } from "@tallystick/core/claims/claims";
import { judgeClaim } from "@tallystick/core/claims/judge-claim";
import { type ClaimsResult, verifyClaims } from "@tallystick/core/claims/verify-claims";
import type { StateRecord } from "@tallystick/core/verify-state-answer";
import { clientError } from "./errors.ts";
import { plainData } from "./plain-data.ts";
import type { NamedRow, ProvedRows } from "./rows.ts";
import type { Judge } from "./views.ts";

/** What is to be claimed of a row; the value as JSON has it, bigints as decimal text, bytes as hex. */
export interface WishedClaim {
  readonly row: NamedRow;
  readonly path: readonly (string | number)[];
  readonly test: ClaimTest;
  readonly value?: unknown;
}

/** A file of claims, and what a verifier says of it. */
export interface MadeClaims {
  /** The `*.claims` file. */
  readonly file: Uint8Array;
  readonly result: ClaimsResult;
}

/**
 * A file of claims about rows that are proved. A claim that is not so is not left out: the file says
 * it, and every verifier will say that it is false.
 *
 * @throws ClientError `invalid-input` when a claim is none
 */
export async function makeClaims(
  { trust, suites }: Judge,
  wishes: readonly WishedClaim[],
  prove: (rows: readonly NamedRow[]) => Promise<ProvedRows>,
): Promise<MadeClaims> {
  const rows = [...new Map(wishes.map(({ row }) => [JSON.stringify(row), row])).values()];
  const { records, proof } = await prove(rows);
  const byName = new Map(rows.map((row, at) => [JSON.stringify(row), records[at]]));
  const claims = wishes.map((wish) => claimOf(wish, byName.get(JSON.stringify(wish.row))));
  return finishClaims({ trust, suites }, proof, claims);
}

/** The file with claims about the rows of one state answer. @throws ClientError `invalid-input` */
export function finishClaims(
  { trust, suites }: Judge,
  proof: Uint8Array,
  claims: readonly Claim[],
): MadeClaims {
  try {
    const file = encodeClaims({ answers: [proof], claims });
    const given = { trust, now: Date.now(), ...(suites === undefined ? {} : { suites }) };
    return { file, result: verifyClaims({ claims: file, ...given }) };
  } catch (cause) {
    throw clientError("invalid-input", (cause as Error).message, cause);
  }
}

function claimOf({ path, test, value }: WishedClaim, record: StateRecord | undefined): Claim {
  if (record === undefined) throw clientError("bad-answer", "a row was not proved");
  const { app, table, key } = record;
  const row = { app, table, key };
  if (value === undefined) return { row, path, test };
  return {
    row,
    path,
    test,
    value: typed(value, judgeClaim({ row, path, test }, record.value).found),
  };
}

/** JSON knows neither bytes nor large integers: a value that reads as what is there is taken for that. */
function typed(value: unknown, found: CborValue | undefined): CborValue {
  if (found !== undefined && JSON.stringify(plainData(found)) === JSON.stringify(value))
    return found;
  if (typeof found === "bigint" && /^-?[0-9]{1,20}$/.test(String(value)))
    return BigInt(String(value));
  return jsonItem(value);
}

function jsonItem(value: unknown): CborValue {
  if (Array.isArray(value)) return value.map(jsonItem);
  if (typeof value !== "object" || value === null) return value as CborValue;
  return new Map(Object.entries(value).map(([name, member]) => [name, jsonItem(member)]));
}
