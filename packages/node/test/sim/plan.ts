import type { SuiteName } from "@tallystick/core/suite/suite";
import { Dice } from "./dice.ts";
import type { DealerRates } from "./double-dealer.ts";
import { GOOD_LINKS, type LinkQuality } from "./network.ts";
import type { Timing } from "./rounds-parts.ts";

/** A deliberate defect, to show that the checks find it. */
export type Sabotage =
  /** A crash in a commit leaves half of it on the disk. */
  | "torn-commit"
  /** A certificate is made of whatever few signatures there are. */
  | "no-quorum"
  /** Organisations sign the block's own time, which is that of the votes before it. */
  | "stale-time"
  /** One organisation's rules give another result now and then. */
  | "chance-in-rules"
  /** Half of the votes decide a block. */
  | "half-decides"
  /** Validators have a power of 1, so that the engine's median is no median. */
  | "power-one";

/** All of them. */
export const SABOTAGES: readonly Sabotage[] = [
  "torn-commit",
  "no-quorum",
  "stale-time",
  "chance-in-rules",
  "half-decides",
  "power-one",
];

/** The honest time; one far from it; or the earliest that the engine lets pass. */
export type TimeLie = "none" | "wild" | "earliest";

/** One run: everything that is drawn from the seed before it starts. */
export interface Plan {
  readonly seed: number;
  readonly sabotage: Sabotage | undefined;
  readonly n: number;
  readonly suite: SuiteName;
  readonly power: number;
  /** Whether one organisation has run the ledger alone before. */
  readonly adopted: boolean;
  /** Organisations that lie: fewer than a third. */
  readonly liars: ReadonlySet<number>;
  /** How often liars lie in words, and how often they tell two stories. */
  readonly lieRate: number;
  readonly dealer: DealerRates;
  /** What liars write into their votes as the time. */
  readonly timeLie: TimeLie;
  /** Error of each node's clock, ms, and the greatest of them. */
  readonly skewMs: readonly number[];
  readonly maxSkewMs: number;
  readonly maxTxBytes: number;
  readonly recheck: boolean;
  readonly timing: Timing;
  readonly links: LinkQuality;
  /** The storm: how long it lasts, and how often what happens in it, per virtual second. */
  readonly stormMs: number;
  readonly partitionsPerSecond: number;
  readonly killsPerSecond: number;
  /** Probabilities, at each step of a block and in each commit. */
  readonly stepCrash: number;
  readonly commitCrash: number;
  readonly diskFault: number;
  /** Of each read. */
  readonly readFault: number;
  readonly runTwice: number;
  /** Statements of clients in the storm. */
  readonly statements: number;
  /** Silence after the storm before the last statements, virtual ms. */
  readonly quietMs: number;
}

/** The run of a seed. */
export function makePlan(seed: number, sabotage?: Sabotage): Plan {
  const dice = new Dice(seed);
  const n = dice.pick([1, 2, 3, 4, 4, 4, 4, 4, 4, 4, 5, 7]);
  const order = dice.shuffle(Array.from({ length: n }, (_, i) => i));
  const liars = new Set(order.slice(0, dice.between(0, Math.floor((n - 1) / 3))));
  const maxSkewMs = dice.pick([0, 50, 2_000]);
  const stormMs = dice.between(2_000, 6_000);
  const quiet = dice.chance(0.15) || sabotage === "stale-time" || sabotage === "power-one";
  const rarely = (probability: number, value: number): number =>
    dice.chance(probability) ? value * dice.next() : 0;
  return {
    seed,
    sabotage,
    n,
    suite: dice.chance(0.06) ? "gm" : "intl",
    power: sabotage === "power-one" ? 1 : 10,
    adopted: dice.chance(0.15),
    liars,
    lieRate: dice.pick([0.2, 0.6, 1]),
    dealer: { votes: rarely(0.5, 0.5), proposals: rarely(0.4, 1), silence: rarely(0.3, 1) },
    timeLie: dice.pick(["none", "wild", "earliest"]),
    skewMs: Array.from({ length: n }, () => Math.round((dice.next() * 2 - 1) * maxSkewMs)),
    maxSkewMs,
    maxTxBytes: dice.pick([4_000, 50_000, 4_000_000]),
    recheck: dice.chance(0.5),
    timing: {
      proposeMs: 300,
      voteMs: 150,
      growMs: 100,
      commitMs: dice.pick([0, 30, 100]),
      heartbeatMs: quiet ? 1_800_000 : dice.pick([1_000, 3_000]),
    },
    links: drawLinks(dice),
    stormMs,
    partitionsPerSecond: rarely(0.6, 1.5),
    killsPerSecond: rarely(0.6, 1.5),
    stepCrash: rarely(0.5, 0.08),
    commitCrash: sabotage === "torn-commit" ? 0.1 : rarely(0.5, 0.15),
    diskFault: rarely(0.25, 0.08),
    readFault: rarely(0.1, 0.0005),
    runTwice: dice.pick([0, 0.3]),
    statements: dice.between(2, 9),
    quietMs: quiet ? dice.between(3_600_000, 9_000_000) : 0,
  };
}

function drawLinks(dice: Dice): LinkQuality {
  if (dice.chance(0.25)) return GOOD_LINKS;
  const minMs = dice.between(1, 30);
  return {
    minMs,
    maxMs: minMs + dice.between(1, 200),
    loss: dice.pick([0, 0.05, 0.3]),
    duplication: dice.pick([0, 0.2]),
    stall: dice.pick([0, 0.02, 0.1]),
  };
}
