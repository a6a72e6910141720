import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repositoryRoot } from "../lib/npm.mjs";
import { readLimits } from "./limits-page.ts";
import { readOutcomes } from "./outcomes-page.ts";
import { pages } from "./pages.ts";

describe("pages made from the sources (npm run reference)", () => {
  test.each(Object.entries(pages))("%s is up to date", async (path, make) => {
    const file = join(repositoryRoot, path);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, "utf8")).toBe(await make());
  });

  test("every limit says what it bounds", async () => {
    const groups = await readLimits();
    const mute = groups.flatMap(({ file, rows }) =>
      rows.filter(({ text }) => text === "").map(({ name }) => `${file}: ${name}`),
    );
    expect(groups.length).toBeGreaterThan(3);
    expect(mute).toEqual([]);
  });

  test("every outcome has a number and a name of its own, both texts and a way out", async () => {
    const all = (await readOutcomes()).flatMap(({ outcomes }) => outcomes);
    expect(all.length).toBeGreaterThan(10);
    expect(new Set(all.map(({ number }) => number)).size).toBe(all.length);
    for (const { text, fix } of all) {
      for (const words of [text.en, text.zh, fix.en, fix.zh])
        expect(words.length).toBeGreaterThan(1);
    }
  });
});
