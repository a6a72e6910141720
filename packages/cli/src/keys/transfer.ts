import { dirname } from "node:path";
import type { Algorithm, SuiteName } from "@tallystick/core/algorithms";
import { toHex } from "@tallystick/core/bytes";
import { encodeKey } from "@tallystick/core/keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { readKeyFileHead } from "@tallystick/node/keys/key-file";
import { findPassphrase, givenPassphrase } from "@tallystick/node/keys/passphrase";
import { exportKey, importKey } from "@tallystick/node/keys/transfer";
import { answer, remark } from "../answer.ts";
import { askHidden, askPassphrase } from "./ask-passphrase.ts";

/** Options of `key export`. */
export interface ExportCommandOptions {
  readonly json?: boolean;
  readonly out: string;
  readonly passphraseFile?: string;
}

/** Writes the private key of a key file as PKCS#8 PEM. @throws NodeError */
export async function exportCommand(file: string, options: ExportCommandOptions): Promise<void> {
  const { algorithm, keyId } = readKeyFileHead(file);
  const passphrase = await passphraseOf(file, options.passphraseFile);
  const suite = nodeSuite(suiteOf(algorithm));
  await exportKey({ keyFile: file, suite, passphrase, out: options.out });
  remark("This file is not encrypted: whoever has it has the key.");
  answer(options, { out: options.out, algorithm, keyId: toHex(keyId) }, () => [
    `${options.out}: ${algorithm}, PKCS#8`,
  ]);
}

/** Options of `key import`. */
export interface ImportCommandOptions {
  readonly json?: boolean;
  readonly out: string;
  readonly algorithm: Algorithm;
  readonly passphraseFile?: string;
  /** File with the passphrase of an encrypted PEM. */
  readonly fromPassphraseFile?: string;
}

/** Makes a key file of a PKCS#8 key. @throws NodeError */
export async function importCommand(from: string, options: ImportCommandOptions): Promise<void> {
  const { algorithm, out, passphraseFile, fromPassphraseFile } = options;
  const request = { dataDir: dirname(from), env: {} };
  const fromPassphrase =
    fromPassphraseFile === undefined
      ? undefined
      : findPassphrase({ ...request, passphraseFile: fromPassphraseFile }).text;
  const passphrase =
    givenPassphrase({ dataDir: ".", passphraseFile })?.text ?? (await askPassphrase());
  const suite = nodeSuite(suiteOf(algorithm));
  const signer = await importKey({
    from,
    suite,
    algorithm,
    fromPassphrase,
    keyFile: out,
    passphrase,
  });
  const keyId = toHex(signer.keyId);
  const publicKey = toHex(encodeKey(signer.publicKey));
  answer(options, { out, algorithm, keyId, publicKey }, () => [
    `${out}: ${algorithm}`,
    `key id      ${keyId}`,
    `public key  ${publicKey}`,
  ]);
}

function suiteOf(algorithm: Algorithm): SuiteName {
  return algorithm === "SM2" ? "gm" : "intl";
}

/** The passphrase of a key file: given, that of the node it lies in (`keys/` of a data directory), or asked for. */
async function passphraseOf(file: string, passphraseFile: string | undefined): Promise<string> {
  const request = { dataDir: dirname(dirname(file)), passphraseFile };
  const given = givenPassphrase(request)?.text;
  if (given !== undefined) return given;
  try {
    return findPassphrase(request).text;
  } catch (error) {
    if (!process.stdin.isTTY) throw error;
    return askHidden(`Passphrase of ${file}: `);
  }
}
