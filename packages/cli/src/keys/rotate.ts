import { toHex } from "@tallystick/core/bytes";
import { dataPaths } from "@tallystick/node/data-paths";
import { rotateOrganisationKey } from "@tallystick/node/keys/rotate";
import { answer } from "../answer.ts";

/** Options of `key rotate`. */
export interface RotateCommandOptions {
  readonly json?: boolean;
  readonly data: string;
  readonly algorithm?: "Ed25519" | "ES256" | "SM2";
  readonly passphraseFile?: string;
}

/** Gives the organisation of a stopped node a new checkpoint key. @throws NodeError */
export async function rotate(options: RotateCommandOptions): Promise<void> {
  const { data, algorithm, passphraseFile } = options;
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
