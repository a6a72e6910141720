import { defineConfig } from "vitest/config";
import { testSeed } from "./scripts/lib/test-seed.mjs";

const everyExclude = ["**/node_modules/**", "**/.cache/**", "**/data/**"];

// One seed for all files and processes of the run; a fresh one is drawn here and nowhere else.
const env = { TALLYSTICK_SEED: String(testSeed()) };
const setupFiles = ["scripts/lib/seed-properties.ts"];

// Three projects, by what they cost. Units lie beside the code they test; what starts a node, a
// browser or somebody else's program lies in a package's test folder.
export default defineConfig({
  test: {
    dangerouslyIgnoreUnhandledErrors: false,
    projects: [
      {
        test: {
          name: "unit",
          env,
          setupFiles,
          include: [
            "packages/*/src/**/*.test.ts",
            "bench/src/**/*.test.ts",
            "scripts/**/*.test.ts",
          ],
          exclude: [...everyExclude, "**/*browser*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "integration",
          env,
          setupFiles,
          include: [
            "packages/*/test/**/*.test.ts",
            "bench/test/**/*.test.ts",
            "conformance/**/*.test.ts",
          ],
          exclude: [...everyExclude, "**/*browser*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          env,
          setupFiles,
          include: ["packages/*/src/**/*browser*.test.ts", "packages/*/test/**/*browser*.test.ts"],
          exclude: everyExclude,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          // Behind the others: a browser has deadlines, and should have the machine to itself.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
