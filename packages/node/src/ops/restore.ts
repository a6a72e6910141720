import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { equalBytes, toHex } from "@tallystick/core/bytes";
import type { DecodedCertificate } from "@tallystick/core/certificate";
import type { WriteOp } from "@tallystick/ledger/store";
import { type NodeConfig, parseConfig, type StoreName, writeConfig } from "../config.ts";
import { type DataPaths, dataPaths } from "../data-paths.ts";
import { makePrivateFolder, syncFolder, writeFileAtomic } from "../files.ts";
import { lockDirectory } from "../lock.ts";
import { NodeError } from "../node-error.ts";
import { identityWith, type NodeIdentity } from "../open-node.ts";
import type { CheckedStore } from "../store/checked-store.ts";
import { openStore } from "../store/open-store.ts";
import { BACKUP_FILES, type BackupFile, OPTIONAL_FILES } from "./backup-format.ts";
import { type BackupHeader, readBackup } from "./backup-reader.ts";
import { type DoctorProgress, type DoctorReport, examineStore } from "./doctor/examine.ts";
import { moveEngineKeys } from "./move-engine-keys.ts";
import { type SignedExtent, signedExtent } from "./signed-extent.ts";

/** How to restore. */
export interface RestoreOptions {
  /** Absent or empty. */
  readonly dataDir: string;
  /** The backup, in chunks of any size. */
  readonly source: AsyncIterable<Uint8Array>;
  /** The store to restore into; the one of the backup unless given. */
  readonly store?: StoreName | undefined;
  /**
   * Data directory that the engine's keys and voting record are moved from, for a node of a network: they are in
   * no backup. It can vote no more afterwards.
   */
  readonly engineFrom?: string | undefined;
  /** Told of rows written so far. */
  readonly onRows?: (rows: number) => void;
  /** Told how far the examination of what was restored has come. */
  readonly onProgress?: DoctorProgress;
}

/** What was restored. */
export interface RestoreResult {
  readonly ledgerId: Uint8Array;
  /** When the backup was taken, ms since 1970 UTC. */
  readonly created: number;
  readonly rows: number;
  /** False when the passphrase must be brought. */
  readonly passphraseRestored: boolean;
  /** How far the organisations have signed what was restored; undefined when it holds no block. */
  readonly signed: SignedExtent | undefined;
  /** Height that the engine's voting record keeps the organisation silent up to; undefined when none was brought. */
  readonly votedHeight: number | undefined;
  readonly report: DoctorReport;
}

const BATCH_ROWS = 20_000;
const BATCH_BYTES = 16 * 1024 * 1024;

/**
 * Make a node out of a backup, in an empty directory.
 *
 * Everything is examined as doctor does before the node is accepted: the configuration, which makes
 * it a node, is written last. After a failure the directory is as empty as before.
 *
 * @throws NodeError `not-empty`, `damaged-backup` (a backup that is cut short, changed, or of a
 * damaged ledger), `already-running`
 */
export async function restore(options: RestoreOptions): Promise<RestoreResult> {
  const paths = dataPaths(options.dataDir);
  makePrivateFolder(paths.root);
  const lock = lockDirectory(paths.root);
  try {
    assertEmpty(paths);
    return await new Restoration(paths, options).run();
  } finally {
    lock.release();
  }
}

/** A restore that was killed has left its marker and no configuration: what it wrote goes. */
function assertEmpty(paths: DataPaths): void {
  if (existsSync(paths.restoreMarker) && !existsSync(paths.config)) clear(paths);
  const found = readdirSync(paths.root).filter(
    (name) => !/^(lock(-journal)?|lost\+found)$/.test(name),
  );
  if (found.length === 0) return;
  throw new NodeError(
    "not-empty",
    `${paths.root} is not empty (it has ${found[0]}); a restore never writes over anything`,
    "name an empty or new directory",
  );
}

function clear(paths: DataPaths): void {
  for (const name of readdirSync(paths.root)) {
    if (name !== "lock" && name !== "lost+found")
      rmSync(join(paths.root, name), { recursive: true });
  }
}

class Restoration {
  readonly #paths: DataPaths;
  readonly #options: RestoreOptions;
  readonly #files = new Map<BackupFile, Uint8Array>();
  #store: CheckedStore | undefined;
  #config: NodeConfig | undefined;
  #header: BackupHeader | undefined;
  #certificate: DecodedCertificate | undefined;
  #writes: WriteOp[] = [];
  #bytes = 0;
  #rows = 0;

  constructor(paths: DataPaths, options: RestoreOptions) {
    this.#paths = paths;
    this.#options = options;
  }

  async run(): Promise<RestoreResult> {
    try {
      return await this.#restore();
    } catch (error) {
      await this.#store?.close();
      clear(this.#paths);
      throw error;
    }
  }

  async #restore(): Promise<RestoreResult> {
    writeFileAtomic(this.#paths.restoreMarker, "", 0o600);
    for await (const item of readBackup(this.#options.source)) {
      if (item.kind === "header") this.#header = item;
      else if (item.kind === "file") this.#files.set(item.name, item.bytes);
      else if (item.kind === "certificate") this.#certificate = item.certificate;
      else await this.#row(item.key, item.value);
    }
    const store = await this.#openStore();
    await this.#flush();
    this.#options.onRows?.(this.#rows);
    const report = await this.#examine(store);
    const signed = signedExtent(this.#identity(), store, this.#certificate);
    await store.close();
    const { engineFrom } = this.#options;
    const votedHeight =
      engineFrom === undefined ? undefined : moveEngineKeys(engineFrom, this.#paths.root);
    this.#accept();
    const { ledgerId, created } = this.#header as BackupHeader;
    return {
      ledgerId,
      created,
      rows: this.#rows,
      passphraseRestored: this.#files.has("passphrase"),
      ...{ signed, votedHeight, report },
    };
  }

  async #row(key: Uint8Array, value: Uint8Array): Promise<void> {
    this.#writes.push({ key, value });
    this.#bytes += key.length + value.length;
    this.#rows++;
    if (this.#writes.length >= BATCH_ROWS || this.#bytes >= BATCH_BYTES) await this.#flush();
  }

  async #flush(): Promise<void> {
    const store = await this.#openStore();
    await store.commit(this.#writes);
    this.#writes = [];
    this.#bytes = 0;
    this.#options.onRows?.(this.#rows);
  }

  /** The files come before the rows, so the configuration is known when the first row needs a store. */
  async #openStore(): Promise<CheckedStore> {
    if (this.#store === undefined) {
      const { store } = this.#writeFiles();
      makePrivateFolder(this.#paths.ledger);
      this.#store = openStore(store, this.#paths.ledger);
    }
    return this.#store;
  }

  /** All files but the configuration, whose presence would make this a node. */
  #writeFiles(): NodeConfig {
    makePrivateFolder(this.#paths.keys);
    if (this.#files.has("engine/genesis.json")) {
      makePrivateFolder(dirname(this.#paths.engineGenesis));
    }
    for (const [name, path] of Object.entries(BACKUP_FILES) as [BackupFile, keyof DataPaths][]) {
      const bytes = this.#files.get(name);
      if (bytes === undefined) {
        if (OPTIONAL_FILES.has(name)) continue;
        throw new NodeError("damaged-backup", `the backup lacks ${name}`, "use another backup");
      }
      if (name === "tallystick.json") {
        const config = parseConfig(bytes, "tallystick.json in the backup");
        this.#config = { ...config, store: this.#options.store ?? config.store };
      } else {
        const secret = name === "passphrase" || name.endsWith(".key");
        writeFileAtomic(this.#paths[path], bytes, secret ? 0o600 : 0o644);
      }
    }
    return this.#config as NodeConfig;
  }

  #identity(): NodeIdentity {
    return identityWith(this.#paths, this.#config as NodeConfig);
  }

  async #examine(store: CheckedStore): Promise<DoctorReport> {
    const identity = this.#identity();
    if (!equalBytes(identity.ledgerId, (this.#header as BackupHeader).ledgerId)) {
      throw new NodeError(
        "damaged-backup",
        "its genesis is of another ledger",
        "use another backup",
      );
    }
    const { onProgress } = this.#options;
    const report = await examineStore(
      identity,
      store,
      onProgress === undefined ? {} : { onProgress },
    );
    if (report.verdict !== "damaged") return report;
    throw new NodeError(
      "damaged-backup",
      `the ledger in the backup is damaged: ${report.findings[0]?.message ?? "see doctor"}`,
      "use an earlier backup",
    );
  }

  #accept(): void {
    writeFileAtomic(this.#paths.token, `${toHex(new Uint8Array(randomBytes(32)))}\n`, 0o600);
    syncFolder(this.#paths.root);
    writeConfig(this.#paths.root, this.#config as NodeConfig);
    rmSync(this.#paths.restoreMarker);
  }
}
