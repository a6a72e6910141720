import { applicationList } from "@tallystick/apps/applications";
import { equalBytes } from "@tallystick/core/bytes";
import { decodeGenesis } from "@tallystick/core/genesis";
import { KEY_SPACE } from "@tallystick/ledger/key-space";
import { readHead, readMeta } from "@tallystick/ledger/ledger-meta";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import type { Store } from "@tallystick/ledger/store";
import { certifiedThrough } from "../../engine/consensus/adoption-mark.ts";
import { lockDirectory } from "../../lock.ts";
import { type NodeIdentity, openLedger, readIdentity } from "../../open-node.ts";
import type { CheckedSnapshot, CheckedStore } from "../../store/checked-store.ts";
import { openStore } from "../../store/open-store.ts";
import { VerifyPool } from "../../workers/verify-pool.ts";
import { replay } from "../replay.ts";
import { examineBatches } from "./batches.ts";
import { type Finding, type FindingKind, Findings } from "./findings.ts";
import { examineLog, type LogExtent } from "./log.ts";
import { examineState } from "./state.ts";
import { StatementExaminer } from "./statements.ts";
import { type DoctorProgress, type DoctorSubject, softReader } from "./subject.ts";
import { examineValues } from "./values.ts";

export type { Finding, FindingKind } from "./findings.ts";
export type { DoctorPhase, DoctorProgress } from "./subject.ts";

/** What doctor is asked to do. */
export interface DoctorOptions {
  readonly dataDir: string;
  readonly onProgress?: DoctorProgress;
  /** Also execute the whole log again and compare. Takes memory for the state. */
  readonly replay?: boolean;
}

/** What doctor found. */
export interface DoctorReport {
  /** `sound`: nothing is wrong. `empty`: the node has never been started. */
  readonly verdict: "sound" | "damaged" | "empty";
  readonly height: number;
  readonly entries: number;
  /** Rows of the store. */
  readonly rows: number;
  /** Everything found, by kind. */
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
  /** The first findings, all of them unless there are very many. */
  readonly findings: readonly Finding[];
}

/**
 * Look at every byte of a stopped node's ledger, in this process. Reads only.
 *
 * @throws NodeError when the directory is in use, or is no node, or its identity files are damaged
 */
export async function examineDirectory(options: DoctorOptions): Promise<DoctorReport> {
  const identity = readIdentity(options.dataDir);
  const lock = lockDirectory(options.dataDir);
  try {
    const findings = new Findings();
    let store: CheckedStore;
    try {
      store = openStore(identity.config.store, identity.paths.ledger);
    } catch (error) {
      findings.add("store", `the store cannot be opened: ${messageOf(error)}`);
      return reportOf(findings, undefined, 0);
    }
    try {
      return await examineStore(identity, store, options, findings);
    } finally {
      await store.close();
    }
  } finally {
    lock.release();
  }
}

/**
 * Look at every byte of an open store.
 *
 * @param options.pool threads to check signatures with, left open; own ones unless given
 * @param findings receives what is wrong
 */
export async function examineStore(
  identity: NodeIdentity,
  store: CheckedStore,
  options: Omit<DoctorOptions, "dataDir"> & { readonly pool?: VerifyPool } = {},
  findings: Findings = new Findings(),
): Promise<DoctorReport> {
  const view = store.snapshot();
  let rows = 0;
  try {
    const stated = await statedKeys(identity, store);
    const subject = subjectOf(identity, view, findings, options.onProgress ?? (() => {}), stated);
    const counts = examineValues(subject, store.stats().keys);
    for (const count of counts.values()) rows += count;
    if (rows === 0) return reportOf(findings, undefined, 0);
    const height = examineHead(subject, counts.get(KEY_SPACE.blocks) ?? 0);
    const extent = await examineLedger(subject, height, counts, options.pool);
    if (options.replay === true && findings.total === 0)
      await examineReplay(identity, store, subject);
    return reportOf(findings, extent, rows);
  } catch (error) {
    findings.add("store", `the store cannot be read: ${messageOf(error)}`);
    return reportOf(findings, undefined, rows);
  } finally {
    view.close();
  }
}

function subjectOf(
  { suite, genesis, ledgerId, parsedTrust }: NodeIdentity,
  view: CheckedSnapshot,
  findings: Findings,
  progress: DoctorProgress,
  statedKey: DoctorSubject["statedKey"],
): DoctorSubject {
  const genesisDocument = decodeGenesis(genesis);
  const apps = genesisDocument.applications.flatMap((name) => {
    const app = applicationList.find((one) => one.name === name);
    return app === undefined ? [] : [app];
  });
  let every = 0;
  try {
    every = certifiedThrough(genesisDocument, softReader(view));
  } catch (error) {
    findings.add("meta", `the record of the chain: ${messageOf(error)}`);
  }
  return {
    suite,
    genesis,
    genesisDocument,
    ledgerId,
    trust: parsedTrust,
    certifiedThrough: every,
    statedKey,
    apps,
    view,
    findings,
    progress,
  };
}

/**
 * The keys that the state names: a decision, or a certificate of an authority, brings a key in other ways than
 * a statement of its own. An id is the hash of its key, so a damaged state can only name none.
 */
async function statedKeys(
  identity: NodeIdentity,
  store: CheckedStore,
): Promise<DoctorSubject["statedKey"]> {
  try {
    const ledger = await openLedger(identity, readOnly(store));
    return (id) => attempt(() => ledger.identity(id)?.publicKey);
  } catch {
    return () => undefined;
  }
}

/** A ledger that lacks its beginning would be founded anew where it is opened. */
function readOnly(store: CheckedStore): Store {
  return {
    get: (key) => store.get(key),
    range: (query) => store.range(query),
    snapshot: () => store.snapshot(),
    stats: () => store.stats(),
    commit: () => Promise.reject(new Error("doctor only reads")),
    close: () => Promise.resolve(),
  };
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

/** The ledger's own facts. @returns the height of the last block, from the head or else the number of records */
function examineHead({ view, genesis, findings }: DoctorSubject, blocks: number): number {
  try {
    const meta = readMeta(view);
    if (meta === undefined) findings.add("meta", "the record of what ledger this is is missing");
    else if (!equalBytes(meta.genesis, genesis)) {
      findings.add("meta", "the store holds a ledger of another genesis document");
    }
  } catch (error) {
    findings.add("meta", messageOf(error));
  }
  try {
    const head = readHead(view);
    if (head !== undefined) {
      if (head.height + 1 !== blocks) {
        const message = `the last block is ${head.height}, but there are ${blocks} block records`;
        findings.add("block", message, { height: head.height });
      }
      return head.height;
    }
    findings.add("meta", "the record of the last block's height is missing");
  } catch (error) {
    findings.add("meta", messageOf(error));
  }
  return Math.max(0, blocks - 1);
}

async function examineLedger(
  subject: DoctorSubject,
  height: number,
  counts: ReadonlyMap<number, number>,
  given: VerifyPool | undefined,
): Promise<LogExtent> {
  const { suite, findings } = subject;
  const pool = given ?? (await VerifyPool.open({ suite: suite.name }));
  try {
    const statements = new StatementExaminer(subject, pool);
    const extent = await examineLog(subject, statements, height);
    const number = (space: keyof typeof KEY_SPACE): number => counts.get(KEY_SPACE[space]) ?? 0;
    const expectCount = (
      kind: FindingKind,
      what: string,
      found: number,
      expected: number,
    ): void => {
      if (found > expected)
        findings.add(kind, `${found} ${what} where there should be ${expected}`);
    };
    expectCount("entry", "entries", number("entries"), extent.size);
    expectCount("certificate", "certificates", number("certificates"), extent.certificates);
    expectCount("log-tile", "log tiles", number("tiles"), extent.tiles);
    expectCount("statement-id", "statement ids", number("statements"), statements.ids);
    examineState(subject, extent.last, number("rows"));
    examineBatches(subject, number("batches"));
    return extent;
  } finally {
    if (given === undefined) await pool.close();
  }
}

async function examineReplay(
  identity: NodeIdentity,
  store: CheckedStore,
  { findings, progress }: DoctorSubject,
): Promise<void> {
  const recorded = await openLedger(identity, store);
  const fresh = await openLedger(identity, new MemoryStore());
  const { difference } = await replay(recorded.reader(), fresh, (height) =>
    progress("replay", height, recorded.height),
  );
  if (difference === undefined) return;
  const { height, what } = difference;
  findings.add("replay", `executing block ${height} again differs in ${what}`, { height });
}

function reportOf(findings: Findings, extent: LogExtent | undefined, rows: number): DoctorReport {
  const damaged = findings.total > 0;
  return {
    verdict: damaged ? "damaged" : rows === 0 ? "empty" : "sound",
    height: extent?.height ?? 0,
    entries: extent?.size ?? 0,
    rows,
    counts: Object.fromEntries(findings.counts),
    findings: findings.listed,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
