import { existsSync, readFileSync, rmSync } from "node:fs";
import type { NetworkConfig } from "../../config.ts";
import { type EngineHome, engineHome } from "../../engine/cometbft/engine-home.ts";
import { findEngine } from "../../engine/cometbft/find-engine.ts";
import { readChainRecord } from "../../engine/consensus/chain-record.ts";
import { SnapshotShelf } from "../../engine/consensus/snapshots/shelf.ts";
import { makePrivateFolder, writeFileAtomic } from "../../files.ts";
import { lockDirectory } from "../../lock.ts";
import { NodeError } from "../../node-error.ts";
import { type NodeIdentity, openLedger, readIdentity } from "../../open-node.ts";
import type { CheckedStore } from "../../store/checked-store.ts";
import { openStore } from "../../store/open-store.ts";
import { putInPlace } from "../resync/resync.ts";
import { rebuildLedger } from "./rebuild-ledger.ts";
import { rollBackEngine } from "./roll-back-engine.ts";

/** How to roll a node back. */
export interface RollbackOptions {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Told of blocks executed again. */
  readonly onBlock?: (height: number, target: number) => void;
}

/** What became of it. */
export interface RollbackResult {
  /** Height before, and now. */
  readonly from: number;
  readonly height: number;
  /** Where the ledger lies that was there before. */
  readonly replaced: string | undefined;
}

const MARK = "rollback ";

/**
 * Take a stopped node of a network back by one block, ledger and engine, so that the block is executed again at the
 * next start: by another program, when the one that executed it was at fault. The block itself stands, and so does
 * the organisation's voting record.
 *
 * After a crash the same command finishes what was begun, and goes back no further.
 *
 * @throws NodeError `already-running`, `wrong-engine`, `cannot-roll-back`, `no-engine`
 */
export async function rollback(options: RollbackOptions): Promise<RollbackResult> {
  const identity = readIdentity(options.dataDir);
  const { config, paths } = identity;
  if (config.network === undefined) {
    throw new NodeError(
      "wrong-engine",
      "this node orders alone: what its blocks say was handed out, and nobody would give them again",
      "restore a backup with `tallystick restore` when the ledger is damaged",
    );
  }
  const lock = lockDirectory(paths.root);
  try {
    return await new Rollback(identity, config.network, options).run();
  } finally {
    lock.release();
  }
}

class Rollback {
  readonly #identity: NodeIdentity;
  readonly #network: NetworkConfig;
  readonly #options: RollbackOptions;
  readonly #home: EngineHome;

  constructor(identity: NodeIdentity, network: NetworkConfig, options: RollbackOptions) {
    this.#identity = identity;
    this.#network = network;
    this.#options = options;
    this.#home = engineHome(identity.paths.root);
  }

  async run(): Promise<RollbackResult> {
    const { paths } = this.#identity;
    const { binary } = await findEngine({
      setting: this.#network.cometbft,
      env: this.#options.env,
    });
    const begun = this.#begun();
    const { from, target } = await this.#rebuild(begun);
    try {
      await rollBackEngine(binary, this.#home, target);
    } catch (error) {
      this.#leave();
      throw error;
    }
    const replaced = existsSync(paths.incoming) ? putInPlace(paths) : undefined;
    rmSync(paths.resyncMarker, { force: true });
    return { from, height: target, replaced };
  }

  /** Nothing was done: the node is what it was. */
  #leave(): void {
    const { paths } = this.#identity;
    rmSync(paths.incoming, { recursive: true, force: true });
    rmSync(paths.resyncMarker, { force: true });
  }

  /** The height that an earlier call was about to go back to. */
  #begun(): number | undefined {
    const { resyncMarker } = this.#identity.paths;
    if (!existsSync(resyncMarker)) return undefined;
    const text = readFileSync(resyncMarker, "utf8").trim();
    if (text.startsWith(MARK)) return Number(text.slice(MARK.length));
    throw new NodeError(
      "resync-unfinished",
      "the ledger was being taken over from other organisations, and that was not finished",
      "run `tallystick resync` again",
    );
  }

  /** Build the ledger of the height before beside the one that is there. */
  async #rebuild(begun: number | undefined): Promise<{ from: number; target: number }> {
    const { config, paths, suite } = this.#identity;
    const from = openStore(config.store, paths.ledger);
    let into: CheckedStore | undefined;
    try {
      const recorded = await openLedger(this.#identity, from);
      const target = begun ?? recorded.height - 1;
      const chain = readChainRecord(suite.name, from);
      if (chain === undefined || recorded.height <= chain.initialHeight) {
        throw refused("the chain has no block before the last one that it could go back to");
      }
      writeFileAtomic(paths.resyncMarker, `${MARK}${target}\n`, 0o600);
      rmSync(paths.incoming, { recursive: true, force: true });
      // An earlier call has put it in place already.
      if (recorded.height === target) return { from: target + 1, target };
      makePrivateFolder(paths.incoming);
      into = openStore(config.store, paths.incoming);
      const { onBlock } = this.#options;
      const shelf = new SnapshotShelf(paths.snapshots, suite);
      const fault = await rebuildLedger({
        ...{ identity: this.#identity, chain, recorded, from, into, height: target },
        shelf,
        onBlock: (height) => onBlock?.(height, target),
      });
      if (fault === undefined) {
        // What another program made of the block is not handed to others any more.
        shelf.dropAbove(target);
        return { from: recorded.height, target };
      }
      this.#leave();
      throw refused(
        `this program executes block ${fault.height} otherwise than it was recorded (${fault.what})`,
      );
    } finally {
      await into?.close();
      await from.close();
    }
  }
}

function refused(message: string): NodeError {
  return new NodeError(
    "cannot-roll-back",
    message,
    "take the ledger over from the other organisations instead: `tallystick resync`",
  );
}
