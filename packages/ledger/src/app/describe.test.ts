import { describe, expect, test } from "vitest";
import { notesApp } from "../../test/support/notes-app.ts";
import { collectOutcomes, OUTCOMES, outcome } from "../outcomes.ts";
import { decodeInput, decodeOutput, encodeInput } from "./call-input.ts";
import { describeApp } from "./describe.ts";
import { bytes, choice, flag, group, int, list, optional, text, uint } from "./fields.ts";
import { JsonError } from "./json-values.ts";
import { jsonFromTexts, parametersOf } from "./parameters.ts";
import { referencePage } from "./reference-page.ts";

describe("an application describes itself", () => {
  const described = describeApp(notesApp);

  test("actions with schema, parameters, callers and refusals", () => {
    const write = described.actions.find(({ name }) => name === "write");
    expect(write).toMatchObject({
      fullName: "notes.write",
      method: "write",
      roles: ["member", "operator"],
    });
    expect(write?.input).toMatchObject({
      required: ["name", "rank", "body"],
      additionalProperties: false,
    });
    expect(write?.parameters.map(({ option, kind, required }) => [option, kind, required])).toEqual(
      [
        ["name", "text", true],
        ["rank", "integer", true],
        ["body", "text", true],
        ["topic", "text", false],
      ],
    );
    expect(write?.refusals.map(({ name }) => name)).toEqual(["locked"]);
    expect(described.actions.map(({ method }) => method)).toContain("eraseBelow");
  });

  test("views and tables", () => {
    expect(described.views.map(({ name, proves }) => [name, proves])).toEqual([
      ["list", false],
      ["one", true],
    ]);
    expect(described.tables[0]).toMatchObject({
      name: "notes",
      en: "Notes.",
      indexes: { byRank: ["rank"], byTopic: ["topic", "rank"] },
    });
    expect(described.tables[0]?.key.map(({ name }) => name)).toEqual(["owner", "name"]);
    expect(described.tables[0]?.value.find(({ name }) => name === "topic")?.optional).toBe(true);
  });

  test("the page names every action, view, table and refusal", () => {
    const page = referencePage(described);
    for (const name of [
      "notes.write",
      "notes.erase-below",
      "notes.list",
      "`people`",
      "`locked`",
      "byTopic",
    ]) {
      expect(page).toContain(name);
    }
    expect(page.endsWith("\n")).toBe(true);
  });
});

describe("texts of a command line or query string", () => {
  const shape = {
    count: uint({ en: "How many." }),
    delta: optional(int()),
    id: bytes({ length: 2 }),
    kind: optional(choice(["a", "b"])),
    mediaType: optional(text({ max: 9 })),
    loud: optional(flag()),
    tags: optional(list(text({ max: 5 }), { max: 3 })),
    parts: optional(list(group({ n: uint() }), { max: 2 })),
  };

  test("become the JSON that the schema judges", () => {
    expect(
      jsonFromTexts(shape, {
        count: "12",
        delta: "-3",
        id: "0aff",
        kind: "b",
        loud: "true",
        tags: ["x", "y"],
        parts: '[{"n":1}]',
        mediaType: undefined,
      }),
    ).toEqual({
      count: 12,
      delta: -3,
      id: "0aff",
      kind: "b",
      loud: true,
      tags: ["x", "y"],
      parts: [{ n: 1 }],
    });
    expect(jsonFromTexts(shape, { tags: "x" })).toEqual({ tags: ["x"] });
  });

  test.each<[Record<string, string | string[]>]>([
    [{ stranger: "1" }],
    [{ count: ["1", "2"] }],
    [{ count: "1.5" }],
    [{ count: "0x10" }],
    [{ count: "" }],
    [{ count: "99999999999999999999" }],
    [{ loud: "yes" }],
    [{ parts: "{" }],
    [{ count: [] }],
  ])("%j is refused", (texts) => {
    expect(() => jsonFromTexts(shape, texts)).toThrow(JsonError);
  });

  test("parameters carry documentation and choices", () => {
    const parameters = parametersOf(shape);
    expect(parameters[0]).toMatchObject({
      option: "count",
      kind: "integer",
      required: true,
      en: "How many.",
    });
    expect(parameters.find(({ name }) => name === "kind")?.choices).toEqual(["a", "b"]);
    expect(parameters.find(({ name }) => name === "mediaType")?.option).toBe("media-type");
    expect(parameters.map(({ kind }) => kind)).toEqual([
      "integer",
      "integer",
      "hex",
      "choice",
      "text",
      "flag",
      "texts",
      "json",
    ]);
  });
});

test("typed input goes into a statement and comes back", () => {
  const { write } = notesApp.actions;
  const input = { name: "a", rank: 3, body: "x\ny" };
  expect(decodeInput(write, encodeInput(write, input))).toEqual(input);
  expect(() => encodeInput(write, { ...input, rank: 1001 })).toThrow(/rank: too-large/);
  expect(decodeOutput(write, new Map([["replaced", true]]))).toEqual({ replaced: true });
});

describe("outcomes", () => {
  test("numbers and names are unique", () => {
    const twice = outcome(1, "other", 400, ["a", "b"], ["c", "d"]);
    expect(() => collectOutcomes(OUTCOMES, { twice })).toThrow(/twice/);
    const name = outcome(2000, "expired", 400, ["a", "b"], ["c", "d"]);
    expect(() => collectOutcomes(OUTCOMES, { name })).toThrow(/twice/);
  });

  test("platform numbers lie below 100 and every text is there", () => {
    for (const one of Object.values(OUTCOMES)) {
      expect(one.number).toBeLessThan(100);
      for (const words of [one.text.en, one.text.zh, one.fix.en, one.fix.zh]) {
        expect(words.length).toBeGreaterThan(1);
      }
    }
  });
});
