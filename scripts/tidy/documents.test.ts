import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { repositoryRoot } from "../lib/npm.mjs";
import { repositoryFiles } from "./tree.ts";

const files = repositoryFiles();
const records = files.filter(({ path }) => /^docs\/adr\/\d{4}-.*\.md$/.test(path));

/** Packages whose `dependencies` are there when a node or a browser runs. */
function runtimeDependencies(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const name of readdirSync(join(repositoryRoot, "packages"))) {
    const file = join(repositoryRoot, "packages", name, "package.json");
    if (!existsSync(file)) continue;
    const manifest = JSON.parse(readFileSync(file, "utf8")) as {
      dependencies?: Record<string, string>;
    };
    const outside = Object.keys(manifest.dependencies ?? {}).filter(
      (one) => !one.startsWith("@tallystick/"),
    );
    found.set(name, outside);
  }
  return found;
}

describe("decision records", () => {
  test("each has a number of its own, a title and a status", () => {
    const numbers = records.map(({ path }) => path.slice("docs/adr/".length).slice(0, 4));
    expect(new Set(numbers).size).toBe(numbers.length);
    const wrong = records.filter(
      ({ text }) =>
        !/^# \S/.test(text) || !/status:?\**\s*:?\s*(accepted|rejected|superseded)/i.test(text),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test("every runtime dependency has one", () => {
    const told = records.map(({ text }) => text).join("\n");
    const missing: string[] = [];
    for (const [name, dependencies] of runtimeDependencies()) {
      for (const one of dependencies)
        if (!told.includes(one)) missing.push(`${one} (packages/${name})`);
    }
    expect(missing).toEqual([]);
  });

  test("core and ledger have at most three runtime dependencies each", () => {
    const all = runtimeDependencies();
    for (const name of ["core", "ledger"])
      expect(all.get(name)?.length ?? 0).toBeLessThanOrEqual(3);
  });

  test("dependencies are pinned to the digit", () => {
    const loose: string[] = [];
    for (const { path, text } of files.filter((one) => /(^|\/)package\.json$/.test(one.path))) {
      const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
      for (const kind of ["dependencies", "devDependencies", "optionalDependencies"]) {
        for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
          if (!/^(npm:.*@)?\d+\.\d+\.\d+$/.test(version)) loose.push(`${path}: ${name} ${version}`);
        }
      }
    }
    expect(loose).toEqual([]);
  });
});

describe("links between pages", () => {
  test("every relative link leads somewhere", () => {
    const dead: string[] = [];
    for (const { path, text } of files.filter((one) => one.path.endsWith(".md"))) {
      const prose = text.replace(/^```[\s\S]*?^```/gm, "");
      for (const [, target] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (target === undefined || /^(https?:|mailto:|#)/.test(target)) continue;
        const file = join(
          repositoryRoot,
          dirname(path),
          decodeURIComponent(target.split("#")[0] ?? ""),
        );
        if (!existsSync(file)) dead.push(`${path}: ${target}`);
      }
    }
    expect(dead).toEqual([]);
  });
});
