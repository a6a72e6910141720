import { applicationList } from "@tallystick/apps/applications";
import { describeApp } from "@tallystick/ledger/app/describe";
import { referencePage } from "@tallystick/ledger/app/reference-page";

/** docs/reference/applications/*.md, one page an application, by their path from the root. */
export const applicationPages: Readonly<Record<string, () => Promise<string>>> = Object.fromEntries(
  applicationList.map((app) => [
    `docs/reference/applications/${app.name}.md`,
    async () => referencePage(describeApp(app)),
  ]),
);
