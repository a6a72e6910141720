/** One organisation's node: a process that comes and goes over what outlives it. */
import type { ConsensusApplication } from "../../src/engine/consensus/application.ts";
import type { HaltReport } from "../../src/engine/consensus/halt.ts";
import type { Misconduct } from "../../src/engine/consensus/misconduct.ts";
import type { Consortium, SimOrganisation } from "./consortium.ts";
import type { Dice } from "./dice.ts";
import type { DoubleDealer } from "./double-dealer.ts";
import type { Gossip } from "./gossip.ts";
import { type SimProcess, startProcess } from "./process.ts";
import { Promises } from "./promises.ts";
import { type EngineStorage, newStorage, Replica, type ReplicaHooks, rollBack } from "./replica.ts";
import { Rounds } from "./rounds.ts";
import type { RoundsParts } from "./rounds-parts.ts";
import { Crash, type SimDisk } from "./sim-disk.ts";

/** Why a node does not run. */
export type Down = "crashed" | "halted";

/** What a node is made of. */
export interface SimNodeParts {
  readonly consortium: Consortium;
  readonly organisation: SimOrganisation;
  readonly disk: SimDisk;
  readonly dice: Dice;
  readonly rounds: Omit<RoundsParts, "storage" | "apply" | "after" | "send">;
  /** Puts words into the application's mouth; returns it as it is for an honest node. */
  disguise(process: SimProcess): ConsensusApplication;
  readonly dealer: DoubleDealer | undefined;
  /** Sends over the network. */
  transmit(to: number, gossip: Gossip): void;
  schedule(ms: number, run: () => void | Promise<void>): void;
  readonly hooks: Pick<ReplicaHooks, "step" | "runTwice" | "committed"> & {
    onMisconduct(report: Misconduct): void;
    onRefused(what: "proposal" | "extension", height: number, reason: string): void;
    onHalt(report: HaltReport): void;
    /** The process is gone. */
    onDown(how: Down, error: unknown): void;
    /** The ledger is open, and stands where it was left. */
    onOpened(process: SimProcess): void;
  };
}

/** A node of the simulation. */
export class SimNode {
  readonly #parts: SimNodeParts;
  #storage: EngineStorage;
  readonly #promises = new Promises();
  #life = 0;
  #process: SimProcess | undefined;
  #rounds: Rounds | undefined;
  /** Why it is down, and since it is. */
  down: { readonly how: Down; readonly error: unknown } | undefined;

  constructor(parts: SimNodeParts) {
    this.#parts = parts;
    this.#storage = newStorage(parts.consortium.initialHeight);
  }

  get index(): number {
    return this.#parts.rounds.index;
  }

  get organisation(): SimOrganisation {
    return this.#parts.organisation;
  }

  get disk(): SimDisk {
    return this.#parts.disk;
  }

  get storage(): EngineStorage {
    return this.#storage;
  }

  /** The running process; undefined while there is none. */
  get process(): SimProcess | undefined {
    return this.#process;
  }

  get rounds(): Rounds | undefined {
    return this.#rounds;
  }

  /** Starts the process, or says why it does not start. */
  start(): Promise<void> {
    const life = ++this.#life;
    this.down = undefined;
    return this.#enter(life, async () => {
      const { consortium, organisation, disk, hooks, rounds } = this.#parts;
      const process = await startProcess(consortium, organisation, disk, {
        now: () => rounds.now(),
        onMisconduct: hooks.onMisconduct,
        onRefused: hooks.onRefused,
        onHalt: hooks.onHalt,
      });
      this.#process = process;
      hooks.onOpened(process);
      const application = this.#parts.disguise(process);
      const replica = new Replica(consortium, this.#storage, application, {
        step: hooks.step,
        runTwice: hooks.runTwice,
        committed: hooks.committed,
        meanwhile: () => this.#meanwhile(application),
      });
      await replica.handshake();
      const parts: RoundsParts = {
        ...rounds,
        storage: this.#storage,
        apply: (decided) => replica.apply(decided),
        after: (ms, run) => this.#parts.schedule(ms, () => this.#enter(life, run)),
        send: (to, gossip) => this.#send(to, gossip),
      };
      this.#rounds = new Rounds(parts, application, this.#promises);
      await this.#rounds.start();
    });
  }

  /** The process is killed between two steps. */
  kill(): void {
    if (this.down === undefined) this.#end("crashed", new Crash("killed"));
  }

  receive(gossip: Gossip): Promise<void> {
    return this.#enter(this.#life, async () => this.#rounds?.receive(gossip));
  }

  /** Hands in a client's transaction. Undefined when nobody answers. */
  async submit(tx: Uint8Array): Promise<number | undefined> {
    let code: number | undefined;
    await this.#enter(this.#life, async () => {
      code = await this.#rounds?.submit(tx);
    });
    return code;
  }

  /** Everything but the validator's promises is gone: a new machine, or a resync from the peers. */
  loseBlocks(): void {
    this.#storage = newStorage(this.#parts.consortium.initialHeight);
  }

  /** The engine forgets what its application answered last; see {@link rollBack}. */
  rollBack(): void {
    rollBack(this.#storage);
  }

  async #enter(life: number, run: () => unknown): Promise<void> {
    if (life !== this.#life || this.down !== undefined) return;
    try {
      await run();
    } catch (error) {
      if (life !== this.#life || this.down !== undefined) return;
      const died = error instanceof Crash || this.#parts.disk.crashed;
      this.#end(died ? "crashed" : "halted", error);
    }
  }

  #end(how: Down, error: unknown): void {
    this.#life++;
    this.down = { how, error };
    this.#parts.disk.cut();
    this.#process = undefined;
    this.#rounds = undefined;
    this.#parts.hooks.onDown(how, error);
  }

  #send(to: number, gossip: Gossip): void {
    const { dealer, transmit } = this.#parts;
    const sent = dealer === undefined ? gossip : dealer.view(to, gossip);
    if (sent !== undefined) transmit(to, sent);
  }

  /** CheckTx may be under way at any time. */
  #meanwhile(application: ConsensusApplication): Promise<unknown> | undefined {
    const waiting = this.#rounds?.mempool ?? [];
    if (waiting.length === 0 || !this.#parts.dice.chance(0.3)) return undefined;
    // If the process dies first nobody asks any more.
    return application.checkTx(this.#parts.dice.pick(waiting), true).catch(() => undefined);
  }
}
