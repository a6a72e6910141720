import { concatBytes } from "@tallystick/core/bytes";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import { EPOCH, flipLastBit, makeStatement } from "./consortium.ts";
import type { Dice } from "./dice.ts";
import type { Simulation } from "./simulation.ts";

const DAY_MS = 86_400_000;
const PATIENCE_MS = 700;

/**
 * Those who send statements: good ones, again and again until they are on the log, as the SDK does; and
 * others that no node may take.
 */
export class Clients {
  readonly #sim: Simulation;
  readonly #dice: Dice;
  readonly #wanted: Uint8Array[] = [];
  #number = 0;

  constructor(sim: Simulation) {
    this.#sim = sim;
    this.#dice = sim.dice.fork();
  }

  /** Schedules the statements of the storm. */
  async begin(): Promise<void> {
    const { events, plan } = this.#sim;
    for (let i = 0; i < plan.statements; i++) {
      const at = this.#dice.next() * plan.stormMs;
      events.after(at, () => this.#send());
      if (this.#dice.chance(0.4)) events.after(at, () => this.#sendHostile());
    }
  }

  /** One statement more from each honest node. */
  async last(): Promise<void> {
    for (const node of this.#sim.honest) await this.#send(node.index);
  }

  /** Whether everything that was asked for is on the log. */
  isServed(): boolean {
    const { checker } = this.#sim;
    return this.#wanted.every((statement) => checker.indexOf(statement) !== undefined);
  }

  async #send(first?: number): Promise<void> {
    const { events, consortium, checker } = this.#sim;
    // Some expire as late as a statement may, which a block of a stale time cannot take yet.
    const ahead = this.#dice.chance(0.2) ? DAY_MS - 10_000 : DAY_MS / 2;
    const expiry = EPOCH + Math.floor(events.now) + ahead;
    // Now and then the same thing is deposited again.
    const subject = this.#dice.chance(0.2) ? this.#dice.below(3) : this.#number;
    const statement = await makeStatement(consortium, this.#number++, { expiry, subject });
    this.#wanted.push(statement);
    checker.submitted(statement);
    await this.#insist(statement, first);
  }

  /** Hands a statement to some node, and again later, until it is on the log. */
  async #insist(statement: Uint8Array, first?: number): Promise<void> {
    const { events, checker, nodes } = this.#sim;
    if (checker.indexOf(statement) !== undefined) return;
    const places = first === undefined ? this.#dice.shuffle(nodes) : [nodes[first]];
    for (const node of places.slice(0, this.#dice.chance(0.2) ? 2 : 1)) {
      if (node === undefined) continue;
      const code = await node.submit(statement);
      this.#sim.say(`client: statement to ${node.index}: ${code ?? "no answer"}`);
      const taken = code === undefined || code === 0 || code === OUTCOMES.replayed.number;
      if (!taken && this.#isSound(node.index)) {
        checker.fail(`node ${node.index} refuses a good statement with ${code}`);
      }
    }
    events.after(PATIENCE_MS * (1 + this.#dice.next()), () => this.#insist(statement));
  }

  async #sendHostile(): Promise<void> {
    const { events, consortium, checker, nodes, statistics } = this.#sim;
    const expiry = EPOCH + Math.floor(events.now) + 60_000;
    const number = 2_000_000 + this.#number++;
    const { stranger } = consortium;
    const tx = await this.#dice.pick([
      async () => this.#dice.bytes(this.#dice.below(200)),
      async () => concatBytes(Uint8Array.of(0xa4), this.#dice.bytes(50)),
      () => makeStatement(consortium, number, { expiry, signer: stranger }),
      () => makeStatement(consortium, number, { expiry: EPOCH - DAY_MS }),
      () => makeStatement(consortium, number, { expiry: expiry + 2 * DAY_MS }),
      async () => flipLastBit(await makeStatement(consortium, number, { expiry })),
    ])();
    const node = this.#dice.pick(nodes);
    const code = await node.submit(tx);
    if (code === 0 && this.#isSound(node.index)) {
      checker.fail(`node ${node.index} takes a hostile transaction`);
    }
    statistics.count("hostile transactions");
  }

  #isSound(node: number): boolean {
    const { plan, nodes } = this.#sim;
    return !plan.liars.has(node) && nodes[node]?.disk.damaged === false;
  }
}
