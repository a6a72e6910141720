import { ATTESTATION_OUTCOMES } from "./outcomes/attestations.ts";
import { ENCRYPTION_KEY_OUTCOMES } from "./outcomes/encryption-keys.ts";
import { KEY_OUTCOMES } from "./outcomes/keys.ts";
import { MEMBER_OUTCOMES } from "./outcomes/members.ts";
import { ORGANISATION_OUTCOMES } from "./outcomes/organisations.ts";
import { RECOVERY_OUTCOMES } from "./outcomes/recovery.ts";
import { RIGHT_OUTCOMES } from "./outcomes/rights.ts";

/** Outcomes of the membership application, 1100 to 1199; 1160 to 1189 are those of certificates. */
export const MEMBERSHIP_OUTCOMES = {
  ...KEY_OUTCOMES,
  ...ORGANISATION_OUTCOMES,
  ...MEMBER_OUTCOMES,
  ...RIGHT_OUTCOMES,
  ...RECOVERY_OUTCOMES,
  ...ATTESTATION_OUTCOMES,
  ...ENCRYPTION_KEY_OUTCOMES,
} as const;
