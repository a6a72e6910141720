import { defineApp } from "@tallystick/ledger/app/define-app";
import { attest, enrolPseudonyms, withdrawAttestation } from "./actions/attestations.ts";
import { delegate, endDelegation } from "./actions/delegations.ts";
import { addEncryptionKey, endEncryptionKey } from "./actions/encryption-keys.ts";
import { grant, revokeGrant } from "./actions/grants.ts";
import { handOver } from "./actions/hand-over.ts";
import { addKey, revokeKey, rotateKey } from "./actions/keys.ts";
import { enrol, reinstateMember, removeMember, suspendMember } from "./actions/members.ts";
import {
  reinstateOrganisation,
  removeOrganisation,
  suspendOrganisation,
} from "./actions/organisation-standing.ts";
import { admitOrganisation, updateOrganisation } from "./actions/organisations.ts";
import {
  approveRecovery,
  cancelRecovery,
  completeRecovery,
  proposeRecovery,
  setRecovery,
} from "./actions/recovery.ts";
import { defineRole, retireRole } from "./actions/roles.ts";
import { rotateOrganisationKey, setValidator } from "./actions/validators.ts";
import { bindAuthority, revokeAuthority } from "./certificates/authority-actions.ts";
import {
  addCertificate,
  enrolByCertificate,
  revokeCertificate,
} from "./certificates/member-actions.ts";
import { CERTIFICATE_OUTCOMES } from "./certificates/outcomes.ts";
import { authorities, certificate, certificates } from "./certificates/views.ts";
import { init } from "./init.ts";
import { MEMBERSHIP_OUTCOMES } from "./outcomes.ts";
import { nodes, roster } from "./roster-views.ts";
import { tables } from "./tables.ts";
import { attestation, attestations } from "./views/attestations.ts";
import { encryptionKey, encryptionKeys } from "./views/encryption-keys.ts";
import { key, keyHistory, keys, member, members } from "./views/members.ts";
import { organisation, organisationHistory, organisations } from "./views/organisations.ts";
import { recovery } from "./views/recovery.ts";
import { delegations, grants, may, role, roles } from "./views/rights.ts";

export { memberIdentity } from "./identity.ts";

/** The actions of version 1. */
const FOUNDING_ACTIONS = {
  enrol,
  suspendMember,
  reinstateMember,
  removeMember,
  addKey,
  revokeKey,
  rotateKey,
  admitOrganisation,
  updateOrganisation,
  suspendOrganisation,
  reinstateOrganisation,
  removeOrganisation,
  setValidator,
  handOver,
  rotateOrganisationKey,
  defineRole,
  retireRole,
  grant,
  revokeGrant,
  delegate,
  endDelegation,
  setRecovery,
  proposeRecovery,
  approveRecovery,
  completeRecovery,
  cancelRecovery,
  attest,
  withdrawAttestation,
  enrolPseudonyms,
  bindAuthority,
  revokeAuthority,
  enrolByCertificate,
  addCertificate,
  revokeCertificate,
};

/** Who may sign statements, for which organisation, with which keys, from which height. */
export const membership = defineApp({
  name: "membership",
  version: 2,
  title: { en: "Membership", zh: "成员管理" },
  summary: {
    en: "Enrols members and their keys, with the heights at which each key counts.",
    zh: "登记成员及其密钥，并记录各密钥的有效高度。",
  },
  tables,
  earlier: [{ version: 1, actions: FOUNDING_ACTIONS }],
  actions: { ...FOUNDING_ACTIONS, addEncryptionKey, endEncryptionKey },
  views: {
    members,
    member,
    keys,
    key,
    keyHistory,
    organisations,
    organisation,
    organisationHistory,
    roster,
    roles,
    role,
    grants,
    delegations,
    may,
    recovery,
    attestations,
    attestation,
    nodes,
    authorities,
    certificates,
    certificate,
    encryptionKeys,
    encryptionKey,
  },
  outcomes: { ...MEMBERSHIP_OUTCOMES, ...CERTIFICATE_OUTCOMES },
  init,
});
