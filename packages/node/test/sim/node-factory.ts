import type { MemoryStore } from "@tallystick/ledger/memory-store";
import { type Commit, isQuorum } from "./chain-types.ts";
import type { SimOrganisation } from "./consortium.ts";
import type { Dice } from "./dice.ts";
import { DoubleDealer } from "./double-dealer.ts";
import { HeightBook } from "./height-book.ts";
import { lyingApplication } from "./lying-application.ts";
import { APPLY_STEPS } from "./replica.ts";
import type { RoundsParts } from "./rounds-parts.ts";
import { sabotage } from "./sabotage.ts";
import { Crash, SimDisk } from "./sim-disk.ts";
import { SimNode } from "./sim-node.ts";
import type { Simulation } from "./simulation.ts";

const LOUD_FAULTS = ["disk-full", "write-error"] as const;
const FAULTS = ["torn", "lost", "misdirected", "bit-flip", ...LOUD_FAULTS] as const;
const COMMIT_CRASHES = ["before-write", "after-write"] as const;

/** Makes a node of a simulation, honest or not. */
export async function makeNode(sim: Simulation, index: number): Promise<SimNode> {
  const { plan, consortium, checker, statistics } = sim;
  const dice = sim.dice.fork();
  const organisation = consortium.organisations[index] as SimOrganisation;
  const lies = plan.liars.has(index);
  const disk = makeDisk(sim, index, await consortium.image());
  const node = (): SimNode => sim.nodes[index] as SimNode;
  const dealer = new DoubleDealer(
    { index, dice, signed: sim.signed, rates: plan.dealer },
    (what) => {
      sim.say(`node ${index} tells two stories: ${what}`);
      statistics.count(`double ${what}`);
    },
  );
  const rounds: Omit<RoundsParts, "storage" | "apply" | "after" | "send"> = {
    index,
    n: plan.n,
    power: plan.power,
    maxTxBytes: plan.maxTxBytes,
    recheck: plan.recheck,
    timing: plan.timing,
    signed: sim.signed,
    organisation: (i) => consortium.organisations[i] as SimOrganisation,
    now: () => sim.clock(index),
    voteTime: (honest, least) => (lies ? liarsTime(sim, dice, honest, least) : honest),
    chooseVotes: (commit) => (lies && dice.chance(0.5) ? fewestVotes(commit, dice) : commit),
    newBook: (height) => newBook(sim, height),
    some: (txs) => dice.shuffle(txs).slice(0, 3),
    judgedProposal: (block, accepted) => {
      sim.say(
        `node ${index} ${accepted ? "accepts" : "refuses"} block ${block.height} of ${block.proposer}`,
      );
      checker.judgedProposal(index, block, accepted);
    },
    judgedExtension: (vote, accepted) => {
      const { process } = node();
      if (process !== undefined) checker.judgedExtension(index, process, vote, accepted);
    },
  };
  return new SimNode({
    consortium,
    organisation,
    disk,
    dice,
    rounds,
    dealer: lies ? dealer : undefined,
    disguise: (process) => {
      sabotage(plan.sabotage, process, index, dice);
      if (!lies) return process.application;
      return lyingApplication({
        consortium,
        organisation,
        process,
        dice,
        rate: plan.lieRate,
        onWrongRoot: (extension, height) => checker.lied(extension, organisation.id, height),
        onLie: (lie) => {
          sim.say(`node ${index} lies: ${lie}`);
          statistics.count(`lie ${lie}`);
        },
      });
    },
    transmit: (to, gossip) => {
      sim.network.send(index, to, () => sim.nodes[to]?.receive(gossip));
    },
    schedule: (ms, run) => sim.events.after(ms, run),
    hooks: {
      step: (name, height) => {
        if (!sim.stormy || !dice.chance(plan.stepCrash / APPLY_STEPS.length)) return;
        statistics.count(`crash at ${name}`);
        throw new Crash(`died at ${name} of block ${height}`);
      },
      runTwice: () => dice.chance(plan.runTwice),
      committed: async (block, result, replayed) => {
        sim.say(
          `node ${index} ${replayed ? "replays" : "commits"} block ${block.height}: ${block.txs.length} txs, ${block.id.slice(0, 8)}`,
        );
        const { process } = node();
        if (process !== undefined) checker.committed(index, process, block, result);
      },
      onMisconduct: (report) => {
        sim.say(`node ${index} names ${report.organisation}: ${report.kind} at ${report.height}`);
        checker.reported(index, report);
      },
      onRefused: (what, height, reason) => {
        sim.say(`node ${index} refuses a ${what} at ${height}: ${reason}`);
        statistics.count(`refused ${what}: ${reason}`);
      },
      onHalt: (report) => sim.say(`node ${index} halts at ${report.at}: ${String(report.error)}`),
      onDown: (how, error) => onDown(sim, node(), how, error),
      onOpened: (process) => checker.opened(index, process),
    },
  });
}

function makeDisk(sim: Simulation, index: number, content: MemoryStore): SimDisk {
  const { plan, statistics } = sim;
  const dice = sim.dice.fork();
  return new SimDisk(content, dice, {
    readError: () => sim.stormy && plan.readFault > 0 && dice.chance(plan.readFault),
    crash: () => {
      if (!sim.stormy || !dice.chance(plan.commitCrash)) return undefined;
      const crash = plan.sabotage === "torn-commit" ? "torn" : dice.pick(COMMIT_CRASHES);
      sim.say(`node ${index} dies in a commit, ${crash}`);
      statistics.count(`crash in commit ${crash}`);
      return crash;
    },
    fault: () => {
      if (!sim.stormy || !dice.chance(plan.diskFault)) return undefined;
      // Who is alone has nobody's headers to find out by that it went on with damage.
      const fault = dice.pick(plan.n === 1 ? LOUD_FAULTS : FAULTS);
      sim.say(`the disk of node ${index}: ${fault}`);
      statistics.count(`disk ${fault}`);
      if (!LOUD_FAULTS.some((loud) => loud === fault)) sim.everDamaged.add(index);
      return fault;
    },
  });
}

function liarsTime({ plan }: Simulation, dice: Dice, honest: number, least: number): number {
  if (plan.timeLie === "earliest") return least;
  if (plan.timeLie === "none") return honest;
  const far = dice.pick([5_000, 3_600_000, 1e11]);
  return Math.max(0, honest + dice.between(-far, far));
}

/** A commit with no more votes than it needs. */
function fewestVotes(commit: Commit, dice: Dice): Commit {
  const votes = [...commit.votes];
  for (const i of dice.shuffle([...votes.keys()])) {
    const kept = votes.filter((vote, at) => at !== i && vote?.blockId === commit.blockId);
    if (isQuorum(kept.length, votes.length)) votes[i] = undefined;
  }
  return { ...commit, votes };
}

function newBook({ plan }: Simulation, height: number): HeightBook {
  const book = new HeightBook(height, plan.n);
  if (plan.sabotage === "half-decides") book.enough = (count) => 2 * count >= plan.n;
  return book;
}

function onDown(sim: Simulation, node: SimNode, how: string, error: unknown): void {
  const { disk, index } = node;
  sim.say(
    `node ${index} is down: ${how}: ${error instanceof Error ? error.message : String(error)}`,
  );
  sim.statistics.count(how);
  if (how !== "halted") return;
  // A disk that failed aloud stops the node and nothing worse; one that damages may end in anything.
  if (disk.faults.length > 0) {
    if (disk.damaged) sim.statistics.count("damage found");
    return;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  sim.checker.fail(`node ${index} halts: ${text}`);
}
