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

/**
 * The rules of a version that is not the newest any more, kept so that the blocks of its time come out as
 * they did. Tables, views and outcomes are those of the newest version, which has at least as many.
 */
export interface EarlierRules {
  readonly version: number;
  /** Like the application's own: SDK method name to action. */
  readonly actions: Readonly<Record<string, AnyAction>>;
  /** What a ledger was founded with at this version; as in the newest unless given. */
  // biome-ignore lint/suspicious/noExplicitAny: the context's tables differ from app to app
  readonly init?: (ctx: InitContext<any>) => void;
}

/** An application as its `index.ts` writes it. */
export interface AppSpec<
  T extends Tables,
  A extends Readonly<Record<string, AnyAction>>,
  V extends Readonly<Record<string, AnyView>>,
> {
  /** kebab-case; the first half of every action name. */
  readonly name: string;
  /** The newest version of the rules: 1, and one more with every change of what an action comes to. */
  readonly version: number;
  /** Versions before it that a ledger may still be at, or have in its history. */
  readonly earlier?: readonly EarlierRules[];
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
  requireVersions(spec);
  const kinds = [
    ["action", spec.actions],
    ...(spec.earlier ?? []).map(({ actions }) => ["action", actions] as const),
    ["view", spec.views],
  ] as const;
  for (const [kind, members] of kinds) {
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

function requireVersions({
  name,
  version,
  earlier = [],
}: {
  readonly name: string;
  readonly version: number;
  readonly earlier?: readonly EarlierRules[];
}): void {
  const versions = [...earlier.map((rules) => rules.version), version];
  const ascending = versions.every((one, i) => one > (versions[i - 1] ?? 0));
  if (versions.every(Number.isSafeInteger) && ascending) return;
  throw new DefinitionError(`${name}: versions ascend from 1 to that of the application`);
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
