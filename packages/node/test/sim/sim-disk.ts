import type { MemoryStore } from "@tallystick/ledger/memory-store";
import type { Store, WriteOp } from "@tallystick/ledger/store";
import { CheckedStore } from "../../src/store/checked-store.ts";
import { type CommitFault, FaultStore } from "../../src/store/fault-store.ts";
import { SteadyStore } from "../../src/store/steady-store.ts";
import { copyStore } from "./consortium.ts";
import type { Dice } from "./dice.ts";

/** The process dies here. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/** Where a process may die inside one commit of the store. */
export type CommitCrash = "before-write" | "after-write" | "torn";

/** What a disk may do to the next commits. */
export interface DiskTroubles {
  /** Whether the next read fails. */
  readError(): boolean;
  /** The process dies in this commit. `torn` breaks the store's promise of atomicity: a sabotage. */
  crash(): CommitCrash | undefined;
  fault(): CommitFault | undefined;
}

/** Faults that are reported, and change nothing that was written before. */
const LOUD: ReadonlySet<string> = new Set(["disk-full", "write-error", "read-error"]);

/** What outlives the process of a node: the bytes of its ledger. */
export class SimDisk {
  readonly #dice: Dice;
  readonly #troubles: DiskTroubles;
  #content: MemoryStore;
  #session = 0;
  /** Whether the process that has it open died in a commit. */
  crashed = false;
  /** Faults that were injected since the content was last known to be good. */
  faults: (CommitFault | "read-error")[] = [];

  /** Whether what is stored is not what was written, so that the node may be wrong about anything. */
  get damaged(): boolean {
    return this.faults.some((fault) => !LOUD.has(fault));
  }

  constructor(content: MemoryStore, dice: Dice, troubles: DiskTroubles) {
    this.#content = content;
    this.#dice = dice;
    this.#troubles = troubles;
  }

  /** The store of a process that starts; those of processes before it are dead from now on. */
  open(): SteadyStore {
    const session = ++this.#session;
    this.crashed = false;
    const live = (): void => {
      if (session !== this.#session) throw new Crash("the process is gone");
    };
    const inner = new FaultStore(this.#guarded(live), {
      random: this.#dice,
      commit: () => {
        const fault = this.#troubles.fault();
        if (fault !== undefined) this.faults.push(fault);
        return fault;
      },
      read: () => {
        const fails = this.#troubles.readError();
        if (fails) this.faults.push("read-error");
        return fails;
      },
    });
    return new SteadyStore(new CheckedStore(inner));
  }

  /** The process is gone: whatever it still does reaches nothing. */
  cut(): void {
    this.#session++;
  }

  /** A copy of everything, as a backup. */
  copy(): Promise<MemoryStore> {
    return copyStore(this.#content);
  }

  /** A new disk with something on it. */
  replace(content: MemoryStore): void {
    this.cut();
    this.#content = content;
    this.faults = [];
  }

  #guarded(live: () => void): Store {
    const content = this.#content;
    return {
      get: (key) => {
        live();
        return content.get(key);
      },
      range: (query) => {
        live();
        return content.range(query);
      },
      commit: async (writes) => {
        live();
        const crash = writes.length === 0 ? undefined : this.#troubles.crash();
        if (crash === undefined) return content.commit(writes);
        this.crashed = true;
        if (crash === "after-write") await content.commit(writes);
        if (crash === "torn") await content.commit(this.#part(writes));
        throw new Crash(`died ${crash}`);
      },
      snapshot: () => {
        live();
        return content.snapshot();
      },
      stats: () => content.stats(),
      close: async () => {},
    };
  }

  #part(writes: readonly WriteOp[]): readonly WriteOp[] {
    return writes.slice(0, this.#dice.between(1, Math.max(1, writes.length - 1)));
  }
}
