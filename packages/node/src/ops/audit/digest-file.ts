import { createHash, type Hash } from "node:crypto";
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { SuiteName } from "@tallystick/core/algorithms";

/** A file of an audit export. */
export interface AuditFile {
  /** Path below the export's folder, with forward slashes. */
  readonly name: string;
  readonly bytes: number;
  /** Digest by the hash of the ledger's suite, lower-case hex. */
  readonly digest: string;
}

/** Name of the hash of a suite as OpenSSL and coreutils know it. */
export function hashOf(suite: SuiteName): "sha256" | "sm3" {
  return suite === "gm" ? "sm3" : "sha256";
}

const CHUNK = 1 << 16;

/** A new file that is written from front to back, and whose digest comes out with it. */
export class DigestFile {
  readonly #name: string;
  readonly #descriptor: number;
  readonly #hash: Hash;
  #pending: string[] = [];
  #length = 0;
  #bytes = 0;

  constructor(folder: string, name: string, suite: SuiteName) {
    this.#name = name;
    this.#descriptor = openSync(join(folder, name), "wx", 0o600);
    this.#hash = createHash(hashOf(suite));
  }

  write(text: string): void {
    this.#pending.push(text);
    this.#length += text.length;
    if (this.#length >= CHUNK) this.#flush();
  }

  /** Writes bytes as they are. */
  bytes(bytes: Uint8Array): void {
    this.#flush();
    this.#put(bytes);
  }

  end(): AuditFile {
    this.#flush();
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
    return { name: this.#name, bytes: this.#bytes, digest: this.#hash.digest("hex") };
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    this.#put(Buffer.from(this.#pending.join("")));
    this.#pending = [];
    this.#length = 0;
  }

  #put(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(this.#descriptor, bytes, at, bytes.length - at);
    }
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
  }
}
