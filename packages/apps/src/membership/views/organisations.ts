import { defineView } from "@tallystick/ledger/app/define-view";
import { list, optional } from "@tallystick/ledger/app/fields";
import { organisationId, organisationKind } from "../fields.ts";
import {
  organisationKeys as organisationKeyTable,
  organisations as organisationTable,
  validators as validatorTable,
} from "../records/organisations.ts";
import { next, PAGE_MAX, pageQuery, paging } from "./paging.ts";

/** Keys of one page of a history: each comes with a proof. */
const HISTORY_PAGE = 32;

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
    en: "Checkpoint keys and votes of an organisation with the heights from which they count, each provable.",
    zh: "机构的检查点密钥与投票身份及其生效高度，逐一可证。",
  },
  tables: {
    organisations: organisationTable,
    organisationKeys: organisationKeyTable,
    validators: validatorTable,
  },
  proves: true,
  input: { organisation: organisationId },
  output: {
    organisation: optional(organisationTable.row),
    keys: list(organisationKeyTable.row, { max: HISTORY_PAGE }),
    votes: list(validatorTable.row, { max: HISTORY_PAGE - 1 }),
  },
  run({ tables }, { organisation: id }) {
    const newest = { prefix: [id], reverse: true };
    const keys = tables.organisationKeys.scan("byHeight", { ...newest, limit: HISTORY_PAGE });
    const votes = tables.validators.scan("byHeight", { ...newest, limit: HISTORY_PAGE - 1 });
    return {
      organisation: tables.organisations.get({ organisation: id }),
      keys: keys.rows.flatMap((row) => tables.organisationKeys.get(row) ?? []),
      votes: votes.rows.flatMap((row) => tables.validators.get(row) ?? []),
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
