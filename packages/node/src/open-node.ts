import { existsSync } from "node:fs";
import { applicationList, LEDGER_RULES } from "@tallystick/apps/applications";
import { equalBytes } from "@tallystick/core/bytes";
import { decodeGenesis, type Genesis, genesisLedgerId } from "@tallystick/core/genesis";
import type { NodeSigner } from "@tallystick/core/suite/node-keys";
import type { Suite } from "@tallystick/core/suite/suite";
import { formatTrust, type Trust } from "@tallystick/core/trust";
import type { App } from "@tallystick/ledger/app/define-app";
import { Ledger } from "@tallystick/ledger/ledger";
import type { Store } from "@tallystick/ledger/store";
import { type NodeConfig, readConfig } from "./config.ts";
import { type DataPaths, dataPaths } from "./data-paths.ts";
import { certifiedThrough } from "./engine/consensus/adoption-mark.ts";
import type { Engine } from "./engine/engine.ts";
import { isDamage } from "./engine/fault.ts";
import { LedgerMachine } from "./engine/machine.ts";
import { checkLastBlock } from "./engine/recovery.ts";
import { readFileIfAny } from "./files.ts";
import { FollowedTrust } from "./followed-trust.ts";
import { keepEngineKeys } from "./keys/engine-key-copies.ts";
import {
  type NodeKeys,
  openNodeKeys,
  promoteNextKey,
  readTrustFile,
  requireSigningKey,
  settleRotation,
  trustKeyAt,
} from "./keys/node-keys.ts";
import { findPassphrase, type PassphraseSource } from "./keys/passphrase.ts";
import { type DirectoryLock, lockDirectory } from "./lock.ts";
import { NodeError } from "./node-error.ts";
import { type EngineOptions, openEngine } from "./open-engine.ts";
import { openStore } from "./store/open-store.ts";
import { SteadyStore } from "./store/steady-store.ts";
import { acceleratedSuite } from "./suite.ts";
import { VerifyPool } from "./workers/verify-pool.ts";

/** How to open a node. */
export interface OpenNodeOptions extends EngineOptions {
  readonly dataDir: string;
  readonly passphraseFile?: string | undefined;
  /** Threads that check signatures. */
  readonly verifyThreads?: number | undefined;
  /** Stands between the engine's store and the checksums; for fault injection. */
  readonly wrapStore?: (store: Store) => Store;
}

/** A node's facts that never change while it is open, read from its data directory. */
export interface NodeIdentity {
  readonly paths: DataPaths;
  readonly config: NodeConfig;
  readonly suite: Suite;
  /** Bytes of the genesis document. */
  readonly genesis: Uint8Array;
  readonly ledgerId: Uint8Array;
  /** Text of the trust file. */
  readonly trust: string;
  readonly parsedTrust: Trust;
}

/** A node without its HTTP server: everything between the data directory and the engine. */
export interface OpenNode extends NodeIdentity {
  /** The applications of this ledger. */
  readonly apps: readonly App[];
  readonly ledger: Ledger;
  readonly engine: Engine;
  /** Signs checkpoints and notes. */
  readonly organisationSigner: NodeSigner;
  /** Signs the statements that the node makes itself. */
  readonly memberSigner: NodeSigner;
  readonly store: SteadyStore;
  /** Where the passphrase came from. */
  readonly passphraseSource: PassphraseSource;
  /** Stop the engine, leave a clean store, let go of the directory. */
  close(): Promise<void>;
}

/** Read what a data directory says its node is. Throws NodeError. */
export function readIdentity(dataDir: string): NodeIdentity {
  return identityWith(dataPaths(dataDir), readConfig(dataDir));
}

/** The same under a configuration that is not, or not yet, in the directory. */
export function identityWith(paths: DataPaths, config: NodeConfig): NodeIdentity {
  const genesis = readFileIfAny(paths.genesis);
  const fix = `restore ${paths.genesis} from a backup`;
  if (genesis === undefined) {
    throw new NodeError("damaged-config", "the genesis document is missing", fix);
  }
  let document: Genesis;
  try {
    document = decodeGenesis(genesis);
  } catch (cause) {
    throw new NodeError("damaged-config", "the genesis document does not decode", fix, cause);
  }
  if (document.suite !== config.suite) {
    throw new NodeError("damaged-config", "configuration and genesis name different suites", fix);
  }
  const suite = acceleratedSuite(config.suite);
  const ledgerId = genesisLedgerId(suite, genesis);
  const parsedTrust = readTrustFile(paths, ledgerId);
  const trust = formatTrust(parsedTrust);
  return { paths, config, suite, genesis, ledgerId, trust, parsedTrust };
}

/**
 * Open a node's ledger and start its engine.
 *
 * Nothing is served before the platform's cryptography has given its known answers, the last block
 * has been checked against its signature and roots, and the signing key is the one that the trust
 * file has for the next block.
 *
 * @throws NodeError, CryptoSelfTestError, StoreFault, StoreDamaged, LedgerFault
 */
export async function openNode(options: OpenNodeOptions): Promise<OpenNode> {
  readConfig(options.dataDir);
  const undo: (() => unknown)[] = [];
  try {
    const lock = lockDirectory(options.dataDir);
    undo.push(() => lock.release());
    return await openLocked(options, lock, undo);
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

async function openLocked(
  options: OpenNodeOptions,
  lock: DirectoryLock,
  undo: (() => unknown)[],
): Promise<OpenNode> {
  const identity = readIdentity(options.dataDir);
  const { paths, config, suite } = identity;
  refuseUnfinished(paths);
  const several = config.engine === "cometbft";
  if (!several) settleRotation(paths, identity.parsedTrust, config.organisation);
  const passphrase = findPassphrase(options);
  const keys = await openNodeKeys(paths, suite, passphrase.text);
  if (several) await keepEngineKeys(paths, passphrase.text);
  const opened = openStore(config.store, paths.ledger, options.wrapStore);
  const store = new SteadyStore(opened);
  undo.push(() => store.close());
  const ledger = await namingDamage(() => openLedger(identity, store));
  store.follow(() => ledger.height);
  const trust = new FollowedTrust(paths, identity.parsedTrust);
  if (several) trust.follow(ledger.reader());
  const every = await namingDamage(() => certifiedThrough(ledger.genesis, store));
  const certified = !several || ledger.height <= every ? "every" : "some";
  await namingDamage(() => checkLastBlock({ ledger, store, trust: trust.parsed, certified }));
  const signers = checkpointSigners(identity, keys, trust.parsed, ledger.height);
  requireOperator(identity, ledger, keys, options);
  requireRules(ledger);
  const pool = await VerifyPool.open({ suite: config.suite, size: options.verifyThreads });
  undo.push(() => pool.close());
  const machine = new LedgerMachine({
    ledger,
    store,
    pool,
    ...signers,
    organisation: config.organisation,
  });
  const engine = await openEngine({
    identity,
    options,
    ...{ ledger, store, machine },
    signers: [signers.signer, ...(signers.nextSigner === undefined ? [] : [signers.nextSigner])],
  });
  undo.push(() => engine.stop());
  if (several) engine.onBlock(() => trust.follow(ledger.reader()));
  const close = async (): Promise<void> => {
    await engine.stop();
    await pool.close();
    if (engine.status().state === "stopped") await leaveClean(ledger, store);
    await store.close();
    lock.release();
  };
  return {
    ...identity,
    apps: applicationList.filter(({ name }) => ledger.genesis.applications.includes(name)),
    ledger,
    engine,
    organisationSigner: signers.signer,
    get trust() {
      return trust.text;
    },
    get parsedTrust() {
      return trust.parsed;
    },
    memberSigner: keys.operator,
    store,
    passphraseSource: passphrase.source,
    close: once(close),
  };
}

/**
 * The checkpoint key that signs, and the one that is to follow it. Once a network's roster names the
 * next key for a block that is there, it takes the present one's place.
 */
function checkpointSigners(
  { paths, config }: NodeIdentity,
  { organisation, nextOrganisation }: NodeKeys,
  trust: Trust,
  height: number,
): { readonly signer: NodeSigner; readonly nextSigner?: NodeSigner | undefined } {
  const { organisation: id } = config;
  if (config.engine !== "cometbft") {
    requireSigningKey(trust, id, organisation.keyId, height + 1);
    return { signer: organisation };
  }
  // An organisation that is not of the roster, not yet or no longer, signs nothing and follows.
  const named = trustKeyAt(trust, id, height);
  if (named === undefined) return { signer: organisation, nextSigner: nextOrganisation };
  if (nextOrganisation !== undefined && equalBytes(named.keyId, nextOrganisation.keyId)) {
    promoteNextKey(paths);
    return { signer: nextOrganisation };
  }
  requireSigningKey(trust, id, organisation.keyId, height);
  return { signer: organisation, nextSigner: nextOrganisation };
}

/** Half a ledger is none. */
function refuseUnfinished({ resyncMarker }: DataPaths): void {
  if (!existsSync(resyncMarker)) return;
  throw new NodeError(
    "resync-unfinished",
    "the ledger was being taken over from other organisations, or rolled back, and that was not finished",
    "run the same command again: `tallystick resync` or `tallystick rollback`",
  );
}

/** Damage met while opening, as an error that says what to do about it. */
async function namingDamage<T>(run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (!isDamage(cause)) throw cause;
    throw new NodeError(
      "damaged-ledger",
      `the ledger is damaged: ${cause.message}`,
      "run `tallystick doctor` for the whole extent, then restore the last backup",
      cause,
    );
  }
}

/** Open the ledger of a node over a store, founding it when the store is empty. */
export function openLedger(
  { suite, genesis }: Pick<NodeIdentity, "suite" | "genesis">,
  store: Store,
): Promise<Ledger> {
  return Ledger.open({
    store,
    suite,
    ...LEDGER_RULES,
    genesis,
  });
}

/** The node's own statements must be signed by a key that the ledger knows as its configured member's. */
function requireOperator(
  { config }: NodeIdentity,
  ledger: Ledger,
  keys: NodeKeys,
  { onNotice }: Pick<EngineOptions, "onNotice">,
): void {
  const known = ledger.identity(keys.operator.keyId);
  if (known !== undefined && known.member === config.member) return;
  // An organisation that came with the network is enrolled by decision, perhaps only once it runs.
  const founder = ledger.genesis.organisations.some(({ id }) => id === config.organisation);
  if (known === undefined && config.engine === "cometbft" && !founder) {
    const detail = `${config.member} of ${config.organisation} cannot make statements until it is enrolled`;
    onNotice?.({ what: "operator not enrolled", detail });
    return;
  }
  throw new NodeError(
    "wrong-key",
    `the operator key is not enrolled for the member ${config.member} of this ledger`,
    "restore keys and configuration from the same backup",
  );
}

/** A program that cannot execute the next block would only halt there. */
function requireRules({ height, unknownRules }: Ledger): void {
  const [first] = unknownRules;
  if (first === undefined) return;
  throw new NodeError(
    "old-program",
    `block ${height + 1} runs under version ${first.version} of ${first.app}, and this program knows ${first.known.join(", ")}`,
    "start the node with a program that has the version; the ledger is whole and nothing is lost",
  );
}

/** Save what makes the next start quick. Losing it costs a scan, so a failure here is not one. */
async function leaveClean(ledger: Ledger, store: Store): Promise<void> {
  try {
    await store.commit(ledger.snapshotWrites());
  } catch {
    // The next start scans the state instead.
  }
}

function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= run();
    return done;
  };
}
