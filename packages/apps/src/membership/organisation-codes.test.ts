import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { conformanceFolder } from "../../../core/test/conformance.ts";
import { validLei, validUscc } from "./organisation-codes.ts";

const folder = conformanceFolder("lei");

describe.skipIf(folder === undefined)("legal entity identifiers, published", () => {
  const vectors = JSON.parse(
    readFileSync(join(folder ?? "", "lei-mod97-vectors.json"), "utf8"),
  ) as {
    valid: { lei: string }[];
    invalid: { lei: string; why: string }[];
  };

  test.each(vectors.valid)("$lei is one", ({ lei }) => {
    expect(validLei(lei)).toBe(true);
  });

  test.each(vectors.invalid)("$lei is none: $why", ({ lei }) => {
    expect(validLei(lei)).toBe(false);
  });
});

describe("legal entity identifiers", () => {
  test.each(["", "213800WSGIIZCXF1P57", "213800wsgiizcxf1p572", "213800WSGIIZCXF1P5 72"])(
    "%s is none",
    (lei) => expect(validLei(lei)).toBe(false),
  );
});

describe("unified social credit codes", () => {
  // The code of annex A of GB 32100-2015.
  const example = "91350100M000100Y43";

  test("the example of the standard is one", () => {
    expect(validUscc(example)).toBe(true);
  });

  test("any other character in one place is none", () => {
    const characters = [..."0123456789ABCDEFGHJKLMNPQRTUWXY"];
    for (let place = 0; place < 18; place++) {
      for (const character of characters) {
        if (character === example[place]) continue;
        const changed = example.slice(0, place) + character + example.slice(place + 1);
        expect(validUscc(changed), changed).toBe(false);
      }
    }
  });

  test.each([
    "",
    example.slice(1),
    `${example}0`,
    example.replace("M", "I"),
    example.toLowerCase(),
  ])("%s is none", (code) => expect(validUscc(code)).toBe(false));
});
