import { toHex } from "@tallystick/core/bytes";
import { encodeKey } from "@tallystick/core/keys";
import { readConfig } from "@tallystick/node/config";
import { dataPaths } from "@tallystick/node/data-paths";
import { prepareKeyRotation } from "@tallystick/node/keys/prepare-rotation";
import { rotateOrganisationKey } from "@tallystick/node/keys/rotate";
import { answer } from "../answer.ts";

/** Options of `key rotate`. */
export interface RotateCommandOptions {
  readonly json?: boolean;
  readonly data: string;
  readonly algorithm?: "Ed25519" | "ES256" | "SM2";
  readonly passphraseFile?: string;
}

/**
 * Gives the organisation of a stopped node a new checkpoint key; in a network, makes the key that the
 * ledger is then told of. @throws NodeError
 */
export async function rotate(options: RotateCommandOptions): Promise<void> {
  const { data, algorithm, passphraseFile } = options;
  if (readConfig(data).engine === "cometbft") return prepare(options);
  const done = await rotateOrganisationKey({ dataDir: data, algorithm, passphraseFile });
  const { fromHeight } = done;
  const oldKeyId = toHex(done.oldKeyId);
  const newKeyId = toHex(done.newKeyId);
  const trust = dataPaths(data).trust;
  answer(options, { oldKeyId, newKeyId, fromHeight, trust }, () => [
    `old key     ${oldKeyId}, up to block ${fromHeight - 1}`,
    `new key     ${newKeyId}, from block ${fromHeight}`,
    `trust file  ${trust}: hand it to whoever verifies`,
  ]);
}

async function prepare(options: RotateCommandOptions): Promise<void> {
  const { data, algorithm, passphraseFile } = options;
  const next = await prepareKeyRotation({ dataDir: data, algorithm, passphraseFile });
  const { organisation } = readConfig(data);
  const newKeyId = toHex(next.keyId);
  const key = toHex(encodeKey(next.publicKey));
  answer(options, { newKeyId, organisation, key }, () => [
    `next key  ${newKeyId}, beside the present one in ${dataPaths(data).keys}`,
    "",
    "It signs once the ledger names it. Start the node again, then:",
    `  tallystick call membership rotate-organisation-key --organisation ${organisation} --key ${key}`,
    "Whoever verifies runs `tallystick trust update`.",
  ]);
}
