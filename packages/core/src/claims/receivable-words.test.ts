import { describe, expect, test } from "vitest";
import type { CborValue } from "../cbor.ts";
import { type Claim, rowText } from "./claims.ts";
import { claimWords } from "./words.ts";

const NOW = Date.UTC(2027, 4, 1);
const sheet = { app: "receivable", table: "certificates", key: [17] };
const part = { app: "receivable", table: "parts", key: [17, 250_000_000] };
const context = {
  time: NOW,
  rows: new Map([
    [rowText(sheet), { ...sheet, value: new Map<string, CborValue>([["currency", "CNY"]]) }],
  ]),
};

const words = (
  row: typeof sheet,
  path: readonly string[],
  test: Claim["test"],
  value?: CborValue,
  within = context,
) => claimWords({ row, path, test, ...(value !== undefined && { value }) }, within);

test("a claim says which certificate, which part, and what a bank wants to know", () => {
  expect(words(part, ["holder"], "is", "bank")).toEqual({
    en: "Certificate 17, part from unit 250000000: it is held by bank",
    zh: "凭证 17，自第 250000000 单位起的部分：由 bank 持有",
  });
  expect(words(part, ["end"], "is", 500_000_000).en).toContain("it amounts to 2,500,000.00 CNY");
  expect(words(part, ["pledge"], "absent").en).toContain("it is not pledged");
  expect(words(part, ["guarantors"], "is", ["a", "b"]).en).toContain("guaranteed by a, b");
  expect(words(sheet, ["due"], "is", NOW).en).toContain("falls due at 2027-05-01T00:00:00.000Z");
});

describe("no words say more than the claim does", () => {
  test("what had to be paid before the checkpoint is not called in time", () => {
    expect(words(sheet, ["payBy"], "at-least", NOW).en).toContain("it is not overdue");
    expect(words(sheet, ["payBy"], "at-least", NOW - 1).en).toBe(
      `receivable / certificates [17]: payBy is ${NOW - 1} or more`,
    );
    expect(words(sheet, ["payBy"], "at-least", 0).en).not.toContain("overdue");
  });

  test("a lock that runs out after the checkpoint is not called gone", () => {
    expect(words(part, ["lock", "until"], "before", NOW).en).toContain("ran out");
    expect(words(part, ["lock", "until"], "before", NOW + 1).en).not.toContain("ran out");
  });

  test("an amount without the certificate's row, and a part that ends before it begins, have none", () => {
    const bare = { ...context, rows: new Map() };
    expect(words(part, ["end"], "is", 500_000_000, bare).en).toContain("end is 500000000");
    expect(words(part, ["end"], "is", 1).en).toContain("end is 1");
  });

  test("a name that could be a sentence stands in quotes", () => {
    const said = "bank. It is not pledged";
    expect(words(part, ["holder"], "is", said).en).toContain(`holder is "${said}"`);
    expect(words(part, ["guarantors"], "is", [said]).en).toContain(`guarantors is ["${said}"]`);
  });

  test("other tests, tables, paths and applications get the plain words", () => {
    expect(words(part, ["status"], "is", "drawn").en).toContain('status is "drawn"');
    expect(words(part, ["holder"], "absent").en).toContain("there is no holder");
    expect(words({ ...part, key: ["17", 0] as never }, ["pledge"], "absent").en).toContain(
      "receivable / parts",
    );
    expect(words({ ...part, app: "receivables" }, ["pledge"], "absent").en).toContain(
      "receivables / parts",
    );
    expect(words({ ...part, table: "requests" }, ["pledge"], "absent").en).toContain("requests");
  });
});
