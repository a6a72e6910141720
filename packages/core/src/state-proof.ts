/**
 * Proofs that a record of an application's state is present, or absent, under a state root.
 * docs/reference/state-proof.md.
 *
 * The state of an application is a compact sparse Merkle tree over 256-bit paths; the state root is the
 * RFC 9162 root over the applications. Leaves hash 65 bytes and inner nodes 64, so one can never be taken
 * for the other; a record's table and key enter its path and thereby its leaf.
 */
import { concatBytes, equalBytes } from "./bytes.ts";
import { type CborEncodable, CborError, type CborValue, decodeCbor, encodeCbor } from "./cbor.ts";
import { readApplication } from "./identifiers.ts";
import {
  APPLICATIONS_MAX,
  PATH_HASHES_MAX,
  STATE_KEY_FIELDS_MAX,
  STATE_PROOF_BYTES_MAX,
  STATE_PROOF_SIBLINGS_MAX,
  STATE_TABLE_LENGTH_MAX,
} from "./limits.ts";
import { HASH_BYTES, leafHash, merkleRoot, rootFromInclusion } from "./log-tree.ts";
import { readArray, readBytes, readHashes, readMap, readText, readUint } from "./schema.ts";
import type { Suite } from "./suite/suite.ts";

/** Hash of a subtree without leaves: 32 zero bytes. Do not write to it. */
export const emptyNode: Uint8Array = new Uint8Array(HASH_BYTES);

/** A leaf as a proof names it: its path and the hash of its value, 32 bytes each. */
export type StateLeaf = readonly [path: Uint8Array, valueHash: Uint8Array];

/** Evidence that a record has a value, or that there is none. */
export interface StateProof {
  readonly app: string;
  readonly table: string;
  /** The record's key fields, in the order of the table's definition. */
  readonly key: readonly CborValue[];
  /** Deterministic CBOR of the row, or null when the proof is one of absence. */
  readonly value: Uint8Array | null;
  /** Sibling hashes from the root down. An empty byte string stands for an empty subtree. */
  readonly siblings: readonly Uint8Array[];
  /** Absence only: the leaf that stands where the record's leaf would be. Without it the place is empty. */
  readonly other?: StateLeaf;
  /** Place of the application's root under the state root (RFC 9162 inclusion). */
  readonly apps: {
    readonly index: number;
    readonly size: number;
    readonly path: readonly Uint8Array[];
  };
}

/** Why a state proof was refused. */
export type StateProofErrorCode = "too-large" | "malformed";

/** A state proof that does not follow docs/reference/state-proof.md. */
export class StateProofError extends Error {
  override readonly name = "StateProofError";
  readonly code: StateProofErrorCode;

  constructor(code: StateProofErrorCode, message: string, cause?: unknown) {
    super(`state proof: ${message}`, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Place of a record in its application's tree: the hash of CBOR [table, key]. */
export function statePath(suite: Suite, table: string, key: readonly CborEncodable[]): Uint8Array {
  return suite.hash(encodeCbor([table, key]));
}

// Filled anew for every leaf. Hashing is synchronous and keeps nothing of its input.
const leafInput = new Uint8Array(1 + 2 * HASH_BYTES);

/** Hash of a leaf: H(0x00 ‖ path ‖ valueHash). Throws RangeError unless both have 32 bytes. */
export function stateLeafHash(suite: Suite, path: Uint8Array, valueHash: Uint8Array): Uint8Array {
  if (path.length !== HASH_BYTES || valueHash.length !== HASH_BYTES) {
    throw new RangeError("a path and a value hash have 32 bytes");
  }
  leafInput.set(path, 1);
  leafInput.set(valueHash, 1 + HASH_BYTES);
  return suite.hash(leafInput);
}

/** Bit of a path that chooses the child at `depth`: 0 left, 1 right, most significant bit first. */
export function pathBit(path: Uint8Array, depth: number): 0 | 1 {
  const byte = path[depth >> 3] ?? 0;
  return ((byte >> (7 - (depth & 7))) & 1) as 0 | 1;
}

/**
 * The leaf data of an application under the state root: CBOR [name, root, number of applications].
 * The number is there because an RFC 9162 path alone does not bind the size of its tree: a path for
 * leaf 0 of 3 is also one for leaf 0 of 4, and a proof would have bytes that nobody checks.
 */
export function appLeaf(app: string, appRoot: Uint8Array, size: number): Uint8Array {
  return encodeCbor([app, appRoot, size]);
}

/**
 * The state root over the applications, which must stand in the byte order of their names.
 *
 * @throws RangeError when they do not, or one is named twice
 */
export function stateRootOf(
  suite: Suite,
  apps: readonly { readonly app: string; readonly root: Uint8Array }[],
): Uint8Array {
  apps.forEach(({ app }, i) => {
    // Names are ASCII, so code units order as bytes do.
    const before = apps[i - 1]?.app;
    if (before !== undefined && before >= app) throw new RangeError("applications out of order");
  });
  const leaves = apps.map(({ app, root }) => leafHash(suite, appLeaf(app, root, apps.length)));
  return merkleRoot(suite, leaves);
}

/** Encodes a state proof. Throws {@link StateProofError} when it could not be decoded again. */
export function encodeStateProof(proof: StateProof): Uint8Array {
  const { app, table, key, value, siblings, other, apps } = proof;
  checkShape(proof);
  const bytes = encodeCbor({
    app,
    table,
    key: [...key],
    value,
    siblings: [...siblings],
    other: other && [...other],
    apps: [apps.index, apps.size, [...apps.path]],
  });
  if (bytes.length > STATE_PROOF_BYTES_MAX) throw tooLarge();
  return bytes;
}

/** Decodes a state proof and checks its shape; nothing is said yet about its truth. Throws {@link StateProofError}. */
export function decodeStateProof(bytes: Uint8Array): StateProof {
  if (bytes.length > STATE_PROOF_BYTES_MAX) throw tooLarge();
  try {
    return readProof(decodeCbor(bytes, { maxItems: 1024 }));
  } catch (error) {
    if (error instanceof StateProofError) throw error;
    throw new StateProofError("malformed", error instanceof Error ? error.message : "", error);
  }
}

/**
 * The state root to which a proof leads. The caller compares it with one that organisations signed.
 *
 * @throws StateProofError `malformed` when the proof cannot be one: among others an absence shown by a leaf
 *   that is the record's own or that lies elsewhere, and a path of applications of the wrong length
 */
export function rootFromStateProof(suite: Suite, proof: StateProof): Uint8Array {
  checkShape(proof);
  const { app, table, key, value, siblings, other, apps } = proof;
  const path = pathOf(suite, table, key);
  let node = emptyNode;
  if (value !== null) node = stateLeafHash(suite, path, suite.hash(value));
  else if (other !== undefined) node = leafBeside(suite, path, other, siblings.length);
  for (let depth = siblings.length - 1; depth >= 0; depth--) {
    const given = siblings[depth] as Uint8Array;
    const sibling = given.length === 0 ? emptyNode : given;
    const left = pathBit(path, depth) === 0;
    node = suite.hash(left ? concatBytes(node, sibling) : concatBytes(sibling, node));
  }
  const leaf = leafHash(suite, appLeaf(app, node, apps.size));
  const root = rootFromInclusion(suite, { ...apps, leafHash: leaf });
  if (root === undefined) throw malformed("the path of applications does not fit its numbers");
  return root;
}

/** Whether a proof leads to `stateRoot`. False, never an exception, for every malformed proof. */
export function verifyStateProof(suite: Suite, proof: StateProof, stateRoot: Uint8Array): boolean {
  try {
    return equalBytes(rootFromStateProof(suite, proof), stateRoot);
  } catch (error) {
    if (error instanceof StateProofError) return false;
    throw error;
  }
}

function pathOf(suite: Suite, table: string, key: readonly CborValue[]): Uint8Array {
  try {
    return statePath(suite, table, key);
  } catch (error) {
    if (error instanceof CborError) throw new StateProofError("malformed", error.message, error);
    throw error;
  }
}

/** Hash of the leaf that stands in the place of an absent one, which it must share `depth` bits with. */
function leafBeside(suite: Suite, path: Uint8Array, other: StateLeaf, depth: number): Uint8Array {
  const [otherPath, valueHash] = other;
  if (equalBytes(otherPath, path)) throw malformed("the record itself cannot show its absence");
  for (let bit = 0; bit < depth; bit++) {
    if (pathBit(otherPath, bit) !== pathBit(path, bit)) {
      throw malformed("the other leaf lies elsewhere");
    }
  }
  return stateLeafHash(suite, otherPath, valueHash);
}

function readProof(value: CborValue): StateProof {
  const map = readMap(
    value,
    "proof",
    ["app", "table", "key", "value", "siblings", "apps"],
    ["other"],
  );
  const row = map.get("value");
  const [index, size, path] = readArray(map.get("apps"), "apps", 3);
  const other = map.has("other") ? readArray(map.get("other"), "other", 2) : undefined;
  const proof: StateProof = {
    app: readApplication(map.get("app"), "app"),
    table: readText(map.get("table"), "table", STATE_TABLE_LENGTH_MAX),
    key: readArray(map.get("key"), "key", 0, STATE_KEY_FIELDS_MAX),
    value: row === null ? null : readBytes(row, "value", 0, STATE_PROOF_BYTES_MAX),
    siblings: readArray(map.get("siblings"), "siblings", 0, STATE_PROOF_SIBLINGS_MAX).map(
      (sibling) => readBytes(sibling, "siblings", 0, HASH_BYTES),
    ),
    ...(other && {
      other: [
        readBytes(other[0], "other", HASH_BYTES),
        readBytes(other[1], "other", HASH_BYTES),
      ] as const,
    }),
    apps: {
      index: readUint(index, "apps"),
      size: readUint(size, "apps"),
      path: readHashes(path, "apps", PATH_HASHES_MAX),
    },
  };
  checkShape(proof);
  return proof;
}

/** The rules that no schema says. Each makes a second form of the same proof impossible. */
function checkShape({ value, siblings, other, apps }: StateProof): void {
  if (siblings.length > STATE_PROOF_SIBLINGS_MAX) throw malformed("too many siblings");
  for (const sibling of siblings) {
    if (sibling.length !== 0 && sibling.length !== HASH_BYTES) {
      throw malformed("a sibling is empty or has 32 bytes");
    }
    if (sibling.length !== 0 && equalBytes(sibling, emptyNode)) {
      throw malformed("an empty subtree is written as the empty byte string");
    }
  }
  // A subtree of one leaf is that leaf, so an inner node has at least two below it: a leaf, or an empty
  // place, without anything beside it would stand higher.
  if (siblings.length > 0 && siblings.at(-1)?.length === 0) {
    throw malformed("the last sibling is empty");
  }
  if (value !== null && other !== undefined) throw malformed("a present record has no other leaf");
  if (other?.some((hash) => hash.length !== HASH_BYTES)) throw malformed("a hash has 32 bytes");
  if (apps.size > APPLICATIONS_MAX) throw malformed("too many applications");
}

function malformed(message: string): StateProofError {
  return new StateProofError("malformed", message);
}

function tooLarge(): StateProofError {
  return new StateProofError("too-large", `longer than ${STATE_PROOF_BYTES_MAX} bytes`);
}
