import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { countsFrom, organisationId } from "../fields.ts";
import { MEMBERSHIP_OUTCOMES } from "../outcomes.ts";
import {
  certificateAuthorities,
  certificateDer,
  fingerprint,
  requiredOrganisation,
} from "../records/certificates.ts";
import { organisations } from "../records/organisations.ts";
import { spans } from "../standing.ts";
import { CERTIFICATE_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import { authorityRefusal, certificateOf, subjectText } from "./verify.ts";

/** Vouches for an authority. */
export const bindAuthority = defineAction({
  name: "bind-authority",
  title: { en: "Bind a certificate authority", zh: "绑定证书颁发机构" },
  summary: {
    en: "From the next block on, certificates of this X.509 authority enrol members of the organisation.",
    zh: "自下一区块起，该 X.509 颁发机构签发的证书可用于登记本机构成员。",
  },
  tables: { organisations, certificateAuthorities },
  roles: ["operator"],
  scope: ({ organisation }) => ({ organisation }),
  input: { organisation: organisationId, certificate: certificateDer, requiredOrganisation },
  output: { fingerprint, fromHeight: countsFrom },
  refusals: [
    MEMBERSHIP_OUTCOMES.noSuchOrganisation,
    MEMBERSHIP_OUTCOMES.otherOrganisation,
    OUTCOMES.badCertificate,
    OUTCOMES.badChain,
    OUTCOMES.authorityBound,
  ],
  run({ tables, block, caller, suite }, { organisation, certificate, requiredOrganisation: name }) {
    if (!tables.organisations.has({ organisation })) {
      return refuse(MEMBERSHIP_OUTCOMES.noSuchOrganisation);
    }
    if (caller.organisation !== organisation) return refuse(MEMBERSHIP_OUTCOMES.otherOrganisation);
    const authority = certificateOf(certificate);
    const subject = authority && subjectText(authority);
    if (authority === undefined || subject === undefined) return refuse(OUTCOMES.badCertificate);
    const key = { organisation, fingerprint: suite.hash(certificate) };
    const row = tables.certificateAuthorities.get(key);
    if (row !== undefined && row.toHeight === undefined) return refuse(OUTCOMES.authorityBound);
    const refusal = authorityRefusal(authority, block.time, suite);
    if (refusal !== null) return refusal;
    const from = block.height + 1;
    tables.certificateAuthorities.put({
      ...key,
      certificate,
      subject,
      notAfter: authority.notAfter,
      fromHeight: from,
      ...(name === undefined ? {} : { requiredOrganisation: name }),
    });
    return ok({ fingerprint: key.fingerprint, fromHeight: from });
  },
});

/** Ends the trust in an authority. */
export const revokeAuthority = defineAction({
  name: "revoke-authority",
  title: { en: "Revoke a certificate authority", zh: "撤销证书颁发机构" },
  summary: {
    en: "From the next block on, the authority enrols nobody and its certificates open no connection. Keys on the ledger stay.",
    zh: "自下一区块起，该颁发机构不能再登记成员，其证书不能再用于连接；账本密钥不受影响。",
  },
  tables: { certificateAuthorities },
  roles: ["operator"],
  scope: ({ organisation }) => ({ organisation }),
  input: { organisation: organisationId, fingerprint },
  output: { fromHeight: countsFrom },
  refusals: [MEMBERSHIP_OUTCOMES.otherOrganisation, OUTCOMES.noSuchAuthority],
  run({ tables, block, caller }, { organisation, fingerprint: id }) {
    if (caller.organisation !== organisation) return refuse(MEMBERSHIP_OUTCOMES.otherOrganisation);
    const row = tables.certificateAuthorities.get({ organisation, fingerprint: id });
    if (row === undefined || row.toHeight !== undefined || !spans(row, block.height + 1)) {
      return refuse(OUTCOMES.noSuchAuthority);
    }
    tables.certificateAuthorities.put({ ...row, toHeight: block.height });
    return ok({ fromHeight: block.height + 1 });
  },
});
