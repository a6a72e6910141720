import { createPrivateKey } from "node:crypto";
import { existsSync } from "node:fs";
import { equalBytes } from "@tallystick/core/bytes";
import { encodeKey } from "@tallystick/core/keys";
import { exportPkcs8, signerFromPkcs8 } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { DataPaths } from "../data-paths.ts";
import { type EngineHome, engineHome, makeEngineHome } from "../engine/cometbft/engine-home.ts";
import {
  type EngineKeyName,
  readEngineKey,
  writeEngineKey,
} from "../engine/cometbft/engine-keys.ts";
import { readKeyFile, readKeyFileHead, writeKeyFile } from "./key-file.ts";

/**
 * Keep encrypted copies of the engine's keys beside the organisation's own, where backups take them from; and
 * make the engine's files from them in a directory that was restored. The voting record has no copy: an old one
 * would let the organisation vote twice.
 *
 * @throws NodeError `damaged-key`, `unsafe-permissions`, `wrong-passphrase`
 */
export async function keepEngineKeys(paths: DataPaths, passphrase: string): Promise<void> {
  const home = engineHome(paths.root);
  await keep(home, "node", home.nodeKey, paths.engineNodeKey, passphrase);
  await keep(home, "validator", home.validatorKey, paths.engineValidatorKey, passphrase);
}

async function keep(
  home: EngineHome,
  which: EngineKeyName,
  file: string,
  copy: string,
  passphrase: string,
): Promise<void> {
  // The engine knows Ed25519 alone, whatever the suite of the ledger.
  const suite = nodeSuite("intl");
  if (existsSync(file)) {
    const der = readEngineKey(home, which).export({ format: "der", type: "pkcs8" });
    const signer = signerFromPkcs8(suite, "Ed25519", new Uint8Array(der));
    der.fill(0);
    const same =
      existsSync(copy) && equalBytes(readKeyFileHead(copy).publicKey, encodeKey(signer.publicKey));
    if (!same) await writeKeyFile(copy, signer, passphrase);
  } else if (existsSync(copy)) {
    const der = Buffer.from(exportPkcs8(await readKeyFile(copy, suite, passphrase)));
    makeEngineHome(home);
    writeEngineKey(home, which, createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
    der.fill(0);
  }
}
