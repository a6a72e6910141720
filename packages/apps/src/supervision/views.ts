import { defineView } from "@tallystick/ledger/app/define-view";
import { cursor, flag, group, list, optional, uint } from "@tallystick/ledger/app/fields";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { memberId, organisationId } from "../membership/fields.ts";
import { number, orderId } from "./fields.ts";
import {
  disclosures as disclosureTable,
  holds as holdTable,
  type Incident,
  incidentNotes,
  incidents as incidentTable,
  orders as orderTable,
  securityOwners as ownerTable,
  type Query,
  queries as queryTable,
  scopes as scopeTable,
} from "./records.ts";

const PAGE_DEFAULT = 50;
const PAGE_MAX = 200;

const limit = optional(
  uint({ min: 1, max: PAGE_MAX, en: "Rows at most.", zh: "最多返回的行数。" }),
);
const after = optional(cursor());
const next = optional(cursor({ en: "Cursor of the next page.", zh: "下一页的游标。" }));
const paged = { limit, after };

/** Scopes, of one observer or all. */
export const scopes = defineView({
  name: "scopes",
  title: { en: "Scopes", zh: "查阅范围" },
  summary: { en: "What observers may look at, by observer.", zh: "各观察方的查阅范围。" },
  tables: { scopes: scopeTable },
  input: { observer: optional(organisationId), ...paged },
  output: { scopes: list(scopeTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { observer, limit: rows = PAGE_DEFAULT, after: from }) {
    const prefix = observer === undefined ? [] : [observer];
    const page = tables.scopes.scan("byObserver", { prefix, limit: rows, after: from });
    return { scopes: page.rows, next: page.next };
  },
});

const seenQuery = group({
  query: queryTable.row,
  noticeOverdue: flag({
    en: "True when notice is due and has not been given.",
    zh: "逾期未告知时为真。",
  }),
});

function seen(
  tables: TableReaders<{ readonly orders: typeof orderTable }>,
  query: Query,
  time: number,
) {
  const { delayed } = query;
  if (delayed === undefined || delayed.noticed !== undefined)
    return { query, noticeOverdue: false };
  const revoked = tables.orders.get({ order: delayed.order })?.revoked !== undefined;
  return { query, noticeOverdue: revoked || time > delayed.until };
}

/** Who looked at an organisation's records. */
export const looksAt = defineView({
  name: "looks-at",
  title: { en: "Who looked at an organisation", zh: "谁查阅了某机构" },
  summary: {
    en: "Every query about an organisation of which it has notice: by whom, why, on which scope, and what was answered; the latest first.",
    zh: "针对某机构且已告知的全部查询：查询方、目的、依据与答复，最近的在前。",
  },
  tables: { queries: queryTable, orders: orderTable },
  input: { organisation: organisationId, ...paged },
  output: { looks: list(seenQuery, { max: PAGE_MAX }), next },
  run({ tables, time }, { organisation, limit: rows = PAGE_DEFAULT, after: from }) {
    const query = { prefix: [organisation], reverse: true, limit: rows, after: from };
    const page = tables.queries.scan("bySubject", query);
    return { looks: page.rows.map((row) => seen(tables, row, time)), next: page.next };
  },
});

/** What an observer asked. */
export const looksBy = defineView({
  name: "looks-by",
  title: { en: "What an observer asked", zh: "某观察方的查询" },
  summary: {
    en: "Every query of an observer, also those whose notice is delayed, the latest first.",
    zh: "某观察方的全部查询，包括延迟告知的，最近的在前。",
  },
  tables: { queries: queryTable, orders: orderTable },
  input: { observer: organisationId, ...paged },
  output: { looks: list(seenQuery, { max: PAGE_MAX }), next },
  run({ tables, time }, { observer, limit: rows = PAGE_DEFAULT, after: from }) {
    const query = { prefix: [observer], reverse: true, limit: rows, after: from };
    const page = tables.queries.scan("byObserver", query);
    return { looks: page.rows.map((row) => seen(tables, row, time)), next: page.next };
  },
});

/** One query, with proof. */
export const look = defineView({
  name: "look",
  title: { en: "A query", zh: "一次查询" },
  summary: {
    en: "A query with the scope it rests on, provably.",
    zh: "某次查询及其依据的范围，可证明。",
  },
  tables: { queries: queryTable, scopes: scopeTable },
  proves: true,
  input: { query: number("The query.", "查询编号。") },
  output: { query: optional(queryTable.row), scope: optional(scopeTable.row) },
  run({ tables }, { query }) {
    const row = tables.queries.get({ query });
    return { query: row, scope: row && tables.scopes.get(row) };
  },
});

/** One order, with proof. */
export const order = defineView({
  name: "order",
  title: { en: "An order", zh: "一份文书" },
  summary: {
    en: "An order by its reference, provably there or not.",
    zh: "按编号查询文书，可证明其是否存在。",
  },
  tables: { orders: orderTable },
  proves: true,
  input: { order: orderId },
  output: { order: optional(orderTable.row) },
  run({ tables }, key) {
    return { order: tables.orders.get(key) };
  },
});

/** Holds that concern an organisation, or all. */
export const holds = defineView({
  name: "holds",
  title: { en: "Holds", zh: "冻结" },
  summary: {
    en: "Holds, past and present, of one organisation or all.",
    zh: "某机构或全部机构现有及历史的冻结。",
  },
  tables: { holds: holdTable },
  input: { subject: optional(organisationId), ...paged },
  output: { holds: list(holdTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { subject, limit: rows = PAGE_DEFAULT, after: from }) {
    const prefix = subject === undefined ? [] : [subject];
    const page = tables.holds.scan("bySubject", { prefix, limit: rows, after: from });
    return { holds: page.rows, next: page.next };
  },
});

const seenIncident = group({
  incident: incidentTable.row,
  overdue: flag({
    en: "True when it should have been reported and was not.",
    zh: "逾期未报告时为真。",
  }),
});

function flagged(incident: Incident, time: number) {
  return { incident, overdue: incident.reported === undefined && time > incident.due };
}

/** Incidents, of one organisation or all, by the time they must be reported. */
export const incidents = defineView({
  name: "incidents",
  title: { en: "Incidents", zh: "安全事件" },
  summary: {
    en: "Incidents of one organisation, or all by the time they must be reported; overdue ones are flagged.",
    zh: "某机构的安全事件，或按报告期限排列的全部事件；逾期的予以标记。",
  },
  tables: { incidents: incidentTable },
  input: { organisation: optional(organisationId), ...paged },
  output: { incidents: list(seenIncident, { max: PAGE_MAX }), next },
  run({ tables, time }, { organisation, limit: rows = PAGE_DEFAULT, after: from }) {
    const page =
      organisation === undefined
        ? tables.incidents.scan("byDue", { limit: rows, after: from })
        : tables.incidents.scan("byOrganisation", {
            prefix: [organisation],
            limit: rows,
            after: from,
          });
    return { incidents: page.rows.map((row) => flagged(row, time)), next: page.next };
  },
});

/** Notes on one incident that are shown. */
const NOTES_MAX = 60;

/** One incident with its notes, with proof. */
export const incident = defineView({
  name: "incident",
  title: { en: "An incident", zh: "一次安全事件" },
  summary: {
    en: "An incident with the notes added to it, the first ones, provably.",
    zh: "某安全事件及其追加说明（最早的若干条），可证明。",
  },
  tables: { incidents: incidentTable, incidentNotes },
  proves: true,
  input: { incident: number("The incident.", "安全事件编号。") },
  output: { incident: optional(seenIncident), notes: list(incidentNotes.row, { max: NOTES_MAX }) },
  run({ tables, time }, { incident: which }) {
    const row = tables.incidents.get({ incident: which });
    const notes = [];
    for (let note = 0; note < Math.min(row?.notes ?? 0, NOTES_MAX); note++) {
      const found = tables.incidentNotes.get({ incident: which, note });
      if (found !== undefined) notes.push(found);
    }
    return { incident: row && flagged(row, time), notes };
  },
});

/** Who answers for security. */
export const securityOwners = defineView({
  name: "security-owners",
  title: { en: "Security owners", zh: "安全责任人" },
  summary: { en: "Who answers for security in each organisation.", zh: "各机构的安全责任人。" },
  tables: { owners: ownerTable },
  input: paged,
  output: { owners: list(ownerTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { limit: rows = PAGE_DEFAULT, after: from }) {
    const page = tables.owners.scan("byOrganisation", { limit: rows, after: from });
    return { owners: page.rows, next: page.next };
  },
});

/** Who asked who a pseudonym is. */
export const disclosures = defineView({
  name: "disclosures",
  title: { en: "Disclosures of a pseudonym", zh: "假名身份的披露" },
  summary: {
    en: "Who asked the registrar who a pseudonym is, why, and what came of it.",
    zh: "何人因何请求披露某假名身份，以及结果。",
  },
  tables: { disclosures: disclosureTable },
  input: { pseudonym: memberId, ...paged },
  output: { disclosures: list(disclosureTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { pseudonym, limit: rows = PAGE_DEFAULT, after: from }) {
    const query = { prefix: [pseudonym], limit: rows, after: from };
    const page = tables.disclosures.scan("byPseudonym", query);
    return { disclosures: page.rows, next: page.next };
  },
});

/** What a registrar has been asked. */
export const requests = defineView({
  name: "requests",
  title: { en: "Disclosure requests to a registrar", zh: "登记机构收到的披露请求" },
  summary: {
    en: "What a registrar has been asked to disclose, with what it answered.",
    zh: "某登记机构收到的披露请求及其答复。",
  },
  tables: { disclosures: disclosureTable },
  input: { registrar: organisationId, ...paged },
  output: { requests: list(disclosureTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { registrar, limit: rows = PAGE_DEFAULT, after: from }) {
    const query = { prefix: [registrar], limit: rows, after: from };
    const page = tables.disclosures.scan("byRegistrar", query);
    return { requests: page.rows, next: page.next };
  },
});
