import { defineView } from "@tallystick/ledger/app/define-view";
import { choice, group, list, optional, uint } from "@tallystick/ledger/app/fields";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { organisationId } from "../../membership/fields.ts";
import { number, time } from "../../supervision/fields.ts";
import { amount, certificateNumber, currency, start } from "../fields.ts";
import { certificates as certificateTable } from "../records/certificates.ts";
import { type Endorsement, endorsements as endorsementTable } from "../records/endorsements.ts";
import { type Part, parts as partTable } from "../records/parts.ts";
import { standing } from "../rules/standing.ts";
import { FLAGS, STATUSES } from "../transitions.ts";
import { next, PAGE_MAX, pageInput, pageOf } from "./paging.ts";

/** A part with what a reader wants to know of its certificate. */
const held = group({
  part: partTable.row,
  amount,
  debtor: organisationId,
  currency,
  due: time("The due date begins", "到期日开始时刻"),
  dueDay: uint({
    en: "The due date as days since 1970-01-01, in the zone of the policy.",
    zh: "到期日，自 1970-01-01 起的天数，按规则所定时区。",
  }),
  flag: choice(FLAGS, {
    en: "Its flag now: what it was before a lock that has run out.",
    zh: "当前流通标志；锁定已失效的，为锁定前标志。",
  }),
});

type Tables = TableReaders<{ readonly certificates: typeof certificateTable }>;

/** A part beside its certificate; whoever looks at a lock that has run out sees what it hid. */
function shown(tables: Tables, part: Part, now: number) {
  const certificate = tables.certificates.get(part);
  if (certificate === undefined) throw new Error("a part is of a certificate");
  return {
    part,
    amount: part.end - part.start,
    debtor: certificate.debtor,
    currency: certificate.currency,
    due: certificate.due,
    dueDay: certificate.dueDay,
    flag: standing(part, now).flag,
  };
}

/** One part, with proof. */
export const part = defineView({
  name: "part",
  title: { en: "A part", zh: "一个子区间" },
  summary: {
    en: "A part of a certificate: holder, state, lock, pledge, financing and guarantors, with the certificate; provably so.",
    zh: "凭证子区间的持有人、状态、锁定、质押、融资与保证，连同凭证，可证明。",
  },
  tables: { certificates: certificateTable, parts: partTable },
  proves: true,
  input: { certificate: certificateNumber, start },
  output: { certificate: optional(certificateTable.row), part: optional(partTable.row) },
  run: ({ tables }, key) => ({
    certificate: tables.certificates.get(key),
    part: tables.parts.get(key),
  }),
});

/** Endorsements of one page of a provenance: with the part and its certificate they fit one proof. */
const CHAIN_PAGE = 60;

/** How a part came to its holder, with proof. */
export const provenance = defineView({
  name: "provenance",
  title: { en: "Provenance of a part", zh: "子区间流转链" },
  summary: {
    en: "The endorsements that led to a part, the newest first, back to the debtor's promise; each is linked to the one before, so that the chain is proved.",
    zh: "子区间的背书链，最近的在前，直至付款承诺；逐笔相连，可证明。",
  },
  tables: { certificates: certificateTable, parts: partTable, endorsements: endorsementTable },
  proves: true,
  input: {
    certificate: certificateNumber,
    start,
    from: optional(number("Where an earlier page ended.", "上一页结束处。")),
  },
  output: {
    certificate: optional(certificateTable.row),
    part: optional(partTable.row),
    chain: list(endorsementTable.row, { max: CHAIN_PAGE }),
    next: optional(number("Where the chain goes on.", "链条的后续位置。")),
  },
  run({ tables }, { from, ...key }) {
    const row = tables.parts.get(key);
    const chain: Endorsement[] = [];
    let at = from ?? row?.last;
    while (at !== undefined && chain.length < CHAIN_PAGE) {
      const found = tables.endorsements.get({ certificate: key.certificate, number: at });
      if (found === undefined) break;
      chain.push(found);
      at = found.previous;
    }
    return { certificate: tables.certificates.get(key), part: row, chain, next: at };
  },
});

/** What an organisation holds. */
export const holdings = defineView({
  name: "holdings",
  title: { en: "Holdings", zh: "持有凭证" },
  summary: {
    en: "Parts that an organisation holds, by status: whose promise, how much, due when, and whether they circulate.",
    zh: "某机构持有的子区间：债务人、金额、到期日与流通状态。",
  },
  tables: { certificates: certificateTable, parts: partTable },
  input: {
    organisation: organisationId,
    status: optional(choice(STATUSES, { en: "Only of this status.", zh: "仅此状态。" })),
    ...pageInput,
  },
  output: { holdings: list(held, { max: PAGE_MAX }), next },
  run({ tables, time: now }, { organisation, status: only, ...page }) {
    const prefix = only === undefined ? [organisation] : [organisation, only];
    const found = tables.parts.scan("byHolder", { prefix, ...pageOf(page) });
    return { holdings: found.rows.map((row) => shown(tables, row, now)), next: found.next };
  },
});

/** What is pledged to an organisation. */
export const pledges = defineView({
  name: "pledges",
  title: { en: "Pledge register", zh: "质押登记" },
  summary: {
    en: "Parts that are pledged to an organisation, with who pledged them.",
    zh: "质押给某机构的子区间及出质人。",
  },
  tables: { certificates: certificateTable, parts: partTable },
  input: { organisation: organisationId, ...pageInput },
  output: { pledges: list(held, { max: PAGE_MAX }), next },
  run({ tables, time: now }, { organisation, ...page }) {
    const query = { prefix: [organisation], ...pageOf(page) };
    const found = tables.parts.scan("byPledgee", query);
    return { pledges: found.rows.map((row) => shown(tables, row, now)), next: found.next };
  },
});
