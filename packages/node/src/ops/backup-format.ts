import { encodeCbor } from "@tallystick/core/cbor";
import type { DataPaths } from "../data-paths.ts";

/** Text in the member `format` of a backup's first item. */
export const BACKUP_FORMAT = "tallystick-backup/1";

/** Files that a backup may hold, by the name it gives them. The admin token is not among them: restore makes a new one. */
export const BACKUP_FILES = {
  "tallystick.json": "config",
  "genesis.cbor": "genesis",
  "trust.json": "trust",
  "keys/organisation.key": "organisationKey",
  "keys/operator.key": "operatorKey",
  "keys/encryption.key": "encryptionKey",
  passphrase: "passphrase",
  "keys/engine-node.key": "engineNodeKey",
  "keys/engine-validator.key": "engineValidatorKey",
  "engine/genesis.json": "engineGenesis",
} as const satisfies Record<string, keyof DataPaths>;

/** Files that not every backup has: the passphrase when it was asked for, an encryption key and those of an engine when there is one. */
export const OPTIONAL_FILES: ReadonlySet<string> = new Set([
  "passphrase",
  "keys/encryption.key",
  "keys/engine-node.key",
  "keys/engine-validator.key",
  "engine/genesis.json",
]);

/** Name of a file inside a backup. */
export type BackupFile = keyof typeof BACKUP_FILES;

const CHUNK_BYTES = 1 << 20;
const ARRAY_OF_2 = 0x82;
/** Array head and two byte string heads of five bytes. */
const HEADS_BYTES = 11;
const BYTES = 0x40;

/** Encodes rows as CBOR arrays of two byte strings, a megabyte at a time unless told otherwise. */
export class RowWriter {
  readonly #size: number;
  #chunk: Uint8Array;
  #at = 0;

  /** @param size bytes after which a chunk is full; one with a longer row is longer */
  constructor(size = CHUNK_BYTES) {
    this.#size = size;
    this.#chunk = new Uint8Array(size);
  }

  /** Takes a row in. @returns a chunk that is full, or undefined */
  add(key: Uint8Array, value: Uint8Array): Uint8Array | undefined {
    const bytes = HEADS_BYTES + key.length + value.length;
    if (bytes > this.#size) {
      const row = encodeCbor([key, value]);
      const before = this.rest();
      const both = new Uint8Array(before.length + row.length);
      both.set(before);
      both.set(row, before.length);
      return both;
    }
    const full = this.#at + bytes > this.#size ? this.rest() : undefined;
    this.#chunk[this.#at++] = ARRAY_OF_2;
    this.#bytes(key);
    this.#bytes(value);
    return full;
  }

  /** What has been taken in since the last chunk. */
  rest(): Uint8Array {
    const rest = this.#chunk.subarray(0, this.#at);
    this.#chunk = new Uint8Array(this.#size);
    this.#at = 0;
    return rest;
  }

  /** A byte string with its shortest head (RFC 8949 s4.2.1). */
  #bytes(bytes: Uint8Array): void {
    const { length } = bytes;
    const chunk = this.#chunk;
    if (length < 24) chunk[this.#at++] = BYTES | length;
    else {
      const width = length < 0x100 ? 1 : length < 0x1_0000 ? 2 : 4;
      chunk[this.#at++] = BYTES | (24 + (width >> 1));
      for (let shift = (width - 1) * 8; shift >= 0; shift -= 8)
        chunk[this.#at++] = length >>> shift;
    }
    chunk.set(bytes, this.#at);
    this.#at += length;
  }
}
