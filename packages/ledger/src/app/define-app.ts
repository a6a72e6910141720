import type { Genesis } from "@tallystick/core/genesis";
import type { Suite } from "@tallystick/core/suite/suite";
import { LIMITS } from "../limits.ts";
import type { Bilingual, OutcomeDefinition } from "../outcomes.ts";
import type { AnyAction } from "./define-action.ts";
import { DefinitionError, requireName, type Tables } from "./define-table.ts";
import type { AnyView } from "./define-view.ts";
import type { TableWriters } from "./table-access.ts";

/** What `init` gets: the genesis document and empty tables, at height 0. */
export interface InitContext<T extends Tables> {
  readonly genesis: Genesis;
  readonly suite: Suite;
  readonly tables: TableWriters<T>;
}

/** An application as its `index.ts` writes it. */
export interface AppSpec<
  T extends Tables,
  A extends Readonly<Record<string, AnyAction>>,
  V extends Readonly<Record<string, AnyView>>,
> {
  /** kebab-case; the first half of every action name. */
  readonly name: string;
  /** Counts up when rules change; on the ledger through governance. */
  readonly version: number;
  readonly title: Bilingual;
  readonly summary: Bilingual;
  /** Tables in the order of their numbers in the store: append, never reorder. */
  readonly tables: T;
  /** SDK method name to action; the name in camelCase equals the action's name in kebab-case. */
  readonly actions: A;
  readonly views: V;
  /** Outcomes that the application registers, numbers of its own from 1000 up. */
  readonly outcomes: Readonly<Record<string, OutcomeDefinition>>;
  /** Writes the rows that the genesis document implies. */
  readonly init?: (ctx: InitContext<T>) => void;
}

/** A defined application. */
export interface App<
  T extends Tables = Tables,
  A extends Readonly<Record<string, AnyAction>> = Readonly<Record<string, AnyAction>>,
  V extends Readonly<Record<string, AnyView>> = Readonly<Record<string, AnyView>>,
> extends Omit<AppSpec<T, A, V>, "init"> {
  // biome-ignore lint/suspicious/noExplicitAny: the context's tables differ from app to app
  readonly init?: (ctx: InitContext<any>) => void;
}

/**
 * Defines an application: tables, actions and views under one name.
 *
 * @throws DefinitionError when names clash or do not match, or an action touches a foreign table
 */
export function defineApp<
  const T extends Tables,
  const A extends Readonly<Record<string, AnyAction>>,
  const V extends Readonly<Record<string, AnyView>>,
>(spec: AppSpec<T, A, V>): App<T, A, V> {
  requireName(spec.name, "application");
  const tables = Object.values(spec.tables);
  if (tables.length > LIMITS.tablesPerApplication) {
    throw new DefinitionError(`${spec.name} has more than ${LIMITS.tablesPerApplication} tables`);
  }
  requireDistinct(spec.name, tables);
  for (const [kind, members] of [
    ["action", spec.actions],
    ["view", spec.views],
  ] as const) {
    for (const [method, member] of Object.entries<AnyAction | AnyView>(members)) {
      if (kebabCase(method) !== member.name) {
        throw new DefinitionError(`${spec.name}: ${kind} ${member.name} is listed as ${method}`);
      }
      requireOwnTables(spec.name, member, tables);
    }
  }
  for (const { number, name } of Object.values(spec.outcomes)) {
    if (number < 1000) throw new DefinitionError(`outcome ${name}: below 1000 is the platform's`);
  }
  return spec;
}

function requireDistinct(app: string, tables: readonly { readonly name: string }[]): void {
  const names = new Set(tables.map((table) => table.name));
  if (names.size !== tables.length) throw new DefinitionError(`${app} names a table twice`);
}

function requireOwnTables(
  app: string,
  member: AnyAction | AnyView,
  tables: readonly unknown[],
): void {
  for (const table of Object.values(member.tables)) {
    if (!tables.includes(table)) {
      throw new DefinitionError(`${app}.${member.name} uses ${table.name}, not a table of ${app}`);
    }
  }
}

/** `depositBatch` to `deposit-batch`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
