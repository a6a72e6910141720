import { defineView } from "@tallystick/ledger/app/define-view";
import { choice, flag, group, list, optional, uint } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../membership/fields.ts";
import { currency, total } from "../fields.ts";
import { dayOfTime } from "../policy/calendar.ts";
import { policyNow, policyTables } from "../policy/policy-at.ts";
import {
  exposuresByDue as byDueTable,
  DIMENSIONS,
  exposures as exposureTable,
  totals as totalTable,
} from "../records/exposures.ts";
import { next, PAGE_MAX, pageInput, pageOf } from "./paging.ts";

const dimension = choice(DIMENSIONS, { en: "By what it is summed.", zh: "汇总维度。" });

/** Sums over parts, by organisation and tier. */
export const exposures = defineView({
  name: "exposures",
  title: { en: "Exposure", zh: "敞口汇总" },
  summary: {
    en: "What is owed by, guaranteed by or held by one organisation or all, by currency and tier.",
    zh: "某机构或全部机构作为债务人、保证人或持有人的敞口，按币种与层级。",
  },
  tables: { exposures: exposureTable },
  input: { dimension, organisation: optional(organisationId), ...pageInput },
  output: { exposures: list(exposureTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { dimension: by, organisation, ...page }) {
    const prefix = organisation === undefined ? [by] : [by, organisation];
    const found = tables.exposures.scan("byOrganisation", { prefix, ...pageOf(page) });
    return { exposures: found.rows, next: found.next };
  },
});

/** One sum, with proof. */
export const exposure = defineView({
  name: "exposure",
  title: { en: "One exposure", zh: "单项敞口" },
  summary: {
    en: "The sum of one organisation in one currency and tier, provably so.",
    zh: "某机构在某币种、某层级的汇总，可证明。",
  },
  tables: { exposures: exposureTable },
  proves: true,
  input: {
    dimension,
    organisation: organisationId,
    currency,
    tier: uint({ en: "Tier; 0 for guarantors.", zh: "层级；保证人为 0。" }),
  },
  output: { exposure: optional(exposureTable.row) },
  run: ({ tables }, key) => ({ exposure: tables.exposures.get(key) }),
});

/** Sums by due date. */
export const maturities = defineView({
  name: "maturities",
  title: { en: "Maturity calendar", zh: "到期日历" },
  summary: {
    en: "What a debtor owes on each due date.",
    zh: "某债务人各到期日的应付金额。",
  },
  tables: { byDue: byDueTable },
  input: {
    organisation: organisationId,
    currency,
    from: optional(
      uint({ en: "First day, since 1970-01-01.", zh: "起始日（自 1970-01-01 的天数）。" }),
    ),
    to: optional(uint({ en: "Day after the last.", zh: "截止日（不含）。" })),
    ...pageInput,
  },
  output: { maturities: list(byDueTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { organisation, currency: code, from, to, ...page }) {
    const query = { prefix: [organisation, code], from, to, ...pageOf(page) };
    const found = tables.byDue.scan("byDueDay", query);
    return { maturities: found.rows, next: found.next };
  },
});

/** Due dates that an ageing looks at: every day of a year to come, and almost two years past. */
const AGEING_DAYS_MAX = 1000;

/** Days past due from which a bucket begins; what is not due is in buckets of its own, below 0. */
const BUCKETS = [
  { name: "due-in-over-90", from: -Number.MAX_SAFE_INTEGER },
  { name: "due-in-61-to-90", from: -90 },
  { name: "due-in-31-to-60", from: -60 },
  { name: "due-within-30", from: -30 },
  { name: "late-1-to-30", from: 1 },
  { name: "late-31-to-60", from: 31 },
  { name: "late-61-to-90", from: 61 },
  { name: "late-over-90", from: 91 },
] as const;

const BUCKET_NAMES = BUCKETS.map(({ name }) => name);

const bucket = group({
  name: choice(BUCKET_NAMES, { en: "Days to go, or days late.", zh: "距到期天数或逾期天数。" }),
  outstanding: total("Not paid", "未付金额"),
});

/** How old what a debtor owes is. */
export const ageing = defineView({
  name: "ageing",
  title: { en: "Ageing", zh: "账龄分析" },
  summary: {
    en: "What a debtor owes, by days until it is due and days late, counted in the zone of the policy.",
    zh: "某债务人应付金额的账龄：距到期与逾期天数，按规则所定时区计。",
  },
  tables: { byDue: byDueTable, ...policyTables },
  input: { organisation: organisationId, currency },
  output: {
    day: uint({ en: "Today, as days since 1970-01-01.", zh: "当日，自 1970-01-01 的天数。" }),
    buckets: list(bucket, { max: BUCKETS.length }),
    complete: flag({
      en: "False when there are due dates longer past than were looked at.",
      zh: "尚有更早的到期日未计入时为假。",
    }),
  },
  run({ tables, time }, { organisation, currency: code }) {
    const day = dayOfTime(time, policyNow(tables).utcOffsetMinutes);
    const query = { prefix: [organisation, code], reverse: true, limit: AGEING_DAYS_MAX };
    const found = tables.byDue.scan("byDueDay", query);
    const buckets = BUCKET_NAMES.map((name) => ({ name, outstanding: 0n }));
    for (const { dueDay, outstanding } of found.rows) {
      const at = BUCKETS.findLastIndex(({ from }) => day - dueDay >= from);
      const one = buckets[at];
      if (one !== undefined) one.outstanding += outstanding;
    }
    return { day, buckets, complete: found.next === undefined };
  },
});

/** Sums of the whole ledger. */
export const totals = defineView({
  name: "totals",
  title: { en: "Totals of the ledger", zh: "账本汇总" },
  summary: {
    en: "What was ever received, redeemed and cancelled in a currency, provably so.",
    zh: "某币种累计签收、兑付与注销金额，可证明。",
  },
  tables: { totals: totalTable },
  proves: true,
  input: { currency },
  output: { totals: optional(totalTable.row) },
  run: ({ tables }, key) => ({ totals: tables.totals.get(key) }),
});
