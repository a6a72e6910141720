import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { program } from "../src/program.ts";
import { CommandLine, ended } from "./support/command-line.ts";

const cli = new CommandLine();
const digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

beforeAll(async () => {
  await cli.startNode("--name", "港口账本");
  writeFileSync(cli.path("test.txt"), "test");
  await cli.run("deposit", "test.txt", "--out", "r");
});
afterAll(() => cli.close());

describe("help", () => {
  async function everyCommand(): Promise<string[][]> {
    const found: string[][] = [];
    for (const first of ["call", "view"]) {
      const visit = (command: Awaited<ReturnType<typeof program>>, path: string[]) => {
        for (const one of command.commands) {
          found.push([...path, one.name()]);
          visit(one, [...path, one.name()]);
        }
      };
      visit(await program([first]), []);
    }
    return [...new Map(found.map((path) => [path.join(" "), path])).values()];
  }

  test("every command has a summary, examples, and --json where it answers", async () => {
    const paths = await everyCommand();
    expect(paths.length).toBeGreaterThan(40);
    for (const path of paths) {
      let command = await program(path);
      for (const name of path)
        command = command.commands.find((one) => one.name() === name) ?? command;
      let text = "";
      command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
      expect(command.summary(), path.join(" ")).not.toBe("");
      expect(text, path.join(" ")).toContain("Examples:\n  ");
      if (command.commands.length === 0) expect(text, path.join(" ")).toContain("--json");
    }
  });

  test("--help exits 0, no command 2, an unknown one 2 with a suggestion", async () => {
    expect((await cli.run("deposit", "--help")).code).toBe(0);
    expect((await cli.run()).code).toBe(2);
    const { code, err } = await cli.run("verfy");
    expect(code).toBe(2);
    expect(err).toContain("Did you mean verify?");
    expect((await cli.run("--version")).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("reading the ledger", () => {
  test("status, entry, receipt and events agree", async () => {
    const [status] = (await cli.json("status")).values;
    expect(status).toMatchObject({ name: "港口账本", suite: "intl", logSize: 1 });
    const [entry] = (await cli.json("entry", "0")).values;
    expect(entry).toMatchObject({
      index: 0,
      action: "evidence.deposit",
      member: "operator",
      name: "accepted",
    });
    const { code } = await cli.run("receipt", "0", "--out", "again.receipt");
    expect(code).toBe(0);
    expect(readFileSync(cli.path("again.receipt"))).toEqual(
      readFileSync(cli.path("r/test.txt.receipt")),
    );
    const events = await cli.json("events", "--from", "0", "--count", "1");
    expect(events.values).toMatchObject([{ index: 0, action: "evidence.deposit", outcome: 0 }]);
  });

  test("events follow new entries, and Ctrl-C ends them with 0", async () => {
    const child = cli.start("events", "--json", "--from", "1");
    const end = ended(child);
    const first = new Promise((seen) => child.stdout.once("data", seen));
    writeFileSync(cli.path("later.txt"), "later");
    await cli.run("deposit", "later.txt", "--out", "r");
    await first;
    child.kill("SIGINT");
    const { code, out } = await end;
    expect(JSON.parse(out)).toMatchObject({ index: 1 });
    expect(code).toBe(0);
  });

  test("lookup proves presence and absence, and the proofs verify offline", async () => {
    const found = await cli.json("lookup", "test.txt", "--proof", "test.proof");
    expect(found.code).toBe(0);
    expect(found.values[0]).toMatchObject({ alg: "sha-256", digest, count: 1, complete: true });
    const byHex = await cli.run("lookup", "--hex", digest);
    expect(byHex.out).toContain("Deposited exactly once");
    writeFileSync(cli.path("never.txt"), "never");
    const absent = await cli.run("lookup", "never.txt", "--proof", "never.proof");
    expect(absent.code).toBe(1);
    expect(absent.out).toContain("No deposit with this sha-256");
    const present = await cli.run("verify", "test.txt", "test.proof");
    expect(present.out).toContain("exactly once");
    expect(present.code).toBe(0);
    const never = await cli.run("verify", "never.txt", "never.proof", "--lang", "zh");
    expect(never.out).toContain("没有具有此 sha-256 的存证");
    expect(never.code).toBe(0);
    const mixed = await cli.run("verify", "test.txt", "never.proof");
    expect(mixed.out).toContain("about another file");
    expect(mixed.code).toBe(1);
    expect((await cli.run("verify", "never.proof")).code).toBe(0);
  });

  test("receipts with state proofs and as COSE", async () => {
    await cli.run("receipt", "0", "--state", "--out", "state.receipt");
    const { code, values } = await cli.json("verify", "test.txt", "state.receipt");
    expect(code).toBe(0);
    const state = values[0].layers.find(({ layer }: { layer: string }) => layer === "state");
    expect(state.verdict).toBe("pass");
    await cli.run("receipt", "0", "--cose", "--out", "r.cose");
    expect(readFileSync(cli.path("r.cose"))[0]).toBe(0xd2); // CBOR tag 18, COSE_Sign1
  });

  test("views answer, with proof where there is one", async () => {
    const list = await cli.json(
      "view",
      "evidence",
      "by-depositor",
      "--member",
      "operator",
      "--limit",
      "1",
    );
    expect(list.values[0].data.deposits).toHaveLength(1);
    const args = [
      "--alg",
      "sha-256",
      "--digest",
      digest,
      "--ordinal",
      "0",
      "--proof",
      "history.proof",
    ];
    const history = await cli.run("view", "evidence", "history", ...args);
    expect(history.code).toBe(0);
    expect((await cli.run("verify", "history.proof")).code).toBe(0);
  });
});

describe("changing the ledger", () => {
  test("an action is made from options, from a file, and from standard input", async () => {
    const deposit = { alg: "sha-256", digest, ordinal: 0 };
    const first = await cli.json(
      ...["call", "evidence", "annotate", "--deposit", JSON.stringify(deposit)],
      ...["--text", "第一条", "--receipt", "note.receipt"],
    );
    expect(first).toMatchObject({
      code: 0,
      values: [{ outcome: "accepted", output: { number: 0 } }],
    });
    expect((await cli.run("verify", "note.receipt")).code).toBe(0);
    writeFileSync(cli.path("note.json"), JSON.stringify({ deposit, text: "second" }));
    const second = await cli.json("call", "evidence", "annotate", "--input", "note.json");
    expect(second.values[0].output).toEqual({ number: 1 });
    const child = cli.start("call", "evidence", "annotate", "--input", "-", "--json");
    child.stdin.end(JSON.stringify({ deposit, text: "third" }));
    expect(JSON.parse((await ended(child)).out).output).toEqual({ number: 2 });
  });

  test("a refusal has its outcome's name, words and way out, and exit 1", async () => {
    const absent = { alg: "sha-256", digest: "00".repeat(32), ordinal: 0 };
    const call = [
      "call",
      "evidence",
      "withdraw",
      "--deposit",
      JSON.stringify(absent),
      "--reason",
      "x",
    ];
    const { code, values } = await cli.json(...call);
    expect(code).toBe(1);
    expect(values[0].error).toMatchObject({ code: "no-such-deposit" });
    expect(values[0].error.fix).not.toBe("");
  });

  test.each([
    [["call", "evidence", "annotate"], "missing: --deposit <json>, --text <text>"],
    [["call", "evidence", "annotate", "--deposit", "{", "--text", "x"], "not JSON"],
    [["call", "evidence", "annotate", "--deposit", "{}", "--text", "x"], "deposit.alg"],
    [["call", "evidence", "annotate", "--input", "none.json"], "none.json"],
    [["call", "evidence", "nonsense"], "unknown command"],
    [["call", "membership", "enrol", "--role", "king"], "Allowed choices"],
    [["view", "evidence", "by-time", "--limit", "many"], "not a whole number"],
    [["view", "evidence", "by-digest", "--alg", "sha-256", "--digest", "zz"], "digest"],
    [["lookup"], "name a file, or a digest"],
    [["lookup", "--hex", "12"], "64 hex digits"],
    [["receipt", "minus", "--out", "x"], "whole number"],
    [["entry", "1e3"], "whole number"],
    [["member", "enrol", "bob", "--organisation", "org"], "name the new key"],
    [["member", "revoke-key", "zz"], "keyId"],
    [["verify", "nothing", "nothing.receipt"], "there is no such file"],
    [["verify", "test.txt", "r"], "a folder with the folder of its receipts"],
    [["verify", "test.txt"], "there is no test.txt.receipt"],
    [["verify", "r"], "name the folder of the receipts"],
    [["start", "--port", "65536"], "whole number"],
    [["init", "--suite", "rot13"], "Allowed choices"],
  ])("%j is refused as wrong use", async (args, words) => {
    const { code, err } = await cli.run(...args);
    expect(err).toContain(words);
    expect(code).toBe(2);
  });

  test.each([
    [["entry", "999999"], "no such entry"],
    [["receipt", "999999", "--out", "x"], ""],
    [["status", "--url", "http://127.0.0.1:1"], "cannot reach"],
    [["key", "show", "test.txt"], ""],
    [["key", "show", "none"], "no key file"],
    [["trust", "show", "test.txt"], "is not a trust file"],
    [["member", "show", "nobody"], "no member nobody"],
    [["deposit", "test.txt", "--out", "x", "--key", "none.key"], "there is no key none.key"],
    [["deposit", "test.txt", "--out", "x", "--key", "test.txt"], ""],
    [["verify", "test.txt", "test.txt"], ""],
    [["start", "--data", "test.txt"], ""],
    [["init", "--data", "r"], "not empty"],
  ])("%j fails with a sentence and no stack", async (args, words) => {
    const { code, out, err } = await cli.run(...args);
    expect(out + err).toContain(words);
    expect(err).not.toMatch(/^ {4}at /m);
    expect(code).toBe(1);
  });
});

describe("members, keys, trust and the verifier page", () => {
  test("a member is enrolled, gets a second key and loses the first", async () => {
    const secret = cli.path("secret.txt");
    writeFileSync(secret, "correct horse battery\n", { mode: 0o600 });
    for (const name of ["one.key", "two.key"]) {
      await cli.run("key", "generate", "--out", name, "--passphrase-file", secret);
      expect(statSync(cli.path(name)).mode & 0o777).toBe(0o600);
    }
    const [key] = (await cli.json("key", "show", "one.key")).values;
    expect(key).toMatchObject({ algorithm: "Ed25519" });
    const enrol = ["member", "enrol", "wang-fang", "--organisation", "org"];
    expect((await cli.run(...enrol, "--public-key", key.publicKey)).code).toBe(0);
    expect((await cli.run("member", "add-key", "wang-fang", "--key-file", "two.key")).code).toBe(0);
    expect((await cli.run("member", "revoke-key", key.keyId)).code).toBe(0);
    const [shown] = (await cli.json("member", "show", "wang-fang")).values;
    expect(shown.keys).toHaveLength(2);
    const list = await cli.run("member", "list");
    expect(list.out).toMatch(/wang-fang\s+org\s+member/);
    const revoked = [
      "deposit",
      "test.txt",
      "--out",
      "w",
      "--key",
      "one.key",
      "--passphrase-file",
      secret,
    ];
    expect((await cli.run(...revoked)).code).toBe(1);
    const current = [
      "deposit",
      "test.txt",
      "--out",
      "w",
      "--key",
      "two.key",
      "--passphrase-file",
      secret,
    ];
    expect((await cli.run(...current)).code).toBe(0);
  });

  test("the last operator key cannot be revoked", async () => {
    const [{ keyId }] = (await cli.json("key", "show", "data/keys/operator.key")).values;
    const { code, err } = await cli.run("member", "revoke-key", keyId);
    expect(code).toBe(1);
    expect(err).toContain("operator");
  });

  test("a wrong passphrase is refused without saying more", async () => {
    writeFileSync(cli.path("wrong.txt"), "wrong horse\n", { mode: 0o600 });
    const args = ["deposit", "test.txt", "--out", "z", "--passphrase-file", "wrong.txt"];
    const { code, err } = await cli.run(...args);
    expect(code).toBe(1);
    expect(err).toMatch(/passphrase/);
    expect(err).not.toContain("wrong horse");
  });

  test("the trust file is shown and fetched, with one SHA-256", async () => {
    const [own] = (await cli.json("trust", "show")).values;
    const [fetched] = (await cli.json("trust", "fetch", "--out", "fetched.json")).values;
    expect(fetched.sha256).toBe(own.sha256);
    expect(own).toMatchObject({ name: "港口账本", quorums: [{ fromHeight: 0, quorum: 1 }] });
  });

  test("the verifier page is one file with the trust inside", async () => {
    const [{ trustSha256 }] = (await cli.json("verifier", "--out", "verifier.html")).values;
    const page = readFileSync(cli.path("verifier.html"), "utf8");
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).not.toMatch(/<(script|link|img)[^>]+(src|href)="https?:/);
    expect(trustSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test("init makes a directory once and leaves it alone afterwards", async () => {
    const first = await cli.json("init", "--data", "new", "--suite", "gm", "--store", "sqlite");
    expect(first.values[0]).toMatchObject({ created: true, suite: "gm", store: "sqlite" });
    const second = await cli.json("init", "--data", "new");
    expect(second.values[0]).toMatchObject({ created: false, ledger: first.values[0].ledger });
    expect(existsSync(cli.path("new/keys/operator.key"))).toBe(true);
    mkdirSync(cli.path("empty"));
    expect((await cli.run("init", "--data", "empty")).code).toBe(0);
  });
});
