import { toHex } from "@tallystick/core/bytes";
import { type ActionContext, defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { group, list, optional } from "@tallystick/ledger/app/fields";
import { coseKey, countsFrom, memberId, organisationId, until } from "../fields.ts";
import { KEY_REFUSALS, newKeyRow, refusedKey } from "../key-rules.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { attestations, commitment, level } from "../records/attestations.ts";
import { keys, members } from "../records/members.ts";
import { organisations } from "../records/organisations.ts";

/** Pseudonyms in one statement at most. */
export const PSEUDONYMS_MAX = 32;

const attested = {
  level,
  commitment,
  until: optional(until),
};

/** Attests how well a member's identity was verified. */
export const attest = defineAction({
  name: "attest",
  title: { en: "Attest a member", zh: "证明成员身份等级" },
  summary: {
    en: "A registrar attests how well it verified a member, bound by a commitment to papers that stay with it. No personal data reaches the ledger.",
    zh: "登记机构证明对成员的核验等级，并以承诺值绑定留存于本机构的材料；账本不含个人信息。",
  },
  tables: { organisations, members, attestations },
  roles: ["operator"],
  input: { member: memberId, ...attested },
  output: { fromHeight: countsFrom },
  refusals: [OUTCOMES.notRegistrar, OUTCOMES.noSuchMember, OUTCOMES.timePast],
  run(ctx, { member, ...said }) {
    const { tables, block, caller } = ctx;
    if (!registers(ctx)) return refuse(OUTCOMES.notRegistrar);
    if (!tables.members.has({ member })) return refuse(OUTCOMES.noSuchMember);
    if (said.until !== undefined && said.until <= block.time) return refuse(OUTCOMES.timePast);
    const from = block.height + 1;
    const by = { registrar: caller.organisation, by: caller.member };
    tables.attestations.put({ member, ...by, ...said, fromHeight: from });
    return ok({ fromHeight: from });
  },
});

/** Takes an attestation back. */
export const withdrawAttestation = defineAction({
  name: "withdraw-attestation",
  title: { en: "Withdraw an attestation", zh: "撤回证明" },
  summary: {
    en: "The registrar takes back what it attested, from the next block on; so can the organisations by decision.",
    zh: "登记机构自下一区块起撤回证明，亦可由机构共同决定撤回。",
  },
  tables: { attestations },
  roles: ["operator", "consortium"],
  input: { member: memberId, registrar: optional(organisationId) },
  output: { fromHeight: countsFrom },
  refusals: [OUTCOMES.otherOrganisation, OUTCOMES.noSuchAttestation, OUTCOMES.alreadyEnded],
  run({ tables, block, caller }, { member, registrar = caller.organisation }) {
    if (caller.role !== "consortium" && registrar !== caller.organisation) {
      return refuse(OUTCOMES.otherOrganisation);
    }
    const row = tables.attestations.get({ member, registrar });
    if (row === undefined) return refuse(OUTCOMES.noSuchAttestation);
    if (row.toHeight !== undefined) return refuse(OUTCOMES.alreadyEnded);
    tables.attestations.put({ ...row, toHeight: block.height });
    return ok({ fromHeight: block.height + 1 });
  },
});

const pseudonym = group({ key: coseKey, ...attested });

/** Enrols people under pseudonyms. */
export const enrolPseudonyms = defineAction({
  name: "enrol-pseudonyms",
  title: { en: "Enrol pseudonyms", zh: "登记假名" },
  summary: {
    en: "A registrar enrols keys of people whom it has verified. Each is a member of its own, named after its key: nothing on the ledger says which belong to one person.",
    zh: "登记机构为已核验的个人登记假名密钥；每个假名是独立成员，以密钥命名，账本无从得知哪些属于同一人。",
  },
  tables: { organisations, members, keys, attestations },
  roles: ["operator"],
  input: {
    pseudonyms: list(pseudonym, {
      min: 1,
      max: PSEUDONYMS_MAX,
      en: "In ascending order of the keys' identifiers; enrol many people together.",
      zh: "按密钥标识升序排列；宜将多人合并登记。",
    }),
  },
  output: {
    members: list(memberId, { max: PSEUDONYMS_MAX, en: "Their ids.", zh: "假名成员标识。" }),
    fromHeight: countsFrom,
  },
  refusals: [OUTCOMES.notRegistrar, OUTCOMES.notInOrder, OUTCOMES.memberExists, ...KEY_REFUSALS],
  run(ctx, { pseudonyms }) {
    const { tables, block, caller, suite } = ctx;
    if (!registers(ctx)) return refuse(OUTCOMES.notRegistrar);
    const from = block.height + 1;
    const enrolled: string[] = [];
    let last = "";
    for (const { key, ...said } of pseudonyms) {
      if (said.until !== undefined && said.until <= block.time) return refuse(OUTCOMES.timePast);
      const made = newKeyRow(tables, suite, block, { member: "", key, fromHeight: from });
      if (refusedKey(made)) return made;
      const member = pseudonymOf(made.keyId);
      if (member <= last) return refuse(OUTCOMES.notInOrder);
      last = member;
      if (tables.members.has({ member })) return refuse(OUTCOMES.memberExists);
      const { organisation } = caller;
      tables.members.put({
        member,
        organisation,
        role: "member",
        since: block.height,
        pseudonym: true,
      });
      tables.keys.put({ ...made, member });
      const by = { registrar: organisation, by: caller.member };
      tables.attestations.put({ member, ...by, ...said, fromHeight: from });
      enrolled.push(member);
    }
    return ok({ members: enrolled, fromHeight: from });
  },
});

/** The id of a pseudonym: its first key's identifier, and nothing else. */
export function pseudonymOf(keyId: Uint8Array): string {
  return `p-${toHex(keyId.subarray(0, 16))}`;
}

function registers({
  tables,
  caller,
}: ActionContext<{ readonly organisations: typeof organisations }>): boolean {
  const row = tables.organisations.get({ organisation: caller.organisation });
  return row?.kinds?.includes("registrar") ?? false;
}
