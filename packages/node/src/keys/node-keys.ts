import { existsSync, renameSync, rmSync } from "node:fs";
import { equalBytes, fromUtf8, toHex } from "@tallystick/core/bytes";
import type { NodeSigner } from "@tallystick/core/suite/node-keys";
import type { Suite } from "@tallystick/core/suite/suite";
import { formatTrust, parseTrust, type Trust, type TrustKey } from "@tallystick/core/trust";
import type { DataPaths } from "../data-paths.ts";
import { readFileIfAny, syncFolder, writeFileAtomic } from "../files.ts";
import { NodeError } from "../node-error.ts";
import { readKeyFile, readKeyFileHead } from "./key-file.ts";

/** The private keys of a running node. */
export interface NodeKeys {
  /** Signs checkpoints. */
  readonly organisation: NodeSigner;
  /** Signs the statements that the node makes itself. */
  readonly operator: NodeSigner;
  /** Signs checkpoints once the roster of a network names it. */
  readonly nextOrganisation?: NodeSigner | undefined;
}

/** Decrypt both keys of a node. Throws NodeError as `readKeyFile` does. */
export async function openNodeKeys(
  paths: DataPaths,
  suite: Suite,
  passphrase: string,
): Promise<NodeKeys> {
  const [organisation, operator] = await Promise.all([
    readKeyFile(paths.organisationKey, suite, passphrase),
    readKeyFile(paths.operatorKey, suite, passphrase),
  ]);
  const next = existsSync(paths.nextOrganisationKey)
    ? await readKeyFile(paths.nextOrganisationKey, suite, passphrase)
    : undefined;
  return { organisation, operator, nextOrganisation: next };
}

/** Read the node's own trust file. Throws NodeError `wrong-trust`. */
export function readTrustFile(paths: DataPaths, ledgerId: Uint8Array): Trust {
  const refuse = (message: string, cause?: unknown): never => {
    throw new NodeError("wrong-trust", message, `restore ${paths.trust} from a backup`, cause);
  };
  const bytes = readFileIfAny(paths.trust);
  if (bytes === undefined) return refuse(`there is no trust file ${paths.trust}`);
  let trust: Trust;
  try {
    trust = parseTrust(fromUtf8(bytes));
  } catch (cause) {
    return refuse(`${paths.trust} is not a trust file`, cause);
  }
  if (!equalBytes(trust.ledgerId, ledgerId)) {
    refuse(`${paths.trust} is of another ledger than the genesis document`);
  }
  return trust;
}

/** Write the node's own trust file. */
export function writeTrustFile(paths: DataPaths, trust: Trust): void {
  writeFileAtomic(paths.trust, formatTrust(trust), 0o644);
}

/** A key of an organisation by its id, in force or not. */
export function trustKeyNamed(
  trust: Trust,
  organisation: string,
  keyId: Uint8Array,
): TrustKey | undefined {
  return trust.organisations
    .find(({ id }) => id === organisation)
    ?.keys.find((key) => equalBytes(key.keyId, keyId));
}

/** The key of an organisation that may sign a block, or undefined. */
export function trustKeyAt(
  trust: Trust,
  organisation: string,
  height: number,
): TrustKey | undefined {
  return trust.organisations
    .find(({ id }) => id === organisation)
    ?.keys.find(
      ({ fromHeight, toHeight }) =>
        fromHeight <= height && (toHeight === null || height <= toHeight),
    );
}

/**
 * Finish or undo a key rotation that was interrupted. The trust file decides: once it names the next
 * key, that key takes its place; before that, the next key is dropped.
 */
export function settleRotation(paths: DataPaths, trust: Trust, organisation: string): void {
  if (!existsSync(paths.nextOrganisationKey)) return;
  const next = readKeyFileHead(paths.nextOrganisationKey);
  const current = trust.organisations
    .find(({ id }) => id === organisation)
    ?.keys.find(({ toHeight }) => toHeight === null);
  if (current !== undefined && equalBytes(current.keyId, next.keyId)) promoteNextKey(paths);
  else {
    rmSync(paths.nextOrganisationKey);
    syncFolder(paths.keys);
  }
}

/** Put the next checkpoint key in the place of the present one. */
export function promoteNextKey(paths: DataPaths): void {
  renameSync(paths.nextOrganisationKey, paths.organisationKey);
  syncFolder(paths.keys);
}

/** Refuse to sign with a key that the trust file does not have for the next block. Throws NodeError `wrong-key`. */
export function requireSigningKey(
  trust: Trust,
  organisation: string,
  keyId: Uint8Array,
  height: number,
): void {
  const expected = trustKeyAt(trust, organisation, height);
  if (expected !== undefined && equalBytes(expected.keyId, keyId)) return;
  throw new NodeError(
    "wrong-key",
    `the key of ${organisation} (${toHex(keyId).slice(0, 16)}…) is not the one that may sign block ${height}`,
    "restore keys and trust file from the same backup",
  );
}
