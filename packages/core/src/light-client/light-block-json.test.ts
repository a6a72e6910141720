import { describe, expect, test } from "vitest";
import { checkLightJson, fuzzLightClient } from "../../test/fuzz/light-client.ts";
import { LightBlockError, readEngineTime, readValidators } from "./light-block-json.ts";

describe("times", () => {
  test.each([
    ["1970-01-01T00:00:01Z", 1_000_000_000n],
    ["2020-11-18T12:36:18.160570297Z", 1_605_702_978_160_570_297n],
    ["2020-11-18T12:36:18.1Z", 1_605_702_978_100_000_000n],
    ["1969-12-31T23:59:59.5Z", -500_000_000n],
    ["0001-01-01T00:00:00Z", -62_135_596_800_000_000_000n],
    ["0400-02-29T00:00:00Z", -49_539_340_800_000_000_000n],
  ])("%s", (text, time) => expect(readEngineTime(text)).toBe(time));

  test.each([
    "2020-11-18",
    "2020-11-18T12:36:18",
    "2020-11-18T12:36:18+08:00",
    "2020-02-30T00:00:00Z",
    "2020-11-18T24:00:00Z",
    "2020-11-18T12:36:60Z",
    "2020-11-18T12:36:18.1605702971Z",
    5,
    null,
  ])("not %s", (text) => expect(() => readEngineTime(text)).toThrow(LightBlockError));
});

test("only Ed25519 keys", () => {
  const pub_key = { type: "tendermint/PubKeySecp256k1", value: "" };
  expect(() => readValidators([{ pub_key, voting_power: "1" }])).toThrow(LightBlockError);
});

test("nothing that is made up is trusted, and nothing throws", () => {
  const report = fuzzLightClient(1, 3_000);
  expect(report.trusted).toBeGreaterThan(50);
  expect(report.unreadable).toBeGreaterThan(500);
  expect(Object.keys(report.refused).length).toBeGreaterThan(8);
});

test("an input of the fuzzer can be checked alone", () => {
  expect(checkLightJson(undefined)).toBe("unreadable");
  expect(checkLightJson({})).toBe("unreadable");
});
