import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { group, optional } from "@tallystick/ledger/app/fields";
import { authorityOver, authorityTables } from "../authority.ts";
import {
  contact,
  coseKey,
  countsFrom,
  legalIdentity,
  memberId,
  name,
  organisationId,
  organisationKinds,
} from "../fields.ts";
import { identify, KEY_REFUSALS, newKeyRow, refusedKey } from "../key-rules.ts";
import {
  certified,
  checkpointKeyTaken,
  IDENTITY_REFUSALS,
  identityRefusal,
  ROSTER_REFUSALS,
  setVoice,
  strengthRefusal,
  VOICE_REFUSALS,
} from "../organisation-rules.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { validator } from "../records/organisations.ts";
import { ROSTER_LEAD, rosterTables, votesFrom } from "../roster.ts";

/** Takes an organisation in, with its first operator. */
export const admitOrganisation = defineAction({
  name: "admit-organisation",
  title: { en: "Admit an organisation", zh: "接纳机构" },
  summary: {
    en: "Takes an organisation in, with the key of its checkpoints and its first operator: by decision of the organisations. A validator certifies from three blocks later on.",
    zh: "经机构共同决定接纳新机构及其检查点密钥与首位管理员；验证节点自三个区块后参与认证。",
  },
  tables: { ...authorityTables, ...rosterTables },
  roles: ["consortium"],
  scope: ({ organisation }) => ({ organisation }),
  input: {
    organisation: organisationId,
    name,
    ...legalIdentity,
    contact,
    kinds: organisationKinds,
    key: coseKey,
    operator: group(
      { member: memberId, key: coseKey },
      { en: "The first operator, with its first key.", zh: "首位管理员及其首个密钥。" },
    ),
    validator: optional(validator),
  },
  output: { fromHeight: countsFrom },
  refusals: [
    OUTCOMES.organisationExists,
    OUTCOMES.memberExists,
    ...VOICE_REFUSALS,
    ...IDENTITY_REFUSALS,
    ...KEY_REFUSALS,
  ],
  run({ tables, block, suite }, input) {
    const { organisation, key, operator, validator: voice, ...facts } = input;
    const { member } = operator;
    if (tables.organisations.has({ organisation })) return refuse(OUTCOMES.organisationExists);
    const wrong = identityRefusal(tables, organisation, facts);
    if (wrong !== null) return wrong;
    const id = identify(suite, key);
    if (id === undefined) return refuse(OUTCOMES.badKey);
    if (checkpointKeyTaken(tables, id)) return refuse(OUTCOMES.keyTaken);
    if (tables.members.has({ member })) return refuse(OUTCOMES.memberExists);
    const from = block.height + 1;
    const made = newKeyRow(tables, suite, block, { ...operator, fromHeight: from });
    if (refusedKey(made)) return made;
    tables.organisations.put({
      ...{ organisation, key, since: block.height, ...facts },
      ...{ status: "active" as const, statusFrom: from },
    });
    const named = { organisation, keyId: id, key, purpose: "checkpoint" as const };
    tables.organisationKeys.put({ ...named, fromHeight: from });
    tables.members.put({ member, organisation, role: "operator", since: block.height });
    tables.keys.put(made);
    if (voice === undefined) return ok({ fromHeight: from });
    const fromHeight = block.height + ROSTER_LEAD;
    return setVoice(tables, { organisation, fromHeight, ...voice }) ?? ok({ fromHeight: from });
  },
});

/** Changes what stands of an organisation. */
export const updateOrganisation = defineAction({
  name: "update-organisation",
  title: { en: "Update an organisation", zh: "更新机构" },
  summary: {
    en: "Changes what stands of an organisation. Its operator changes name and contact; legal identity and kinds are changed by decision of the organisations.",
    zh: "更新机构信息：管理员可改名称与联系方式；法定身份与类别须经机构共同决定。",
  },
  tables: { ...authorityTables, ...rosterTables },
  roles: ["operator", "consortium"],
  scope: ({ organisation }) => ({ organisation }),
  input: {
    organisation: organisationId,
    name: optional(name),
    contact,
    ...legalIdentity,
    kinds: optional(organisationKinds),
  },
  output: {},
  refusals: [
    OUTCOMES.noSuchOrganisation,
    OUTCOMES.otherOrganisation,
    OUTCOMES.byDecisionOnly,
    ...ROSTER_REFUSALS,
    ...IDENTITY_REFUSALS,
  ],
  run(ctx, input) {
    const { tables, block } = ctx;
    const { organisation, ...changes } = input;
    const row = tables.organisations.get({ organisation });
    if (row === undefined) return refuse(OUTCOMES.noSuchOrganisation);
    const authority = authorityOver(ctx, "update-organisation", organisation);
    if (authority === undefined) return refuse(OUTCOMES.otherOrganisation);
    const { legalName, uscc, lei, kinds } = changes;
    const decided = [legalName, uscc, lei, kinds].some((value) => value !== undefined);
    if (decided && authority !== "consortium") return refuse(OUTCOMES.byDecisionOnly);
    const wrong = identityRefusal(tables, organisation, changes);
    if (wrong !== null) return wrong;
    const { height } = block;
    const before = kinds === undefined ? [] : votesFrom(tables, height + ROSTER_LEAD);
    tables.organisations.put({ ...row, ...changes, name: changes.name ?? row.name });
    if (kinds === undefined) return ok({});
    if (!certified(tables, height + 1, height)) return refuse(OUTCOMES.lastValidator);
    return strengthRefusal(tables, before) ?? ok({});
  },
});
