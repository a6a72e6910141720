import type { Role, Scope } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { type Memo, Remembered } from "@tallystick/ledger/kept";
import { members } from "./records/members.ts";
import { organisations } from "./records/organisations.ts";
import { type Delegation, delegations, type GrantRow, grants, roles } from "./records/rights.ts";
import { activeAt, type Standing, spans, standingOf } from "./standing.ts";

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

/** Somebody who lends, as far as it matters to what was lent. */
interface Lender extends Holder {
  readonly role: Role;
  readonly standing: Standing;
  readonly organisationStanding: Standing;
}

/** What was read, for as long as the rows are the same. */
interface Read {
  readonly roles: Memo<CompiledRole | null>;
  readonly grants: Memo<readonly GrantRow[]>;
  readonly delegations: Memo<readonly Delegation[]>;
  readonly lenders: Memo<Lender | null>;
}

/**
 * Who may do what: by the committed rows, or by those of one action, which do not change under it.
 *
 * Every right counts from the block after the one that wrote it, and ends by a height or a time, so that
 * what was read once can be kept for as long as the rows are the same.
 */
export class Rights {
  readonly #tables: Readers;
  readonly #read: Read;
  /** Loans that may still be looked at. */
  #left = 0;

  /** @param memo makes the memories for what is read from the tables */
  constructor(tables: Readers, memo: <V>(max: number) => Memo<V> = () => new Remembered()) {
    this.#tables = tables;
    this.#read = {
      roles: memo(HOLDERS_KEPT),
      grants: memo(HOLDERS_KEPT),
      delegations: memo(HOLDERS_KEPT),
      lenders: memo(HOLDERS_KEPT),
    };
  }

  /** The grant that opens an action to a member, or undefined. */
  granted(holder: Holder, wish: Wish): GrantRow | undefined {
    return this.#grantsOf(holder.member).find((grant) => {
      const role = this.#role(grant.role);
      return role !== null && grantOpens(grant, role, holder, wish);
    });
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
    const lender = this.#lender(member);
    if (lender === null) return false;
    const { height } = wish;
    if (!activeAt(lender.standing, height)) return false;
    if (!activeAt(lender.organisationStanding, height)) return false;
    return (
      wish.roles.includes(lender.role) ||
      this.granted(lender, wish) !== undefined ||
      this.#lent(lender, wish, depth - 1, true) !== undefined
    );
  }

  #grantsOf(member: string): readonly GrantRow[] {
    const query = { prefix: [member], limit: RIGHTS_MAX };
    return this.#read.grants.get(member, () => this.#tables.grants.scan("byMember", query).rows);
  }

  #delegationsTo(member: string): readonly Delegation[] {
    const query = { prefix: [member], limit: RIGHTS_MAX };
    const { delegations } = this.#tables;
    return this.#read.delegations.get(member, () => delegations.scan("byDelegate", query).rows);
  }

  #role(id: string): CompiledRole | null {
    return this.#read.roles.get(id, () => {
      const row = this.#tables.roles.get({ role: id });
      if (row === undefined) return null;
      const { capabilities, before = [], fromHeight: definedFrom } = row;
      return { capabilities, before, definedFrom, toHeight: row.toHeight ?? NO_END };
    });
  }

  #lender(member: string): Lender | null {
    return this.#read.lenders.get(member, () => {
      const row = this.#tables.members.get({ member });
      const organisation = row && this.#tables.organisations.get(row);
      if (row === undefined || organisation === undefined) return null;
      return {
        ...{ member, organisation: row.organisation, role: row.role },
        ...{ standing: standingOf(row), organisationStanding: standingOf(organisation) },
      };
    });
  }
}

const NO_END = Number.MAX_SAFE_INTEGER;

function grantOpens(grant: GrantRow, role: CompiledRole, holder: Holder, wish: Wish): boolean {
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
