import { describe, expect, it } from "vitest";
import { pair, subjectName } from "./pair.ts";

const item = (name: string) => ({ key: name, name });
const byContent = (equal: Record<string, string>) => (receipt: { name: string }) => {
  const name = equal[receipt.name];
  return name === undefined ? [] : [item(name)];
};
const nothing = () => [];

describe("pairing files with receipts", () => {
  it("goes by content before names", () => {
    const pairs = pair(
      [item("a.receipt"), item("b.receipt")],
      [item("a"), item("b")],
      byContent({ "a.receipt": "b", "b.receipt": "a" }),
    );
    expect([...pairs]).toEqual([
      ["a.receipt", "b"],
      ["b.receipt", "a"],
    ]);
  });

  it("pairs a changed file with the receipt of its name", () => {
    const pairs = pair([item("a.receipt"), item("b.receipt")], [item("b"), item("a")], nothing);
    expect(pairs.get("a.receipt")).toBe("a");
    expect(pairs.get("b.receipt")).toBe("b");
  });

  it("pairs a single file with a single receipt, whatever their names", () => {
    expect(pair([item("x.receipt")], [item("renamed.pdf")], nothing).get("x.receipt")).toBe(
      "renamed.pdf",
    );
  });

  it("leaves several strangers alone", () => {
    const pairs = pair([item("x.receipt")], [item("p"), item("q")], nothing);
    expect(pairs.size).toBe(0);
  });

  it("does not call a stranger changed because it is the last one left", () => {
    const receipts = [item("a.receipt"), item("b.receipt")];
    const pairs = pair(receipts, [item("a"), item("z")], nothing);
    expect([...pairs]).toEqual([["a.receipt", "a"]]);
  });

  it("prefers the file of the same name among equal files", () => {
    const pairs = pair([item("b.receipt")], [item("a"), item("b")], () => [item("a"), item("b")]);
    expect(pairs.get("b.receipt")).toBe("b");
  });

  it("compares names in one normal form and without regard to the suffix's case", () => {
    expect(subjectName("re\u0301sume\u0301.pdf.RECEIPT")).toBe("r\u00e9sum\u00e9.pdf");
    expect(subjectName("合同.pdf.receipt")).toBe("合同.pdf");
  });
});
