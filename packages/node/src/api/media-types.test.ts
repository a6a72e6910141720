import { expect, test } from "vitest";
import { chooseType } from "./media-types.ts";

const OFFERED = ["application/json", "application/cbor-seq"] as const;

test("the first offer unless the caller names another", () => {
  for (const accept of [
    undefined,
    "",
    "*/*",
    "application/*",
    "text/html, */*;q=0.1",
    "Application/JSON",
  ]) {
    expect(chooseType(accept, OFFERED), accept).toBe("application/json");
  }
  expect(chooseType("application/cbor-seq", OFFERED)).toBe("application/cbor-seq");
  expect(chooseType("text/html, application/cbor-seq;q=0.5", OFFERED)).toBe("application/cbor-seq");
});

test("none of them is an error", () => {
  expect(() => chooseType("text/html", OFFERED)).toThrow(/offers/);
});
