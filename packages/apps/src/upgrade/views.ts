import { defineView } from "@tallystick/ledger/app/define-view";
import { list, optional } from "@tallystick/ledger/app/fields";
import { LIMITS } from "@tallystick/ledger/limits";
import { organisationId } from "../membership/fields.ts";
import { applicationName } from "./fields.ts";
import {
  agreements as agreementTable,
  readiness as readinessTable,
  versions as versionTable,
} from "./records.ts";

/** The versions of one application, with proof. */
export const version = defineView({
  name: "version",
  title: { en: "Version of an application", zh: "应用的版本" },
  summary: {
    en: "Which version of an application's rules is in force, and which one follows, provably.",
    zh: "应用规则的现行版本与后续版本，可证明。",
  },
  tables: { versions: versionTable },
  proves: true,
  input: { app: applicationName },
  output: { version: optional(versionTable.row) },
  run({ tables }, { app }) {
    return { version: tables.versions.get({ app }) };
  },
});

/** What one organisation's program can execute, with proof. */
export const readiness = defineView({
  name: "readiness",
  title: { en: "Readiness of an organisation", zh: "机构的就绪情况" },
  summary: {
    en: "What an organisation says that its program can execute, provably, or that it has said nothing.",
    zh: "机构声明其程序可执行的版本，可证明；也可证明其从未声明。",
  },
  tables: { readiness: readinessTable },
  proves: true,
  input: { organisation: organisationId },
  output: { readiness: optional(readinessTable.row) },
  run({ tables }, { organisation }) {
    return { readiness: tables.readiness.get({ organisation }) };
  },
});

/** What the organisations last agreed to. */
export const agreements = defineView({
  name: "agreements",
  title: { en: "Agreements on versions", zh: "版本方案的同意情况" },
  summary: {
    en: "What each organisation last agreed to for an application.",
    zh: "各机构最近就某应用同意的方案。",
  },
  tables: { agreements: agreementTable },
  input: { app: applicationName },
  output: { agreements: list(agreementTable.row, { max: LIMITS.pageRows }) },
  run({ tables }, { app }) {
    const page = tables.agreements.scan("byPlan", { prefix: [app], limit: LIMITS.pageRows });
    return { agreements: page.rows };
  },
});
