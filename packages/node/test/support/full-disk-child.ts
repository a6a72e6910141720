/** Fills a small disk with a ledger, then frees some room and looks at what is left. Run by full-disk.test.ts. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EngineFault } from "../../src/engine/engine.ts";
import { examineStore } from "../../src/ops/doctor/examine.ts";
import { openStore } from "../../src/store/open-store.ts";
import { VerifyPool } from "../../src/workers/verify-pool.ts";
import { found, openLightNode, statement } from "./light-node.ts";
import { identityOf } from "./sample-ledger.ts";

const [, , store, dir] = process.argv as [string, string, "lmdb" | "sqlite", string];
const founding = found();
const pool = await VerifyPool.open({ suite: "intl", size: 1 });
const path = join(dir, "ledger");
const ballast = join(dir, "ballast");
writeFileSync(ballast, Buffer.alloc(4_000_000, 1));

const node = await openLightNode(founding, openStore(store, path), { pool });
let acknowledged = 0;
let fault = "none";
try {
  for (let next = 0; next < 1e6; next += 50) {
    const numbers = Array.from({ length: 50 }, (_, i) => next + i);
    const statements = await Promise.all(numbers.map((number) => statement(founding, number)));
    await node.engine.submitMany(statements);
    acknowledged = next + 50;
  }
} catch (error) {
  if (!(error instanceof EngineFault)) throw error;
  fault = error.code;
}
const readWhileFull = node.engine.read((reader) => reader.entry(acknowledged - 1)) !== undefined;
await node.close();
rmSync(ballast);

const again = await openLightNode(founding, openStore(store, path), { pool });
let missing = 0;
for (let index = 0; index < acknowledged; index++) {
  if (again.engine.read((reader) => reader.entry(index)) === undefined) missing++;
}
const after = (await again.engine.submit(await statement(founding, 2_000_000))).status;
await again.close();
const left = openStore(store, path);
const { verdict } = await examineStore(identityOf(founding), left, { pool });
await left.close();
await pool.close();
process.stdout.write(
  `${JSON.stringify({ acknowledged, fault, readWhileFull, missing, after, verdict })}\n`,
);
