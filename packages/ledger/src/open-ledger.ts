import { equalBytes } from "@tallystick/core/bytes";
import { decodeGenesis, type Genesis, genesisLedgerId } from "@tallystick/core/genesis";
import { emptyRoot } from "@tallystick/core/log-tree";
import type { Suite } from "@tallystick/core/suite/suite";
import type { App } from "./app/define-app.ts";
import { type BlockRecord, decodeBlock, encodeBlock } from "./block-record.ts";
import { BlockRun } from "./block-run.ts";
import { CommittedTables } from "./committed-tables.ts";
import { LedgerFault } from "./errors.ts";
import type { Gate } from "./gate.ts";
import type { IdentityResolver } from "./identity.ts";
import { blockKey, statePrefix } from "./key-space.ts";
import {
  readHead,
  readMeta,
  requireSameLayout,
  schemaOf,
  writeHead,
  writeMeta,
} from "./ledger-meta.ts";
import { LogTiles } from "./log-tiles.ts";
import { type RulesResolver, rulesOf } from "./rules.ts";
import { foundingVersion } from "./rules-in-force.ts";
import { settleBlock } from "./settle-block.ts";
import { StateTree } from "./state-tree/state-tree.ts";
import type { Store } from "./store.ts";
import { foundingBudget } from "./tables/app-overlay.ts";
import { AppState } from "./tables/app-state.ts";
import { bindWriters } from "./tables/bind-tables.ts";

/** What a ledger is opened with. */
export interface LedgerOptions {
  readonly store: Store;
  readonly suite: Suite;
  /** The applications that the genesis document names, in any order. */
  readonly apps: readonly App[];
  readonly genesis: Uint8Array;
  readonly identity: IdentityResolver;
  /** Who says which versions of the rules are in force; without one those of the founding are. */
  readonly rules?: RulesResolver;
  /** In the order in which they are asked; those of applications that the ledger lacks stand open. */
  readonly gates?: readonly Gate[];
}

/** An open ledger's parts. */
export interface LedgerParts {
  readonly store: Store;
  readonly suite: Suite;
  readonly resolver: IdentityResolver;
  readonly gates: readonly Gate[];
  readonly rules: RulesResolver | undefined;
  readonly genesis: Genesis;
  readonly ledgerId: Uint8Array;
  readonly apps: readonly AppState[];
  readonly log: LogTiles;
  readonly last: BlockRecord;
}

/** Founds the ledger when the store is empty, then loads it and checks its roots. */
export async function openParts(options: LedgerOptions): Promise<LedgerParts> {
  const { store, suite, identity, gates = [] } = options;
  const genesis = decodeGenesis(options.genesis);
  if (genesis.suite !== suite.name) {
    throw new LedgerFault("wrong-suite", `the ledger was founded with suite ${genesis.suite}`);
  }
  const ledgerId = genesisLedgerId(suite, options.genesis);
  const apps = appsOf(genesis, options.apps);
  if (readMeta(store) === undefined) await found(options, genesis, ledgerId, apps);
  requireSameLedger(options, apps);
  const loaded = load(options, apps);
  const { rules } = options;
  return { store, suite, resolver: identity, gates, rules, genesis, ledgerId, ...loaded };
}

/** The applications in the order of the genesis document, which gives them their numbers. */
function appsOf(genesis: Genesis, given: readonly App[]): App[] {
  return genesis.applications.map((name) => {
    const app = given.find((one) => one.name === name);
    if (app === undefined) {
      throw new LedgerFault("wrong-applications", `this program has no application ${name}`);
    }
    requireRead(app, genesis);
    return app;
  });
}

/** What an application reads of others must be there. */
function requireRead(app: App, { applications }: Genesis): void {
  for (const { reads } of [...Object.values(app.actions), ...Object.values(app.views)]) {
    if (reads === undefined || applications.includes(reads.app)) continue;
    const message = `${app.name} needs the application ${reads.app}, which the ledger has not`;
    throw new LedgerFault("wrong-applications", message);
  }
}

function requireSameLedger({ store, genesis }: LedgerOptions, apps: readonly App[]): void {
  const meta = readMeta(store);
  if (meta === undefined || !equalBytes(meta.genesis, genesis)) {
    throw new LedgerFault("wrong-ledger", "the store holds a ledger of another genesis document");
  }
  for (const [number, stored] of meta.schemas.entries()) {
    const app = apps[number];
    if (app === undefined || app.name !== stored.app) {
      throw new LedgerFault("wrong-applications", `the store has ${stored.app} at ${number}`);
    }
    requireSameLayout(stored, schemaOf(app));
  }
}

/** Writes height 0: the rows that genesis implies, under an empty log. */
async function found(
  options: LedgerOptions,
  genesis: Genesis,
  ledgerId: Uint8Array,
  apps: readonly App[],
): Promise<void> {
  const { store, suite } = options;
  requireEmpty(store);
  const base: BlockRecord = {
    height: -1,
    time: genesis.created,
    firstIndex: 0,
    count: 0,
    logSize: 0,
    logRoot: emptyRoot(suite),
    stateRoot: emptyRoot(suite),
    appRoots: [],
  };
  const states = apps.map((app, number) => openApp(options, app, number, 0));
  const log = LogTiles.open({ suite, reader: store, size: 0 });
  const block = { height: 0, time: genesis.created };
  const machine = {
    suite,
    store,
    ledgerId,
    apps: states,
    actions: new Map(),
    gates: [],
    committed: new CommittedTables({ suite, store }),
    identity: noIdentity,
  };
  const run = new BlockRun(machine, block, 0);
  for (const { app, number } of states) {
    const version = foundingVersion(genesis, app.name);
    const rules = rulesOf(app, version);
    if (rules === undefined) {
      const message = `the ledger is founded with version ${version} of ${app.name}`;
      throw new LedgerFault("rules-unknown", message);
    }
    if (rules.init === undefined) continue;
    const overlay = run.overlays.of(number);
    overlay.begin(foundingBudget());
    rules.init({ genesis, suite, tables: bindWriters(overlay, app.tables) });
    overlay.keep();
  }
  const { writes, effect } = settleBlock(run, block, { suite, apps: states, log, base });
  await store.commit([
    ...writes,
    { key: blockKey(0), value: encodeBlock(effect.record) },
    writeHead({ height: 0, nextRowIds: effect.nextRowIds }),
    writeMeta({ genesis: options.genesis, schemas: apps.map(schemaOf) }),
  ]);
}

/** A store that holds rows and not whose they are has lost its own facts: founding would write over the rest. */
function requireEmpty(store: Store): void {
  const everything = { gte: Uint8Array.of(0), lt: Uint8Array.of(0xff), limit: 1 };
  for (const _ of store.range(everything)) {
    throw new LedgerFault("state-damaged", "the store has lost the record of what ledger it holds");
  }
}

function noIdentity(): undefined {
  return undefined;
}

function openApp(options: LedgerOptions, app: App, number: number, nextRowId: number): AppState {
  const { suite, store } = options;
  const tree = StateTree.open({ suite, reader: store, prefix: statePrefix(number) });
  return new AppState(app, number, tree, nextRowId);
}

function load(
  options: LedgerOptions,
  apps: readonly App[],
): Pick<LedgerParts, "apps" | "log" | "last"> {
  const { store, suite } = options;
  const head = readHead(store);
  const record = head === undefined ? undefined : store.get(blockKey(head.height));
  if (head === undefined || record === undefined) {
    throw new LedgerFault("state-damaged", "the store has no head, or no block at its head");
  }
  const last = decodeBlock(record);
  const states = apps.map((app, number) =>
    openApp(options, app, number, head.nextRowIds[number] ?? 0),
  );
  for (const { name, tree } of states) {
    const expected = last.appRoots.find(({ app }) => app === name)?.root;
    if (expected === undefined || !equalBytes(expected, tree.root)) {
      throw new LedgerFault("state-damaged", `the state of ${name} has not the root of its block`);
    }
  }
  const log = LogTiles.open({ suite, reader: store, size: last.logSize });
  if (!equalBytes(log.root, last.logRoot)) {
    throw new LedgerFault("log-damaged", "the log has not the root of its last block");
  }
  return { apps: states, log, last };
}
