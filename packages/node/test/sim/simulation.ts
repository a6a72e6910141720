import { SignedVotes } from "./chain-types.ts";
import { Checker } from "./checker.ts";
import { type Consortium, EPOCH } from "./consortium.ts";
import { Dice } from "./dice.ts";
import { EventQueue } from "./event-queue.ts";
import { Network } from "./network.ts";
import type { Plan } from "./plan.ts";
import type { SimNode } from "./sim-node.ts";
import { Statistics } from "./statistics.ts";

/** Steps of a run; more means that it does not come to rest. */
const EVENTS_MAX = 1_000_000;
/** Rounds of one height; a network that needs more does not agree on anything any more. */
const ROUNDS_MAX = 100;
/** Events between two looks at the rounds. */
const LOOK_EVERY = 500;

/** The parts of a run that its pieces share. */
export class Simulation {
  readonly plan: Plan;
  readonly consortium: Consortium;
  readonly dice: Dice;
  readonly events = new EventQueue();
  readonly network: Network;
  readonly signed = new SignedVotes();
  readonly statistics = new Statistics();
  readonly checker: Checker;
  readonly nodes: SimNode[] = [];
  /** Nodes whose disk has ever been damaged. */
  readonly everDamaged = new Set<number>();
  readonly trace: string[] = [];
  /** Whether things still go wrong. */
  stormy = true;
  readonly #traced: boolean;

  constructor(plan: Plan, founded: Consortium, traced: boolean) {
    this.plan = plan;
    this.consortium = founded;
    this.dice = new Dice(plan.seed ^ 0x5eed);
    this.network = new Network(plan.n, this.events, this.dice.fork());
    this.network.quality = plan.links;
    this.#traced = traced;
    this.checker = new Checker(
      this.consortium,
      {
        isSound: (node) => !plan.liars.has(node) && this.nodes[node]?.disk.damaged === false,
        wasAlwaysSound: (node) =>
          node >= 0 &&
          !plan.liars.has(node) &&
          !this.everDamaged.has(node) &&
          this.nodes[node]?.disk.damaged === false,
        maxSkewMs: plan.maxSkewMs,
        now: () => this.events.now,
      },
      this.statistics,
    );
  }

  say(line: string): void {
    if (this.#traced) this.trace.push(`${this.events.now.toFixed(1).padStart(10)} ${line}`);
  }

  /** The clock of a node, ms since 1970 UTC. */
  clock(node: number): number {
    return EPOCH + Math.floor(this.events.now) + (this.plan.skewMs[node] ?? 0);
  }

  get honest(): SimNode[] {
    return this.nodes.filter((node) => !this.plan.liars.has(node.index));
  }

  /** Runs until a time, or until something holds, or until a breach. Whether it holds. */
  async runUntil(time: number, holds: () => boolean = () => false): Promise<boolean> {
    for (let count = 0; this.checker.breach === undefined; count++) {
      if (holds()) return true;
      if (count > EVENTS_MAX) this.checker.fail("it does not come to rest");
      if (count % LOOK_EVERY === 0) this.#checkRounds();
      const event = this.events.nextBefore(time);
      if (event === undefined) return holds();
      await event.run();
    }
    return false;
  }

  #checkRounds(): void {
    const lost = this.nodes.find(({ rounds }) => (rounds?.round ?? 0) > ROUNDS_MAX);
    if (lost === undefined) return;
    this.checker.fail(`no liveness: node ${lost.index} is in round ${lost.rounds?.round}`);
  }
}
