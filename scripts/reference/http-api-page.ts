import { readFileSync } from "node:fs";
import { join } from "node:path";
import { needsOf } from "@tallystick/node/access/permissions";
import { describedRoutes } from "@tallystick/node/api/described-api";
import { problemKinds } from "@tallystick/node/api/problems";
import { repositoryRoot } from "../lib/npm.mjs";

const TEXT = "scripts/reference/http-api.txt";

/** docs/reference/http-api.md: the text beside this file, with the tables made from the routes. */
export async function httpApiPage(): Promise<string> {
  const text = readFileSync(join(repositoryRoot, TEXT), "utf8");
  return text.replace("{{routes}}", routeTables()).replace("{{problems}}", problemTable());
}

function routeTables(): string {
  const groups = new Map<string, string[]>();
  for (const { spec } of describedRoutes()) {
    const rows = groups.get(spec.tag) ?? [];
    groups.set(spec.tag, rows);
    const needs = needsOf(spec);
    const access = needs === "reader" ? "" : needs === "anybody" ? "–" : `\`${needs}\``;
    rows.push(`| ${spec.method} | \`${spec.path}\` | ${access} | ${spec.summary} |`);
  }
  return [...groups]
    .map(
      ([tag, rows]) =>
        `### ${tag}\n\n| | path | needs | what it does |\n|---|---|---|---|\n${rows.join("\n")}`,
    )
    .join("\n\n");
}

function problemTable(): string {
  const rows = Object.entries(problemKinds).map(
    ([code, { status, title, fix }]) => `| ${status} | \`${code}\` | ${title.en}. | ${fix.en} |`,
  );
  return `| status | code | what happened | what to do |\n|---|---|---|---|\n${rows.join("\n")}`;
}
