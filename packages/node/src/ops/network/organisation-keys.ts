import { existsSync } from "node:fs";
import { decodeKey } from "@tallystick/core/keys";
import { generateKey } from "@tallystick/core/suite/node-keys";
import type { PublicKey, Suite } from "@tallystick/core/suite/suite";
import { dataPaths } from "../../data-paths.ts";
import { engineHome } from "../../engine/cometbft/engine-home.ts";
import { createEngineKeys } from "../../engine/cometbft/engine-keys.ts";
import { makePrivateFolder } from "../../files.ts";
import { readKeyFileHead, writeKeyFile } from "../../keys/key-file.ts";

/** The public side of everything that an organisation signs with. */
export interface OrganisationKeys {
  /** Key of its checkpoints. */
  readonly key: PublicKey;
  /** Key of its first operator's statements. */
  readonly operator: PublicKey;
  /** Ed25519 key of its engine's votes, 32 bytes. */
  readonly validatorKey: Uint8Array;
  /** Id of its engine: 40 digits of lower-case hex. */
  readonly nodeId: string;
}

/**
 * Make the keys of an organisation in its own data directory: checkpoints, operator, engine. What is there
 * already stays. The private halves never leave the directory.
 *
 * @throws NodeError `damaged-key`, `unsafe-permissions`
 */
export async function makeOrganisationKeys(
  dataDir: string,
  suite: Suite,
  passphrase: string,
): Promise<OrganisationKeys> {
  const paths = dataPaths(dataDir);
  makePrivateFolder(paths.keys);
  for (const path of [paths.organisationKey, paths.operatorKey]) {
    if (!existsSync(path)) await writeKeyFile(path, generateKey(suite), passphrase);
  }
  const engine = createEngineKeys(engineHome(dataDir));
  return {
    key: decodeKey(readKeyFileHead(paths.organisationKey).publicKey),
    operator: decodeKey(readKeyFileHead(paths.operatorKey).publicKey),
    ...engine,
  };
}
