import { defineAction, ok } from "@tallystick/ledger/app/define-action";
import { defineApp } from "@tallystick/ledger/app/define-app";
import { choice, list, text } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../src/membership/fields.ts";
import { documentActions } from "../../src/receivable/documents/actions.ts";
import {
  background,
  DOCUMENT_KINDS,
  findingsField,
} from "../../src/receivable/documents/fields.ts";
import { findingsOf } from "../../src/receivable/documents/findings.ts";
import { documentTables, USE_SIDES } from "../../src/receivable/documents/records.ts";
import {
  noteFindings,
  recordUses,
  releaseUses,
  useTables,
} from "../../src/receivable/documents/uses.ts";
import {
  amount,
  certificateNumber,
  currency,
  date,
  requestNumber,
} from "../../src/receivable/fields.ts";
import { LIFE_OUTCOMES } from "../../src/receivable/outcomes/life.ts";
import { PAPER_OUTCOMES } from "../../src/receivable/outcomes/papers.ts";

const side = choice(USE_SIDES);
const place = { certificate: certificateNumber, request: requestNumber, side };

const use = defineAction({
  name: "use",
  title: { en: "Use", zh: "使用" },
  summary: { en: "Uses documents, whatever is found.", zh: "使用单据。" },
  tables: useTables,
  roles: ["operator"],
  input: {
    ...place,
    ...{ seller: organisationId, buyer: organisationId, amount, currency, date },
    cited: background,
    required: list(choice(DOCUMENT_KINDS), { max: 4 }),
  },
  output: { findings: findingsField },
  refusals: [],
  run(ctx, { required, ...input }) {
    const findings = findingsOf(ctx.tables, input, required);
    recordUses(ctx.tables, input);
    noteFindings(ctx.tables, ctx, input, findings);
    return ok({ findings: [...findings] });
  },
});

const release = defineAction({
  name: "release",
  title: { en: "Release", zh: "释放" },
  summary: { en: "Gives back what was used.", zh: "释放使用额。" },
  tables: useTables,
  roles: ["operator"],
  input: place,
  output: { done: text({ max: 4 }) },
  refusals: [],
  run({ tables }, input) {
    releaseUses(tables, input);
    return ok({ done: "done" });
  },
});

/** The documents of the receivables application, and the bare uses that its issue and finance make of them. */
export const papersApp = defineApp({
  ...{ name: "papers", version: 1, title: { en: "Papers", zh: "单据" } },
  summary: { en: "Documents and their uses.", zh: "单据及其使用。" },
  tables: documentTables,
  actions: { ...documentActions, use, release },
  views: {},
  outcomes: { ...PAPER_OUTCOMES, noSuchOrganisation: LIFE_OUTCOMES.noSuchOrganisation },
});
