import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { cliLimits } from "../limits.ts";
import { readFault } from "./read-fault.ts";

/** One digest that is wanted of a file: a tag such as "sha-256", with a salt for the commitments "hmac-*". */
export interface WantedDigest {
  readonly alg: string;
  readonly salt?: Uint8Array | undefined;
}

/** What a file's content came to. */
export interface FileDigests {
  /** Bytes read, which is the file's size. */
  readonly size: number;
  /** In the order asked for. */
  readonly digests: readonly Uint8Array[];
}

/** A file that cannot be digested, in words for the user. */
export class FileFault extends Error {
  override readonly name = "FileFault";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Names of the digest tags in OpenSSL. */
const HASHES: Readonly<Record<string, string>> = {
  "sha-256": "sha256",
  "sha-384": "sha384",
  "sha-512": "sha512",
  sm3: "sm3",
  "hmac-sha-256": "sha256",
  "hmac-sm3": "sm3",
};

function begin({ alg, salt }: WantedDigest): Hash | Hmac {
  const name = HASHES[alg];
  if (name === undefined) throw new FileFault("unknown-digest", `there is no digest "${alg}"`);
  if (!alg.startsWith("hmac-")) return createHash(name);
  if (salt === undefined) throw new FileFault("no-salt", `${alg} needs a salt`);
  return createHmac(name, salt);
}

function faultOf(error: unknown): FileFault {
  if (error instanceof FileFault) return error;
  return new FileFault((error as NodeJS.ErrnoException).code ?? "unreadable", readFault(error));
}

let buffer: Buffer | undefined;

/**
 * Digests a file from beginning to end in one pass, in constant memory whatever its size. Blocking:
 * meant for a thread of its own.
 * @throws FileFault when it cannot be read, is not a regular file, or changed meanwhile
 */
export function digestFile(
  path: string,
  wanted: readonly WantedDigest[],
  tell: (bytes: number) => void = () => {},
): FileDigests {
  const states = wanted.map(begin);
  let file: number;
  try {
    // O_NONBLOCK: opening a pipe that took the file's place must not wait for its writer.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw faultOf(error);
  }
  try {
    const before = fstatSync(file, { bigint: true });
    if (!before.isFile()) throw new FileFault("not-a-file", "it is not a regular file");
    buffer ??= Buffer.allocUnsafeSlow(cliLimits.readBytes);
    let size = 0;
    let told = 0;
    for (let read = 1; read > 0; ) {
      read = readSync(file, buffer, 0, buffer.length, null);
      if (read === 0) break;
      const chunk = buffer.subarray(0, read);
      for (const state of states) state.update(chunk);
      size += read;
      if (size - told >= cliLimits.tellBytes) {
        tell(size - told);
        told = size;
      }
    }
    const after = fstatSync(file, { bigint: true });
    if (
      after.mtimeNs !== before.mtimeNs ||
      after.size !== before.size ||
      BigInt(size) !== after.size
    ) {
      throw new FileFault("changed", "it changed while it was read");
    }
    return { size, digests: states.map((state) => new Uint8Array(state.digest())) };
  } catch (error) {
    throw faultOf(error);
  } finally {
    closeSync(file);
  }
}
