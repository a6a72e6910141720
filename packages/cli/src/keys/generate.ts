import { existsSync } from "node:fs";
import { toHex } from "@tallystick/core/bytes";
import { encodeKey } from "@tallystick/core/keys";
import {
  encodeEncryptionKey,
  encryptionAlgorithm,
  newEncryptionPair,
} from "@tallystick/core/sealed/encryption-key";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Suite } from "@tallystick/core/suite/suite";
import { writeEncryptionKeyFile } from "@tallystick/node/keys/encryption-key-file";
import { writeKeyFile } from "@tallystick/node/keys/key-file";
import { givenPassphrase } from "@tallystick/node/keys/passphrase";
import { answer } from "../answer.ts";
import { CommandError, UsageError } from "../failure.ts";
import { askPassphrase } from "./ask-passphrase.ts";

/** Options of `key generate`. */
export interface GenerateOptions {
  readonly json?: boolean;
  readonly out: string;
  readonly suite: "intl" | "gm";
  readonly purpose?: "signing" | "encryption";
  readonly algorithm?: "Ed25519" | "ES256" | "SM2";
  readonly passphraseFile?: string;
}

/**
 * Makes a key and writes it encrypted. A key that is there already is never written over: whatever
 * it signed or opens would be lost.
 */
export async function generate(options: GenerateOptions): Promise<void> {
  if (existsSync(options.out)) {
    throw new CommandError(
      "key-exists",
      `${options.out} is there already`,
      "name another file, or move it away",
    );
  }
  const suite = nodeSuite(options.suite);
  if (options.purpose === "encryption") return generateEncryptionKey(suite, options);
  const algorithm = options.algorithm ?? suite.algorithms[0];
  if (algorithm === undefined || !suite.algorithms.includes(algorithm)) {
    throw new UsageError(
      `the suite ${suite.name} has ${suite.algorithms.join(", ")}, not ${algorithm}`,
    );
  }
  const signer = generateKey(suite, algorithm);
  await writeKeyFile(options.out, signer, await newPassphrase(options));
  const keyId = toHex(signer.keyId);
  const publicKey = toHex(encodeKey(signer.publicKey));
  answer(options, { out: options.out, algorithm, keyId, publicKey }, () => [
    `${options.out}: ${algorithm}`,
    `key id      ${keyId}`,
    `public key  ${publicKey}`,
    "An operator enrols it with: tallystick member enrol ID --organisation ORG --public-key ...",
  ]);
}

async function generateEncryptionKey(suite: Suite, options: GenerateOptions): Promise<void> {
  const own = encryptionAlgorithm(suite);
  if (options.algorithm !== undefined && options.algorithm !== own) {
    throw new UsageError(`the suite ${suite.name} encrypts with ${own}, not ${options.algorithm}`);
  }
  const pair = newEncryptionPair(suite);
  await writeEncryptionKeyFile(options.out, pair, await newPassphrase(options));
  const keyId = toHex(pair.keyId);
  const publicKey = toHex(encodeEncryptionKey(pair.publicKey));
  answer(options, { out: options.out, algorithm: own, keyId, publicKey }, () => [
    `${options.out}: ${own}, for encryption alone`,
    `key id      ${keyId}`,
    `public key  ${publicKey}`,
    "Its operator enrols it with: tallystick call membership add-encryption-key --organisation ORG --key ...",
  ]);
}

async function newPassphrase({ passphraseFile }: GenerateOptions): Promise<string> {
  return givenPassphrase({ dataDir: ".", passphraseFile })?.text ?? (await askPassphrase());
}
