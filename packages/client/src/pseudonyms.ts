import { pseudonymOf } from "@tallystick/apps/membership/actions/attestations";
import type { membership } from "@tallystick/apps/membership/index";
import { compareBytes } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { encodeKey, keyId } from "@tallystick/core/keys";
import type { PublicKey, Suite } from "@tallystick/core/suite/suite";
import type { ActionInput } from "@tallystick/ledger/app/define-action";

/** Length of the salt of a commitment, bytes. */
export const SALT_BYTES = 32;

type Input = ActionInput<typeof membership.actions.enrolPseudonyms>;
type Level = Input["pseudonyms"][number]["level"];

/** Somebody whom a registrar has verified, with the key that stands for it towards one counterparty. */
export interface Verified {
  readonly key: PublicKey;
  /** What was verified, in the registrar's own form. It never leaves the registrar. */
  readonly identity: Uint8Array;
  readonly level: Level;
}

/** What the registrar files of one pseudonym: with the salt it can show later whom a commitment names. */
export interface PseudonymPapers {
  readonly member: string;
  readonly identity: Uint8Array;
  readonly salt: Uint8Array;
  readonly commitment: Uint8Array;
}

/**
 * What is put on the ledger instead of an identity: the hash of CBOR
 * `["tallystick-identity/1", salt, identity]` under the suite of the ledger.
 */
export function identityCommitment(
  suite: Suite,
  salt: Uint8Array,
  identity: Uint8Array,
): Uint8Array {
  return suite.hash(encodeCbor(["tallystick-identity/1", salt, identity]));
}

/**
 * The input of `membership.enrol-pseudonyms` for people who are enrolled together, and the papers that
 * stay with the registrar. Every pseudonym has a fresh salt and all have the same last day, so that
 * nothing on the ledger tells which belong to one person.
 *
 * @param until last moment at which the attestations count, milliseconds since 1970 UTC
 */
export function preparePseudonyms(
  suite: Suite,
  people: readonly Verified[],
  until?: number,
): { readonly input: Input; readonly papers: readonly PseudonymPapers[] } {
  const filed = people
    .map(({ key, identity, level }) => {
      const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
      const commitment = identityCommitment(suite, salt, identity);
      const id = keyId(suite, key);
      return { id, member: pseudonymOf(id), key, level, identity, salt, commitment };
    })
    .sort((a, b) => compareBytes(a.id, b.id));
  const end = until === undefined ? {} : { until };
  return {
    input: {
      pseudonyms: filed.map(({ key, level, commitment }) => ({
        ...{ key: encodeKey(key), level, commitment, ...end },
      })),
    },
    papers: filed.map(({ member, identity, salt, commitment }) => ({
      ...{ member, identity, salt, commitment },
    })),
  };
}
