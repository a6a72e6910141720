import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import type { NetworkConfig } from "../../config.ts";
import type { DataPaths } from "../../data-paths.ts";
import { type EngineHome, engineHome, makeEngineHome } from "../../engine/cometbft/engine-home.ts";
import { readEngineIdentity } from "../../engine/cometbft/engine-keys.ts";
import { EngineLink, type EngineLinkParts } from "../../engine/cometbft/engine-link.ts";
import { findEngine } from "../../engine/cometbft/find-engine.ts";
import { SnapshotReceiver } from "../../engine/consensus/snapshots/receive-snapshot.ts";
import { makePrivateFolder, syncFolder, writeFileAtomic } from "../../files.ts";
import { lockDirectory } from "../../lock.ts";
import { NodeError } from "../../node-error.ts";
import { requireGenesis, settingsOf } from "../../open-engine.ts";
import { type NodeIdentity, openLedger, readIdentity } from "../../open-node.ts";
import type { CheckedStore } from "../../store/checked-store.ts";
import { openStore } from "../../store/open-store.ts";
import type { DoctorProgress, DoctorReport } from "../doctor/examine.ts";
import { examineReceived } from "./examine-received.ts";
import { LightRelay } from "./light-relay.ts";
import { VOTING_RECORD_MARGIN } from "./new-voting-record.ts";
import { keepBatches, oldHeight } from "./old-ledger.ts";
import { PeerNode } from "./peer-node.ts";
import { raiseVotingRecord, resetEngine } from "./reset-engine.ts";
import { ResyncApplication } from "./resync-application.ts";
import { findTrustPoint, type TrustPoint } from "./trust-point.ts";

/** How to take a ledger over. */
export interface ResyncOptions {
  readonly dataDir: string;
  /** Addresses of nodes of other organisations, `http://host:port`. */
  readonly from: readonly string[];
  /** Put a ledger aside that has blocks already. */
  readonly replace?: boolean;
  /** Make a voting record where there is none; see {@link raiseVotingRecord}. */
  readonly newVotingRecord?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Told of what was refused or put aside. */
  readonly onNotice?: (notice: string) => void;
  /** Told of chunks that have been taken over, and of how far the examination has come. */
  readonly onProgress?: (
    phase: "chunks" | Parameters<DoctorProgress>[0],
    done: number,
    total: number,
  ) => void;
  readonly signal?: AbortSignal;
  /** For tests. */
  readonly link?: Partial<Pick<EngineLinkParts, "env" | "times">>;
}

/** What was taken over. */
export interface ResyncResult {
  readonly height: number;
  readonly entries: number;
  /** Organisations that vouch for it. */
  readonly vouchers: readonly string[];
  /** The block that the light client began from. */
  readonly trust: TrustPoint;
  /** Height that the voting record keeps the organisation silent up to. */
  readonly votedHeight: number;
  /** Where the ledger lies that was there before. */
  readonly replaced: string | undefined;
  readonly report: DoctorReport;
}

/** Starts of an engine that ends again and again, before it is given up. */
const RESTARTS_MAX = 5;

/**
 * Take the whole ledger over from other organisations of the network: as a snapshot, through the engine.
 *
 * The ledger is put together beside the one that is there, examined, and takes its place at the end. Until then
 * the directory is no node: after a failure or a crash the same command starts over.
 *
 * @throws NodeError `already-running`, `wrong-engine`, `not-empty`, `peer-unusable`, `no-snapshot`, `no-engine`,
 * `damaged-key`, `resync-failed`
 */
export async function resync(options: ResyncOptions): Promise<ResyncResult> {
  const identity = readIdentity(options.dataDir);
  const { config, paths } = identity;
  if (config.network === undefined) {
    throw new NodeError(
      "wrong-engine",
      "this node orders alone: nobody has its ledger but itself",
      "restore a backup with `tallystick restore`",
    );
  }
  const lock = lockDirectory(paths.root);
  try {
    return await new Resync(identity, config.network, options).run();
  } finally {
    lock.release();
  }
}

class Resync {
  readonly #identity: NodeIdentity;
  readonly #network: NetworkConfig;
  readonly #options: ResyncOptions;
  readonly #home: EngineHome;
  readonly #peers: readonly PeerNode[];
  #store: CheckedStore | undefined;
  #report: DoctorReport | undefined;

  constructor(identity: NodeIdentity, network: NetworkConfig, options: ResyncOptions) {
    this.#identity = identity;
    this.#network = network;
    this.#options = options;
    this.#home = engineHome(identity.paths.root);
    this.#peers = [...new Set(options.from)].map((url) => new PeerNode(url));
  }

  async run(): Promise<ResyncResult> {
    const { ledgerId, parsedTrust, paths } = this.#identity;
    const { cometbft: setting } = this.#network;
    await this.#requireRoom();
    const trust = await findTrustPoint(this.#peers, ledgerId, parsedTrust);
    await this.#requireSnapshot();
    const { binary } = await findEngine({ setting, env: this.#options.env });
    makeEngineHome(this.#home);
    if (this.#options.newVotingRecord === true) {
      raiseVotingRecord(this.#home, trust.highest + VOTING_RECORD_MARGIN);
    }
    readEngineIdentity(this.#home);
    writeFileAtomic(paths.resyncMarker, "resync\n", 0o600);
    const { votedHeight } = await resetEngine(this.#home);
    // What was taken of a ledger that is replaced is not handed to others any more.
    rmSync(paths.snapshots, { recursive: true, force: true });
    await this.#requireGenesis();
    try {
      const receiver = await this.#receive(binary, trust);
      const { manifest, vouchers } = receiver.received as NonNullable<SnapshotReceiver["received"]>;
      const { height, logSize: entries } = manifest;
      const replaced = await this.#takePlace(entries);
      const report = this.#report as DoctorReport;
      return { height, entries, vouchers, trust, votedHeight, replaced, report };
    } finally {
      await this.#store?.close();
      rmSync(paths.incoming, { recursive: true, force: true });
      rmSync(join(this.#home.root, TEMPORARY), { recursive: true, force: true });
    }
  }

  /** A ledger that has blocks is not replaced unless that was asked for. */
  async #requireRoom(): Promise<void> {
    const { config, paths } = this.#identity;
    if (this.#options.replace === true || existsSync(paths.resyncMarker)) return;
    if ((await oldHeight(config.store, paths.ledger)) === 0) return;
    throw new NodeError(
      "not-empty",
      "this node has a ledger with blocks already",
      "add --replace: it is put aside, not deleted",
    );
  }

  async #requireSnapshot(): Promise<void> {
    const found = await Promise.all(this.#peers.map((peer) => peer.snapshots()));
    if (found.some((one) => one.length > 0)) return;
    throw new NodeError(
      "no-snapshot",
      "none of the nodes has a snapshot: they take one every some thousand blocks",
      "start the node without one (`tallystick start`): it takes over all blocks instead",
    );
  }

  async #requireGenesis(): Promise<void> {
    const ledger = await openLedger(this.#identity, new MemoryStore());
    requireGenesis({ ledger }, this.#home);
  }

  async #receive(binary: string, trust: TrustPoint): Promise<SnapshotReceiver> {
    const receiver = this.#receiver();
    const application = new ResyncApplication(receiver);
    const relays = await Promise.all(this.#peers.map((peer) => LightRelay.open(peer)));
    const tempDir = join(this.#home.root, TEMPORARY);
    makePrivateFolder(tempDir);
    // CometBFT wants two servers; where there is one organisation to ask, that is asked twice.
    const urls = relays.map(({ url }) => url);
    const rpcServers = urls.length > 1 ? urls : [...urls, ...urls];
    const { promise: halted, reject } = Promise.withResolvers<never>();
    halted.catch(() => {});
    const over = new AbortController();
    try {
      const link = await EngineLink.open({
        ...{ application, home: this.#home, binary, ...this.#options.link },
        settings: {
          ...settingsOf(this.#identity.config.organisation, this.#network),
          stateSync: { rpcServers, trustHeight: trust.height, trustHash: trust.hash, tempDir },
        },
        // It dials those whom its configuration names, and nobody else.
        admits: (nodeId) => this.#network.peers.some((peer) => peer.startsWith(`${nodeId}@`)),
        times: { grace: ENGINE_GRACE_MS, ...this.#options.link?.times },
        onHalt: ({ trouble, line }) =>
          reject(failed(`the engine was halted (${trouble}): ${line}`)),
        onApplicationFault: (error) => reject(error),
      });
      try {
        await Promise.race([application.done, halted, this.#watch(link, over.signal)]);
      } finally {
        over.abort();
        await link.supervisor.stop();
        application.end();
        await link.close();
      }
    } finally {
      await Promise.all(relays.map((relay) => relay.close()));
    }
    return receiver;
  }

  /** Rejects when the engine has given up, or was told to; resolves when it is over otherwise. */
  async #watch(link: EngineLink, over: AbortSignal): Promise<void> {
    const { signal } = this.#options;
    while (!over.aborted) {
      await pause(300);
      if (signal?.aborted === true) throw failed("it was stopped");
      const { restarts, lastExit } = link.status().process;
      const line = link.supervisor.lines.find((one) => one.includes("State sync failed"));
      if (line !== undefined) throw failed(line);
      if (restarts > RESTARTS_MAX)
        throw failed(lastExit?.line ?? "the engine ends again and again");
    }
  }

  #receiver(): SnapshotReceiver {
    const { suite, ledgerId, parsedTrust: trust } = this.#identity;
    const { onNotice, onProgress } = this.#options;
    return new SnapshotReceiver({
      ...{ suite, ledgerId, trust },
      vouchers: (height) => this.#vouchers(height),
      open: () => this.#openIncoming(),
      examine: async (received) => {
        const store = this.#store as CheckedStore;
        const examined = await examineReceived(this.#identity, store, received, onProgress);
        if (examined.wrong !== undefined) return examined.wrong;
        this.#report = examined.report;
        return undefined;
      },
      ...(onNotice !== undefined && { onNotice }),
      onProgress: (done, total) => onProgress?.("chunks", done, total),
    });
  }

  async #vouchers(height: number): Promise<Uint8Array[]> {
    const answers = await Promise.allSettled(this.#peers.map((peer) => peer.snapshots()));
    return answers.flatMap((answer) =>
      answer.status === "fulfilled"
        ? answer.value.filter((one) => one.height === height).flatMap(({ vouchers }) => vouchers)
        : [],
    );
  }

  async #openIncoming(): Promise<CheckedStore> {
    const { config, paths } = this.#identity;
    await this.#store?.close();
    rmSync(paths.incoming, { recursive: true, force: true });
    makePrivateFolder(paths.incoming);
    this.#store = openStore(config.store, paths.incoming);
    return this.#store;
  }

  /** Put what was taken over in the place of the ledger. @returns where that lies now */
  async #takePlace(entries: number): Promise<string | undefined> {
    const { config, paths } = this.#identity;
    await this.#store?.close();
    this.#store = undefined;
    const { store } = config;
    const { ledger: path, incoming: keepIn } = paths;
    if ((await keepBatches({ store, path, keepIn, entries })) === undefined) {
      this.#options.onNotice?.(
        "the ledger that was there cannot be read through: shares of batches that this node made may be lost",
      );
    }
    return putInPlace(paths);
  }
}

const TEMPORARY = "statesync";

/** An engine that waits for an answer it does not get does not end by itself. */
const ENGINE_GRACE_MS = 1000;

/**
 * Put the ledger that lies beside into the place of the one that is there, and end the operation.
 * @returns where that one lies now
 */
export function putInPlace(paths: DataPaths): string | undefined {
  let replaced: string | undefined;
  if (existsSync(paths.ledger)) {
    makePrivateFolder(paths.replaced);
    replaced = join(paths.replaced, `ledger-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`);
    renameSync(paths.ledger, replaced);
  }
  renameSync(paths.incoming, paths.ledger);
  syncFolder(paths.root);
  rmSync(paths.resyncMarker);
  syncFolder(paths.root);
  return replaced;
}

function failed(why: string): NodeError {
  return new NodeError(
    "resync-failed",
    `the ledger could not be taken over: ${why.slice(0, 500)}`,
    "run the same command again; the engine's log (cometbft.log) says more",
  );
}
