/** Misfortunes drawn from a seed, one after the other, over a cluster of real processes under load. */
import { seededRandom } from "../../src/store/seeded-random.ts";
import type { Cluster } from "./cluster.ts";
import type { PartitionShape } from "./links.ts";

/** How long a storm lasts, and what it tells. */
export interface StormOptions {
  readonly seed: number;
  /** Ends with the first misfortune that is over after so long, ms. */
  readonly lastsMs: number;
  readonly say?: (line: string) => void;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Lets it blow. Afterwards everybody runs again and every link is whole. Returns how often what happened. */
export async function storm(
  cluster: Cluster,
  { seed, lastsMs, say = () => {} }: StormOptions,
): Promise<Readonly<Record<string, number>>> {
  const { next: random } = seededRandom(seed);
  const between = (low: number, high: number): number => low + random() * (high - low);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const shuffled = (): number[] => {
    const keyed = [...cluster.nodes.keys()].map((index) => ({ index, at: random() }));
    return keyed.sort((a, b) => a.at - b.at).map(({ index }) => index);
  };
  const some = (): number => pick([...cluster.nodes.keys()]);
  const cut = async (shape: PartitionShape): Promise<void> => {
    cluster.links.cut(shape, shuffled(), pick(["hang", "reset"]));
    await pause(between(1000, 4000));
    cluster.links.heal();
  };
  const befall: Readonly<Record<string, () => Promise<void>>> = {
    "node killed": async () => {
      const node = cluster.node(some());
      await node.end("SIGKILL");
      // Sometimes the engine, which ends by itself, is still there when the node comes back.
      await pause(random() < 0.5 ? 0 : between(0, 1500));
      await node.start();
    },
    "engine killed": async () => void cluster.killEngine(cluster.node(some())),
    "both killed": async () => {
      const node = cluster.node(some());
      cluster.killEngine(node);
      await node.end("SIGKILL");
      await node.start();
    },
    "two nodes killed": async () => {
      const two = shuffled()
        .slice(0, 2)
        .map((index) => cluster.node(index));
      await Promise.all(two.map((node) => node.end("SIGKILL")));
      await Promise.all(two.map((node) => node.start()));
    },
    "node paused": async () => {
      const index = some();
      cluster.pause(index);
      await pause(between(500, 3000));
      cluster.resume(index);
    },
    "cut into halves": () => cut("halves"),
    "cut to a ring": () => cut("ring"),
    "one isolated": () => cut("isolated"),
    "slow peer": async () => {
      const index = some();
      const trouble = { delayMs: between(50, 300), bytesPerSecond: between(60_000, 250_000) };
      cluster.links.trouble((a, b) => a === index || b === index, trouble);
      await pause(between(1000, 3000));
      cluster.links.heal();
    },
    "connections reset": async () => {
      for (let i = 0; i < 5; i++) {
        cluster.links.reset(some());
        await pause(200);
      }
    },
  };
  const happened: Record<string, number> = {};
  const until = performance.now() + lastsMs;
  // Each kind once, in some order, before chance decides.
  const first = Object.keys(befall).map((name) => ({ name, at: random() }));
  const queue = first.sort((a, b) => a.at - b.at).map(({ name }) => name);
  while (performance.now() < until) {
    await pause(between(200, 1200));
    const name = queue.pop() ?? pick(Object.keys(befall));
    say(name);
    happened[name] = (happened[name] ?? 0) + 1;
    await befall[name]?.();
  }
  return happened;
}
