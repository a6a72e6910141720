import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { optional, uint } from "@tallystick/ledger/app/fields";
import { PAPER_OUTCOMES as OUTCOMES } from "../outcomes/papers.ts";
import { organisationReads } from "../rules/context.ts";
import { dayOfText } from "./calendar.ts";
import { policyNow, policyTables } from "./policy-at.ts";
import { type Policy, policyFields } from "./records.ts";

const {
  tenorMonths,
  currencies,
  minimumPart,
  financiers,
  banks,
  feeOnSplit,
  holidays,
  workdays,
  weekend,
  utcOffsetMinutes,
  requestDays,
  presentationDays,
  allotment,
  required,
  blocking,
  sealedTo,
  citation,
} = policyFields;

/** Sets what the network allows, by decision of the organisations. */
export const setPolicy = defineAction({
  name: "set-policy",
  title: { en: "Set the policy", zh: "设定网络策略" },
  summary: {
    en: "Sets what the network allows from the next statement on, by decision of the organisations; what is not given stays. Certificates go on under the policy they were issued under.",
    zh: "经各机构共同决定设定网络策略，自下一声明起生效；未提供的项目保持不变，已签发凭证仍按签发时的策略。",
  },
  tables: policyTables,
  reads: organisationReads,
  roles: ["consortium"],
  recordClass: "receivable.policy",
  input: {
    tenorMonths: optional(tenorMonths),
    currencies: optional(currencies),
    minimumPart: optional(minimumPart),
    financiers: optional(financiers),
    banks: optional(banks),
    feeOnSplit: optional(feeOnSplit),
    holidays: optional(holidays),
    workdays: optional(workdays),
    weekend: optional(weekend),
    utcOffsetMinutes: optional(utcOffsetMinutes),
    requestDays: optional(requestDays),
    presentationDays: optional(presentationDays),
    allotment: optional(allotment),
    required: optional(required),
    blocking: optional(blocking),
    sealedTo: optional(sealedTo),
    citation: optional(citation),
  },
  output: { version: uint({ min: 1, en: "The version in force now.", zh: "现行版本。" }) },
  refusals: [OUTCOMES.unknownInPolicy, OUTCOMES.badDate],
  run({ tables, reads, block }, input) {
    const before = policyNow(tables);
    const given = Object.entries(input).filter(([, value]) => value !== undefined);
    const policy: Policy = {
      ...{ ...before, ...Object.fromEntries(given) },
      ...{ version: before.version + 1, since: block.time, height: block.height },
    };
    for (const organisation of [...policy.financiers, ...policy.banks, ...policy.sealedTo]) {
      if (!reads.organisations.has({ organisation })) {
        return refuse(OUTCOMES.unknownInPolicy, { organisation });
      }
    }
    for (const date of [...policy.holidays, ...policy.workdays]) {
      if (dayOfText(date) === undefined) return refuse(OUTCOMES.badDate, { date });
    }
    tables.policies.put(policy);
    tables.policyHead.put({ id: "head", version: policy.version });
    return ok({ version: policy.version });
  },
});
