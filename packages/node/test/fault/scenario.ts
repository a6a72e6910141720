/**
 * One disk fault in the life of a ledger, and what must be true afterwards.
 *
 * A node works over a store that misbehaves once, at a commit drawn from the seed, while everything it
 * serves is checked: receipts verify, state answers verify, nothing acknowledged reads differently. A
 * second store gets every write as it was meant, so in the end it is known which stored rows are wrong.
 * Then:
 * - a full disk or a failed write stops the engine with a typed fault; reopened without the fault, the
 *   ledger is sound and holds every acknowledged statement
 * - silent damage is named by doctor, row by row, and the reopened node refuses to start, or refuses to
 *   serve what is damaged and serves the rest truly
 */
import { equalBytes, toHex } from "@tallystick/core/bytes";
import { verifyStateProof } from "@tallystick/core/state-proof";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { verify } from "@tallystick/core/verify";
import { KEY_SPACE } from "@tallystick/ledger/key-space";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import type { WriteOp } from "@tallystick/ledger/store";
import { EngineFault } from "../../src/engine/engine.ts";
import { NodeError } from "../../src/node-error.ts";
import { type DoctorReport, examineStore } from "../../src/ops/doctor/examine.ts";
import { NoReceipt, Receipts } from "../../src/receipts.ts";
import { CheckedStore } from "../../src/store/checked-store.ts";
import { type CommitFault, FaultStore } from "../../src/store/fault-store.ts";
import { type SeededRandom, seededRandom } from "../../src/store/seeded-random.ts";
import type { VerifyPool } from "../../src/workers/verify-pool.ts";
import { loadStatement } from "../crash/load.ts";
import { type Founding, type LightNode, openLightNode } from "../support/light-node.ts";
import { identityOf } from "../support/sample-ledger.ts";

/** The faults of a commit, and a failing read. */
export const FAULTS = [
  "torn",
  "lost",
  "misdirected",
  "bit-flip",
  "disk-full",
  "write-error",
  "read-error",
] as const;

/** What to run. */
export interface Scenario {
  readonly founding: Founding;
  readonly seed: number;
  readonly fault: (typeof FAULTS)[number];
  readonly pool: VerifyPool;
}

/** What came of it. */
export interface ScenarioResult {
  readonly failures: readonly string[];
  readonly acknowledged: number;
  /** Rows that are wrong in the end. */
  readonly damagedRows: number;
  /** How the node met the fault. */
  readonly met: "stopped" | "refused-to-start" | "refused-to-serve" | "healed";
}

interface Acknowledged {
  readonly number: number;
  readonly index: number;
  readonly receipt: Uint8Array;
}

/** Spaces of keys that follow from the rows of another space. */
const SOURCE: ReadonlyMap<number, number> = new Map([
  [KEY_SPACE.statements, KEY_SPACE.entries],
  [KEY_SPACE.indexes, KEY_SPACE.rows],
  [KEY_SPACE.rows, KEY_SPACE.state],
]);

const ROUNDS = 10;
const PER_ROUND = 12;

/** Run one scenario. */
export function runScenario(scenario: Scenario): Promise<ScenarioResult> {
  return new ScenarioRun(scenario).run();
}

class ScenarioRun {
  readonly #scenario: Scenario;
  readonly #random: SeededRandom;
  readonly #disk = new MemoryStore();
  /** What would be on the disk if it had done as it was told. */
  readonly #meant = new MemoryStore();
  readonly #acknowledged: Acknowledged[] = [];
  readonly #failures: string[] = [];
  #armed = false;
  #stopped: EngineFault | undefined;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#random = seededRandom(scenario.seed);
  }

  async run(): Promise<ScenarioResult> {
    const { fault } = this.#scenario;
    await this.#live();
    const loud = fault === "disk-full" || fault === "write-error" || fault === "read-error";
    const wrong = await this.#wrongRows(loud);
    if (loud && this.#stopped === undefined) this.#fail("the engine went on after a failing disk");
    const report = await this.#examine();
    this.#judge(report, wrong, loud);
    const met = await this.#reopen(wrong.length > 0);
    return {
      failures: this.#failures.map((what) => `seed ${this.#scenario.seed} ${fault}: ${what}`),
      acknowledged: this.#acknowledged.length,
      damagedRows: wrong.length,
      met: loud ? "stopped" : met,
    };
  }

  /** Work on a disk that fails once, checking all that is served. */
  async #live(): Promise<void> {
    const { founding, fault, pool, seed } = this.#scenario;
    const at = 2 + this.#random.below(ROUNDS - 3);
    const reads = this.#random.below(100);
    let nth = 0;
    const disk = new FaultStore(this.#disk, {
      random: this.#random,
      commit: (commit, writes) => {
        const hit = fault !== "read-error" && commit === at;
        if (!hit || (fault !== "disk-full" && fault !== "write-error"))
          void this.#meant.commit(copy(writes));
        return hit ? (fault as CommitFault) : undefined;
      },
      read: () => fault === "read-error" && this.#armed && nth++ === reads,
    });
    const node = await openLightNode(founding, new CheckedStore(disk), { pool });
    const receipts = receiptsOf(node);
    try {
      for (let round = 0; round < ROUNDS; round++) {
        this.#armed = round >= at;
        const numbers = Array.from({ length: PER_ROUND }, (_, i) => round * PER_ROUND + i);
        const statements = await Promise.all(numbers.map((n) => loadStatement(founding, seed, n)));
        const answers = await node.engine.submitMany(statements);
        node.engine.read((reader) => {
          answers.forEach((answer, i) => {
            if (answer.status !== "logged") {
              this.#fail(`not logged: ${answer.status}`);
              return;
            }
            const { index, height } = answer;
            const receipt = receipts.receipt(reader, index, height);
            this.#checkReceipt(receipt);
            this.#acknowledged.push({ number: numbers[i] as number, index, receipt });
          });
        });
        node.engine.read((reader) => this.#checkSome(reader, receipts));
      }
    } catch (error) {
      if (error instanceof EngineFault) this.#stopped = error;
      // A torn commit can lose the certificate alone: then there is no receipt, and none is made up.
      else if (!(fault === "torn" && error instanceof NoReceipt))
        this.#fail(`an untyped error: ${error instanceof Error ? error.stack : String(error)}`);
    }
    await node.engine.stop();
  }

  /** A receipt and a state answer of something acknowledged earlier. */
  #checkSome(reader: LedgerReader, receipts: Receipts): void {
    for (let i = 0; i < 3; i++) {
      const one = this.#acknowledged[this.#random.below(this.#acknowledged.length)];
      if (one === undefined) return;
      const again = receipts.receipt(reader, one.index);
      if (!equalBytes(again, one.receipt)) this.#fail(`the receipt of entry ${one.index} changed`);
      this.#checkState(reader, one);
    }
  }

  /** The state answer for a deposit's digest must hold under the checkpoint's state root. */
  #checkState(reader: LedgerReader, { number }: Acknowledged): void {
    const { suite } = this.#scenario.founding;
    const number8 = new Uint8Array(8);
    new DataView(number8.buffer).setBigUint64(0, BigInt(number));
    const proof = reader.stateProof("evidence", "deposits", [
      suite.hashName,
      suite.hash(number8),
      0,
    ]);
    if (!verifyStateProof(suite, proof, reader.checkpoint.stateRoot)) {
      this.#fail(`a state answer that does not verify was served for number ${number}`);
    }
  }

  #checkReceipt(receipt: Uint8Array): void {
    const { trust } = this.#scenario.founding;
    const { layers } = verify({ receipt, trust, suites: nodeSuite });
    const failed = layers.filter(
      ({ layer, verdict }) => verdict === "fail" && layer !== "outcome" && layer !== "file",
    );
    if (failed.length > 0) {
      this.#fail(
        `a receipt that does not verify was served: ${failed.map(({ layer }) => layer).join()}`,
      );
    }
  }

  /** Keys whose row on the disk is not the row that was meant. */
  async #wrongRows(loud: boolean): Promise<Uint8Array[]> {
    if (loud) return [];
    const all = { gte: new Uint8Array(0), lt: new Uint8Array(64).fill(0xff) };
    const rows = new Map<string, { key: Uint8Array; disk?: Uint8Array; meant?: Uint8Array }>();
    for (const [key, value] of this.#disk.range(all)) rows.set(toHex(key), { key, disk: value });
    for (const [key, value] of this.#meant.range(all)) {
      rows.set(toHex(key), { ...rows.get(toHex(key)), key, meant: value });
    }
    return [...rows.values()].flatMap(({ key, disk, meant }) =>
      disk !== undefined && meant !== undefined && equalBytes(disk, meant) ? [] : [key],
    );
  }

  #examine(): Promise<DoctorReport> {
    const { founding, pool } = this.#scenario;
    return examineStore(identityOf(founding), new CheckedStore(this.#disk), { pool });
  }

  /**
   * Doctor is right about the whole, and names each wrong row. After a torn commit it cannot know of
   * rows that nothing else speaks of, if the record of their block is among what was not written.
   */
  #judge(report: DoctorReport, wrong: readonly Uint8Array[], loud: boolean): void {
    const expected = wrong.length > 0 ? "damaged" : "sound";
    if (report.verdict !== expected) {
      const first = report.findings[0]?.message ?? "nothing found";
      this.#fail(`doctor says ${report.verdict}, not ${expected} (${first})`);
    }
    if (loud || wrong.length === 0 || this.#scenario.fault === "torn") return;
    const keys = new Set(report.findings.map(({ key }) => key));
    const kinds = new Set(report.findings.map(({ kind }) => kind));
    for (const key of wrong) {
      // A tree's own rows are named as the tree, the head as the block that it should have named.
      const tree = key[0] === KEY_SPACE.state && kinds.has("state-tree");
      const head = key[0] === KEY_SPACE.meta && (kinds.has("block") || kinds.has("meta"));
      // What only a damaged row speaks of nobody can know: an id by its entry, an index row by its row.
      const source = SOURCE.get(key[0] as number);
      const unknowable = wrong.some((other) => other[0] === source);
      if (!keys.has(toHex(key)) && !tree && !head && !unknowable) {
        this.#fail(`doctor does not name ${toHex(key)}`);
      }
    }
  }

  /** Start again on a disk that works now. */
  async #reopen(damaged: boolean): Promise<ScenarioResult["met"]> {
    const { founding, pool } = this.#scenario;
    let node: LightNode;
    try {
      node = await openLightNode(founding, new CheckedStore(this.#disk), { pool });
    } catch (error) {
      if (!damaged) this.#fail(`a sound ledger does not open: ${String(error)}`);
      if (!isTyped(error)) this.#fail(`an untyped error at start: ${String(error)}`);
      return "refused-to-start";
    }
    const receipts = receiptsOf(node);
    let met: ScenarioResult["met"] = this.#stopped === undefined ? "healed" : "refused-to-serve";
    for (const one of this.#acknowledged) {
      try {
        const receipt = node.machine.query((reader) => receipts.receipt(reader, one.index));
        if (!equalBytes(receipt, one.receipt))
          this.#fail(`entry ${one.index} is served differently`);
        node.machine.query((reader) => this.#checkState(reader, one));
      } catch (error) {
        met = "refused-to-serve";
        if (!damaged) this.#fail(`acknowledged entry ${one.index} is not served: ${String(error)}`);
        if (!isTyped(error)) this.#fail(`an untyped error from a read: ${String(error)}`);
      }
    }
    if (!damaged) {
      const more = await loadStatement(founding, this.#scenario.seed, 5000);
      const answer = await node.engine.submit(more);
      if (answer.status !== "logged") this.#fail(`after the fault: ${answer.status}`);
    }
    await node.engine.stop();
    return met;
  }

  #fail(what: string): void {
    this.#failures.push(what);
  }
}

const TYPED = new Set([
  "StoreDamaged",
  "LedgerFault",
  "StateTreeDamaged",
  "LogTileDamaged",
  "StoreFault",
  "NoReceipt",
]);

function isTyped(error: unknown): boolean {
  if (error instanceof EngineFault || error instanceof NodeError) return true;
  return error instanceof Error && TYPED.has(error.name);
}

function copy(writes: readonly WriteOp[]): WriteOp[] {
  return writes.map(({ key, value }) => ({ key: key.slice(), value: value?.slice() ?? null }));
}

function receiptsOf(node: LightNode): Receipts {
  return new Receipts((keyId) => node.ledger.identity(keyId)?.publicKey);
}
