import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";

const module = JSON.stringify(join(import.meta.dirname, "test-seed.mjs"));
const print = `import(${module}).then(({ testSeed }) => console.log(testSeed(), process.env.TALLYSTICK_SEED))`;

/** What a run that is asked for a seed comes to. */
function run(asked: string | undefined): string {
  const { TALLYSTICK_SEED: _, ...env } = process.env;
  const more = asked === undefined ? {} : { TALLYSTICK_SEED: asked };
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", print], {
    ...{ env: { ...env, ...more }, encoding: "utf8" },
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

it("draws every property of a run from the run's one seed", () => {
  expect(fc.readConfigureGlobal().seed).toBe(Number(process.env["TALLYSTICK_SEED"]));
  const drawn = () => {
    const all: number[] = [];
    fc.assert(fc.property(fc.nat(), (n) => void all.push(n)));
    return all;
  };
  expect(drawn()).toEqual(drawn());
});

it("is the same seed everywhere unless another is asked for", () => {
  expect(run(undefined)).toBe("1 1");
  expect(run("")).toBe("1 1");
  expect(run("233021")).toBe("233021 233021");
});

it("draws a fresh seed, says it, and hands it to the processes that follow", () => {
  const [said, last] = run("random").split("\n");
  const [, seed] = /^TALLYSTICK_SEED=(\d+) draws the same again$/.exec(said ?? "") ?? [];
  expect(last).toBe(`${seed} ${seed}`);
});

it.each(["x", "-1", "1.5", "1000000"])("takes %s for no seed", (asked) => {
  expect(() => run(asked)).toThrow(/not "random", nor a number below 1000000/);
});
