import type { TableWriters } from "@tallystick/ledger/app/table-access";
import { planAt, type RulesPlan, type RulesResolver } from "@tallystick/ledger/rules";
import { UPGRADE_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import { type VersionRow, versions } from "./records.ts";

const tables = { versions };

/** How a ledger learns from the tables of this application which versions are in force. */
export const upgradeRules: RulesResolver<typeof tables> = {
  app: "upgrade",
  tables,
  resolve(readers, app) {
    const row = readers.versions.get({ app });
    return row && planOf(row);
  },
};

/** A version that an application shall have from a height on. */
export interface Activation {
  readonly app: string;
  readonly version: number;
  readonly fromHeight: number;
}

/**
 * Why a version cannot be put in force from a height on, or undefined. The version in force is allowed: it
 * takes back what is decided.
 */
export function activationFault(
  readers: Pick<TableWriters<typeof tables>, "versions">,
  { app, version, fromHeight }: Activation,
  height: number,
) {
  const row = readers.versions.get({ app });
  if (row === undefined) return OUTCOMES.noSuchApplication;
  if (version < planAt(planOf(row), height + 1).version) return OUTCOMES.versionPast;
  return fromHeight <= height ? OUTCOMES.heightPast : undefined;
}

/**
 * Decides on the version of an application, in place of what was decided before and is not in force yet.
 *
 * @param height of the block that decides; {@link activationFault} has found nothing wrong
 */
export function schedule(
  writers: Pick<TableWriters<typeof tables>, "versions">,
  { app, version, fromHeight }: Activation,
  height: number,
): void {
  const row = writers.versions.get({ app });
  if (row === undefined) throw new Error(`no application ${app}`);
  const now = planAt(planOf(row), height + 1);
  const next = version === now.version ? undefined : { version, fromHeight };
  writers.versions.put({ app, version: now.version, fromHeight: now.fromHeight, next });
}

function planOf({ version, fromHeight, next }: VersionRow): RulesPlan {
  return { version, fromHeight, next: next ?? null };
}
