/** An organisation as the ledger has it. */
export interface Organisation {
  readonly organisation: string;
  readonly name: string;
  readonly key: string;
  readonly since: number;
  readonly legalName?: string;
  readonly uscc?: string;
  readonly lei?: string;
  readonly contact?: string;
  readonly kinds?: readonly string[];
  readonly status?: "active" | "suspended" | "left";
  readonly statusFrom?: number;
}

/** Something that counts from a height on, to another perhaps. */
export interface Spanned {
  readonly fromHeight: number;
  readonly toHeight?: number;
}

/** A key of a member. */
export interface MemberKey extends Spanned {
  readonly keyId: string;
  readonly member: string;
  readonly purposes?: readonly string[];
  /** Ms since the epoch. */
  readonly notAfter?: number;
}

/** A certificate bound to a member. */
export interface Certificate extends Spanned {
  readonly fingerprint: string;
  readonly member: string;
  readonly organisation: string;
  readonly authority: string;
  readonly notAfter: number;
}

/** A certificate authority of an organisation. */
export interface Authority extends Spanned {
  readonly organisation: string;
  readonly fingerprint: string;
  readonly subject: string;
  readonly notAfter: number;
}

/** A role granted to a member. */
export interface Grant extends Spanned {
  readonly member: string;
  readonly role: string;
  readonly grant: number;
  readonly app?: string;
  readonly recordClass?: string;
  readonly organisation?: string;
  readonly by: string;
  readonly until?: number;
}

/** Rights lent by one member to another. */
export interface Delegation extends Spanned {
  readonly delegator: string;
  readonly delegation: number;
  readonly delegate: string;
  readonly capabilities: readonly string[];
  readonly until: number;
}

/** A named set of capabilities. */
export interface Role extends Spanned {
  readonly role: string;
  readonly title: string;
  readonly capabilities: readonly string[];
  readonly operators: boolean;
}

/** An organisation's voice in the roster. */
export interface RosterRow {
  readonly organisation: string;
  readonly validator: { readonly power: number; readonly node: string };
}
