/** Certificates of deposit, read by programs that none of us wrote: qpdf, poppler and zbar. */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@tallystick/core/bytes";
import { readCertificate } from "@tallystick/core/deposit-certificate/read-certificate";
import { encodeReceipt } from "@tallystick/core/receipt";
import { formatTrust } from "@tallystick/core/trust";
import { verify } from "@tallystick/core/verify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { digestOf, FILE } from "../../core/test/support/file.ts";
import { allSamples, type Sample } from "../../core/test/support/samples.ts";
import { makeEntry, makeReceipt, makeWorld } from "../../core/test/support/world.ts";
import { comparePrint } from "../src/documents/certificate/compare-print.ts";
import { fontChain } from "../src/documents/certificate/fonts.ts";
import { makeCertificate } from "../src/documents/certificate/make-certificate.ts";

const PROGRAMS = ["qpdf", "pdftotext", "pdfdetach", "pdffonts", "pdftoppm", "zbarimg"];
const missing = PROGRAMS.filter((name) => spawnSync("which", [name]).status !== 0);
if (missing.length > 0) {
  const words = `${missing.join(", ")} missing (Debian: qpdf, poppler-utils, zbar-tools)`;
  if (process.env["CI"] === "true") throw new Error(`${words} in CI`);
  console.warn(`SKIPPED, ${words}`);
}

const fonts = fontChain();
const verifyAt = "https://ledger.example:8443/verify";
let folder: string;
let samples: readonly Sample[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tallystick-certificate-"));
  samples = await allSamples();
});
afterAll(() => rmSync(folder, { recursive: true }));

const sample = (name: string) => samples.find((one) => one.name === name) as Sample;

async function print(one: Sample, lang: "en" | "zh", fileName?: string) {
  const trust = formatTrust(one.world.trust);
  return makeCertificate({ receipt: one.receipt, trust, lang, fonts, verifyAt, fileName });
}

/** A receipt of a deposit with claims of the test's own. */
async function claiming(claims: Record<string, unknown>) {
  const world = makeWorld({ suite: "intl", algorithm: "Ed25519", organisations: 4 });
  const digests = [{ alg: "sha-256", value: digestOf("sha-256", FILE) }];
  const entry = await makeEntry(world, { input: { digests, ...claims } as never, data: {} });
  const receipt = encodeReceipt(await makeReceipt(world, entry, { index: 3, logSize: 6 }));
  return { world, receipt, name: "claims", content: FILE };
}

function put(pdf: Uint8Array): string {
  const path = join(folder, `${createHash("sha256").update(pdf).digest("hex").slice(0, 12)}.pdf`);
  writeFileSync(path, pdf);
  return path;
}

const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

describe("a certificate", () => {
  test("is the same to the byte, whoever prints it on whatever machine", async () => {
    const known = {
      "intl Ed25519, four organisations en": "",
      "intl Ed25519, batch zh": "",
    };
    for (const name of Object.keys(known) as (keyof typeof known)[]) {
      const lang = name.endsWith("zh") ? "zh" : "en";
      const one = sample(name.slice(0, -3));
      const first = await print(one, lang, "Lease 租赁.pdf");
      const again = await print(one, lang, "Lease 租赁.pdf");
      expect(Buffer.from(again.pdf).equals(first.pdf)).toBe(true);
      known[name] = createHash("sha256").update(first.pdf).digest("hex");
    }
    expect(known).toMatchInlineSnapshot(`
      {
        "intl Ed25519, batch zh": "f94fa96d45da23f365be322e59d80b78b8505cdbdf7efe43ca9301b2ebee82d2",
        "intl Ed25519, four organisations en": "0bc5c9ec8bb5405d66618413e18d2b55f419b5ff14546ad1133d58e18704e03c",
      }
    `);
  });

  test("carries its receipt, which verifies like any other", async () => {
    for (const one of samples) {
      const { pdf } = await print(one, "zh");
      const read = await readCertificate(pdf);
      if (typeof read === "string") throw new Error(`${one.name}: ${read}`);
      expect(Buffer.from(read.receipt).equals(one.receipt)).toBe(true);
      const { trust } = one.world;
      expect(verify({ receipt: read.receipt, trust }).valid).toBe(true);
      expect(await comparePrint(pdf, read, formatTrust(trust), fonts)).toBe("same");
    }
  });

  test("tells pages that were changed, added to, or printed with other trust", async () => {
    const one = sample("intl Ed25519, one organisation");
    const trust = formatTrust(one.world.trust);
    const { pdf } = await print(one, "en", "lease.pdf");
    const contents = await readCertificate(pdf);
    if (typeof contents === "string") throw new Error(contents);
    const text = Buffer.from(pdf).toString("latin1");
    const changed = Buffer.from(text.replace("/Title", "/Titel"), "latin1");
    const compare = (bytes: Uint8Array, by = trust) => comparePrint(bytes, contents, by, fonts);
    expect(await compare(changed)).toBe("changed");
    expect(await compare(Buffer.concat([pdf, Buffer.from("% a seal\n")]))).toBe("added");
    expect(await compare(pdf, trust.replace(one.world.trust.name, "Another"))).toBe("other-trust");
    const other = { ...contents, sheet: { ...contents.sheet, template: 999 } };
    expect(await comparePrint(pdf, other, trust, fonts)).toBe("other-template");
    const renamed = { ...contents, sheet: { ...contents.sheet, fileName: "other.pdf" } };
    expect(await comparePrint(pdf, renamed, trust, fonts)).toBe("changed");
  });

  test("is not printed with a character that no font has, and says which and what to do", async () => {
    const one = sample("intl Ed25519, one organisation");
    for (const [name, shown] of [
      ["合同①.pdf", "① (U+2460)"],
      ["𠮷野.pdf", "𠮷 (U+20BB7)"],
      ["🎉.pdf", "(U+1F389)"],
      ["عقد.pdf", "(U+0639)"],
    ] as const) {
      const refused = print(one, "zh", name);
      await expect(refused).rejects.toMatchObject({
        name: "CertificateFault",
        code: "missing-glyph",
      });
      await expect(refused).rejects.toThrow(shown);
      await expect(refused).rejects.toThrow("certificates.fonts");
    }
  });

  test("takes no name that could turn its lines around or break them", async () => {
    const one = sample("intl Ed25519, one organisation");
    for (const name of ["a\u202egpj.exe", "two\nlines", "tab\there", "x".repeat(256), ""]) {
      await expect(print(one, "en", name)).rejects.toMatchObject({ name: "CertificateSheetError" });
    }
  });

  test("is of accepted deposits only, and of receipts that hold", async () => {
    const world = makeWorld({ suite: "intl", algorithm: "Ed25519", organisations: 4 });
    const digests = [{ alg: "sha-256", value: digestOf("sha-256", FILE) }];
    const refused = await makeEntry(world, { input: { digests }, outcome: 1001, data: null });
    const other = await makeEntry(world, { action: "membership.enrol", input: {}, data: null });
    const receiptOf = async (entry: Uint8Array) => encodeReceipt(await makeReceipt(world, entry));
    const trust = formatTrust(world.trust);
    const attempt = (receipt: Uint8Array, by = trust) =>
      makeCertificate({ receipt, trust: by, lang: "en", fonts });
    await expect(attempt(await receiptOf(refused))).rejects.toMatchObject({
      code: "not-a-deposit",
    });
    await expect(attempt(await receiptOf(other))).rejects.toMatchObject({ code: "not-a-deposit" });
    const foreign = sample("gm SM2, one organisation");
    await expect(attempt(foreign.receipt)).rejects.toMatchObject({ code: "not-valid" });
    await expect(attempt(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code: "not-valid" });
  });

  test("names a font that cannot be used", () => {
    expect(() => fontChain([{ path: join(folder, "none.ttf") }])).toThrow("none.ttf");
    writeFileSync(join(folder, "no-font.ttf"), "this is no font");
    expect(() => fontChain([{ path: join(folder, "no-font.ttf") }])).toThrow("no-font.ttf");
  });
});

describe.skipIf(missing.length > 0)("other people's programs", () => {
  test("find the file sound, its fonts embedded and its words selectable", async () => {
    for (const lang of ["en", "zh"] as const) {
      const one = sample("intl Ed25519, four organisations");
      const path = put((await print(one, lang, "Lease 租赁.pdf")).pdf);
      expect(run("qpdf", "--check", path)).toContain("No syntax or stream encoding errors");
      const embedded = run("pdffonts", path).split("\n").slice(2, -1);
      expect(embedded.length).toBeGreaterThan(0);
      for (const line of embedded) expect(line).toMatch(/ yes yes yes /);
      const text = run("pdftotext", "-layout", path, "-");
      expect(text).toContain(lang === "zh" ? "电子数据存证证书" : "Certificate of Deposit");
      expect(text).toContain(lang === "zh" ? "本证书不包含" : "Not part of this certificate");
      expect(text).toContain("Lease 租赁.pdf");
      expect(text.replaceAll(" ", "")).toContain(toHex(digestOf("sha-512", FILE)).slice(0, 64));
      for (const { name } of one.world.trust.organisations) expect(text).toContain(name);
    }
  });

  test("find the letters of each script in the font that has them", async () => {
    const one = sample("intl Ed25519, one organisation");
    const path = put((await print(one, "en", "Договор Ă ễ 合同.pdf")).pdf);
    expect(run("pdftotext", path, "-")).toContain("Договор Ă ễ 合同.pdf");
    expect(run("pdffonts", path).split("\n").slice(2, -1).length).toBeGreaterThan(2);
  });

  test("take the receipt out unchanged", async () => {
    const one = sample("gm SM2, four organisations");
    const path = put((await print(one, "zh")).pdf);
    expect(run("pdfdetach", "-list", path)).toContain("deposit.receipt");
    const out = join(folder, "out.receipt");
    run("pdfdetach", "-savefile", "deposit.receipt", "-o", out, path);
    expect(readFileSync(out).equals(one.receipt)).toBe(true);
  });

  test("read the address in the code: the entry and its digest, nothing secret", async () => {
    const one = sample("intl Ed25519, one organisation");
    const path = put((await print(one, "en", "secret name.pdf")).pdf);
    run("pdftoppm", "-r", "120", "-png", "-singlefile", path, join(folder, "page"));
    const code = run("zbarimg", "-q", "--raw", join(folder, "page.png")).trim();
    const digest = toHex(digestOf("sha-256", FILE));
    expect(code).toBe(`${verifyAt}#entry=3&sha-256=${digest}`);
  });

  test("rewrite the file, and the receipt is still found in it", async () => {
    const one = sample("intl Ed25519, batch");
    const path = put((await print(one, "en")).pdf);
    const rewritten = join(folder, "rewritten.pdf");
    run("qpdf", "--object-streams=generate", "--recompress-flate", path, rewritten);
    const read = await readCertificate(readFileSync(rewritten));
    if (typeof read === "string") throw new Error(read);
    expect(Buffer.from(read.receipt).equals(one.receipt)).toBe(true);
    const trust = formatTrust(one.world.trust);
    expect(await comparePrint(readFileSync(rewritten), read, trust, fonts)).toBe("changed");
  });

  test("find every word inside the page, however long the claims are", async () => {
    const one = await claiming({
      note: "每页均有双方签字。No line may run out of the page. ".repeat(16).slice(0, 1024),
      source: `https://example.org/${"a".repeat(230)}`,
      labels: Array.from({ length: 16 }, (_, at) => `标签-${at}-${"W".repeat(50)}`),
      mediaType: "application/pdf",
      size: Number.MAX_SAFE_INTEGER,
    });
    const path = put((await print(one, "zh", `${"很长的文件名".repeat(42)}.x`)).pdf);
    const words = [
      ...run("pdftotext", "-bbox", path, "-").matchAll(
        /xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"/g,
      ),
    ];
    expect(words.length).toBeGreaterThan(100);
    for (const [, left, top, right, bottom] of words) {
      expect(Number(left)).toBeGreaterThan(40);
      expect(Number(top)).toBeGreaterThan(20);
      expect(Number(right)).toBeLessThan(595 - 40);
      expect(Number(bottom)).toBeLessThan(842 - 15);
    }
    expect(run("pdftotext", path, "-")).toContain("第 2 页");
  });
});
