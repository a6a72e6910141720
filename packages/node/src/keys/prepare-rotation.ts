import { existsSync } from "node:fs";
import { generateKey, type NodeSigner } from "@tallystick/core/suite/node-keys";
import { lockDirectory } from "../lock.ts";
import { readIdentity } from "../open-node.ts";
import { readKeyFile, writeKeyFile } from "./key-file.ts";
import { findPassphrase } from "./passphrase.ts";
import type { RotateOptions } from "./rotate.ts";

/**
 * Make the next checkpoint key of a stopped node of a network, beside the present one. Which of them
 * signs a block is for the roster to say: the node holds both, so nothing waits for the change. Called
 * again before that it returns the same key.
 *
 * @throws NodeError `already-running`, `wrong-passphrase`, `invalid-option`
 */
export async function prepareKeyRotation(options: RotateOptions): Promise<NodeSigner> {
  const { paths, suite } = readIdentity(options.dataDir);
  const lock = lockDirectory(options.dataDir);
  try {
    const { text } = findPassphrase(options);
    await readKeyFile(paths.organisationKey, suite, text);
    if (existsSync(paths.nextOrganisationKey)) {
      return await readKeyFile(paths.nextOrganisationKey, suite, text);
    }
    const next = options.signer ?? generateKey(suite, options.algorithm);
    await writeKeyFile(paths.nextOrganisationKey, next, text);
    return next;
  } finally {
    lock.release();
  }
}
