/**
 * What a snapshot consists of: where the ledger stood, and the hash of every chunk of its rows.
 * docs/reference/snapshot.md.
 */
import { compareBytes } from "@tallystick/core/bytes";
import { type CborValue, decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { readArray, readBytes, readLiteral, readMap, readUint } from "@tallystick/core/schema";
import type { Suite } from "@tallystick/core/suite/suite";
import { STORE_KEY_BYTES_MAX } from "@tallystick/ledger/store";
import { appHashOf, PENDING_AGE_MAX } from "../certification.ts";
import { SNAPSHOT_CHUNK_BYTES_MAX, SNAPSHOT_MANIFEST_BYTES_MAX } from "./limits.ts";

/** The format's number, as the engine knows it. */
export const SNAPSHOT_FORMAT = 1;

/** A chunk of a snapshot. */
export interface SnapshotChunk {
  /** Hash of its bytes in the ledger's suite. */
  readonly hash: Uint8Array;
  readonly bytes: number;
  readonly rows: number;
  /** Key of its first row. */
  readonly first: Uint8Array;
}

/** A snapshot of a ledger at a height. */
export interface SnapshotManifest {
  readonly ledgerId: Uint8Array;
  readonly height: number;
  readonly stateRoot: Uint8Array;
  readonly logRoot: Uint8Array;
  readonly logSize: number;
  /** Last certified height, and the pending age: with the roots they make the app hash. */
  readonly certifiedHeight: number;
  readonly pendingAge: number;
  readonly chunks: readonly SnapshotChunk[];
}

/** Bytes that are no manifest. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
}

const FORMAT = "tallystick-snapshot/1";
const MEMBERS = [
  "format",
  "ledger",
  "height",
  "stateRoot",
  "logRoot",
  "logSize",
  "certified",
  "pending",
  "chunks",
];

/** Data items of a manifest of the greatest length. */
const ITEMS_MAX = 1_000_000;

/** Bytes of a manifest: deterministic CBOR. @throws SnapshotError when the ledger is too large for one */
export function encodeManifest(manifest: SnapshotManifest): Uint8Array {
  const bytes = encodeCbor({
    format: FORMAT,
    ledger: manifest.ledgerId,
    height: manifest.height,
    stateRoot: manifest.stateRoot,
    logRoot: manifest.logRoot,
    logSize: manifest.logSize,
    certified: manifest.certifiedHeight,
    pending: manifest.pendingAge,
    chunks: manifest.chunks.map(({ hash, bytes, rows, first }) => [hash, bytes, rows, first]),
  });
  if (bytes.length <= SNAPSHOT_MANIFEST_BYTES_MAX) return bytes;
  throw new SnapshotError("the ledger is too large for a snapshot of this format");
}

/** Decodes a manifest strictly. @throws SnapshotError */
export function decodeManifest(bytes: Uint8Array): SnapshotManifest {
  if (bytes.length > SNAPSHOT_MANIFEST_BYTES_MAX) throw new SnapshotError("a manifest too long");
  try {
    const map = readMap(decodeCbor(bytes, { maxItems: ITEMS_MAX }), "manifest", MEMBERS);
    readLiteral(map.get("format"), "format", FORMAT);
    const number = (name: string): number => readUint(map.get(name), name);
    const hash = (name: string): Uint8Array => readBytes(map.get(name), name, 32);
    const pendingAge = number("pending");
    if (pendingAge > PENDING_AGE_MAX) throw new RangeError("a pending age there is not");
    const chunks = readArray(map.get("chunks"), "chunks", 1, ITEMS_MAX).map(readChunk);
    if (chunks.some(({ first }, i) => i > 0 && !isAfter(first, chunks[i - 1] as SnapshotChunk))) {
      throw new RangeError("chunks out of order");
    }
    return {
      ledgerId: hash("ledger"),
      height: number("height"),
      stateRoot: hash("stateRoot"),
      logRoot: hash("logRoot"),
      logSize: number("logSize"),
      certifiedHeight: number("certified"),
      pendingAge,
      chunks,
    };
  } catch (cause) {
    throw new SnapshotError("not a manifest", { cause });
  }
}

function readChunk(value: CborValue): SnapshotChunk {
  const [hash, bytes, rows, first] = readArray(value, "chunk", 4);
  const length = readUint(bytes, "bytes");
  if (length < 1 || length > SNAPSHOT_CHUNK_BYTES_MAX) throw new RangeError("a chunk's length");
  return {
    hash: readBytes(hash, "hash", 32),
    bytes: length,
    rows: readUint(rows, "rows"),
    first: readBytes(first, "first", 1, STORE_KEY_BYTES_MAX),
  };
}

function isAfter(key: Uint8Array, { first }: SnapshotChunk): boolean {
  return compareBytes(key, first) > 0;
}

/** The app hash of the ledger that a manifest speaks of. */
export function manifestAppHash(suite: Suite, manifest: SnapshotManifest): Uint8Array {
  return appHashOf(suite, manifest, manifest.certifiedHeight, manifest.pendingAge);
}
