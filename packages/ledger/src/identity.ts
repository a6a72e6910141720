import type { PublicKey } from "@tallystick/core/suite/suite";
import type { Caller, MemberKind, MemberRole } from "./app/define-action.ts";
import type { Tables } from "./app/define-table.ts";
import type { TableReaders } from "./app/table-access.ts";

/** A key as it is enrolled: whose it is and at which heights it may sign. */
export interface Identity {
  readonly member: string;
  readonly organisation: string;
  readonly role: MemberRole;
  readonly kind: MemberKind;
  readonly keyId: Uint8Array;
  readonly publicKey: PublicKey;
  /** First height at which statements of the key are accepted. */
  readonly fromHeight: number;
  /** Last such height, or null while the key is in force. */
  readonly toHeight: number | null;
}

/**
 * How the ledger learns whose a key is. Implemented by the application that keeps the members.
 *
 * A block judges its statements by the keys committed before it, so that a signature can be checked
 * before the block is executed; an application that changes keys gives them effect from the next
 * height at the earliest.
 */
export interface IdentityResolver<T extends Tables = Tables> {
  /** Name of the application whose tables it reads. */
  readonly app: string;
  readonly tables: T;
  resolve(tables: TableReaders<T>, keyId: Uint8Array): Identity | undefined;
}

/** True when statements of the key are accepted at a height. */
export function inForce(identity: Identity, height: number): boolean {
  return (
    identity.fromHeight <= height && (identity.toHeight === null || height <= identity.toHeight)
  );
}

/** The caller of what the key signs. */
export function callerOf({ member, organisation, role, kind, keyId }: Identity): Caller {
  return { member, organisation, role, kind, keyId };
}
