import { createPrivateKey } from "node:crypto";
import { existsSync } from "node:fs";
import type { Algorithm } from "@tallystick/core/algorithms";
import { KeyError } from "@tallystick/core/keys";
import { exportPkcs8, type NodeSigner, signerFromPkcs8 } from "@tallystick/core/suite/node-keys";
import type { Suite } from "@tallystick/core/suite/suite";
import { readFileIfAny, writeFileAtomic } from "../files.ts";
import { KEY_FILE_BYTES_MAX } from "../limits.ts";
import { NodeError } from "../node-error.ts";
import { readKeyFile, writeKeyFile } from "./key-file.ts";

const LABEL = "PRIVATE KEY";

/** What to export. */
export interface ExportOptions {
  /** A key file. */
  readonly keyFile: string;
  readonly suite: Suite;
  readonly passphrase: string;
  /** File to make: PKCS#8 PEM as OpenSSL reads it, 0600, not encrypted. */
  readonly out: string;
}

/**
 * Write a private key as PKCS#8 PEM, for OpenSSL and for safekeeping elsewhere. It is not encrypted:
 * whoever has the file has the key.
 *
 * @throws NodeError as `readKeyFile` does; `invalid-option` when `out` is there already
 */
export async function exportKey(options: ExportOptions): Promise<void> {
  if (existsSync(options.out)) {
    throw new NodeError(
      "invalid-option",
      `${options.out} is there already`,
      "name a file that does not exist",
    );
  }
  const signer = await readKeyFile(options.keyFile, options.suite, options.passphrase);
  const der = exportPkcs8(signer);
  const body = Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n").trimEnd();
  writeFileAtomic(
    options.out,
    `-----BEGIN ${LABEL}-----\n${body}\n-----END ${LABEL}-----\n`,
    0o600,
  );
  der.fill(0);
}

/** What to import. */
export interface ImportOptions {
  /** PKCS#8, PEM or DER, as `openssl genpkey` writes it. */
  readonly from: string;
  readonly suite: Suite;
  readonly algorithm: Algorithm;
  /** Passphrase of `from`, when it is an encrypted PEM. */
  readonly fromPassphrase?: string | undefined;
  /** Key file to make; not overwritten. */
  readonly keyFile: string;
  /** Passphrase of the key file. */
  readonly passphrase: string;
}

/**
 * Make a key file from a private key that was made elsewhere.
 *
 * @throws NodeError `invalid-option` when it is no such key, or the key file is there already
 */
export async function importKey(options: ImportOptions): Promise<NodeSigner> {
  if (existsSync(options.keyFile)) {
    throw new NodeError(
      "invalid-option",
      `${options.keyFile} is there already`,
      "name a file that does not exist",
    );
  }
  const der = pkcs8Of(options);
  try {
    const signer = signerFromPkcs8(options.suite, options.algorithm, der);
    await writeKeyFile(options.keyFile, signer, options.passphrase);
    return signer;
  } catch (cause) {
    if (cause instanceof KeyError) throw refused(options, cause);
    throw cause;
  } finally {
    der.fill(0);
  }
}

function pkcs8Of(options: ImportOptions): Uint8Array {
  const bytes = readFileIfAny(options.from);
  if (bytes === undefined || bytes.length > KEY_FILE_BYTES_MAX) throw refused(options, undefined);
  const key = Buffer.from(bytes);
  const pem = key.includes("-----BEGIN ");
  try {
    const object = createPrivateKey({
      key,
      format: pem ? "pem" : "der",
      ...(pem ? {} : { type: "pkcs8" as const }),
      ...(options.fromPassphrase === undefined ? {} : { passphrase: options.fromPassphrase }),
    });
    return new Uint8Array(object.export({ format: "der", type: "pkcs8" }));
  } catch (cause) {
    throw refused(options, cause);
  } finally {
    key.fill(0);
    bytes.fill(0);
  }
}

function refused({ from, algorithm, suite }: ImportOptions, cause: unknown): NodeError {
  return new NodeError(
    "invalid-option",
    `${from} holds no ${algorithm} private key for suite ${suite.name}`,
    "give a PKCS#8 key (PEM or DER) of that algorithm, and the passphrase if it is encrypted",
    cause,
  );
}
