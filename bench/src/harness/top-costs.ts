import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
  };
  readonly children?: readonly number[];
}

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds between samples. */
  readonly timeDeltas: readonly number[];
}

/** Where the time of one thread went. */
export interface TopCosts {
  readonly file: string;
  /** Busy milliseconds: all samples but those that wait. */
  readonly busyMs: number;
  /** The dearest functions by their own time, as lines of text. */
  readonly self: readonly string[];
  /** The dearest functions with all they call. */
  readonly total: readonly string[];
}

const IDLE = new Set(["(idle)", "(root)"]);

/** Sums up every profile of a directory that `--cpu-prof` wrote, the busiest thread first. */
export function topCosts(directory: string, lines = 40): TopCosts[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith(".cpuprofile"))
    .map((name) => sumUp(name, JSON.parse(readFileSync(join(directory, name), "utf8")), lines))
    .sort((a, b) => b.busyMs - a.busyMs);
}

function sumUp(file: string, profile: Profile, lines: number): TopCosts {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const self = new Map<string, number>();
  const total = new Map<string, number>();
  let busy = 0;
  for (const [at, id] of profile.samples.entries()) {
    const spent = (profile.timeDeltas[at] ?? 0) / 1000;
    const name = nameOf(nodes.get(id));
    if (IDLE.has(name)) continue;
    busy += spent;
    self.set(name, (self.get(name) ?? 0) + spent);
    const seen = new Set<string>();
    for (let up: number | undefined = id; up !== undefined; up = parents.get(up)) {
      const caller = nameOf(nodes.get(up));
      if (!seen.has(caller)) total.set(caller, (total.get(caller) ?? 0) + spent);
      seen.add(caller);
    }
  }
  return { file, busyMs: busy, self: ranked(self, busy, lines), total: ranked(total, busy, lines) };
}

function nameOf(node: ProfileNode | undefined): string {
  if (node === undefined) return "(unknown)";
  const { functionName, url, lineNumber } = node.callFrame;
  if (url === "") return functionName;
  const path = url.replace(/^.*\/(packages|node_modules|bench)\//, "$1/");
  return `${functionName || "(anonymous)"} ${path}:${lineNumber + 1}`;
}

function ranked(costs: ReadonlyMap<string, number>, busy: number, lines: number): string[] {
  return [...costs]
    .filter(([name]) => !IDLE.has(name))
    .sort(([, a], [, b]) => b - a)
    .slice(0, lines)
    .map(
      ([name, spent]) =>
        `${((100 * spent) / busy).toFixed(1).padStart(5)} % ${spent.toFixed(0).padStart(7)} ms  ${name}`,
    );
}
