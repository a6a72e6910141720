/**
 * Which version of an application's rules a block is executed under.
 *
 * The version in force at a height follows from the state before that height, so every node takes the
 * same one, and old blocks come out the same when they are executed again. docs/reference/versions.md.
 */
import type { App, EarlierRules } from "./app/define-app.ts";
import type { Tables } from "./app/define-table.ts";
import type { TableReaders } from "./app/table-access.ts";

/** Version of an application that neither the genesis document nor the state names another one of. */
export const FOUNDING_VERSION = 1;

/** The versions of an application's rules, as the state has them. */
export interface RulesPlan {
  /** In force since `fromHeight`; 0 is the founding of the ledger. */
  readonly version: number;
  readonly fromHeight: number;
  /** What takes its place; null when nothing is decided. */
  readonly next: { readonly version: number; readonly fromHeight: number } | null;
}

/**
 * How the ledger learns which versions are in force. Implemented by the application that keeps them; a
 * block is executed under what was committed before it.
 */
export interface RulesResolver<T extends Tables = Tables> {
  /** Name of the application whose tables it reads. A ledger without it stays with its founding versions. */
  readonly app: string;
  readonly tables: T;
  /** Plan of an application, or undefined when nothing was ever decided of it. */
  resolve(tables: TableReaders<T>, app: string): RulesPlan | undefined;
}

/** An application's version for the next block, beside what this program knows of it. */
export interface AppRules extends RulesPlan {
  readonly app: string;
  /** Versions that this program can execute, ascending. */
  readonly known: readonly number[];
}

/** The version that a plan puts in force at a height. */
export function versionAt({ version, next }: RulesPlan, height: number): number {
  return next !== null && next.fromHeight <= height ? next.version : version;
}

/** The plan as it looks from a height on: what has come into force by then is no longer next. */
export function planAt(plan: RulesPlan, height: number): RulesPlan {
  const { next } = plan;
  return next !== null && next.fromHeight <= height ? { ...next, next: null } : plan;
}

/** Versions of an application that this program can execute, ascending. */
export function knownVersions({ version, earlier = [] }: App): number[] {
  return [...earlier.map((rules) => rules.version), version].sort((a, b) => a - b);
}

/** The rules of one version, or undefined when this program has not got them. */
export function rulesOf(
  app: App,
  version: number,
): Pick<EarlierRules, "actions" | "init"> | undefined {
  if (version === app.version) return app;
  const found = app.earlier?.find((rules) => rules.version === version);
  if (found === undefined) return undefined;
  return found.init === undefined && app.init !== undefined
    ? { actions: found.actions, init: app.init }
    : found;
}
