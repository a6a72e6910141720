/**
 * A file of claims (`*.claims`): rows of the state, proved at one checkpoint, and what somebody says
 * of them in plain form, so that a verifier can say of each whether it is so. docs/reference/claims.md.
 *
 * A state answer shows rows, and leaves it to the reader to find in them what he wants to know. A bank
 * asks "is this part unpledged?"; the file names the member that says so, and the verifier looks there.
 */
import { equalBytes, toHex } from "../bytes.ts";
import { type CborEncodable, type CborValue, decodeCbor, encodeCbor } from "../cbor.ts";
import { FormatError, type FormatErrorCode } from "../format-error.ts";
import { readApplication } from "../identifiers.ts";
import {
  CBOR_DEPTH_MAX,
  CLAIM_PATH_MAX,
  CLAIM_STEP_LENGTH_MAX,
  CLAIMS_ANSWERS_MAX,
  CLAIMS_BYTES_MAX,
  CLAIMS_MAX,
  STATE_ANSWER_BYTES_MAX,
  STATE_KEY_FIELDS_MAX,
  STATE_TABLE_LENGTH_MAX,
} from "../limits.ts";
import {
  readArray,
  readBytes,
  readLiteral,
  readMap,
  readText,
  readUint,
  SchemaError,
} from "../schema.ts";
import { type DecodedStateAnswer, decodeStateAnswer } from "../state-answer.ts";

/** Names a row of the state, whether it is there or not. */
export interface RowName {
  readonly app: string;
  readonly table: string;
  /** The row's key fields, in the order of the table's definition. */
  readonly key: readonly CborValue[];
}

/** Ways to hold a member of a row against a value. */
export const CLAIM_TESTS = ["is", "absent", "before", "at-least"] as const;

/** How a claim is tested; `absent` alone has no value. */
export type ClaimTest = (typeof CLAIM_TESTS)[number];

/** One thing that is said of one row. */
export interface Claim {
  readonly row: RowName;
  /** Steps from the row to the member: names of members, numbers of items. Empty: the row itself. */
  readonly path: readonly (string | number)[];
  readonly test: ClaimTest;
  /** What the member is held against: anything for `is`, a whole number for `before` and `at-least`. */
  readonly value?: CborValue;
}

/** What a file of claims holds. */
export interface Claims {
  /** At least one, all of the same checkpoint; no row stands in them twice. */
  readonly answers: readonly Uint8Array[];
  /** At least one; none is made twice. */
  readonly claims: readonly Claim[];
}

/** A file of claims as decoded. Nothing in it has been judged. */
export interface DecodedClaims extends Claims {
  readonly decoded: readonly DecodedStateAnswer[];
}

/** Bytes that are not a file of claims. */
export class ClaimsError extends FormatError {
  override readonly name = "ClaimsError";

  constructor(code: FormatErrorCode, message: string, cause?: unknown) {
    super("claims", code, message, cause);
  }
}

/** Text in the member `format`. */
export const CLAIMS_FORMAT = "tallystick-claims/1";

/** Bytes of a file of claims. Throws {@link ClaimsError} when they could not be decoded again. */
export function encodeClaims({ answers, claims }: Claims): Uint8Array {
  const bytes = encodeCbor({
    format: CLAIMS_FORMAT,
    answers: [...answers],
    claims: claims.map(claimItem),
  });
  decodeClaims(bytes);
  return bytes;
}

function claimItem({ row, path, test, value }: Claim): CborEncodable {
  const item = { row: [row.app, row.table, [...row.key]], path: [...path], test };
  return value === undefined ? item : { ...item, value };
}

/** Decodes a file of claims strictly. Byte strings are views into `bytes`. Throws {@link ClaimsError}. */
export function decodeClaims(bytes: Uint8Array): DecodedClaims {
  if (bytes.length > CLAIMS_BYTES_MAX) {
    throw new ClaimsError("too-large", `longer than ${CLAIMS_BYTES_MAX} bytes`);
  }
  try {
    return readClaims(decodeCbor(bytes, { maxDepth: CBOR_DEPTH_MAX }));
  } catch (cause) {
    if (cause instanceof Error) throw new ClaimsError("malformed", cause.message, cause);
    throw cause;
  }
}

/** One name for a row, whatever object it came in. */
export function rowText({ app, table, key }: RowName): string {
  return toHex(encodeCbor([app, table, [...key]]));
}

function readClaims(value: CborValue): DecodedClaims {
  const map = readMap(value, "claims", ["format", "answers", "claims"]);
  readLiteral(map.get("format"), "format", CLAIMS_FORMAT);
  const answers = readArray(map.get("answers"), "answers", 1, CLAIMS_ANSWERS_MAX).map((item) =>
    readBytes(item, "answers", 1, STATE_ANSWER_BYTES_MAX),
  );
  const decoded = answers.map(decodeStateAnswer);
  requireOneCheckpoint(decoded);
  requireOnce(
    decoded.flatMap(({ proofs }) => proofs.map(rowText)),
    "answers",
    "of rows that stand there once",
  );
  const items = readArray(map.get("claims"), "claims", 1, CLAIMS_MAX);
  requireOnce(
    items.map((item) => toHex(encodeCbor(item))),
    "claims",
    "made once each",
  );
  return { answers, decoded, claims: items.map(readClaim) };
}

function readClaim(item: CborValue): Claim {
  const map = readMap(item, "claim", ["row", "path", "test"], ["value"]);
  const [app, table, key] = readArray(map.get("row"), "row", 3);
  const test = readTest(map.get("test"));
  const value = map.get("value");
  if ((test === "absent") !== (value === undefined)) {
    throw new SchemaError("value", "there for every test but absent");
  }
  if ((test === "before" || test === "at-least") && !isInteger(value)) {
    throw new SchemaError("value", "a whole number");
  }
  return {
    row: {
      app: readApplication(app, "row"),
      table: readText(table, "row", STATE_TABLE_LENGTH_MAX),
      key: readArray(key, "row", 0, STATE_KEY_FIELDS_MAX),
    },
    path: readArray(map.get("path"), "path", 0, CLAIM_PATH_MAX).map(readStep),
    test,
    ...(value !== undefined && { value }),
  };
}

function readTest(value: CborValue | undefined): ClaimTest {
  const test = CLAIM_TESTS.find((one) => one === value);
  if (test === undefined) throw new SchemaError("test", `one of ${CLAIM_TESTS.join(", ")}`);
  return test;
}

function readStep(value: CborValue): string | number {
  if (typeof value === "string") return readText(value, "path", CLAIM_STEP_LENGTH_MAX);
  return readUint(value, "path");
}

/** Whether a value is a whole number, small or large. */
export function isInteger(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** Rows of two heights say nothing together: what one shows may have ended before the other began. */
function requireOneCheckpoint([first, ...others]: readonly DecodedStateAnswer[]): void {
  for (const other of others) {
    const same =
      first !== undefined &&
      equalBytes(first.logRoot, other.logRoot) &&
      first.headers[0]?.suite === other.headers[0]?.suite &&
      first.checkpoint.height === other.checkpoint.height &&
      first.checkpoint.time === other.checkpoint.time &&
      first.checkpoint.logSize === other.checkpoint.logSize &&
      equalBytes(first.checkpoint.ledgerId, other.checkpoint.ledgerId) &&
      equalBytes(first.checkpoint.stateRoot, other.checkpoint.stateRoot);
    if (!same) throw new SchemaError("answers", "all of one checkpoint");
  }
}

function requireOnce(names: readonly string[], place: string, expected: string): void {
  if (new Set(names).size < names.length) throw new SchemaError(place, expected);
}
