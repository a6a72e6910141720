import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { OutcomeDefinition } from "@tallystick/ledger/outcomes";
import { repositoryRoot } from "../lib/npm.mjs";

/** The outcomes of the platform or of one application. */
export interface OutcomeGroup {
  readonly title: string;
  readonly outcomes: readonly OutcomeDefinition[];
}

const HEAD = `# Outcomes

What a statement can come to. The number stands on the log for ever and is never used for anything else;
the HTTP status is what the API answers with.
This page is made from the sources by \`npm run reference\`; a test holds it against them.
A running node lists the same at \`GET /v1/outcomes\`.

账本对每份声明给出的结果。编号永久写入日志，不作他用；HTTP 状态码为接口的答复。
`;

function isOutcome(value: unknown): value is OutcomeDefinition {
  return typeof value === "object" && value !== null && "number" in value && "http" in value;
}

/** Every outcome of the platform and of the applications. */
export async function readOutcomes(): Promise<readonly OutcomeGroup[]> {
  const files = [
    "packages/ledger/src/outcomes.ts",
    ...globSync("packages/apps/src/*/outcomes.ts", { cwd: repositoryRoot }).sort(),
  ];
  const groups: OutcomeGroup[] = [];
  for (const file of files) {
    const module: object = await import(pathToFileURL(join(repositoryRoot, file)).href);
    const outcomes = Object.values(module).flatMap((one: unknown) =>
      typeof one === "object" && one !== null ? Object.values(one).filter(isOutcome) : [],
    );
    const app = /apps\/src\/([^/]+)\//.exec(file)?.[1];
    groups.push({
      title: app ?? "Platform",
      outcomes: outcomes.sort((a, b) => a.number - b.number),
    });
  }
  return groups;
}

/** docs/reference/outcomes.md. */
export async function outcomesPage(): Promise<string> {
  const sections = (await readOutcomes()).map(({ title, outcomes }) => {
    const rows = outcomes.map(
      ({ number, name, http, text, fix }) =>
        `| ${number} | \`${name}\` | ${http} | ${text.en}<br>${text.zh} | ${fix.en}<br>${fix.zh} |`,
    );
    return `## ${title}\n\n| number | name | HTTP | what happened | what to do |\n|---:|---|---|---|---|\n${rows.join("\n")}\n`;
  });
  return [HEAD, ...sections].join("\n");
}
