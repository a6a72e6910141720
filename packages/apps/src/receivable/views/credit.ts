import { defineView } from "@tallystick/ledger/app/define-view";
import { group, optional, uint } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../membership/fields.ts";
import { currency, total } from "../fields.ts";
import { creditRecords } from "../records/credit.ts";

/** The whole, in basis points. */
const WHOLE = 10_000n;

const ratio = (en: string, zh: string) =>
  optional(
    uint({
      max: Number(WHOLE),
      en: `${en}; basis points, rounded down. Absent when there is nothing to divide by.`,
      zh: `${zh}；万分比，向下取整。分母为零时缺省。`,
    }),
  );

function basisPoints(part: bigint, of: bigint): number | undefined {
  if (of === 0n) return undefined;
  return part >= of ? Number(WHOLE) : Number((part * WHOLE) / of);
}

/** How an organisation has kept its promises, with proof. */
export const creditRecord = defineView({
  name: "credit-record",
  title: { en: "Credit record", zh: "履约记录" },
  summary: {
    en: "How an organisation has kept its promises in one currency: sums and ratios of them, provably so. Enterprises alone: no person is counted. It excludes nobody from anything.",
    zh: "某机构某币种的履约记录：汇总及比率，可证明。仅限企业机构，不涉及个人；不据此自动排除任何机构。",
  },
  tables: { creditRecords },
  proves: true,
  input: { organisation: organisationId, currency },
  output: {
    record: optional(creditRecords.row),
    open: total(
      "Promised and neither redeemed, cancelled nor marked as overdue",
      "已承诺且未兑付、未注销、未标记逾期的金额",
    ),
    ratios: group({
      onTime: ratio(
        "Redeemed on time, of redeemed and overdue together",
        "按时兑付占已兑付与当前逾期之和",
      ),
      overdue: ratio("Overdue now, of promised", "当前逾期占承诺"),
      cancelled: ratio("Cancelled, of promised", "注销占承诺"),
      recoursePaid: ratio("Paid on recourse, of claimed", "追索清偿占被追索"),
    }),
  },
  run({ tables }, key) {
    const record = tables.creditRecords.get(key);
    if (record === undefined) return { record, open: 0n, ratios: {} };
    const { promised, redeemedOnTime, redeemedLate, overdue, cancelled } = record;
    const redeemed = redeemedOnTime + redeemedLate;
    return {
      record,
      open: promised - redeemed - cancelled - overdue,
      ratios: {
        onTime: basisPoints(redeemedOnTime, redeemed + overdue),
        overdue: basisPoints(overdue, promised),
        cancelled: basisPoints(cancelled, promised),
        recoursePaid: basisPoints(record.recoursePaid, record.recourseClaimed),
      },
    };
  },
});
