import type { Role, Scope } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { members } from "./records/members.ts";
import { organisations } from "./records/organisations.ts";
import { type Delegation, delegations, type GrantRow, grants, roles } from "./records/rights.ts";
import { activeAt, spans } from "./standing.ts";

/** Grants of one member, and delegations to one member, that are looked at. */
export const RIGHTS_MAX = 64;

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

interface CompiledGrant {
  readonly grant: GrantRow;
  readonly capabilities: readonly string[];
  /** Those of the role until `fromHeight` of its last definition. */
  readonly before: readonly string[];
  readonly definedFrom: number;
  readonly roleTo: number;
}

/**
 * Who may do what, from the tables of a block or of a committed state.
 *
 * Every right counts from the block after the one that wrote it, and ends by a height or a time: so what
 * was read once holds for the whole block, whatever the block goes on to write. That is what makes
 * keeping it safe.
 */
export class Rights {
  readonly #tables: Readers;
  readonly #grants = new Map<string, readonly CompiledGrant[]>();
  readonly #delegations = new Map<string, readonly Delegation[]>();

  constructor(tables: Readers) {
    this.#tables = tables;
  }

  /** The grant that opens an action to a member, or undefined. */
  granted(holder: Holder, wish: Wish): GrantRow | undefined {
    return this.#grantsOf(holder.member).find((compiled) => grantOpens(compiled, holder, wish))
      ?.grant;
  }

  /** The delegation that opens an action to a member, or undefined. */
  lent(holder: Holder, wish: Wish): Delegation | undefined {
    return this.#lent(holder, wish, DELEGATION_DEPTH_MAX, false);
  }

  #lent(holder: Holder, wish: Wish, depth: number, onward: boolean): Delegation | undefined {
    if (depth === 0) return undefined;
    return this.#delegationsTo(holder.member).find(
      (delegation) =>
        (!onward || delegation.redelegable) &&
        delegationOpens(delegation, holder, wish) &&
        this.#has(delegation.delegator, wish, depth),
    );
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
      const role = this.#tables.roles.get({ role: grant.role });
      if (role === undefined) return [];
      const { capabilities, before = [], fromHeight: definedFrom, toHeight } = role;
      const roleTo = toHeight ?? Number.MAX_SAFE_INTEGER;
      return [{ grant, capabilities, before, definedFrom, roleTo }];
    });
    this.#grants.set(member, compiled);
    return compiled;
  }

  #delegationsTo(member: string): readonly Delegation[] {
    const known = this.#delegations.get(member);
    if (known !== undefined) return known;
    const query = { prefix: [member], limit: RIGHTS_MAX };
    const { rows } = this.#tables.delegations.scan("byDelegate", query);
    this.#delegations.set(member, rows);
    return rows;
  }
}

function grantOpens(compiled: CompiledGrant, holder: Holder, wish: Wish): boolean {
  const { grant, capabilities, before, definedFrom, roleTo } = compiled;
  const { height, time } = wish;
  if (!spans(grant, height) || height > roleTo || time > (grant.until ?? time)) return false;
  return covers(height >= definedFrom ? capabilities : before, wish) && within(grant, holder, wish);
}

function delegationOpens(delegation: Delegation, holder: Holder, wish: Wish): boolean {
  return (
    spans(delegation, wish.height) &&
    wish.time <= delegation.until &&
    !undelegable(wish.action) &&
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
