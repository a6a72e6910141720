import type { Role, Scope } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { members } from "./records/members.ts";
import { organisations } from "./records/organisations.ts";
import { type Delegation, delegations, type GrantRow, grants, roles } from "./records/rights.ts";
import { activeAt, spans } from "./standing.ts";

/** Grants of one member, and delegations to one member, that are looked at. */
export const RIGHTS_MAX = 64;

/** Loans that are looked at for one statement: those of one member, and of those who lent to it. */
export const LOANS_EXAMINED_MAX = 256;

/** Members whose rights are kept. */
const HOLDERS_KEPT = 131_072;

/** How often a right may be lent on. */
export const DELEGATION_DEPTH_MAX = 4;

/** The tables that say who may do what. */
export const rightTables = { organisations, members, roles, grants, delegations };

type Readers = TableReaders<typeof rightTables>;

/** What somebody wants to do, and when. */
export interface Wish {
  /** `application.action` */
  readonly action: string;
  readonly app: string;
  /** Built-in roles for which the action is open. */
  readonly roles: readonly Role[];
  readonly scope: Scope;
  readonly height: number;
  readonly time: number;
}

/** Who wants it. */
export interface Holder {
  readonly member: string;
  readonly organisation: string;
}

/** A role as the grants of it share it. */
interface CompiledRole {
  readonly capabilities: readonly string[];
  /** Those before its last definition. */
  readonly before: readonly string[];
  readonly definedFrom: number;
  readonly toHeight: number;
}

interface CompiledGrant {
  readonly grant: GrantRow;
  readonly role: CompiledRole;
}

/**
 * Who may do what, from tables that do not change under it: the committed rows, or those of one action.
 *
 * Every right counts from the block after the one that wrote it, and ends by a height or a time, so that
 * what was read once can be kept for as long as the rows are the same.
 */
export class Rights {
  readonly #tables: Readers;
  readonly #roles = new Map<string, CompiledRole | undefined>();
  readonly #grants = new Map<string, readonly CompiledGrant[]>();
  readonly #delegations = new Map<string, readonly Delegation[]>();
  /** Loans that may still be looked at. */
  #left = 0;

  constructor(tables: Readers) {
    this.#tables = tables;
  }

  /** The grant that opens an action to a member, or undefined. */
  granted(holder: Holder, wish: Wish): GrantRow | undefined {
    for (const compiled of this.#grantsOf(holder.member)) {
      if (grantOpens(compiled, holder, wish)) return compiled.grant;
    }
    return undefined;
  }

  /** The delegation that opens an action to a member, or undefined. */
  lent(holder: Holder, wish: Wish): Delegation | undefined {
    if (undelegable(wish.action)) return undefined;
    this.#left = LOANS_EXAMINED_MAX;
    return this.#lent(holder, wish, DELEGATION_DEPTH_MAX, false);
  }

  #lent(holder: Holder, wish: Wish, depth: number, onward: boolean): Delegation | undefined {
    if (depth === 0) return undefined;
    for (const delegation of this.#delegationsTo(holder.member)) {
      // A count of rows, which is the same on every node, and not of reads, which is not.
      if (this.#left-- <= 0) return undefined;
      if (onward && !delegation.redelegable) continue;
      if (!delegationOpens(delegation, holder, wish)) continue;
      if (this.#has(delegation.delegator, wish, depth)) return delegation;
    }
    return undefined;
  }

  /** Whether the lender has at this moment what it lent: by its role, a grant, or a loan it may lend on. */
  #has(member: string, wish: Wish, depth: number): boolean {
    const row = this.#tables.members.get({ member });
    const organisation = row && this.#tables.organisations.get(row);
    if (row === undefined || organisation === undefined) return false;
    if (!activeAt(row, wish.height) || !activeAt(organisation, wish.height)) return false;
    return (
      wish.roles.includes(row.role) ||
      this.granted(row, wish) !== undefined ||
      this.#lent(row, wish, depth - 1, true) !== undefined
    );
  }

  #grantsOf(member: string): readonly CompiledGrant[] {
    const known = this.#grants.get(member);
    if (known !== undefined) return known;
    const { rows } = this.#tables.grants.scan("byMember", { prefix: [member], limit: RIGHTS_MAX });
    const compiled = rows.flatMap((grant): CompiledGrant[] => {
      const role = this.#role(grant.role);
      return role === undefined ? [] : [{ grant, role }];
    });
    if (this.#grants.size >= HOLDERS_KEPT) this.#grants.clear();
    this.#grants.set(member, compiled);
    return compiled;
  }

  #role(id: string): CompiledRole | undefined {
    const known = this.#roles.get(id);
    if (known !== undefined || this.#roles.has(id)) return known;
    const row = this.#tables.roles.get({ role: id });
    const role = row && {
      ...{ capabilities: row.capabilities, before: row.before ?? [], definedFrom: row.fromHeight },
      toHeight: row.toHeight ?? Number.MAX_SAFE_INTEGER,
    };
    this.#roles.set(id, role);
    return role;
  }

  #delegationsTo(member: string): readonly Delegation[] {
    const known = this.#delegations.get(member);
    if (known !== undefined) return known;
    const query = { prefix: [member], limit: RIGHTS_MAX };
    const { rows } = this.#tables.delegations.scan("byDelegate", query);
    if (this.#delegations.size >= HOLDERS_KEPT) this.#delegations.clear();
    this.#delegations.set(member, rows);
    return rows;
  }
}

function grantOpens({ grant, role }: CompiledGrant, holder: Holder, wish: Wish): boolean {
  const { height, time } = wish;
  if (!spans(grant, height) || height > role.toHeight || time > (grant.until ?? time)) return false;
  const capabilities = height >= role.definedFrom ? role.capabilities : role.before;
  return covers(capabilities, wish) && within(grant, holder, wish);
}

function delegationOpens(delegation: Delegation, holder: Holder, wish: Wish): boolean {
  return (
    spans(delegation, wish.height) &&
    wish.time <= delegation.until &&
    covers(delegation.capabilities, wish) &&
    within(delegation, holder, wish)
  );
}

/**
 * Rights over members and keys cannot be lent: a key that a delegate made would outlast the loan.
 */
export function undelegable(capability: string): boolean {
  return capability.startsWith("membership.");
}

function covers(capabilities: readonly string[], { action, app }: Wish): boolean {
  return capabilities.includes(action) || capabilities.includes(`${app}.*`);
}

interface Narrowing {
  readonly app?: string | undefined;
  readonly recordClass?: string | undefined;
  readonly organisation?: string | undefined;
}

/** Whether a wish lies in a scope. An action that names no organisation concerns the caller's own. */
function within(scope: Narrowing, holder: Holder, wish: Wish) {
  const { recordClass = wish.app, organisation = holder.organisation } = wish.scope;
  if (scope.app !== undefined && scope.app !== wish.app) return false;
  if (scope.organisation !== undefined && scope.organisation !== organisation) return false;
  if (scope.recordClass === undefined || scope.recordClass === recordClass) return true;
  return recordClass.startsWith(`${scope.recordClass}.`);
}
