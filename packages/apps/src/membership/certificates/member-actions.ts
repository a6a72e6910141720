import type { X509Certificate } from "@tallystick/core/x509/certificate";
import { type ActionContext, defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { bytes, list, optional } from "@tallystick/ledger/app/fields";
import {
  coseKey,
  countsFrom,
  keyId,
  memberId,
  memberKind,
  organisationId,
  until,
} from "../fields.ts";
import { identify, prefixTaken } from "../key-rules.ts";
import { MEMBERSHIP_OUTCOMES } from "../outcomes.ts";
import {
  certificateAuthorities,
  certificateDer,
  certificates,
  fingerprint,
} from "../records/certificates.ts";
import { keys, members } from "../records/members.ts";
import { organisations } from "../records/organisations.ts";
import { activeAt, spans } from "../standing.ts";
import { CERTIFICATE_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import { ledgerKeyOf, verifyPresented } from "./verify.ts";

const chain = list(certificateDer, {
  min: 1,
  max: 4,
  en: "The member's certificate, then each issuer below the bound authority.",
  zh: "成员证书，随后依次为绑定机构之下的各级签发者证书。",
});
const authority = bytes({
  length: 32,
  en: "Fingerprint of the bound authority.",
  zh: "已绑定颁发机构的指纹。",
});
const proofBytes = {
  min: 64,
  max: 512,
  en: "Signature of the proof message by the certified key, as X.509 holds signatures.",
  zh: "证书私钥对证明消息的签名，编码与 X.509 签名相同。",
};

const VERIFYING = [
  OUTCOMES.noSuchAuthority,
  OUTCOMES.memberInactive,
  OUTCOMES.certificateTaken,
  OUTCOMES.badCertificate,
  OUTCOMES.badChain,
  OUTCOMES.otherSubject,
  OUTCOMES.badProof,
] as const;

const verifyingTables = { organisations, certificateAuthorities, certificates } as const;

/** Enrols a member on the word of a bound authority. */
export const enrolByCertificate = defineAction({
  name: "enrol-by-certificate",
  title: { en: "Enrol a member by certificate", zh: "凭证书登记成员" },
  summary: {
    en: "Enrols a member whom a bound authority has certified and who shows that it holds the certified key. Names in the certificates stay on the log for ever.",
    zh: "登记由已绑定颁发机构认证、且证明持有证书私钥的成员。证书中的名称将永久留存于日志。",
  },
  tables: { ...verifyingTables, members, keys },
  roles: ["operator", "member"],
  scope: ({ organisation }) => ({ organisation }),
  input: {
    member: memberId,
    organisation: organisationId,
    kind: optional(memberKind),
    authority,
    chain,
    key: optional(coseKey),
    proof: bytes(proofBytes),
  },
  output: { fingerprint, notAfter: until, keyId, fromHeight: countsFrom },
  refusals: [
    MEMBERSHIP_OUTCOMES.noSuchOrganisation,
    MEMBERSHIP_OUTCOMES.otherOrganisation,
    MEMBERSHIP_OUTCOMES.memberExists,
    MEMBERSHIP_OUTCOMES.badKey,
    MEMBERSHIP_OUTCOMES.keyTaken,
    ...VERIFYING,
  ],
  run(ctx, input) {
    const { tables, block, caller, suite } = ctx;
    const { member, organisation, kind } = input;
    if (!tables.organisations.has({ organisation })) {
      return refuse(MEMBERSHIP_OUTCOMES.noSuchOrganisation);
    }
    // Whoever carries it in: checking a chain is work, so not just anybody may ask for it.
    if (caller.organisation !== organisation && caller.role !== "operator") {
      return refuse(MEMBERSHIP_OUTCOMES.otherOrganisation);
    }
    if (tables.members.has({ member })) return refuse(MEMBERSHIP_OUTCOMES.memberExists);
    const verified = verify(ctx, input, input.key);
    if ("outcome" in verified) return verified;
    const key = input.key ?? ledgerKeyOf(verified.key, suite);
    const id = key && identify(suite, key);
    if (key === undefined || id === undefined) return refuse(MEMBERSHIP_OUTCOMES.badKey);
    if (prefixTaken(tables.keys, id)) return refuse(MEMBERSHIP_OUTCOMES.keyTaken);
    const from = block.height + 1;
    tables.members.put({
      member,
      organisation,
      role: "member",
      since: block.height,
      ...(kind === undefined ? {} : { kind }),
    });
    tables.keys.put({ keyId: id, member, key, fromHeight: from });
    return ok({ ...keep(ctx, input, verified), keyId: id });
  },
});

/** Binds a further certificate to a member. */
export const addCertificate = defineAction({
  name: "add-certificate",
  title: { en: "Add a certificate", zh: "添加证书" },
  summary: {
    en: "Binds a certificate of a bound authority to a member: by the member, or an operator of its organisation. The one before stays until it ends.",
    zh: "由成员本人或本机构管理员为成员绑定已绑定颁发机构签发的证书；原证书到期前仍有效。",
  },
  tables: { ...verifyingTables, members },
  roles: ["operator", "member"],
  input: { member: memberId, authority, chain, proof: optional(bytes(proofBytes)) },
  output: { fingerprint, notAfter: until, fromHeight: countsFrom },
  refusals: [MEMBERSHIP_OUTCOMES.noSuchMember, MEMBERSHIP_OUTCOMES.otherOrganisation, ...VERIFYING],
  run(ctx, input) {
    const { tables, block, caller } = ctx;
    const { member } = input;
    const row = tables.members.get({ member });
    if (row === undefined) return refuse(MEMBERSHIP_OUTCOMES.noSuchMember);
    const { organisation } = row;
    const mine = caller.member === member;
    if (!mine && (caller.role !== "operator" || caller.organisation !== organisation)) {
      return refuse(MEMBERSHIP_OUTCOMES.otherOrganisation);
    }
    if (!activeAt(row, block.height)) return refuse(OUTCOMES.memberInactive);
    const verified = verify(ctx, { ...input, organisation }, undefined);
    if ("outcome" in verified) return verified;
    return ok(keep(ctx, { ...input, organisation }, verified));
  },
});

/** Ends a certificate before its time. */
export const revokeCertificate = defineAction({
  name: "revoke-certificate",
  title: { en: "Revoke a certificate", zh: "撤销证书" },
  summary: {
    en: "From the next block on the certificate opens no connection: by its member, or an operator of the organisation.",
    zh: "自下一区块起该证书不能再用于连接：由成员本人或本机构管理员操作。",
  },
  tables: { certificates },
  roles: ["operator", "member"],
  input: { fingerprint },
  output: { fromHeight: countsFrom },
  refusals: [OUTCOMES.noSuchCertificate, MEMBERSHIP_OUTCOMES.otherOrganisation],
  run({ tables, block, caller }, { fingerprint: id }) {
    const row = tables.certificates.get({ fingerprint: id });
    if (row === undefined || row.toHeight !== undefined) return refuse(OUTCOMES.noSuchCertificate);
    const mine = caller.member === row.member;
    if (!mine && (caller.role !== "operator" || caller.organisation !== row.organisation)) {
      return refuse(MEMBERSHIP_OUTCOMES.otherOrganisation);
    }
    tables.certificates.put({ ...row, toHeight: block.height });
    return ok({ fromHeight: block.height + 1 });
  },
});

type Verifying = ActionContext<typeof verifyingTables>;

interface Given {
  readonly member: string;
  readonly organisation: string;
  readonly authority: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly proof?: Uint8Array | undefined;
}

function verify(ctx: Verifying, given: Given, key: Uint8Array | undefined) {
  const { tables, block, caller, suite, ledgerId } = ctx;
  const { organisation, member, proof } = given;
  const owner = tables.organisations.get({ organisation });
  if (owner === undefined || !activeAt(owner, block.height)) return refuse(OUTCOMES.memberInactive);
  const bound = tables.certificateAuthorities.get({ organisation, fingerprint: given.authority });
  if (bound === undefined || !spans(bound, block.height)) return refuse(OUTCOMES.noSuchAuthority);
  const id = suite.hash(given.chain[0] as Uint8Array);
  if (tables.certificates.has({ fingerprint: id })) return refuse(OUTCOMES.certificateTaken);
  const claim = { ledgerId, organisation, member, fingerprint: id, key };
  const { time } = block;
  return verifyPresented({
    chain: given.chain,
    authority: bound,
    claim,
    proof,
    caller,
    time,
    suite,
  });
}

function keep({ tables, block, suite }: Verifying, given: Given, verified: X509Certificate) {
  const { serial, notAfter, notBefore, key } = verified;
  const from = block.height + 1;
  const row = {
    fingerprint: suite.hash(verified.bytes),
    member: given.member,
    organisation: given.organisation,
    authority: given.authority,
    serial,
    publicKey: suite.hash(key.spki),
    // A certificate may begin before 1970; that is as good as in 1970.
    notBefore: Math.max(0, notBefore),
    notAfter,
    fromHeight: from,
  };
  tables.certificates.put(row);
  return { fingerprint: row.fingerprint, notAfter, fromHeight: from };
}
