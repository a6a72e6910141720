import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const guide = readFileSync(
  new URL("../../../../docs/build/write-an-application.md", import.meta.url),
  "utf8",
);
const blocks = [...guide.matchAll(/^`library\/([a-z.-]+)`\n\n```ts\n([\s\S]*?)^```$/gm)];

test("the guide shows all files of the example", () => {
  const shown = blocks.map(([, name]) => name);
  expect(shown).toEqual([
    "records.ts",
    "outcomes.ts",
    "actions.ts",
    "views.ts",
    "index.ts",
    "library.test.ts",
  ]);
});

test.each(blocks.map(([, name, code]) => [name, code] as const))(
  "%s is shown as it is",
  (name, code) => {
    const file = readFileSync(new URL(`./${name}`, import.meta.url), "utf8");
    expect(code).toBe(file);
  },
);
