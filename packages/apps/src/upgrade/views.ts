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

const all = { limit: LIMITS.pageRows };

/** A row that may be missing, as a list. */
function listOf<T>(row: T | undefined): T[] {
  return row === undefined ? [] : [row];
}

/** Versions in force and decided, of one application or all. */
export const versions = defineView({
  name: "versions",
  title: { en: "Versions of the applications", zh: "各应用的版本" },
  summary: {
    en: "Which version of each application's rules is in force, and which one follows; provably, when one application is named.",
    zh: "各应用规则的现行版本与后续版本；指定应用时可证明。",
  },
  tables: { versions: versionTable },
  proves: true,
  input: { app: optional(applicationName) },
  output: { versions: list(versionTable.row, { max: LIMITS.pageRows }) },
  run({ tables }, { app }) {
    if (app === undefined) return { versions: tables.versions.scan("byApp", all).rows };
    return { versions: listOf(tables.versions.get({ app })) };
  },
});

/** What the programs of the organisations can execute. */
export const readiness = defineView({
  name: "readiness",
  title: { en: "Readiness of the organisations", zh: "各机构的就绪情况" },
  summary: {
    en: "What each organisation says that its program can execute; provably, also that one has said nothing, when it is named.",
    zh: "各机构声明其程序可执行的版本；指定机构时可证明，包括证明其从未声明。",
  },
  tables: { readiness: readinessTable },
  proves: true,
  input: { organisation: optional(organisationId) },
  output: { readiness: list(readinessTable.row, { max: LIMITS.pageRows }) },
  run({ tables }, { organisation }) {
    if (organisation === undefined) {
      return { readiness: tables.readiness.scan("byOrganisation", all).rows };
    }
    return { readiness: listOf(tables.readiness.get({ organisation })) };
  },
});

/** What the organisations last agreed to. */
export const agreements = defineView({
  name: "agreements",
  title: { en: "Agreements on versions", zh: "版本方案的同意情况" },
  summary: {
    en: "What each organisation last agreed to, for one application or all.",
    zh: "各机构最近同意的方案，可按应用查询。",
  },
  tables: { agreements: agreementTable },
  input: { app: optional(applicationName) },
  output: { agreements: list(agreementTable.row, { max: LIMITS.pageRows }) },
  run({ tables }, { app }) {
    const prefix = app === undefined ? [] : [app];
    return { agreements: tables.agreements.scan("byPlan", { ...all, prefix }).rows };
  },
});
