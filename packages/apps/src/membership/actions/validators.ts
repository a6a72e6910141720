import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { authorityOver, authorityTables } from "../authority.ts";
import { coseKey, countsFrom, fromHeight, keyId, organisationId } from "../fields.ts";
import { identify } from "../key-rules.ts";
import { checkpointKeyTaken, setVoice, VOICE_REFUSALS } from "../organisation-rules.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { voice } from "../records/organisations.ts";
import { ROSTER_LEAD, restate, rosterTables } from "../roster.ts";
import { scanAll } from "../scan-all.ts";

/** Sets an organisation's vote in the consensus engine. */
export const setValidator = defineAction({
  name: "set-validator",
  title: { en: "Set a validator", zh: "设置验证节点" },
  summary: {
    en: "Sets the key, power and node of an organisation's vote in the consensus engine, by decision of the organisations; power 0 takes it away.",
    zh: "经机构共同决定设置机构在共识引擎中的投票公钥、投票权与节点；投票权为 0 即取消。",
  },
  tables: rosterTables,
  roles: ["consortium"],
  scope: ({ organisation }) => ({ organisation }),
  input: { organisation: organisationId, ...voice, fromHeight },
  output: { fromHeight: countsFrom },
  refusals: [OUTCOMES.noSuchOrganisation, OUTCOMES.tooSoon, ...VOICE_REFUSALS],
  run({ tables, block }, input) {
    const least = block.height + ROSTER_LEAD;
    const { organisation, fromHeight: from = least, ...said } = input;
    if (!tables.organisations.has({ organisation })) return refuse(OUTCOMES.noSuchOrganisation);
    if (from < least) return refuse(OUTCOMES.tooSoon, { least });
    return (
      setVoice(tables, { organisation, fromHeight: from, ...said }) ?? ok({ fromHeight: from })
    );
  },
});

/** Puts a checkpoint key in the place of another. */
export const rotateOrganisationKey = defineAction({
  name: "rotate-organisation-key",
  title: { en: "Rotate a checkpoint key", zh: "轮换检查点密钥" },
  summary: {
    en: "Gives an organisation a new key for its checkpoints from a height on, by its operator. The old one stays in the key history, and what it signed stays valid.",
    zh: "由机构管理员自某高度起更换检查点密钥；旧密钥保留于密钥历史，其签名仍然有效。",
  },
  tables: { ...authorityTables, ...rosterTables },
  roles: ["operator", "consortium"],
  scope: ({ organisation }) => ({ organisation }),
  input: { organisation: organisationId, key: coseKey, fromHeight },
  output: { keyId, fromHeight: countsFrom },
  refusals: [
    OUTCOMES.noSuchOrganisation,
    OUTCOMES.otherOrganisation,
    OUTCOMES.tooSoon,
    OUTCOMES.badKey,
    OUTCOMES.keyTaken,
    OUTCOMES.lastValidator,
  ],
  run(ctx, input) {
    const { tables, block, suite } = ctx;
    const least = block.height + ROSTER_LEAD;
    const { organisation, key, fromHeight: from = least } = input;
    const row = tables.organisations.get({ organisation });
    if (row === undefined) return refuse(OUTCOMES.noSuchOrganisation);
    if (authorityOver(ctx, "rotate-organisation-key", organisation) === undefined) {
      return refuse(OUTCOMES.otherOrganisation);
    }
    if (from < least) return refuse(OUTCOMES.tooSoon, { least });
    const id = identify(suite, key);
    if (id === undefined) return refuse(OUTCOMES.badKey);
    if (checkpointKeyTaken(tables, id)) return refuse(OUTCOMES.keyTaken);
    for (const old of [
      ...scanAll(tables.organisationKeys, "byHeight", { prefix: [organisation] }),
    ]) {
      // One that was to come later never does; one in force ends where the new one begins.
      if (old.fromHeight >= from) tables.organisationKeys.delete(old);
      else if (old.toHeight === undefined || old.toHeight >= from) {
        tables.organisationKeys.put({ ...old, toHeight: from - 1 });
      }
    }
    const named = { organisation, keyId: id, key, purpose: "checkpoint" as const };
    tables.organisationKeys.put({ ...named, fromHeight: from });
    tables.organisations.put({ ...row, key });
    return restate(tables, from)
      ? ok({ keyId: id, fromHeight: from })
      : refuse(OUTCOMES.lastValidator);
  },
});
