import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { catalogue } from "./catalogue.ts";
import { printMeasure } from "./harness/bench.ts";
import { hardware } from "./harness/hardware.ts";
import { readOptions } from "./harness/options.ts";

const USAGE = `npm run bench -- [NAME...] [--list] [options]
Prints one JSON object a line. Without names every short benchmark runs.
The options of each benchmark stand in docs/reference/benchmarks.md.
`;

/** Runs one benchmark in a process of its own; its lines go straight to our standard output. */
async function runProgram(name: string, args: readonly string[]): Promise<boolean> {
  const program = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  if (!existsSync(program)) throw new Error(`bench/src/${name}.ts is missing`);
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", program, ...args],
    {
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  const [code] = (await once(child, "exit")) as [number | null];
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
  for (const { name } of chosen) good = (await runProgram(name, rest)) && good;
  return good ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
