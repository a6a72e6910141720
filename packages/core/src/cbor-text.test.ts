import { describe, expect, test } from "vitest";
import { textFault } from "./cbor-text.ts";
import { isAssigned } from "./unicode-assigned.ts";

describe("Unicode 15.1", () => {
  test("assigns as many characters as the standard says", () => {
    let assigned = 0;
    for (let code = 0; code < 0x110000; code++) if (isAssigned(code)) assigned++;
    // 149,813 graphic and format characters (Unicode 15.1.0), 65 controls, 137,468 private use, 2,048 surrogates.
    expect(assigned).toBe(149_813 + 65 + 137_468 + 2_048);
  });
  test("every character assigned there is assigned in this runtime", () => {
    const unassigned = /\p{Cn}/u;
    for (let code = 0; code < 0x110000; code++) {
      if (isAssigned(code) && unassigned.test(String.fromCodePoint(code))) {
        throw new Error(`U+${code.toString(16)}`);
      }
    }
  });
  test("the last characters of 15.1 are in, the first of 16.0 are out", () => {
    expect(isAssigned(0x2ebf0)).toBe(true); // CJK extension I
    expect(isAssigned(0x2ffc)).toBe(true); // ideographic description characters
    expect(isAssigned(0x105d2)).toBe(false); // Todhri, decomposes canonically in 16.0
    expect(isAssigned(0x16d68)).toBe(false); // Kirat Rai, likewise
    expect(isAssigned(0x10ffff)).toBe(false);
  });
});

describe("texts", () => {
  test.each([
    "",
    "plain",
    "Zürich",
    "市法院",
    "港口日志，2026年",
    "ｆｕｌｌ",
    "がぎぐ",
    "한국어",
    "Việt",
    "हिन्दी",
    "𠮷𡃁",
    "😀",
    "\u0000",
  ])("%j is fine", (text) => expect(textFault(text)).toBe(undefined));
  test.each([
    ["\ud800", "utf8"],
    ["a\udc00b", "utf8"],
    ["Zu\u0308rich", "nfc"],
    ["\u304b\u3099", "nfc"],
    ["\u212b", "nfc"],
    ["\uf900", "nfc"],
    ["a\u0323\u0307".normalize("NFC").concat("\u0323"), "nfc"],
    ["\u0958", "nfc"],
    ["\u0378", "unassigned"],
    ["\ufdd0", "unassigned"],
    ["\u{105D2}\u0307", "unassigned"],
  ])("%j is refused as %s", (text, fault) => {
    expect(textFault(text)).toBe(fault);
  });
  test("the quick way never passes what normalization would change", () => {
    for (let code = 0; code < 0x10000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const unit = String.fromCharCode(code);
      for (const text of [unit, `a${unit}`, `か${unit}`, `中${unit}`]) {
        if (textFault(text) === undefined && text.normalize("NFC") !== text)
          throw new Error(code.toString(16));
      }
    }
  });
});
