import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Awaited, matchBooked, readCamt054 } from "./camt054.ts";
import { csvCell, csvText } from "./csv.ts";
import { type PaymentOrder, writePain001 } from "./pain001.ts";
import { readXml, writeXml } from "./xml.ts";

describe("CSV", () => {
  test("quotes what needs it and ends lines as RFC 4180 has it", () => {
    expect(csvText(["a", "b"], [['say "no"', "1,000.00"]])).toBe(
      'a,b\r\n"say ""no""","1,000.00"\r\n',
    );
  });

  test.each([
    ["=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"],
    ["+1+1", "'+1+1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    [" -2+3", "' -2+3"],
    ["＝1+1", "'＝1+1"],
    ["-5.00", "-5.00"],
    ["supplier", "supplier"],
  ])("%j cannot run where it is opened", (value, cell) => expect(csvCell(value)).toBe(cell));
});

describe("XML", () => {
  test("what is written is read again", () => {
    const text = fc.string({ unit: "binary" }).map((one) => one.replace(/[^\P{C}]/gu, "").trim());
    fc.assert(
      fc.property(text, text, (content, value) => {
        const root = readXml(writeXml(["a", [["b", content, { c: value }]]]));
        expect(root.children[0]?.text).toBe(content);
        expect(root.children[0]?.attributes.get("c")).toBe(value);
      }),
    );
  });

  test.each([
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "<a>&x;</a>",
    "<a>&#0;</a>",
    "<a><b></a></b>",
    "<a/><b/>",
    "<a",
    '<a c="1" c="2"/>',
    "<?xml-stylesheet href='x'?><a/>",
    "text",
    "",
    "<a>".repeat(70) + "</a>".repeat(70),
  ])("%j is refused", (source) => expect(() => readXml(source)).toThrow(/./));
});

const note = (...entries: string[]) =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><Ntfctn>${entries.join("")}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;
const entry = (id: string, amount: string, more = "") =>
  `<Ntry><Amt Ccy="CNY">${amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd>${more || "<Sts><Cd>BOOK</Cd></Sts>"}<NtryDtls><TxDtls><Refs><AcctSvcrRef>P-${id}</AcctSvcrRef><EndToEndId>${id}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>`;
const awaited: Awaited[] = [{ certificate: 31, request: 33, amount: 95_000n, currency: "CNY" }];

describe("camt.054", () => {
  test.each([
    ["exactly what is awaited", entry("31/33", "950.00"), ""],
    ["more zeros than the currency has", entry("31/33", "950.00000"), ""],
    ["another amount", entry("31/33", "949.99"), "awaited are 950.00 CNY"],
    ["not booked", entry("31/33", "950.00", "<Sts><Cd>PDNG</Cd></Sts>"), "it is not booked yet"],
    [
      "a reversal",
      entry("31/33", "950.00", "<RvslInd>true</RvslInd><Sts>BOOK</Sts>"),
      "it is a reversal",
    ],
    ["an older version", entry("31/33", "950.00", "<Sts>BOOK</Sts>"), ""],
    ["a stranger", entry("31/34", "950.00"), "no payment of this reference is awaited"],
  ])("%s", (_, one, problem) => {
    const [match] = matchBooked(readCamt054(note(one)), awaited);
    expect(match?.problem).toBe(problem);
  });

  test("one payment is matched once", () => {
    const twice = note(entry("31/33", "950.00"), entry("31/33", "950.00"));
    expect(matchBooked(readCamt054(twice), awaited).map(({ problem }) => problem)).toEqual([
      "",
      "another one of this reference was matched already",
    ]);
  });

  test.each([note(entry("a", "1.001")), note(entry("a", "-1")), "<Document/>", "<a/>"])(
    "%j is no notification",
    (source) => expect(() => readCamt054(source)).toThrow(/./),
  );
});

test("an order needs something to pay, in amounts that the standard holds", () => {
  const account = { name: "A", account: "1", bank: "102100099996" };
  const transfer = {
    endToEndId: "31-1",
    to: account,
    currency: "CNY",
    date: "2027-05-31",
    about: "",
  };
  const order = (amounts: readonly bigint[]): PaymentOrder => ({
    ...{ id: "O-1", created: 0, debtor: account },
    transfers: amounts.map((amount) => ({ ...transfer, amount })),
  });
  for (const amounts of [[], [0n], [-1n], [10n ** 18n]]) {
    expect(() => writePain001(order(amounts))).toThrow(RangeError);
  }
});
