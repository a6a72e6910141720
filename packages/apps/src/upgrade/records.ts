import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { group, list, optional, uint } from "@tallystick/ledger/app/fields";
import { LIMITS } from "@tallystick/ledger/limits";
import { memberId, organisationId } from "../membership/fields.ts";
import { applicationName, fromHeight, program, since, version } from "./fields.ts";

/** Which version of each application is in force, and which one follows. Applications without a row are as founded. */
export const versions = defineTable({
  name: "versions",
  en: "Versions of the applications' rules, in force and decided.",
  zh: "各应用规则的现行版本与已定的后续版本。",
  key: { app: applicationName },
  value: {
    version,
    fromHeight: uint({
      en: "First height of the version in force; 0 is the founding.",
      zh: "现行版本的起始高度，0 为创建时。",
    }),
    next: optional(
      group({ version, fromHeight }, { en: "What takes its place.", zh: "后续版本。" }),
    ),
  },
  indexes: { byApp: ["app"] },
});

/** Organisations whose agreement decides; none where governance does. */
export const voters = defineTable({
  name: "voters",
  en: "Organisations that decide on versions by agreeing; none in a ledger with governance.",
  zh: "以一致同意决定版本的机构；设有治理应用的账本没有此项。",
  key: { organisation: organisationId },
  value: { since },
  indexes: { byOrganisation: ["organisation"] },
});

/** What each organisation last agreed to, for each application. */
export const agreements = defineTable({
  name: "agreements",
  en: "What each organisation last agreed to.",
  zh: "各机构最近同意的方案。",
  key: { app: applicationName, organisation: organisationId },
  value: { version, fromHeight, member: memberId, since },
  indexes: { byPlan: ["app", "version", "fromHeight", "organisation"] },
});

/** What the node of each organisation says that its program can execute. */
export const readiness = defineTable({
  name: "readiness",
  en: "What the program of each organisation can execute.",
  zh: "各机构的程序可执行的版本。",
  key: { organisation: organisationId },
  value: {
    program,
    applications: list(group({ app: applicationName, newest: version }), {
      max: LIMITS.applications,
      en: "The newest version of each application that the program has.",
      zh: "程序所含各应用的最新版本。",
    }),
    member: memberId,
    since,
  },
  indexes: { byOrganisation: ["organisation"] },
});

/** Row of an application's versions. */
export type VersionRow = RowOf<typeof versions>;
