/**
 * One node below its consensus rounds: the engine's own storage, the handshake at a start, and the steps
 * by which a decided block becomes durable, each of which may be the last (CometBFT consensus/replay.go
 * and state/execution.go).
 */
import { createHash } from "node:crypto";
import { toHex, u64be } from "@tallystick/core/bytes";
import type {
  ConsensusApplication,
  FinalizedBlock,
} from "../../src/engine/consensus/application.ts";
import { type Block, type BlockId, type Decided, NIL } from "./chain-types.ts";
import { CHAIN_ID, type Consortium, EPOCH } from "./consortium.ts";

/** Steps of a block at whose end a process may die. */
export const APPLY_STEPS = [
  "block-stored",
  "finalized",
  "results-stored",
  "committed",
  "state-stored",
] as const;

/** Name of such a step. */
export type ApplyStep = (typeof APPLY_STEPS)[number];

/** What the engine knows after a block. */
export interface EngineState {
  /** One less than the chain's first height before the first block. */
  readonly height: number;
  readonly lastBlockId: BlockId;
  readonly lastBlockTime: number;
  /** App hash that the last block's header has. */
  readonly headerAppHash: string;
  /** After the last block, hex. */
  readonly appHash: string;
  readonly resultsHash: string;
}

/** What the engine keeps on its own disk, which never fails here. */
export interface EngineStorage {
  /** Height of the chain's first block. */
  readonly initialHeight: number;
  readonly blocks: Map<number, Decided>;
  readonly results: Map<number, FinalizedBlock>;
  state: EngineState;
}

/** What a replica asks of its surroundings. */
export interface ReplicaHooks {
  /** Throws `Crash` when the process shall die here. */
  step(name: ApplyStep, height: number): void;
  /** Whether to execute a block twice, which must make no difference. */
  runTwice(): boolean;
  /** Something to do while a block is executed or written. */
  meanwhile(): Promise<unknown> | undefined;
  /** A block is durable in the application. */
  committed(block: Block, result: FinalizedBlock, replayed: boolean): Promise<void>;
}

/** What a replica asks of an application. */
export type ReplicaApplication = Pick<
  ConsensusApplication,
  "info" | "initChain" | "finalizeBlock" | "commit"
>;

/** The application says something that an engine cannot go on with. */
export class EnginePanic extends Error {
  override readonly name = "EnginePanic";
}

export function newStorage(initialHeight: number): EngineStorage {
  const none = {
    height: initialHeight - 1,
    lastBlockId: NIL,
    lastBlockTime: EPOCH,
    headerAppHash: "",
  };
  const state = { ...none, appHash: "", resultsHash: resultsHash([]) };
  return { initialHeight, blocks: new Map(), results: new Map(), state };
}

/**
 * Takes the engine back by one block, as `cometbft rollback` does: what its application answered to the last
 * block was perhaps wrong, and no block confirms it yet. The block itself stays, and is executed again.
 */
export function rollBack(storage: EngineStorage): void {
  const { height } = storage.state;
  const last = storage.blocks.get(height)?.block;
  // A block beyond the state confirms it already.
  if (last === undefined || storage.blocks.has(height + 1)) return;
  const before = storage.blocks.get(height - 1)?.block;
  storage.state = {
    ...newStorage(storage.initialHeight).state,
    height: height - 1,
    ...(before !== undefined && {
      lastBlockId: before.id,
      lastBlockTime: before.timeMs,
      headerAppHash: before.appHash,
    }),
    appHash: last.appHash,
    resultsHash: last.resultsHash,
  };
  storage.results.delete(height);
}

/** Stands for LastResultsHash. */
export function resultsHash(results: FinalizedBlock["txResults"]): string {
  const hash = createHash("sha256");
  for (const { code, data } of results)
    hash.update(u64be(code)).update(u64be(data.length)).update(data);
  return hash.digest("hex");
}

/** Engine storage, application, and what moves blocks from one to the other. */
export class Replica {
  readonly storage: EngineStorage;
  readonly #consortium: Consortium;
  readonly #application: ReplicaApplication;
  readonly #hooks: ReplicaHooks;

  constructor(
    consortium: Consortium,
    storage: EngineStorage,
    application: ReplicaApplication,
    hooks: ReplicaHooks,
  ) {
    this.#consortium = consortium;
    this.storage = storage;
    this.#application = application;
    this.#hooks = hooks;
  }

  /** The table of engine.md 1.7: brings the application to where the engine is. @throws EnginePanic */
  async handshake(): Promise<void> {
    const { storage } = this;
    const { initialHeight } = storage;
    let { height, appHash } = this.#application.info();
    const stored = Math.max(initialHeight - 1, ...storage.blocks.keys());
    if (height === 0) {
      const validators = this.#consortium.organisations.map(({ validator }) => validator);
      const { appState } = this.#consortium;
      const request = { chainId: CHAIN_ID, initialHeight, timeMs: EPOCH, validators, appState };
      appHash = this.#application.initChain(request).appHash;
      height = initialHeight - 1;
      if (storage.state.height === height) {
        storage.state = { ...storage.state, appHash: toHex(appHash) };
      }
    }
    const { height: known } = storage.state;
    if (height > stored) throw new EnginePanic(`application at ${height}, blocks up to ${stored}`);
    if (stored > known + 1) throw new EnginePanic(`block ${stored} stored, state at ${known}`);
    for (height += 1; height <= known; height++) {
      appHash = (await this.#execute(this.#block(height), true)).appHash;
    }
    if (stored === known) {
      if (toHex(appHash) !== storage.state.appHash) {
        throw new EnginePanic(`app hash after block ${known} is not what the engine has`);
      }
    } else if (height === stored) {
      await this.apply(storage.blocks.get(stored) as Decided);
    } else {
      // The application is ahead of the engine's state: its answer is on record.
      const result = storage.results.get(stored);
      if (result === undefined) throw new EnginePanic(`no results of block ${stored}`);
      if (toHex(result.appHash) !== toHex(appHash)) {
        throw new EnginePanic(`app hash after block ${stored} is not what it answered`);
      }
      this.#moveState(this.#block(stored), result);
    }
  }

  /** Makes a decided block durable, step by step. @throws Crash, and whatever the application throws */
  async apply(decided: Decided): Promise<void> {
    const { block } = decided;
    const { storage } = this;
    if (block.appHash !== storage.state.appHash) {
      throw new EnginePanic(`block ${block.height} has another app hash than this node`);
    }
    storage.blocks.set(block.height, decided);
    this.#hooks.step("block-stored", block.height);
    const result = await this.#execute(block, false);
    this.#moveState(block, result);
    this.#hooks.step("state-stored", block.height);
  }

  async #execute(block: Block, replayed: boolean): Promise<FinalizedBlock> {
    const { height } = block;
    const meanwhile = this.#hooks.meanwhile();
    const result = await this.#finalize(block);
    if (this.#hooks.runTwice()) {
      const again = await this.#finalize(block);
      if (describe(again) !== describe(result)) {
        throw new EnginePanic(`block ${height} executed twice comes to two results`);
      }
    }
    if (!replayed) {
      this.#hooks.step("finalized", height);
      this.storage.results.set(height, result);
      this.#hooks.step("results-stored", height);
    } else this.#compareReplayed(height, result);
    const also = this.#hooks.meanwhile();
    await this.#application.commit();
    await Promise.all([meanwhile, also]);
    await this.#hooks.committed(block, result, replayed);
    if (!replayed) this.#hooks.step("committed", height);
    return result;
  }

  async #finalize(block: Block): Promise<FinalizedBlock> {
    const { organisations } = this.#consortium;
    const result = await this.#application.finalizeBlock({
      height: block.height,
      timeMs: block.timeMs,
      hash: hashBytes(block),
      txs: block.txs,
      proposer: (organisations[block.proposer] as (typeof organisations)[number]).address,
      misbehaviour: block.evidence.map(({ first }) => {
        const { address, validator } = organisations[
          first.validator
        ] as (typeof organisations)[number];
        const { height, timeMs } = first;
        return { kind: "duplicate-vote", address, power: validator.power, height, timeMs };
      }),
    });
    if (result.txResults.length !== block.txs.length) {
      throw new EnginePanic(`block ${block.height}: not one result for each transaction`);
    }
    return result;
  }

  /** What a replay comes to must be what the chain went on with. */
  #compareReplayed(height: number, result: FinalizedBlock): void {
    const next = this.storage.blocks.get(height + 1)?.block;
    const { state } = this.storage;
    const known = next ?? (state.height === height ? state : undefined);
    if (known === undefined) return;
    if (known.appHash !== toHex(result.appHash)) {
      throw new EnginePanic(`block ${height} replayed comes to another app hash`);
    }
    if (known.resultsHash !== resultsHash(result.txResults)) {
      throw new EnginePanic(`block ${height} replayed comes to other results`);
    }
  }

  #moveState(block: Block, result: FinalizedBlock): void {
    this.storage.state = {
      height: block.height,
      lastBlockId: block.id,
      lastBlockTime: block.timeMs,
      headerAppHash: block.appHash,
      appHash: toHex(result.appHash),
      resultsHash: resultsHash(result.txResults),
    };
  }

  #block(height: number): Block {
    const decided = this.storage.blocks.get(height);
    if (decided === undefined) throw new EnginePanic(`block ${height} is missing`);
    return decided.block;
  }
}

/** The bytes of a block's hash. */
export function hashBytes({ id }: Block): Uint8Array {
  return new Uint8Array(Buffer.from(id, "hex"));
}

function describe({ appHash, txResults }: FinalizedBlock): string {
  return `${toHex(appHash)} ${resultsHash(txResults)}`;
}
