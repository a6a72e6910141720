import { defineView } from "@tallystick/ledger/app/define-view";
import { list, optional, uint } from "@tallystick/ledger/app/fields";
import { organisationId, organisationKind } from "../fields.ts";
import {
  organisationKeys as organisationKeyTable,
  organisations as organisationTable,
  validators as validatorTable,
} from "../records/organisations.ts";
import { HISTORY_PAGE, historyKeys, next, PAGE_MAX, pageQuery, paging } from "./paging.ts";

/** The organisations. */
export const organisations = defineView({
  name: "organisations",
  title: { en: "Organisations", zh: "机构列表" },
  summary: {
    en: "Organisations by id, those of one kind or all. A page looks at no more rows than its limit.",
    zh: "按标识排列的机构，可按类别筛选；每页最多查看 limit 行。",
  },
  tables: { organisations: organisationTable },
  input: { kind: optional(organisationKind), ...paging },
  output: { organisations: list(organisationTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { kind, ...page }) {
    const { rows, next: further } = tables.organisations.scan("byId", pageQuery(page));
    const wanted = rows.filter(({ kinds }) => kind === undefined || kinds?.includes(kind));
    return { organisations: wanted, next: further };
  },
});

/** Keys and votes of an organisation, with proof. */
export const organisationHistory = defineView({
  name: "organisation-history",
  title: { en: "Key history of an organisation", zh: "机构的密钥历史" },
  summary: {
    en: "Checkpoint keys and votes of an organisation, the newest first, with the heights from which they count. Ask once to learn them, and again naming them, for an answer that its proofs prove.",
    zh: "机构的检查点密钥与投票身份及其生效高度，最新在前。先查询得知，再逐一列出查询，即得可证明的答复。",
  },
  tables: {
    organisations: organisationTable,
    organisationKeys: organisationKeyTable,
    validators: validatorTable,
  },
  proves: true,
  input: {
    organisation: organisationId,
    keyIds: historyKeys,
    votesFrom: optional(
      list(uint(), {
        max: HISTORY_PAGE,
        en: "Only votes from these heights on, provably.",
        zh: "仅查询自所列高度起的投票身份（可证明）。",
      }),
    ),
  },
  output: {
    organisation: optional(organisationTable.row),
    keys: list(organisationKeyTable.row, { max: HISTORY_PAGE }),
    votes: list(validatorTable.row, { max: HISTORY_PAGE }),
  },
  run({ tables }, { organisation: id, keyIds, votesFrom }) {
    const newest = { prefix: [id], reverse: true, limit: HISTORY_PAGE };
    const keyOf = (keyId: Uint8Array) => tables.organisationKeys.get({ organisation: id, keyId });
    const voteOf = (fromHeight: number) => tables.validators.get({ organisation: id, fromHeight });
    const exact = keyIds !== undefined || votesFrom !== undefined;
    const keys = exact ? [] : tables.organisationKeys.scan("byHeight", newest).rows;
    const votes = exact ? [] : tables.validators.scan("byHeight", newest).rows;
    return {
      organisation: tables.organisations.get({ organisation: id }),
      keys: exact ? (keyIds ?? []).flatMap((keyId) => keyOf(keyId) ?? []) : keys,
      votes: exact ? (votesFrom ?? []).flatMap((from) => voteOf(from) ?? []) : votes,
    };
  },
});

/** One organisation, with proof. */
export const organisation = defineView({
  name: "organisation",
  title: { en: "An organisation", zh: "查询机构" },
  summary: {
    en: "An organisation of the ledger, provably there or not.",
    zh: "查询账本的机构，可证明其是否存在。",
  },
  tables: { organisations: organisationTable },
  proves: true,
  input: { organisation: organisationId },
  output: { organisation: optional(organisationTable.row) },
  run({ tables }, { organisation: id }) {
    return { organisation: tables.organisations.get({ organisation: id }) };
  },
});
