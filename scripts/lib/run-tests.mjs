// Runs every suite one after the other and ends with the line `N passed, N failed`.
// A tool that reads the sources counts as one test; vitest counts each of its tests.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { delimiter, join } from "node:path";
import { repositoryRoot } from "./npm.mjs";
import { testSeed } from "./test-seed.mjs";

const bin = join(repositoryRoot, "node_modules", ".bin");
const cache = join(repositoryRoot, ".cache", "test");
const inCi = process.env.CI === "true";
const seed = String(testSeed());

const USAGE = `usage: npm test -- [--static] [--only STEP[,STEP...]] [vitest filters]
  --static   only the steps that read the sources: ${"types, lint, typed-lint, boundaries, unused"}
  --only     only the named steps (those, vitest, crash, fuzz)
  TALLYSTICK_CRASH_KILLS and TALLYSTICK_FUZZ_INPUTS switch the long steps crash and fuzz on.
  TALLYSTICK_SEED is what random tests draw from: a number, or "random" for a fresh one.
  Anything else is handed to vitest as a filter on file names.`;

/** Children find the workspace's tools and this very Node first, whatever the system has. */
function environment() {
  const path = [bin, join(process.execPath, ".."), process.env.PATH].join(delimiter);
  const { FORCE_COLOR: _, ...env } = process.env; // whatever its value, some tools read it as "yes"
  // The long runs are steps of their own, with the machine to themselves; the tests do short ones.
  delete env.TALLYSTICK_CRASH_KILLS;
  delete env.TALLYSTICK_FUZZ_INPUTS;
  return { ...env, PATH: path, ...(process.stdout.isTTY ? {} : { NO_COLOR: "1" }) };
}

/** How long a tool may take to end once its report is written, before it is ended, ms. */
const LINGER_MS = 60_000;

/**
 * Ends a child that has written its report and does not go: a test that leaves a process behind can
 * keep vitest waiting for ever.
 */
function endWhenReported(child, report) {
  const watch = setInterval(() => {
    if (!existsSync(report)) return;
    clearInterval(watch);
    lastChance = setTimeout(() => {
      console.log("vitest has written its report and does not end: a test left something running");
      child.kill("SIGKILL");
    }, LINGER_MS);
  }, 1_000);
  let lastChance;
  child.on("close", () => {
    clearInterval(watch);
    clearTimeout(lastChance);
  });
}

function run(script, args, { show, report }) {
  return new Promise((done) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: repositoryRoot,
      env: environment(),
      stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
    });
    if (report !== undefined) endWhenReported(child, report);
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => done({ code: 1, output: String(error) }));
    child.on("close", (code) => done({ code: code ?? 1, output }));
  });
}

/** The JavaScript file behind a tool's name, so that it runs under this Node and no other. */
function tool(packageName, name = packageName) {
  const home = join(repositoryRoot, "node_modules", packageName);
  const { bin: bins } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  return join(home, typeof bins === "string" ? bins : bins[name]);
}

/** A step that is one test: the tool's exit code decides, and its last line is worth showing. */
function single(script, args) {
  return async () => {
    const { code, output } = await run(script(), args, { show: false });
    if (code !== 0) console.log(output.trimEnd());
    const lines = output.trim().split("\n");
    return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, note: lines.at(-1) ?? "" };
  };
}

async function vitest(filters) {
  mkdirSync(cache, { recursive: true });
  const report = join(cache, "vitest.json");
  rmSync(report, { force: true });
  const args = [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...filters,
  ];
  const { code } = await run(tool("vitest"), args, { show: true, report });
  let result;
  try {
    result = JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return { passed: 0, failed: 1, note: "vitest ended without a report" };
  }
  const skipped = [];
  let brokenFiles = 0;
  for (const file of result.testResults) {
    if (file.status === "failed" && file.assertionResults.every((one) => one.status !== "failed"))
      brokenFiles++;
    for (const one of file.assertionResults) {
      if (one.status !== "passed" && one.status !== "failed")
        skipped.push(`${file.name.slice(repositoryRoot.length + 1)}: ${one.fullName}`);
    }
  }
  if (skipped.length > 0) {
    console.log(`${skipped.length} skipped${inCi ? ", and in CI nothing may be" : ""}:`);
    for (const one of skipped) console.log(`  ${one}`);
  }
  let failed = result.numFailedTests + brokenFiles + (inCi ? skipped.length : 0);
  if (code !== 0 && failed === 0) failed = 1; // an error outside of any test
  return {
    passed: result.numPassedTests,
    failed,
    note: `${result.testResults.length} files, ${skipped.length} skipped`,
  };
}

const STATIC = [
  ["types", single(() => tool("@typescript/native", "tsc"), ["-p", "tsconfig.json"])],
  ["lint", single(() => tool("@biomejs/biome", "biome"), ["check", "--error-on-warnings", "."])],
  ["typed-lint", single(() => tool("oxlint"), ["--type-aware", "--deny-warnings"])],
  ["boundaries", single(() => join(repositoryRoot, "scripts/boundaries.mjs"), [])],
  ["unused", single(() => tool("knip"), ["--no-progress", "--no-config-hints"])],
];

/** How many processors the long runs may take. */
const parallel = String(Math.max(1, availableParallelism()));

/** A long run is one test as well; how long it is stands in its variable, and without that it is not run. */
function long(variable, script, flag, lanes) {
  const amount = process.env[variable] ?? "0";
  if (!/^\d+$/.test(amount)) throw new Error(`${variable}=${amount}: not a number`);
  if (amount === "0") return undefined;
  const args = [flag, amount, "--seed", seed, lanes, parallel];
  return single(() => join(repositoryRoot, script), args);
}

const LONG = [
  [
    "crash",
    long("TALLYSTICK_CRASH_KILLS", "packages/node/test/crash/run.ts", "--kills", "--parallel"),
  ],
  [
    "fuzz",
    long("TALLYSTICK_FUZZ_INPUTS", "packages/core/test/fuzz/run.ts", "--count", "--workers"),
  ],
].filter(([, step]) => step !== undefined);

const names = (steps) => steps.map(([name]) => name);

function chosenSteps(argv) {
  const filters = [];
  let steps = names([...STATIC, ["vitest"], ...LONG]);
  for (let at = 0; at < argv.length; at++) {
    if (argv[at] === "--help") {
      console.log(USAGE);
      process.exit(0);
    } else if (argv[at] === "--static") steps = names(STATIC);
    else if (argv[at] === "--only") steps = (argv[++at] ?? "").split(",");
    else filters.push(argv[at]);
  }
  const known = new Set(names([...STATIC, ["vitest"], ...LONG]));
  const strange = steps.find((name) => !known.has(name));
  if (strange !== undefined) {
    console.error(`There is no step "${strange}".\n${USAGE}`);
    process.exit(2);
  }
  return { steps, filters };
}

const { steps, filters } = chosenSteps(process.argv.slice(2));
const all = new Map([...STATIC, ["vitest", () => vitest(filters)], ...LONG]);
let passed = 0;
let failed = 0;
console.log(`Node ${process.version}, seed ${seed}, ${steps.join(", ")}`);
for (const name of steps) {
  const began = performance.now();
  let result;
  try {
    result = await all.get(name)();
  } catch (error) {
    console.log(error);
    result = { passed: 0, failed: 1, note: "the step itself broke" };
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${result.failed === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s) ${result.note}`);
  passed += result.passed;
  failed += result.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
