import type { Genesis } from "@tallystick/core/genesis";
import type { Suite } from "@tallystick/core/suite/suite";
import { actionTable, type BoundAction } from "./action-table.ts";
import { LedgerFault } from "./errors.ts";
import {
  type AppRules,
  FOUNDING_VERSION,
  knownVersions,
  planAt,
  type RulesPlan,
  type RulesResolver,
  versionAt,
} from "./rules.ts";
import type { StoreReader } from "./store.ts";
import { AppOverlay, viewBudget } from "./tables/app-overlay.ts";
import type { AppState } from "./tables/app-state.ts";
import { bindReaders } from "./tables/bind-tables.ts";

/** What a {@link RulesInForce} reads from. */
export interface RuleSource {
  readonly resolver: RulesResolver | undefined;
  readonly apps: readonly AppState[];
  readonly genesis: Pick<Genesis, "versions">;
  readonly store: StoreReader;
  readonly suite: Suite;
}

/** Version of an application that a ledger was founded with. */
export function foundingVersion({ versions }: Pick<Genesis, "versions">, app: string): number {
  return versions !== undefined && Object.hasOwn(versions, app)
    ? (versions[app] as number)
    : FOUNDING_VERSION;
}

/** The actions of an open ledger under the versions in force. */
export class RulesInForce {
  /** Number of the application whose changes may change the versions; undefined when none can. */
  readonly appNumber: number | undefined;
  readonly #source: RuleSource;
  readonly #state: AppState | undefined;
  /** By application number, read once after each change. */
  #plans: readonly RulesPlan[] | undefined;
  /** Action tables by their versions: history changes seldom between a few of them. */
  readonly #tables = new Map<string, ReadonlyMap<string, BoundAction>>();
  /** The last answer: every statement that is admitted asks for the same height. */
  #last: { readonly height: number; readonly table: ReadonlyMap<string, BoundAction> } | undefined;

  constructor(source: RuleSource) {
    this.#source = source;
    this.#state = source.apps.find(({ name }) => name === source.resolver?.app);
    this.appNumber = this.#state?.number;
  }

  /**
   * The actions of a block at a height above the committed one.
   *
   * @throws LedgerFault `rules-unknown` when this program has not got the version of an application
   */
  actionsAt(height: number): ReadonlyMap<string, BoundAction> {
    if (this.#last?.height === height) return this.#last.table;
    const table = this.#tableAt(height);
    this.#last = { height, table };
    return table;
  }

  #tableAt(height: number): ReadonlyMap<string, BoundAction> {
    const versions = this.#read().map((plan) => versionAt(plan, height));
    const name = versions.join();
    let table = this.#tables.get(name);
    if (table === undefined) {
      const missing = this.unknownAt(height);
      if (missing.length > 0) throw rulesUnknown(height, missing);
      const apps = this.#source.apps.map(({ app }) => app);
      table = actionTable(apps, versions);
      this.#tables.set(name, table);
    }
    return table;
  }

  /** The applications as they stand for a block at a height, in the order of the genesis document. */
  rulesAt(height: number): readonly AppRules[] {
    const plans = this.#read();
    return this.#source.apps.map(({ app, name, number }) => ({
      app: name,
      ...planAt(plans[number] as RulesPlan, height),
      known: knownVersions(app),
    }));
  }

  /** The applications whose version at a height this program has not got. */
  unknownAt(height: number): readonly AppRules[] {
    return this.rulesAt(height).filter(({ version, known }) => !known.includes(version));
  }

  /** The versions may have changed. */
  clear(): void {
    this.#plans = undefined;
    this.#last = undefined;
  }

  #read(): readonly RulesPlan[] {
    this.#plans ??= this.#source.apps.map(({ name }) => this.#resolve(name));
    return this.#plans;
  }

  #resolve(app: string): RulesPlan {
    const { resolver, genesis, store, suite } = this.#source;
    const founding = { version: foundingVersion(genesis, app), fromHeight: 0, next: null };
    if (resolver === undefined || this.#state === undefined) return founding;
    const overlay = new AppOverlay(this.#state, store, suite);
    overlay.begin(viewBudget());
    return resolver.resolve(bindReaders(overlay, resolver.tables), app) ?? founding;
  }
}

function rulesUnknown(height: number, missing: readonly AppRules[]): LedgerFault {
  const what = missing.map(
    ({ app, version, known }) =>
      `version ${version} of ${app}, and this program knows ${known.join(", ")}`,
  );
  return new LedgerFault("rules-unknown", `block ${height} runs under ${what.join("; under ")}`);
}
