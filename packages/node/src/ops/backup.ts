import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { encodeCbor } from "@tallystick/core/cbor";
import { type Certificate, encodeCertificate } from "@tallystick/core/certificate";
import { readHead } from "@tallystick/ledger/ledger-meta";
import type { StoreSnapshot } from "@tallystick/ledger/store";
import { type DataPaths, dataPaths } from "../data-paths.ts";
import { readFileIfAny } from "../files.ts";
import { lockDirectory } from "../lock.ts";
import { NodeError } from "../node-error.ts";
import { type NodeIdentity, readIdentity } from "../open-node.ts";
import { openStore } from "../store/open-store.ts";
import {
  BACKUP_FILES,
  BACKUP_FORMAT,
  type BackupFile,
  OPTIONAL_FILES,
  RowWriter,
} from "./backup-format.ts";
import { storedExtent } from "./signed-extent.ts";

/** What a backup is taken of. */
export interface BackupSource {
  readonly identity: Pick<NodeIdentity, "paths" | "ledgerId" | "suite">;
  /** A view of the store; closed when the backup has been read to its end, or given up. */
  readonly snapshot: StoreSnapshot;
  /**
   * The organisations' signatures over the backup's last block, once they have signed it: several sign a block
   * only when it is there. Undefined when they do not.
   */
  readonly certificate?: (height: number) => Promise<Certificate | undefined>;
}

/** How a backup is taken. */
export interface BackupOptions {
  /**
   * Put the passphrase that the data directory holds into the backup, for a backup that can be restored
   * without anything else. Whoever has such a backup has the keys.
   */
  readonly includePassphrase?: boolean;
  /** Leave out keys and configuration: the history of a ledger, for other organisations. */
  readonly withoutKeys?: boolean;
  /** Told of rows written so far. */
  readonly onProgress?: (rows: number) => void;
}

/** Work between two turns of the event loop, ms, so that a node goes on serving meanwhile. */
const SLICE_MS = 5;

/**
 * A backup as a stream of chunks, from a stable view while the node goes on working. Its format is
 * docs/reference/backup.md; it does not depend on the store's engine.
 *
 * @throws StoreDamaged when a row is damaged: a backup is complete or it is none
 */
export async function* backupStream(
  { identity, snapshot, certificate }: BackupSource,
  options: BackupOptions = {},
): AsyncGenerator<Uint8Array> {
  const digest = createHash("sha256");
  const hashed = (chunk: Uint8Array): Uint8Array => {
    digest.update(chunk);
    return chunk;
  };
  try {
    yield hashed(header(identity, snapshot));
    for (const file of filesOf(identity.paths, options)) yield hashed(encodeCbor(file));
    const writer = new RowWriter();
    let rows = 0;
    let since = performance.now();
    for (const [key, value] of snapshot.range({ gte: new Uint8Array(0), lt: ABOVE_ALL })) {
      rows++;
      const chunk = writer.add(key, value);
      if (chunk !== undefined) yield hashed(chunk);
      if (rows % 256 === 0 && performance.now() - since > SLICE_MS) {
        options.onProgress?.(rows);
        await setImmediate();
        since = performance.now();
      }
    }
    yield hashed(writer.rest());
    options.onProgress?.(rows);
    const height = readHead(snapshot)?.height ?? 0;
    const open = (storedExtent(snapshot)?.height ?? 0) < height;
    const signed = open ? await certificate?.(height) : undefined;
    if (signed !== undefined) yield hashed(encodeCbor(["certificate", encodeCertificate(signed)]));
    yield encodeCbor(["end", rows, new Uint8Array(digest.digest())]);
  } finally {
    snapshot.close();
  }
}

/**
 * The backup of a node that is not running. Takes the directory's lock until the stream has been read
 * to its end, or given up.
 *
 * @throws NodeError `already-running`: a running node's backup comes from the node itself
 */
export async function* backupDirectory(
  dataDir: string,
  options: BackupOptions = {},
): AsyncGenerator<Uint8Array> {
  const identity = readIdentity(dataDir);
  const lock = lockDirectory(dataDir);
  try {
    const store = openStore(identity.config.store, dataPaths(dataDir).ledger);
    try {
      yield* backupStream({ identity, snapshot: store.snapshot() }, options);
    } finally {
      await store.close();
    }
  } finally {
    lock.release();
  }
}

const ABOVE_ALL = new Uint8Array(1025).fill(0xff);

function header(
  { ledgerId, suite }: BackupSource["identity"],
  snapshot: StoreSnapshot,
): Uint8Array {
  return encodeCbor({
    format: BACKUP_FORMAT,
    created: Date.now(),
    suite: suite.name,
    ledger: ledgerId,
    height: readHead(snapshot)?.height ?? null,
  });
}

/** What a history has beside the rows. */
const PUBLIC: ReadonlySet<BackupFile> = new Set(["genesis.cbor", "trust.json"]);

function* filesOf(
  paths: DataPaths,
  options: BackupOptions,
): Generator<["file", string, Uint8Array]> {
  for (const [name, file] of Object.entries(BACKUP_FILES) as [BackupFile, keyof DataPaths][]) {
    if (name === "passphrase" && options.includePassphrase !== true) continue;
    if (options.withoutKeys === true && !PUBLIC.has(name)) continue;
    const bytes = readFileIfAny(paths[file]);
    if (bytes !== undefined) yield ["file", name, bytes];
    else if (!OPTIONAL_FILES.has(name)) {
      throw new NodeError(
        "damaged-config",
        `${paths[file]} is missing, so there is nothing complete to back up`,
        "restore the file from an earlier backup first",
      );
    }
  }
}
