// A core enterprise, its suppliers on three tiers, two banks, a guarantor and a regulator.
//
//   node examples/receivables/receivables.ts                       on a ledger of its own, for a moment
//   node examples/receivables/receivables.ts DATA [DATA ...]       on a ledger that runs: the data
//                                                                  directories of its founders' nodes
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { openStage } from "../consortium/open-stage.ts";
import { tellStory } from "./chapters.ts";

const [first, ...others] = process.argv.slice(2);
if (first !== undefined || process.env["TALLYSTICK_EXAMPLE_CLOCK"] !== undefined) {
  const folders = first === undefined ? [] : [first, ...others];
  const stage = await openStage(folders, "core", console.log);
  try {
    await tellStory(stage);
    console.log("Done.");
  } finally {
    await stage.stop();
  }
} else {
  // The node and this process go by one clock, which the story puts forward.
  const folder = mkdtempSync(join(tmpdir(), "tallystick-clock-"));
  const clock = pathToFileURL(join(import.meta.dirname, "clock.ts")).href;
  const env = {
    ...process.env,
    TALLYSTICK_EXAMPLE_CLOCK: join(folder, "ahead"),
    NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} --import=${clock}`,
  };
  const told = spawnSync(process.execPath, [fileURLToPath(import.meta.url)], {
    env,
    stdio: "inherit",
  });
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = told.status ?? 1;
}
