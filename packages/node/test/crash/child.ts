/**
 * The process that gets killed: store, ledger and engine under an endless load. Every acknowledged
 * statement's receipt goes to file descriptor 3 as u32 number ‖ u32 length ‖ receipt.
 */
import { writeSync } from "node:fs";
import type { Logged } from "../../src/engine/engine.ts";
import { Receipts } from "../../src/receipts.ts";
import { openStore } from "../../src/store/open-store.ts";
import { seededRandom } from "../../src/store/seeded-random.ts";
import { VerifyPool } from "../../src/workers/verify-pool.ts";
import { type FoundingText, foundingFromText, openLightNode } from "../support/light-node.ts";
import { loadStatement } from "./load.ts";

/** What the parent tells the child. */
export interface ChildOrders {
  readonly founding: FoundingText;
  readonly store: "lmdb" | "sqlite";
  readonly path: string;
  readonly seed: number;
  /** First number that has never been submitted. */
  readonly from: number;
  /** Stop gracefully after so many ms of load; the parent kills earlier, or not at all. */
  readonly stopAfterMs: number;
}

const orders: ChildOrders = JSON.parse(process.argv[2] as string);
const founding = foundingFromText(orders.founding);
const pool = await VerifyPool.open({ suite: founding.suite.name, size: 1 });
const node = await openLightNode(founding, openStore(orders.store, orders.path), { pool });
const receipts = new Receipts((keyId) => node.ledger.identity(keyId)?.publicKey);
const random = seededRandom(orders.seed ^ orders.from);
const end = Date.now() + orders.stopAfterMs;
let next = orders.from;
writeSync(1, "ready\n");

/** One of several callers: a few statements at once, their receipts, and again. */
async function caller(): Promise<void> {
  while (Date.now() < end) {
    const count = 1 + random.below(40);
    const numbers = Array.from({ length: count }, () => next++);
    const statements = await Promise.all(
      numbers.map((number) => loadStatement(founding, orders.seed, number)),
    );
    const answers = await node.engine.submitMany(statements);
    node.engine.read((reader) => {
      answers.forEach((answer, i) => {
        if (answer.status !== "logged") throw new Error(`not logged: ${JSON.stringify(answer)}`);
        acknowledge(
          numbers[i] as number,
          receipts.receipt(reader, answer.index, answer.height),
          answer,
        );
      });
    });
  }
}

function acknowledge(number: number, receipt: Uint8Array, answer: Logged): void {
  if (answer.repeated) throw new Error("a new statement was answered as repeated");
  const head = Buffer.alloc(8);
  head.writeUInt32BE(number, 0);
  head.writeUInt32BE(receipt.length, 4);
  const frame = Buffer.concat([head, receipt]);
  for (let at = 0; at < frame.length; ) at += writeSync(3, frame, at);
}

await Promise.all(Array.from({ length: 4 }, caller));
await node.engine.stop();
await node.store.commit(node.ledger.snapshotWrites());
await node.close();
await pool.close();
