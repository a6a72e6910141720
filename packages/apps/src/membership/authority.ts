import type { Caller } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { keys, type Member } from "./records/members.ts";
import { Rights, rightTables } from "./rights.ts";
import { scanAll } from "./scan-all.ts";

/** The tables by which an action of membership judges who may act for whom. */
export const authorityTables = { ...rightTables, keys };

type Readers = TableReaders<typeof authorityTables>;

/** What an action knows when it asks. */
export interface Asking {
  readonly tables: Readers;
  readonly caller: Caller;
  readonly block: { readonly height: number; readonly time: number };
}

/** By what a caller acts for an organisation. */
export type Authority = "consortium" | "operator" | "grant";

/**
 * By what the caller may do an action of this application for an organisation: by decision of all, as
 * its operator, or by a granted right; undefined when it may not. Founding organisations that never
 * had an operator are served by the others'.
 *
 * @param action the name after the dot
 */
export function authorityOver(
  { tables, caller, block }: Asking,
  action: string,
  organisation: string,
): Authority | undefined {
  if (caller.role === "consortium") return "consortium";
  if (caller.role === "operator") {
    if (caller.organisation === organisation) return "operator";
    if (foundedWithoutOperators(tables, organisation)) return "operator";
  }
  const wish = {
    ...{ action: `membership.${action}`, app: "membership", roles: [] },
    ...{ scope: { organisation }, height: block.height, time: block.time },
  };
  return new Rights(tables).granted(caller, wish) === undefined ? undefined : "grant";
}

/**
 * The same over a member of an organisation. A granted right does not reach operators: who manages
 * members by a grant could otherwise make itself one.
 */
export function authorityOverMember(
  asking: Asking,
  action: string,
  member: Pick<Member, "member" | "organisation" | "role">,
): Authority | undefined {
  const authority = authorityOver(asking, action, member.organisation);
  return authority === "grant" && member.role === "operator" ? undefined : authority;
}

/** True for an organisation of the genesis document that nobody ever was an operator of. */
function foundedWithoutOperators(tables: Readers, organisation: string): boolean {
  const row = tables.organisations.get({ organisation });
  if (row?.since !== 0) return false;
  const prefix = [organisation, "operator"];
  for (const _ of scanAll(tables.members, "byOrganisation", { prefix })) return false;
  return true;
}
