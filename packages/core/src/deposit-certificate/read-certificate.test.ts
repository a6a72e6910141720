import { beforeAll, expect, test } from "vitest";
import { allSamples } from "../../test/support/samples.ts";
import { concatBytes, utf8 } from "../bytes.ts";
import { readCertificate, sha256Hex } from "./read-certificate.ts";
import { type CertificateSheet, formatCertificateSheet, parseCertificateSheet } from "./sheet.ts";

let one: Uint8Array;
let other: Uint8Array;
beforeAll(async () => {
  const [first, second] = await allSamples();
  one = (first as { receipt: Uint8Array }).receipt;
  other = (second as { receipt: Uint8Array }).receipt;
});

const sheetOf = (receipt: Uint8Array, more: Partial<CertificateSheet> = {}): CertificateSheet => ({
  template: 1,
  lang: "zh",
  receipt: sha256Hex(receipt),
  trust: "ab".repeat(32),
  fonts: ["cd".repeat(32)],
  ...more,
});

/** A PDF as far as attachments go. */
const pdf = (...attached: Uint8Array[]) =>
  concatBytes(
    utf8("%PDF-1.7\n"),
    ...attached.flatMap((data, at) => [
      utf8(`${at + 1} 0 obj\n<< /Type /EmbeddedFile /Length ${data.length} >>\nstream\n`),
      data,
      utf8("\nendstream\nendobj\n"),
    ]),
  );
const sheetBytes = (sheet: CertificateSheet) => utf8(formatCertificateSheet(sheet));

test("the receipt and the sheet that belongs to it, whatever else is attached", async () => {
  const sheet = sheetOf(one, { fileName: "租赁.pdf", verifyAt: "https://x.example/verify" });
  const read = await readCertificate(pdf(utf8("a seal"), sheetBytes(sheet), one, one));
  expect(read).toMatchObject({ sheet });
  expect(typeof read !== "string" && sha256Hex(read.receipt)).toBe(sha256Hex(one));
});

test("each way of not being a certificate has its name", async () => {
  const sheet = sheetBytes(sheetOf(one));
  expect(await readCertificate(one)).toBe("not-pdf");
  expect(await readCertificate(pdf(sheet))).toBe("no-receipt");
  expect(await readCertificate(pdf(one))).toBe("no-sheet");
  expect(await readCertificate(pdf(one, other, sheet))).toBe("several");
  expect(await readCertificate(pdf(one, sheet, sheetBytes(sheetOf(one, { lang: "en" }))))).toBe(
    "several",
  );
  expect(await readCertificate(pdf(other, sheet))).toBe("mismatch");
});

test("a sheet is read strictly", () => {
  const good = JSON.parse(formatCertificateSheet(sheetOf(one)));
  const parse = (document: unknown) => parseCertificateSheet(utf8(JSON.stringify(document)));
  expect(parse(good)).toEqual(sheetOf(one));
  const { trust: _, ...untrusting } = good;
  for (const bad of [
    untrusting,
    { ...good, more: 1 },
    { ...good, lang: "fr" },
    { ...good, trust: "AB".repeat(32) },
    { ...good, fonts: [] },
    { ...good, template: -1 },
    { ...good, fileName: "a\u202eb" },
    { ...good, verifyAt: "javascript:alert(1)" },
    { ...good, verifyAt: "https://user:secret@x.example/verify" },
    { ...good, verifyAt: "https://x.example/verify?token=1" },
    { ...good, verifyAt: "https://x.example/verify#entry=1" },
  ]) {
    expect(() => parse(bad)).toThrow("certificate-sheet");
  }
});
