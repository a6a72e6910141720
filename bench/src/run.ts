import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { catalogue } from "./catalogue.ts";
import { printMeasure } from "./harness/bench.ts";
import { hardware } from "./harness/hardware.ts";
import { readOptions } from "./harness/options.ts";
import { rounded } from "./harness/statistics.ts";

const USAGE = `npm run bench -- [NAME...] [--list] [options]
Prints one JSON object a line. Without names every short benchmark runs.
The options of each benchmark stand in docs/reference/benchmarks.md.
`;

/** The two values whose ratio says how much of the signature checks is left for everything else. */
interface Ceiling {
  verifications?: number;
  deposits?: number;
}

/** Remembers a line that belongs to the ratio. */
function note(line: string, ceiling: Ceiling): void {
  const { bench, value, suite, way, threads } = JSON.parse(line) as Record<string, unknown>;
  if (suite !== "intl" || typeof value !== "number") return;
  if (bench === "deposit-signed") ceiling.deposits = value;
  if (bench === "ed25519-verify" && way === "loops" && threads !== 1) ceiling.verifications = value;
}

/** Runs one benchmark in a process of its own and passes its lines on. */
async function runProgram(
  name: string,
  args: readonly string[],
  ceiling: Ceiling,
): Promise<boolean> {
  const program = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  if (!existsSync(program)) throw new Error(`bench/src/${name}.ts is missing`);
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", program, ...args],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const exited = once(child, "exit") as Promise<[number | null]>;
  // A benchmark that is told to stop leaves nothing running; so must we when we are told.
  const stop = () => void child.kill();
  process.once("SIGTERM", stop);
  for await (const line of createInterface({ input: child.stdout })) {
    process.stdout.write(`${line}\n`);
    note(line, ceiling);
  }
  const [code] = await exited;
  process.off("SIGTERM", stop);
  return code === 0;
}

async function main(args: readonly string[]): Promise<number> {
  const known = new Set(catalogue.map(({ name }) => name));
  // An option's value may not be a benchmark's name, so names are found before options are read.
  const names = args.filter((arg) => known.has(arg));
  const rest = args.filter((arg) => !known.has(arg));
  const { names: strangers, options } = readOptions(rest);
  if (strangers.length > 0) {
    process.stderr.write(`no benchmark ${strangers.join(", ")}\n${USAGE}`);
    return 2;
  }
  if (options["help"] !== undefined || options["list"] !== undefined) {
    const list = catalogue.map(
      ({ name, short, summary }) => `  ${name.padEnd(20)} ${short ? "" : "(long) "}${summary}\n`,
    );
    process.stderr.write(`${USAGE}${list.join("")}`);
    return 0;
  }
  printMeasure("hardware", hardware());
  const chosen = catalogue.filter(({ name, short }) =>
    names.length > 0 ? names.includes(name) : short,
  );
  let good = true;
  const ceiling: Ceiling = {};
  for (const { name } of chosen) good = (await runProgram(name, rest, ceiling)) && good;
  if (ceiling.deposits !== undefined && ceiling.verifications !== undefined) {
    const value = rounded(ceiling.deposits / ceiling.verifications);
    printMeasure("deposit-signed", { value, unit: "of ed25519-verify" });
  }
  return good ? 0 : 1;
}

// Whoever reads the lines may have seen enough; the benchmark under way ends with us.
process.stdout.on("error", () => process.exit(1));
process.exitCode = await main(process.argv.slice(2));
