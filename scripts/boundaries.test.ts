import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkBoundaries, sourcesOnDisk } from "./boundaries.mjs";
import { MAY_IMPORT } from "./lib/house.mjs";
import { repositoryRoot } from "./lib/npm.mjs";

const house = mkdtempSync(join(tmpdir(), "tallystick-house-"));
afterAll(() => rmSync(house, { recursive: true, force: true }));

const planted: Readonly<Record<string, string>> = {
  "package.json": "{}",
  "packages/core/src/a.ts": 'export { b } from "../../ledger/src/b.ts";\n',
  "packages/core/src/clock.ts":
    'import { hrtime } from "node:process";\nexport const t = hrtime;\n',
  "packages/core/src/node-clock.ts":
    'import { hrtime } from "node:process";\nexport const t = hrtime;\n',
  "packages/core/src/gone.ts": 'export { x } from "./nowhere.ts";\n',
  "packages/ledger/src/b.ts": 'import type { C } from "./c.ts";\nexport const b: C = 1;\n',
  "packages/ledger/src/c.ts":
    'import { b } from "./b.ts";\nexport type C = number;\nexport const c = b;\n',
  "packages/ledger/src/d.ts": 'import { e } from "./e.test.ts";\nexport const d = e;\n',
  "packages/ledger/src/e.test.ts": "export const e = 1;\n",
};
for (const [path, text] of Object.entries(planted)) {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  writeFileSync(join(house, path), text);
}

test("each kind of planted violation is found", async () => {
  const { violations } = await checkBoundaries(house, ["packages/core", "packages/ledger"]);
  const found = violations.map((one: string) => one.split(" -> ")[0]).sort();
  expect(found).toEqual([
    "no-circles: packages/ledger/src/b.ts",
    "no-missing: packages/core/src/gone.ts",
    "no-node-in-pure-packages: packages/core/src/clock.ts",
    "no-tests-in-products: packages/ledger/src/d.ts",
    "order-of-the-house-core: packages/core/src/a.ts",
  ]);
});

test("the check looks at every module on the disk, and says how many", async () => {
  const folders = Object.keys(MAY_IMPORT);
  const { modules, missed } = await checkBoundaries(repositoryRoot, folders);
  const disk = sourcesOnDisk(repositoryRoot, folders);
  console.log(`boundaries: ${modules.length} modules looked at, ${disk.length} on disk`);
  expect(missed).toEqual([]);
  expect(modules.length).toBe(disk.length);
  expect(modules.length).toBeGreaterThan(50);
});
