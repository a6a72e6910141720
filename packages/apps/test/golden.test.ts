import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { portableSuite } from "@tallystick/core/suite/portable";
import { collectOutcomes, OUTCOMES } from "@tallystick/ledger/outcomes";
import { describe, expect, test } from "vitest";
import { nodeBinary } from "../../../scripts/node-versions.mjs";
import { applicationList } from "../src/applications.ts";
import { receivable } from "../src/receivable/index.ts";
import { GOLDEN_APPLICATIONS } from "./golden/golden-ledger.ts";
import { receivableStory } from "./golden/receivable-story.ts";
import { replay } from "./golden/replay.ts";
import { goldenStory } from "./golden/story.ts";
import type { GoldenRoots } from "./golden/stream.ts";

const file = (name: string) => new URL(`./golden/${name}`, import.meta.url);

/** Outcomes that no statement of these applications can come to. */
const BEYOND_REACH = new Set<number>([OUTCOMES.limitReached.number, OUTCOMES.notFound.number]);

/** Outcomes of rights and certificates: they need decisions, guardians and chains, and have stories of their own. */
const OWN_STORIES = (number: number) => number >= 1110 && number <= 1199;

describe.each([
  ["intl", "intl"],
  ["gm", "gm"],
  ["receivable.intl", "intl"],
  ["receivable.gm", "gm"],
] as const)("the golden stream %s", (name, suite) => {
  const stream = new Uint8Array(readFileSync(file(`${name}.cborseq`)));
  const roots = JSON.parse(readFileSync(file(`${name}.roots.json`), "utf8")) as GoldenRoots[];

  test("comes to its roots, with signatures checked by node:crypto", async () => {
    expect(await replay(stream, nodeSuite(suite))).toEqual(roots);
  });

  test("comes to its roots in plain JavaScript", { timeout: 60_000 }, async () => {
    expect(await replay(stream, portableSuite(suite))).toEqual(roots);
  });

  test.each([22, 24, 26] as const)(
    "comes to its roots on Node %i",
    { timeout: 180_000 },
    (major) => {
      const script = fileURLToPath(file("replay.ts"));
      const output = execFileSync(nodeBinary(major), [script, name], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        maxBuffer: 1 << 26,
      });
      expect(JSON.parse(output)).toEqual(roots);
    },
  );
});

const committed = (name: string) => new Uint8Array(readFileSync(file(`${name}.cborseq`)));

describe.each(["intl", "gm"] as const)("the stories of suite %s", (name) => {
  test("is what its story says, and meets every outcome", { timeout: 60_000 }, async () => {
    const story = await goldenStory(name);
    expect(Buffer.from(story.stream).equals(committed(name))).toBe(true);
    const apps = applicationList.filter((app) => GOLDEN_APPLICATIONS.includes(app.name));
    const all = collectOutcomes(OUTCOMES, ...apps.map(({ outcomes }) => outcomes));
    const missed = all.filter(
      ({ number }) =>
        !story.outcomes.has(number) && !BEYOND_REACH.has(number) && !OWN_STORIES(number),
    );
    expect(missed.map((one) => one.name)).toEqual([]);
  });

  test("that of receivables is what its stream says, and has every action accepted", {
    timeout: 60_000,
  }, async () => {
    const story = await receivableStory(name);
    expect(Buffer.from(story.stream).equals(committed(`receivable.${name}`))).toBe(true);
    const actions = Object.values(receivable.actions).map((action) => action.name);
    // What takes a decision of the organisations has its own tests.
    const missed = actions.filter(
      (action) => !story.accepted.has(action) && action !== "set-policy",
    );
    expect(missed).toEqual([]);
    expect(story.outcomes.size).toBeGreaterThan(10);
  });
});
