import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders, TableWriters } from "@tallystick/ledger/app/table-access";
import type { authorityTables } from "./authority.ts";
import { liveKeys, prefixTaken } from "./key-rules.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import type { Member } from "./records/members.ts";
import type { Recovery, RecoveryPolicy, recoveries, recoveryPolicies } from "./records/recovery.ts";
import { activeAt } from "./standing.ts";

/** The tables of recovery, beside those of authority. */
export type RecoveryTables = typeof authorityTables & {
  readonly recoveryPolicies: typeof recoveryPolicies;
  readonly recoveries: typeof recoveries;
};

type Readers = TableReaders<RecoveryTables>;

/** Why these guardians will not do, or null. */
export function guardiansRefusal(
  tables: Readers,
  owner: Member,
  { threshold, guardians }: Pick<RecoveryPolicy, "threshold" | "guardians">,
  height: number,
): Refused<typeof OUTCOMES.badGuardians> | null {
  if (new Set(guardians).size !== guardians.length || guardians.length < threshold) {
    return refuse(OUTCOMES.badGuardians, { guardians: guardians.length });
  }
  const unfit = guardians.find((member) => !mayGuard(tables, owner, member, height));
  return unfit === undefined ? null : refuse(OUTCOMES.badGuardians, { member: unfit });
}

/** A guardian is another active member of the organisation, and no device. */
function mayGuard(tables: Readers, owner: Member, member: string, height: number): boolean {
  const row = tables.members.get({ member });
  if (row === undefined || member === owner.member || row.kind === "device") return false;
  return row.organisation === owner.organisation && activeAt(row, height);
}

/** Guardians who agreed and still are guardians in good standing: the others' word no longer counts. */
export function standingApprovals(
  tables: Readers,
  owner: Member,
  policy: RecoveryPolicy,
  approvals: readonly string[],
  height: number,
): string[] {
  return approvals.filter(
    (member) => policy.guardians.includes(member) && mayGuard(tables, owner, member, height),
  );
}

/** The open recovery of a member, or undefined. There is one at a time. */
export function openRecovery(tables: Readers, member: string): Recovery | undefined {
  const query = { prefix: [member], reverse: true, limit: 1 };
  const [last] = tables.recoveries.scan("byMember", query).rows;
  return last?.status === "open" ? last : undefined;
}

/**
 * Ends every key of the member with this block and enrols the new one from the next on.
 *
 * @returns the refusal when the new key has been enrolled since it was proposed
 */
export function restore(
  tables: TableWriters<RecoveryTables>,
  recovery: Recovery,
  height: number,
): Refused<typeof OUTCOMES.keyTaken> | null {
  const { member, key, keyId } = recovery;
  if (prefixTaken(tables.keys, keyId)) return refuse(OUTCOMES.keyTaken);
  for (const old of liveKeys(tables, member, height)) tables.keys.put({ ...old, toHeight: height });
  tables.keys.put({ keyId, member, key, fromHeight: height + 1 });
  tables.recoveries.put({ ...recovery, status: "done", closed: height });
  return null;
}
