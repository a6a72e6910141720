/**
 * One chain: a ledger that is killed, reopened and checked many times, then replayed.
 *
 * After every kill the parent opens the store itself and checks that
 * - the node's own checks at start pass,
 * - every acknowledged receipt passes core's verify(),
 * - the log still holds each acknowledged entry, at its index, under the root that the receipt shows,
 * - nothing acknowledged in earlier lives has changed (the roots of all acknowledged sizes).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { equalBytes, toHex } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import { leafHash, rootFromInclusion } from "@tallystick/core/log-tree";
import { decodeReceipt } from "@tallystick/core/receipt";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { verify } from "@tallystick/core/verify";
import type { Ledger } from "@tallystick/ledger/ledger";
import { LogTiles } from "@tallystick/ledger/log-tiles";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import type { Store } from "@tallystick/ledger/store";
import { checkLastBlock } from "../../src/engine/recovery.ts";
import { replay } from "../../src/ops/replay.ts";
import { openStore } from "../../src/store/open-store.ts";
import { seededRandom } from "../../src/store/seeded-random.ts";
import { type Founding, found, foundingToText, openLedger } from "../support/light-node.ts";
import type { ChildOrders } from "./child.ts";

/** What a chain shall do. */
export interface ChainOrders {
  readonly seed: number;
  readonly kills: number;
  readonly store: "lmdb" | "sqlite";
  readonly suite: "intl" | "gm";
}

/** What a chain found. */
export interface ChainResult {
  readonly kills: number;
  /** Kills that came before the child was ready. */
  readonly early: number;
  readonly acknowledged: number;
  readonly entries: number;
  readonly blocks: number;
  readonly failures: readonly string[];
}

interface Acknowledged {
  readonly number: number;
  readonly receipt: Uint8Array;
}

interface ChainState {
  readonly orders: ChainOrders;
  readonly founding: Founding;
  readonly path: string;
  /** Root of the log at every size that somebody has a receipt for. */
  readonly roots: Map<number, string>;
  readonly failures: string[];
  next: number;
  acknowledged: number;
  early: number;
}

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));

/** Run a chain to its end. */
export async function runChain(orders: ChainOrders): Promise<ChainResult> {
  const path = mkdtempSync(join(tmpdir(), `tallystick-crash-${orders.seed}-`));
  const founding = found(orders.suite);
  const state: ChainState = {
    orders,
    founding,
    path,
    roots: new Map(),
    failures: [],
    next: 0,
    acknowledged: 0,
    early: 0,
  };
  try {
    const random = seededRandom(orders.seed);
    for (let kill = 0; kill < orders.kills && state.failures.length === 0; kill++) {
      const acknowledged = await liveAndDie(state, random);
      await examine(state, acknowledged);
    }
    const end = await replayAll(state);
    return {
      kills: orders.kills,
      early: state.early,
      acknowledged: state.acknowledged,
      ...end,
      failures: state.failures.map((what) => `seed ${orders.seed} (${orders.store}): ${what}`),
    };
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/** Let a child work and kill it at a moment drawn from the seed. What it acknowledged. */
async function liveAndDie(
  state: ChainState,
  random: { below(n: number): number },
): Promise<Acknowledged[]> {
  const { orders, founding, path } = state;
  const early = random.below(8) === 0;
  const graceful = random.below(16) === 0;
  const afterMs = early ? random.below(250) : random.below(220);
  const childOrders: ChildOrders = {
    founding: foundingToText(founding),
    store: orders.store,
    path,
    seed: orders.seed,
    from: state.next,
    stopAfterMs: graceful ? afterMs : 60_000,
  };
  const child = spawn(process.execPath, [CHILD, JSON.stringify(childOrders)], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const [, stdout, stderr, receipts] = child.stdio as unknown as readonly NodeJS.ReadableStream[];
  if (stdout === undefined || stderr === undefined || receipts === undefined) {
    throw new Error("the child has no pipes");
  }
  let said = "";
  stderr.on("data", (data) => {
    said += data;
  });
  const frames: Buffer[] = [];
  receipts.on("data", (data: Buffer) => frames.push(data));
  const gone = once(child, "close");
  const kill = (): unknown => setTimeout(() => child.kill("SIGKILL"), afterMs);
  if (early) kill();
  let ready = false;
  stdout.once("data", () => {
    ready = true;
    if (!early && !graceful) kill();
  });
  const [code, signal] = await gone;
  if (signal !== "SIGKILL" && !(graceful && code === 0)) {
    state.failures.push(`the child ended by itself (${code ?? signal}): ${said.slice(0, 2000)}`);
  }
  if (!ready) state.early++;
  return parseFrames(Buffer.concat(frames));
}

/** Whole frames; one cut short by the kill was never acknowledged. */
function parseFrames(bytes: Buffer): Acknowledged[] {
  const found: Acknowledged[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at + 4);
    if (end > bytes.length) break;
    found.push({
      number: bytes.readUInt32BE(at),
      receipt: new Uint8Array(bytes.subarray(at + 8, end)),
    });
    at = end;
  }
  return found;
}

async function examine(state: ChainState, acknowledged: readonly Acknowledged[]): Promise<void> {
  const { orders, founding, path } = state;
  let store: Store | undefined;
  try {
    store = openStore(orders.store, path);
    const ledger = await openLedger(founding, store);
    const { trust, suite } = founding;
    checkLastBlock({ ledger, store, trust, certified: "every" });
    const log = LogTiles.open({ suite, reader: store, size: ledger.logSize });
    for (const one of acknowledged) checkAcknowledged(state, ledger, log, one);
    for (const [size, root] of state.roots) {
      if (size > ledger.logSize) fail(state, `the log shrank below ${size}`);
      else if (toHex(log.rootAt(size)) !== root) fail(state, `the root at size ${size} changed`);
    }
    state.acknowledged += acknowledged.length;
    // Numbers below the log's size and some more may have been used by statements in flight.
    state.next =
      Math.max(state.next, ledger.logSize, ...acknowledged.map(({ number }) => number)) + 1000;
  } catch (error) {
    fail(state, `reopening failed: ${error instanceof Error ? error.stack : String(error)}`);
  } finally {
    await store?.close();
  }
}

function checkAcknowledged(
  state: ChainState,
  ledger: Ledger,
  log: LogTiles,
  { number, receipt }: Acknowledged,
): void {
  const { suite, trust } = state.founding;
  const { valid, layers } = verify({ receipt, trust, suites: nodeSuite });
  const decoded = decodeReceipt(receipt);
  const size = decoded.headers[0]?.checkpoint.logSize ?? 0;
  // A refused action is on the log too: its receipt fails by its outcome, and may be about no file.
  const refused = decodeEntry(decoded.entry).outcome !== 0;
  const failed = layers.flatMap(({ layer, verdict }) => {
    const expected = refused && (layer === "outcome" || layer === "file");
    return verdict === "fail" && !expected ? [layer] : [];
  });
  if (failed.length > 0 || valid === refused) {
    fail(state, `receipt ${number} does not verify: ${failed.join(", ")}`);
  }
  const entry = size <= ledger.logSize ? ledger.reader().entry(decoded.index) : undefined;
  if (entry === undefined || !equalBytes(entry, decoded.entry)) {
    fail(state, `acknowledged entry ${decoded.index} (number ${number}) is not there`);
    return;
  }
  const { index, path } = decoded;
  const root = rootFromInclusion(suite, { index, size, leafHash: leafHash(suite, entry), path });
  if (root === undefined || !equalBytes(root, log.rootAt(size)))
    fail(state, `the root at acknowledged size ${size} differs`);
  state.roots.set(size, toHex(log.rootAt(size)));
}

async function replayAll(state: ChainState): Promise<{ entries: number; blocks: number }> {
  const { orders, founding, path } = state;
  const store = openStore(orders.store, path);
  try {
    const ledger = await openLedger(founding, store);
    const fresh = await openLedger(founding, new MemoryStore());
    const { difference } = await replay(ledger.reader(), fresh);
    if (difference !== undefined) {
      fail(state, `replay differs at block ${difference.height}: ${difference.what}`);
    }
    return { entries: ledger.logSize, blocks: ledger.height };
  } catch (error) {
    fail(state, `the replay failed: ${error instanceof Error ? error.stack : String(error)}`);
    return { entries: 0, blocks: 0 };
  } finally {
    await store.close();
  }
}

function fail(state: ChainState, what: string): void {
  if (state.failures.length < 20) state.failures.push(what);
}

if (import.meta.main) {
  const result = await runChain(JSON.parse(process.argv[2] as string));
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
