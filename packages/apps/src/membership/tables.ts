import { attestations } from "./records/attestations.ts";
import { certificateAuthorities, certificates } from "./records/certificates.ts";
import { encryptionKeys } from "./records/encryption-keys.ts";
import { keys, members } from "./records/members.ts";
import { organisationKeys, organisations, rosters, validators } from "./records/organisations.ts";
import { recoveries, recoveryPolicies } from "./records/recovery.ts";
import { delegations, grants, roles } from "./records/rights.ts";

/** All tables, in the order of their numbers in the store: append, never reorder. */
export const tables = {
  organisations,
  members,
  keys,
  rosters,
  organisationKeys,
  validators,
  certificateAuthorities,
  roles,
  grants,
  delegations,
  recoveryPolicies,
  recoveries,
  attestations,
  certificates,
  encryptionKeys,
};
