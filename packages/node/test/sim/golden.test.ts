import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { nodeBinary } from "../../../../scripts/node-versions.mjs";
import type { GoldenRoots } from "../../../apps/test/golden/stream.ts";
import { goldenRun } from "./golden-run.ts";
import { PLACES } from "./places.ts";

const golden = (name: string) => new URL(`../../../apps/test/golden/${name}`, import.meta.url);

describe.each(["intl", "gm"] as const)(
  "the golden stream of suite %s under the mock engine",
  (name) => {
    const roots = JSON.parse(readFileSync(golden(`${name}.roots.json`), "utf8")) as GoldenRoots[];

    test.each([1, 2, 3, 4, 5])("comes to its roots through crashes, seed %i", async (seed) => {
      const stream = new Uint8Array(readFileSync(golden(`${name}.cborseq`)));
      expect(await goldenRun(stream, seed)).toEqual(roots);
    });

    test.each(PLACES)("comes to its roots on Node $node, $LANG, $TZ", ({ node, ...place }) => {
      const script = fileURLToPath(new URL("./golden-run.ts", import.meta.url));
      const output = execFileSync(nodeBinary(node), [script, name, "9"], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        maxBuffer: 1 << 26,
        env: { ...process.env, ...place, LC_ALL: place.LANG },
      });
      expect(JSON.parse(output)).toEqual(roots);
    });
  },
);
