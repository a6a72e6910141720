/**
 * One seed: a consortium of nodes in one process, a storm over it, then calm. In the storm only safety
 * counts; afterwards everything that clients have asked for must come about.
 */
import { Clients } from "./clients.ts";
import { consortium } from "./consortium.ts";
import { GOOD_LINKS } from "./network.ts";
import { makeNode } from "./node-factory.ts";
import { makePlan, type Sabotage } from "./plan.ts";
import type { SimNode } from "./sim-node.ts";
import { Simulation } from "./simulation.ts";
import { Storm } from "./storm.ts";

/** What a run came to. */
export interface SimResult {
  readonly seed: number;
  /** What went wrong; undefined when nothing did. */
  readonly breach: string | undefined;
  readonly counts: Readonly<Record<string, number>>;
  /** What happened, one line each, when asked for. */
  readonly trace: readonly string[];
}

/** How to run a seed. */
export interface SimOptions {
  readonly sabotage?: Sabotage | undefined;
  readonly trace?: boolean;
}

/** Virtual ms after the storm within which everything must have come about. */
const CALM_MS = 90_000;
/** Runs a seed. */
export async function simulate(seed: number, options: SimOptions = {}): Promise<SimResult> {
  const plan = makePlan(seed, options.sabotage);
  const sim = new Simulation(plan, await consortium(plan), options.trace === true);
  try {
    await run(sim);
  } catch (error) {
    sim.checker.fail(`the simulation broke: ${error instanceof Error ? error.stack : error}`);
  }
  const { breach } = sim.checker;
  return { seed, breach, counts: sim.statistics.toObject(), trace: sim.trace };
}

async function run(sim: Simulation): Promise<void> {
  const { plan, nodes } = sim;
  sim.say(
    `plan ${JSON.stringify(plan, (_, value) => (value instanceof Set ? [...value] : value))}`,
  );
  for (let i = 0; i < plan.n; i++) nodes.push(await makeNode(sim, i));
  for (const node of nodes) await node.start();
  const storm = new Storm(sim);
  const clients = new Clients(sim);
  storm.begin();
  await clients.begin();
  await sim.runUntil(plan.stormMs);
  await calm(sim, storm);
  if (plan.quietMs > 0) {
    await settle(sim, clients, "before the silence");
    await sim.runUntil(sim.events.now + plan.quietMs);
    sim.say("the silence ends");
  }
  await clients.last();
  await settle(sim, clients, "at the end");
  if (sim.checker.breach === undefined) await audit(sim);
  for (const { storage } of sim.honest) sim.statistics.count("blocks", storage.state.height);
}

/** Nothing goes wrong any more, but that liars lie. */
async function calm(sim: Simulation, storm: Storm): Promise<void> {
  sim.say("calm");
  sim.stormy = false;
  sim.network.heal();
  sim.network.quality = GOOD_LINKS;
  await storm.end();
}

/** Everything that clients have asked for is certified at every honest node, in time. */
async function settle(sim: Simulation, clients: Clients, when: string): Promise<void> {
  const settled = await sim.runUntil(
    // The last certificate may have to wait for a heartbeat or two.
    sim.events.now + CALM_MS + 4 * sim.plan.timing.heartbeatMs,
    () => clients.isServed() && sim.honest.every((node) => isLevel(sim, node)),
  );
  if (settled || sim.checker.breach !== undefined) return;
  for (const { index, rounds } of sim.nodes)
    sim.say(`node ${index}: ${rounds?.standing ?? "down"}`);
  const where = sim.honest.map(({ index, storage, down, process }) => {
    const certified = process?.application.certifiedHeight ?? "-";
    return `${index}: height ${storage.state.height}, certified ${certified}${down ? `, ${down.how}` : ""}`;
  });
  sim.checker.fail(`no liveness ${when}: ${where.join("; ")}; log ${sim.checker.logSize}`);
}

function isLevel({ checker }: Simulation, node: SimNode): boolean {
  return node.process !== undefined && checker.receiptsOf(node.index) === checker.logSize;
}

/** Every honest node is stopped and opened again, and has everything that was acknowledged. */
async function audit(sim: Simulation): Promise<void> {
  for (const node of sim.honest) {
    node.kill();
    await node.start();
    const { process } = node;
    if (process === undefined) {
      sim.checker.fail(`node ${node.index} does not start: ${String(node.down?.error)}`);
    } else sim.checker.audit(node.index, process);
  }
}
