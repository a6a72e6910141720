import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasOpenssl, OpensslCa } from "../../core/test/support/openssl-ca.ts";
import { CommandLine } from "./support/command-line.ts";

const cli = new CommandLine();
const ca = new OpensslCa();
const present = hasOpenssl();
let url = "";

beforeAll(async () => {
  writeFileSync(cli.path("secret.txt"), "a passphrase of some length\n");
  expect((await cli.run("init", "--data", "data")).code).toBe(0);
  url = await cli.startNode("--data", "data");
});
afterAll(async () => {
  await cli.stopNode();
  await cli.close();
  ca.close();
});

test("a token is made, listed, used and revoked", async () => {
  const made = await cli.json(
    ...["token", "create", "--data", "data", "--member", "operator"],
    ...["--name", "a till", "--allow", "evidence.deposit,node.read", "--days", "7"],
  );
  expect(made.code).toBe(0);
  const { token, id } = made.values[0] as { token: string; id: string };
  const deposit = () =>
    fetch(`${url}/v1/apps/evidence/deposit`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ digests: [{ alg: "sha-256", value: "a".repeat(64) }] }),
    }).then(({ status }) => status);
  expect(await deposit()).toBe(200);
  const listed = await cli.run("token", "list", "--data", "data");
  expect(listed.out).toContain(id);
  expect(listed.out).toContain("a till");
  expect(listed.out).not.toContain(token);
  expect((await cli.run("token", "revoke", id, "--data", "data")).code).toBe(0);
  expect(await deposit()).toBe(401);
  expect((await cli.run("token", "list", "--data", "data")).out).toContain("revoked");
  const none = await cli.run(
    "token",
    "create",
    "--data",
    "data",
    "--member",
    "nobody",
    "--name",
    "x",
    "--allow",
    "node.read",
  );
  expect([none.code, none.err]).toEqual([1, expect.stringContaining("no active member")]);
  expect((await cli.run("token", "revoke", "../backup", "--data", "data")).code).toBe(2);
});

test("where reading needs a sign-in, TALLYSTICK_TOKEN opens it", async () => {
  const made = await cli.json(
    ...["token", "create", "--data", "data", "--member", "operator", "--name", "reader"],
    ...["--allow", "node.read"],
  );
  const { token } = made.values[0] as { token: string };
  await cli.stopNode();
  const file = cli.path("data/tallystick.json");
  const config = JSON.parse(readFileSync(file, "utf8")) as object;
  writeFileSync(file, JSON.stringify({ ...config, access: { read: "signed-in" } }));
  await cli.startNode("--data", "data");
  const without = await cli.run("member", "list", "--data", "data");
  expect([without.code, without.err]).toEqual([1, expect.stringContaining("token")]);
  const { env } = cli;
  cli.env = { ...env, TALLYSTICK_TOKEN: token };
  const withToken = await cli.run("member", "list", "--data", "data");
  cli.env = env;
  expect(withToken.out).toContain("operator");
  await cli.stopNode();
  writeFileSync(file, JSON.stringify(config));
  url = await cli.startNode("--data", "data");
});

describe.runIf(present)("a member's certificate", () => {
  test("goes from request through the CA onto the ledger", async () => {
    const root = ca.root("root", { kind: "P-256" });
    writeFileSync(
      cli.path("root.json"),
      JSON.stringify({ organisation: "org", certificate: Buffer.from(root.der).toString("hex") }),
    );
    const bound = await cli.run(
      "call",
      "membership",
      "bind-authority",
      "--data",
      "data",
      "--input",
      "root.json",
    );
    expect([bound.code, bound.err]).toEqual([0, ""]);
    await cli.run("key", "generate", "--out", "alice.key", "--passphrase-file", "secret.txt");
    const request = await cli.run(
      ...["member", "csr", "alice", "--key-file", "alice.key", "--out", "alice.csr"],
      ...["--organisation-name", "Northern Court", "--passphrase-file", "secret.txt"],
    );
    expect([request.code, request.err]).toEqual([0, ""]);
    expect(
      ca.run("req", "-in", cli.path("alice.csr"), "-verify", "-noout", "-subject").toString(),
    ).toContain("alice");
    writeFileSync(`${ca.folder}/ext.cnf`, "keyUsage=critical,digitalSignature\n");
    ca.run(
      ...[
        "x509",
        "-req",
        "-in",
        cli.path("alice.csr"),
        "-CA",
        root.certificate,
        "-CAkey",
        root.key,
      ],
      ...[
        "-CAcreateserial",
        "-days",
        "30",
        "-extfile",
        `${ca.folder}/ext.cnf`,
        "-out",
        cli.path("alice.crt"),
      ],
    );
    const certify = [
      "member",
      "certify",
      "alice",
      "--organisation",
      "org",
      "--certificate",
      "alice.crt",
      "--data",
      "data",
    ];
    const wrong = await cli.run(...certify);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("--certified-key")]);
    const done = await cli.run(
      ...certify,
      ...["--certified-key", "alice.key", "--certified-passphrase-file", "secret.txt"],
    );
    expect([done.code, done.err]).toEqual([0, ""]);
    expect((await cli.run("member", "show", "alice", "--data", "data")).out).toContain(
      "member of org",
    );
    const again = await cli.run(
      ...certify,
      ...["--certified-key", "alice.key", "--certified-passphrase-file", "secret.txt"],
    );
    expect([again.code, again.err]).toEqual([1, expect.stringContaining("bound to a member")]);
  });

  test("of a key that signs no statements binds one that does, with a proof made elsewhere", async () => {
    const root = ca.root("rsa-root", { kind: "RSA" });
    writeFileSync(
      cli.path("rsa.json"),
      JSON.stringify({ organisation: "org", certificate: Buffer.from(root.der).toString("hex") }),
    );
    expect(
      (
        await cli.run(
          "call",
          "membership",
          "bind-authority",
          "--data",
          "data",
          "--input",
          "rsa.json",
        )
      ).code,
    ).toBe(0);
    await cli.run("key", "generate", "--out", "bob.key", "--passphrase-file", "secret.txt");
    const end = ca.end("bob", root, { subject: "/CN=bob" });
    copyFileSync(end.certificate, cli.path("bob.crt"));
    const certify = [
      "member",
      "certify",
      "bob",
      "--organisation",
      "org",
      "--certificate",
      "bob.crt",
      "--data",
      "data",
    ];
    expect((await cli.run(...certify, "--message-out", "to-sign")).err).toContain("--ledger-key");
    const withKey = [...certify, "--ledger-key", "bob.key"];
    expect((await cli.run(...withKey, "--message-out", "to-sign")).code).toBe(0);
    writeFileSync(
      cli.path("proof"),
      ca.sign(end, new Uint8Array(readFileSync(cli.path("to-sign")))),
    );
    const done = await cli.run(...withKey, "--proof", "proof");
    expect([done.code, done.err]).toEqual([0, ""]);
  });

  test("that no bound authority has issued is refused before it is sent", async () => {
    const stranger = ca.end("stranger", ca.root("other", { kind: "Ed25519" }), {
      subject: "/CN=carol",
    });
    copyFileSync(stranger.certificate, cli.path("carol.crt"));
    const args = [
      "member",
      "certify",
      "carol",
      "--organisation",
      "org",
      "--certificate",
      "carol.crt",
      "--data",
      "data",
    ];
    const { code, err } = await cli.run(...args, "--message-out", "never");
    expect([code, err]).toEqual([1, expect.stringContaining("no authority that org has bound")]);
  });
});
