import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CommandLine } from "./support/command-line.ts";

describe.each(["intl", "gm"])("files on a ledger of the suite %s", (suite) => {
  const cli = new CommandLine();

  beforeAll(async () => {
    mkdirSync(cli.path("照片/深"), { recursive: true });
    writeFileSync(cli.path("报告.pdf"), "a report");
    writeFileSync(cli.path("照片/一.jpg"), "one");
    writeFileSync(cli.path("照片/深/empty"), "");
    symlinkSync("/etc/hostname", cli.path("照片/link"));
    await cli.startNode("--suite", suite);
  });
  afterAll(() => cli.close());

  test("a file and a folder get receipts, and the trust file lies beside them", async () => {
    const { code, out } = await cli.run("deposit", "报告.pdf", "照片", "--out", "receipts");
    expect(out).toContain("3 deposited, 1 symbolic links not followed");
    expect(code).toBe(0);
    expect(readdirSync(cli.path("receipts"), { recursive: true }).sort()).toEqual(
      [
        "ledger.trust.json",
        "报告.pdf.receipt",
        "照片",
        "照片/一.jpg.receipt",
        "照片/深",
        "照片/深/empty.receipt",
      ].sort(),
    );
    expect(readFileSync(cli.path("receipts/ledger.trust.json"))).toEqual(
      readFileSync(cli.path("data/trust.json")),
    );
  });

  test("the receipt verifies offline, in both languages, and says whom the verdict rests on", async () => {
    cli.env = { ...cli.env, TALLYSTICK_URL: "http://127.0.0.1:1" };
    const english = await cli.run("verify", "报告.pdf", "receipts/报告.pdf.receipt");
    expect(english.code).toBe(0);
    expect(english.out).toMatch(/pass\s+File content/);
    expect(english.out).toMatch(/absent\s+Salted digest/);
    expect(english.out).toContain("ledger.trust.json (found beside the receipt)");
    expect(english.out.trimEnd().endsWith("VALID")).toBe(true);
    cli.env = { ...cli.env, LANG: "zh_CN.UTF-8" };
    const chinese = await cli.run("verify", "报告.pdf", "receipts/报告.pdf.receipt");
    expect(chinese.out).toMatch(/通过\s+文件内容/);
    expect(chinese.out.trimEnd().endsWith("有效")).toBe(true);
    const { LANG: _, ...env } = cli.env;
    cli.env = env;
  });

  test("a folder verifies against the folder of its receipts, by either name", async () => {
    for (const receipts of ["receipts", "receipts/照片"]) {
      const { code, out } = await cli.run("verify", "照片", receipts);
      expect(out).toBe("2 valid, 0 not valid\n");
      expect(code).toBe(0);
    }
  });

  test("a changed file, a missing receipt and a receipt without a file are named", async () => {
    mkdirSync(cli.path("copy"), { recursive: true });
    writeFileSync(cli.path("copy/一.jpg"), "two");
    writeFileSync(cli.path("copy/新.jpg"), "new");
    const { code, out } = await cli.run("verify", "copy", "receipts/照片");
    expect(code).toBe(1);
    expect(out).toMatch(/NOT VALID {2}一\.jpg: The file is not the one that was recorded/);
    expect(out).toContain("新.jpg: there is no receipt");
    expect(out).toContain("深/empty: there is a receipt and no file");
    expect(out).toContain("0 valid, 3 not valid");
  });

  test("a receipt alone is checked but for the file, and one byte changed is not valid", async () => {
    const alone = await cli.json("verify", "receipts/报告.pdf.receipt");
    expect(alone.code).toBe(0);
    expect(alone.values[0].layers[1]).toMatchObject({ layer: "file", verdict: "not-checkable" });
    const bytes = readFileSync(cli.path("receipts/报告.pdf.receipt"));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(cli.path("bad.receipt"), bytes);
    const bad = await cli.run("verify", "报告.pdf", "bad.receipt", "--trust", "data/trust.json");
    expect(bad.code).toBe(1);
    expect(bad.out.trimEnd().endsWith("NOT VALID")).toBe(true);
  });

  test("without a trust file nothing is valid; with that of another ledger it fails", async () => {
    writeFileSync(cli.path("alone.receipt"), readFileSync(cli.path("receipts/报告.pdf.receipt")));
    const without = await cli.run("verify", "报告.pdf", "alone.receipt", "--data", "none");
    expect(without.code).toBe(1);
    expect(without.out).toContain("No trust file was found");
    const other = new CommandLine();
    await other.run("init", "--suite", suite);
    const wrong = await cli.run(
      "verify",
      "报告.pdf",
      "alone.receipt",
      "--trust",
      other.path("data/trust.json"),
    );
    expect(wrong.code).toBe(1);
    expect(wrong.out).toMatch(/FAIL\s+Ledger/);
    await other.close();
    const garbage = await cli.run("verify", "报告.pdf", "alone.receipt", "--trust", "报告.pdf");
    expect(garbage.code).toBe(1);
    expect(garbage.err).toContain("is not a trust file");
  });
});

describe("deposit", () => {
  const cli = new CommandLine();
  beforeAll(async () => {
    await cli.startNode();
    writeFileSync(cli.path("a.txt"), "alpha");
  });
  afterAll(() => cli.close());

  test("a second run finds the receipts and deposits nothing", async () => {
    await cli.run("deposit", "a.txt", "--out", "r");
    const { out } = await cli.run("deposit", "a.txt", "--out", "r");
    expect(out).toContain("0 deposited, 1 had a valid receipt already");
  });

  test("the receipt of another content is never written over by accident", async () => {
    writeFileSync(cli.path("b.txt"), "before");
    await cli.run("deposit", "b.txt", "--out", "r");
    appendFileSync(cli.path("b.txt"), " and after");
    const refused = await cli.run("deposit", "b.txt", "--out", "r");
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("is the receipt of another content");
    const replaced = await cli.run("deposit", "b.txt", "--out", "r", "--replace");
    expect(replaced.code).toBe(0);
    expect((await cli.run("verify", "b.txt", "r/b.txt.receipt")).code).toBe(0);
  });

  test("an empty or torn receipt is made anew", async () => {
    writeFileSync(cli.path("r/a.txt.receipt"), "");
    const { out } = await cli.run("deposit", "a.txt", "--out", "r");
    expect(out).toContain("1 deposited");
  });

  test("a private deposit hides digest and size, and its receipt opens it", async () => {
    writeFileSync(cli.path("salary"), "5000");
    const { values } = await cli.json(
      "deposit",
      "salary",
      "--private",
      "--label",
      "工资",
      "--out",
      "p",
    );
    const entry = (await cli.json("entry", String(values[0].index))).values[0];
    expect(entry.input.digests[0].alg).toBe("hmac-sha-256");
    expect(entry.input.size).toBeUndefined();
    expect(entry.input.labels).toEqual(["工资"]);
    expect((await cli.run("verify", "salary", "p/salary.receipt")).code).toBe(0);
    writeFileSync(cli.path("salary"), "5001");
    expect((await cli.run("verify", "salary", "p/salary.receipt")).code).toBe(1);
  });

  test("several digests, claims, and a key of one's own", async () => {
    cli.env = { ...cli.env, TALLYSTICK_PASSPHRASE: "open sesame" };
    expect((await cli.run("key", "generate", "--out", "alice.key")).code).toBe(0);
    const { TALLYSTICK_PASSPHRASE, ...env } = cli.env;
    cli.env = env;
    const enrolled = await cli.run(
      "member",
      "enrol",
      "alice",
      "--organisation",
      "org",
      "--key-file",
      "alice.key",
    );
    expect(enrolled.out).toContain("accepted");
    cli.env = { ...env, TALLYSTICK_PASSPHRASE: TALLYSTICK_PASSPHRASE ?? "" };
    const args = [
      "--key",
      "alice.key",
      "--digest",
      "sha-512,sha-256",
      "--media-type",
      "text/plain",
    ];
    const more = [
      "--captured-at",
      "2026-01-02T03:04:05+08:00",
      "--source",
      "相机",
      "--note",
      "a, b",
    ];
    const { code, values } = await cli.json("deposit", "a.txt", "--out", "alice", ...args, ...more);
    expect(code).toBe(0);
    cli.env = env;
    const entry = (await cli.json("entry", String(values[0].index))).values[0];
    expect(entry.member).toBe("alice");
    expect(entry.input).toMatchObject({
      mediaType: "text/plain",
      capturedAt: Date.UTC(2026, 0, 1, 19, 4, 5),
      source: "相机",
      note: "a, b",
      size: 5,
    });
    expect(entry.input.digests.map((one: { alg: string }) => one.alg)).toEqual([
      "sha-512",
      "sha-256",
    ]);
  });

  test("receipts inside the deposited folder are not deposited themselves", async () => {
    mkdirSync(cli.path("box"));
    writeFileSync(cli.path("box/one"), "1");
    expect((await cli.run("deposit", "box", "--out", "box/receipts")).out).toContain("1 deposited");
    expect((await cli.run("deposit", "box", "--out", "box/receipts")).out).toContain(
      "1 had a valid",
    );
    mkdirSync(cli.path("bare"));
    const bare = await cli.run("deposit", "bare", "--out", "x");
    expect(bare.out).toContain("There are no files");
  });

  test("a name that is not UTF-8 is reported, not skipped", async () => {
    mkdirSync(cli.path("latin"));
    writeFileSync(Buffer.concat([Buffer.from(cli.path("latin/")), Buffer.from([0x66, 0xe9])]), "é");
    const { code, err } = await cli.run("deposit", "latin", "--out", "l");
    expect(err).toContain("its name is not UTF-8");
    expect(code).toBe(1);
  });

  test.each([
    [["nothing.txt", "--out", "x"], "there is no such file"],
    [["a.txt"], "required option"],
    [["a.txt", "--out", "x", "--digest", "md5"], "digests.0.alg"],
    [["a.txt", "--out", "x", "--digest", "hmac-sm3"], "add --private"],
    [["a.txt", "--out", "x", "--private", "--digest", "sha-256"], "records no plain digest"],
    [["a.txt", "--out", "x", "--digest", "sha-256,sha-256"], "twice"],
    [["a.txt", "--out", "x", "--label", "l".repeat(65)], "labels.0"],
    [["a.txt", "--out", "x", "--media-type", "nonsense"], "mediaType"],
    [["a.txt", "--out", "x", "--captured-at", "yesterday"], "takes a time"],
    [["a.txt", "--out", "x", "--concurrency", "0"], "whole number"],
    [["a.txt", "--out", "x", "--url", "ftp://x"], "not an http"],
    [["a.txt", "r/../a.txt", "--out", "x"], "two arguments have the name"],
    [["r", "--out", "r"], "--out is what is deposited"],
  ])("%j is refused as wrong use, before anything is sent", async (args, words) => {
    const { code, err } = await cli.run("deposit", ...args);
    expect(err).toContain(words);
    expect(code).toBe(2);
    expect(existsSync(cli.path("x/a.txt.receipt"))).toBe(false);
  });

  test("files that cannot be read or kept are reported, and the others are deposited", async () => {
    mkdirSync(cli.path("mixed"));
    writeFileSync(cli.path("mixed/good"), "good");
    writeFileSync(cli.path(`mixed/${"n".repeat(250)}`), "its receipt would have too long a name");
    writeFileSync(cli.path("mixed/in-the-way"), "x");
    mkdirSync(cli.path("m/mixed/in-the-way.receipt"), { recursive: true });
    const { code, out, err } = await cli.run("deposit", "mixed", "--out", "m");
    expect(code).toBe(1);
    expect(out).toContain("1 deposited, 2 failed");
    expect(err).toContain("too long");
    expect(err).toContain("in the way");
  });

  test("receipts of two ledgers never share a folder", async () => {
    const other = new CommandLine();
    await other.startNode();
    writeFileSync(other.path("a.txt"), "alpha");
    const { code, err } = await other.run("deposit", "a.txt", "--out", cli.path("r"));
    expect(code).toBe(1);
    expect(err).toContain("is of another ledger");
    const wrongNode = await cli.run(
      "deposit",
      "a.txt",
      "--out",
      "y",
      "--url",
      other.env["TALLYSTICK_URL"] ?? "",
    );
    expect(wrongNode.code).toBe(1);
    expect(wrongNode.err).toContain("serves another ledger");
    await other.close();
  });
});
