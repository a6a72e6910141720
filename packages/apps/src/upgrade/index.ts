import { defineApp } from "@tallystick/ledger/app/define-app";
import { activate, agree, report } from "./actions.ts";
import { init, tables } from "./init.ts";
import { UPGRADE_OUTCOMES } from "./outcomes.ts";
import { agreements, readiness, versions } from "./views.ts";

export { upgradeRules } from "./schedule.ts";

/** Which version of each application's rules is in force from which height on, and who is ready for the next. */
export const upgrade = defineApp({
  name: "upgrade",
  version: 1,
  title: { en: "Upgrade", zh: "规则升级" },
  summary: {
    en: "Decides from which height on an application has a newer version of its rules, and shows who is ready.",
    zh: "决定应用规则的新版本自何高度起生效，并显示各机构的就绪情况。",
  },
  tables,
  actions: { agree, activate, report },
  views: { versions, readiness, agreements },
  outcomes: UPGRADE_OUTCOMES,
  init,
});
