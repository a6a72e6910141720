/** A ledger's history to look at, from a data directory or from a backup: nothing in either is changed. */
import { createReadStream, statSync } from "node:fs";
import { toHex } from "@tallystick/core/bytes";
import { decodeGenesis, type Genesis, genesisLedgerId } from "@tallystick/core/genesis";
import type { Suite } from "@tallystick/core/suite/suite";
import { type BlockRecord, decodeBlock } from "@tallystick/ledger/block-record";
import { blockKey, entryKey } from "@tallystick/ledger/key-space";
import { readHead } from "@tallystick/ledger/ledger-meta";
import type { StoreReader, WriteOp } from "@tallystick/ledger/store";
import { lockDirectory } from "../../lock.ts";
import { NodeError } from "../../node-error.ts";
import { readIdentity } from "../../open-node.ts";
import { openStore } from "../../store/open-store.ts";
import { acceleratedSuite } from "../../suite.ts";
import { readBackup } from "../backup-reader.ts";
import { scratchStore } from "./scratch-store.ts";

/** An open history. */
export interface History {
  /** As the caller named it. */
  readonly name: string;
  readonly suite: Suite;
  /** Bytes of the genesis document, and what it says. */
  readonly genesis: Uint8Array;
  readonly founding: Genesis;
  readonly ledgerId: Uint8Array;
  readonly store: StoreReader;
  /** Last block. */
  readonly height: number;
  /** The record of a block. @throws NodeError `damaged-ledger` when it is missing */
  block(height: number): BlockRecord;
  /** Entries from a log index on. @throws NodeError `damaged-ledger` when one is missing */
  entries(from: number, limit: number): { index: number; entry: Uint8Array }[];
  close(): Promise<void>;
}

/** How to open one. */
export interface HistoryOptions {
  /** Where what a backup holds is laid out; needs as much room as the ledger. */
  readonly scratch?: string | undefined;
  /** Told of rows read from a backup. */
  readonly onRows?: (rows: number) => void;
}

/**
 * Open a data directory, whose node must not run, or a backup.
 *
 * @throws NodeError `already-running`, `not-initialised`, `damaged-backup`, `damaged-config`
 */
export async function openHistory(path: string, options: HistoryOptions = {}): Promise<History> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    const fix = "name a data directory or a backup";
    throw new NodeError("not-initialised", `${path}: there is nothing there`, fix);
  }
  return found.isDirectory() ? openDirectory(path) : openBackup(path, options);
}

async function openDirectory(path: string): Promise<History> {
  const { config, paths, suite, genesis } = readIdentity(path);
  const lock = lockForReading(path);
  try {
    const store = openStore(config.store, paths.ledger);
    const close = async (): Promise<void> => {
      await store.close();
      lock.release();
    };
    return await orClose(close, () => storedHistory(path, suite, genesis, store, close));
  } catch (error) {
    lock.release();
    throw error;
  }
}

function lockForReading(path: string): ReturnType<typeof lockDirectory> {
  try {
    return lockDirectory(path);
  } catch (cause) {
    if (!(cause instanceof NodeError) || cause.code !== "already-running") throw cause;
    const fix = `take a backup of the running node (tallystick backup --data ${path} --out FILE) and name that`;
    throw new NodeError("already-running", cause.message, fix, cause);
  }
}

const BATCH_ROWS = 20_000;

async function openBackup(path: string, { scratch, onRows }: HistoryOptions): Promise<History> {
  const { store, close } = scratchStore(scratch);
  return orClose(close, async () => {
    let genesis: Uint8Array | undefined;
    let rows = 0;
    let writes: WriteOp[] = [];
    const flush = async (): Promise<void> => {
      await store.commit(writes);
      rows += writes.length;
      writes = [];
      onRows?.(rows);
    };
    for await (const item of readBackup(createReadStream(path))) {
      if (item.kind === "file" && item.name === "genesis.cbor") genesis = item.bytes;
      if (item.kind !== "row") continue;
      writes.push({ key: item.key, value: item.value });
      if (writes.length === BATCH_ROWS) await flush();
    }
    await flush();
    if (genesis === undefined) {
      throw new NodeError("damaged-backup", `${path} lacks genesis.cbor`, "use another backup");
    }
    const suite = acceleratedSuite(decodeGenesis(genesis).suite);
    return storedHistory(path, suite, genesis, store, close);
  });
}

/** What has been opened is closed when the rest fails. */
async function orClose<T>(close: () => Promise<void>, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    await close();
    throw error;
  }
}

/** What is stored of a ledger, as a history. @throws NodeError `not-initialised` */
export function storedHistory(
  name: string,
  suite: Suite,
  genesis: Uint8Array,
  store: StoreReader,
  close: () => Promise<void>,
): History {
  const missing = (what: string): NodeError =>
    new NodeError(
      "damaged-ledger",
      `${name}: ${what} is missing`,
      "run `tallystick doctor` for the whole extent",
    );
  const head = readHead(store);
  if (head === undefined) {
    const fix = "start its node once, or name another";
    throw new NodeError("not-initialised", `${name} holds no ledger yet`, fix);
  }
  return {
    ...{ name, suite, genesis, store, close },
    founding: decodeGenesis(genesis),
    ledgerId: genesisLedgerId(suite, genesis),
    height: head.height,
    block: (height) => {
      const bytes = store.get(blockKey(height));
      if (bytes === undefined) throw missing(`the record of block ${height}`);
      return decodeBlock(bytes);
    },
    entries: (from, limit) =>
      Array.from({ length: limit }, (_, i) => {
        const index = from + i;
        const entry = store.get(entryKey(index));
        if (entry === undefined) throw missing(`entry ${index}`);
        return { index, entry };
      }),
  };
}

/** @throws NodeError `wrong-ledger` unless both are of one ledger */
export function requireSameLedger(a: History, b: History): void {
  if (toHex(a.ledgerId) === toHex(b.ledgerId)) return;
  throw new NodeError(
    "wrong-ledger",
    `${a.name} and ${b.name} are not of one ledger`,
    "name two copies of one ledger",
  );
}
