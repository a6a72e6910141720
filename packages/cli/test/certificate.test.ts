import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CommandLine } from "./support/command-line.ts";

describe("a certificate from the command line", () => {
  const cli = new CommandLine();

  beforeAll(async () => {
    writeFileSync(cli.path("租赁.pdf"), "a lease");
    await cli.startNode("--suite", "gm");
    await cli.run("deposit", "租赁.pdf", "--private", "--out", "receipts");
    await cli.run("deposit", "租赁.pdf", "--out", "open");
  });
  afterAll(() => cli.close());

  test("of an entry is what the node prints, and verifies alone and with its file", async () => {
    const printed = await cli.run("certificate", "1", "--lang", "zh", "--output", "c.pdf");
    expect(printed).toMatchObject({ code: 0 });
    expect(printed.out).toMatch(/^c\.pdf：存证证书 TS-[0-9A-F]{8}-1\n$/);
    const url = `${cli.env["TALLYSTICK_URL"]}/v1/certificates/1?lang=zh`;
    const served = Buffer.from(await (await fetch(url)).arrayBuffer());
    expect(served.equals(readFileSync(cli.path("c.pdf")))).toBe(true);

    const alone = await cli.run("verify", "c.pdf");
    expect(alone.code).toBe(0);
    expect(alone.out).toContain("byte for byte what this program prints");
    for (const order of [
      ["租赁.pdf", "c.pdf"],
      ["c.pdf", "租赁.pdf"],
    ] as const) {
      const both = await cli.run("verify", ...order);
      expect(both).toMatchObject({ code: 0 });
      expect(both.out).toMatch(/pass\s+File content/);
    }
  });

  test("of a private receipt opens the commitment, without a node", async () => {
    const before = cli.env;
    cli.env = { ...before, TALLYSTICK_URL: "http://127.0.0.1:1" };
    const { code, values } = await cli.json(
      ...["certificate", "receipts/租赁.pdf.receipt", "--file-name", "租赁.pdf"],
      ...["--output", "private.pdf"],
    );
    expect(code).toBe(0);
    expect(values[0]).toMatchObject({ out: "private.pdf", lang: "en" });
    const verified = await cli.json(
      "verify",
      "租赁.pdf",
      "private.pdf",
      "--trust",
      "receipts/ledger.trust.json",
    );
    expect(verified.code).toBe(0);
    expect(verified.values[0]).toMatchObject({
      valid: true,
      certificate: { pages: "same", fileName: "租赁.pdf" },
    });
    cli.env = before;
  });

  test("that was changed, or is held against another file, is not valid", async () => {
    const pdf = readFileSync(cli.path("c.pdf"));
    const text = pdf.toString("latin1");
    writeFileSync(cli.path("changed.pdf"), Buffer.from(text.replace("/Title", "/Titel"), "latin1"));
    const changed = await cli.json("verify", "changed.pdf");
    expect(changed.code).toBe(1);
    expect(changed.values[0]).toMatchObject({ valid: false, certificate: { pages: "changed" } });
    writeFileSync(cli.path("other.pdf"), "another lease");
    const other = await cli.json("verify", "other.pdf", "c.pdf");
    expect(other.code).toBe(1);
    expect(other.values[0]).toMatchObject({ valid: false, certificate: { pages: "same" } });
    const twice = Buffer.concat([pdf, pdf.subarray(9)]);
    writeFileSync(cli.path("twice.pdf"), twice);
    expect((await cli.json("verify", "twice.pdf")).values[0]).toMatchObject({
      certificate: { pages: "added" },
    });
  });

  test("says what is wrong with what it was asked", async () => {
    const glyph = await cli.run("certificate", "1", "--file-name", "①.pdf");
    expect(glyph).toMatchObject({ code: 1 });
    expect(glyph.err).toContain("① (U+2460)");
    expect(glyph.err).toContain("--font");
    expect((await cli.run("certificate", "no-such.receipt")).code).toBe(2);
    expect((await cli.run("certificate", "1", "--digest", "md5:00")).code).toBe(2);
    expect((await cli.run("certificate", "1", "--verify-at", "javascript:1")).code).toBe(2);
    expect((await cli.run("certificate", "99")).code).toBe(1);
  });
});
