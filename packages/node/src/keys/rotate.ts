import type { Algorithm } from "@tallystick/core/algorithms";
import { equalBytes } from "@tallystick/core/bytes";
import { TRUST_KEYS_MAX } from "@tallystick/core/limits";
import { generateKey, type NodeSigner } from "@tallystick/core/suite/node-keys";
import type { Trust, TrustOrganisation } from "@tallystick/core/trust";
import { readHead } from "@tallystick/ledger/ledger-meta";
import { lockDirectory } from "../lock.ts";
import { NodeError } from "../node-error.ts";
import { type NodeIdentity, readIdentity } from "../open-node.ts";
import { openStore } from "../store/open-store.ts";
import { readKeyFile, writeKeyFile } from "./key-file.ts";
import { requireSigningKey, settleRotation, writeTrustFile } from "./node-keys.ts";
import { findPassphrase, type PassphraseRequest } from "./passphrase.ts";

/** What to rotate to. */
export interface RotateOptions extends PassphraseRequest {
  /** Algorithm of the new key; the suite's default unless given. */
  readonly algorithm?: Algorithm | undefined;
  /** The new key, when it comes from elsewhere; it must be of the ledger's suite. */
  readonly signer?: NodeSigner | undefined;
}

/** A rotation that has taken place. */
export interface RotateResult {
  readonly oldKeyId: Uint8Array;
  readonly newKeyId: Uint8Array;
  /** First block that the new key signs. */
  readonly fromHeight: number;
  /** The trust file to hand to whoever verifies. */
  readonly trust: Trust;
}

/**
 * Give the organisation of a stopped node a new checkpoint key.
 *
 * The old key counts up to the last block there is, the new one from the next. Receipts made before
 * go on verifying, because the trust file keeps the old key with its heights. The order of the steps
 * (next key, trust file, next key becomes the key) leaves a working node wherever it is interrupted:
 * the next start settles it by what the trust file says.
 *
 * @throws NodeError `already-running`, `wrong-passphrase`, `wrong-key`, `invalid-option`
 */
export async function rotateOrganisationKey(options: RotateOptions): Promise<RotateResult> {
  const before = readIdentity(options.dataDir);
  const lock = lockDirectory(options.dataDir);
  try {
    const { paths, config, suite } = before;
    requireOwnDecision(config);
    settleRotation(paths, before.parsedTrust, config.organisation);
    const { text } = findPassphrase(options);
    const old = await readKeyFile(paths.organisationKey, suite, text);
    const fromHeight = (await lastHeight(before)) + 1;
    requireSigningKey(before.parsedTrust, config.organisation, old.keyId, fromHeight);
    const next = options.signer ?? generateKey(suite, options.algorithm);
    const trust = withNewKey(before.parsedTrust, config.organisation, next, fromHeight);
    await writeKeyFile(paths.nextOrganisationKey, next, text);
    writeTrustFile(paths, trust);
    settleRotation(paths, trust, config.organisation);
    return { oldKeyId: old.keyId, newKeyId: next.keyId, fromHeight, trust };
  } finally {
    lock.release();
  }
}

/** In a network the roster says which key counts, and everybody has to know. */
function requireOwnDecision({ engine }: NodeIdentity["config"]): void {
  if (engine !== "cometbft") return;
  throw new NodeError(
    "wrong-engine",
    "the key of an organisation in a network is changed on the ledger",
    "prepare the next key, then call membership.rotate-organisation-key",
  );
}

async function lastHeight({ config, paths }: NodeIdentity): Promise<number> {
  const store = openStore(config.store, paths.ledger);
  try {
    return readHead(store)?.height ?? 0;
  } finally {
    await store.close();
  }
}

/** The trust file with the present key ended and the new one begun. */
function withNewKey(
  trust: Trust,
  organisation: string,
  { publicKey, keyId }: NodeSigner,
  fromHeight: number,
): Trust {
  const rotate = (one: TrustOrganisation): TrustOrganisation => {
    if (one.id !== organisation) return one;
    if (one.keys.some((key) => equalBytes(key.keyId, keyId))) {
      throw new NodeError("invalid-option", "this key has been used before", "use a new key");
    }
    if (one.keys.length >= TRUST_KEYS_MAX) {
      throw new NodeError(
        "invalid-option",
        `the organisation has had ${TRUST_KEYS_MAX} keys, which is all that a trust file takes`,
        "found a new ledger and let it take over",
      );
    }
    // A key that has not come to sign any block has no place in the history.
    const used = one.keys.filter((key) => key.fromHeight < fromHeight);
    const ended = used.map((key) =>
      key.toHeight === null ? { ...key, toHeight: fromHeight - 1 } : key,
    );
    return { ...one, keys: [...ended, { keyId, key: publicKey, fromHeight, toHeight: null }] };
  };
  return { ...trust, organisations: trust.organisations.map(rotate) };
}
