import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CommandLine } from "./support/command-line.ts";

const cli = new CommandLine();

const run = async (...args: string[]) => {
  const { code, out, err } = await cli.run(...args);
  expect(code, `tallystick ${args.join(" ")}: ${err}`).toBe(0);
  return out;
};
const secret = ["--passphrase-file", "secret.txt"];
const as = (name: string) => ["--key", `${name}.key`, ...secret];

beforeAll(async () => {
  await run("init", "--name", "Guild", "--organisation", "guild");
  await cli.startNode();
  writeFileSync(cli.path("secret.txt"), "correct horse battery\n", { mode: 0o600 });
  for (const name of ["alice", "bob", "carol", "alice-2", "bob-2"]) {
    await run("key", "generate", "--out", `${name}.key`, ...secret);
  }
  for (const name of ["alice", "bob", "carol"]) {
    await run("member", "enrol", name, "--organisation", "guild", "--key-file", `${name}.key`);
  }
}, 120_000);
afterAll(() => cli.close());

test("a role is decided, granted, seen, and taken back", { timeout: 60_000 }, async () => {
  const clerk = { role: "clerk", title: "Clerk", capabilities: ["council.note"], operators: true };
  const call = `membership.define-role=${JSON.stringify(clerk)}`;
  await run("proposal", "new", "--title", "Clerks", "--call", call);
  const [proposed] = (await cli.json("proposal", "list")).values;
  const [{ proposal, status }] = proposed.proposals;
  if (status === "open") await run("proposal", "vote", String(proposal), "yes");
  if (status !== "enacted") await cli.run("proposal", "enact", String(proposal));
  expect(await run("role", "list")).toMatch(/clerk\s+operators\s+from block \d+\s+council\.note/);
  await run("grant", "give", "alice", "clerk", "--app", "council");
  expect(await run("role", "holders", "clerk")).toMatch(/alice\s+app=council organisation=guild/);
  expect(await run("grant", "list", "alice")).toMatch(/clerk\s+0\s+app=council/);
  await run("grant", "revoke", "alice", "clerk", "0");
  expect(await run("grant", "list", "alice")).toMatch(/to \d+/);
});

test("what is lent can be used, and a question is answered with the reason", {
  timeout: 60_000,
}, async () => {
  const may = async () => (await cli.json("member", "may", "bob", "governance.vote")).values[0];
  expect(await may()).toMatchObject({ allowed: false, by: "nothing" });
  const until = String(Date.now() + 3_600_000);
  await run("delegate", "lend", "bob", "--capabilities", "governance.*", "--until", until);
  expect(await may()).toMatchObject({ allowed: true, by: "delegation" });
  expect(await run("member", "may", "bob", "governance.vote")).toContain("lent by operator");
  expect(await run("delegate", "received", "bob")).toMatch(/operator\s+0\s+bob\s+governance\.\*/);
  await run("delegate", "end", "operator", "0", ...as("bob"));
  expect(await may()).toMatchObject({ allowed: false });
});

test("a lost key is recovered, a key rotated, a member suspended", {
  timeout: 60_000,
}, async () => {
  await run(
    ...["recover", "guardians", "alice", "--threshold", "2"],
    ...["--guardians", "bob", "--guardians", "carol", ...as("alice")],
  );
  await run("recover", "propose", "alice", "--key-file", "alice-2.key", ...as("bob"));
  expect(await run("recover", "approve", "alice", "0", ...as("carol"))).toContain("done");
  expect(await run("recover", "show", "alice")).toContain("done");
  writeFileSync(cli.path("note.txt"), "a note");
  const old = await cli.run("deposit", "note.txt", "--out", "a", ...as("alice"));
  expect(old.code).toBe(1);
  await run("deposit", "note.txt", "--out", "b", ...as("alice-2"));
  const [{ keyId }] = (await cli.json("key", "show", "bob.key")).values;
  await run("member", "rotate-key", keyId, "--key-file", "bob-2.key", ...as("bob"));
  await run("deposit", "note.txt", "--out", "c", ...as("bob-2"));
  await run("member", "suspend", "carol", "--reason", "on leave");
  const { code, err } = await cli.run("deposit", "note.txt", "--out", "d", ...as("carol"));
  expect([code, err]).toEqual([1, expect.stringContaining("suspended")]);
  await run("member", "reinstate", "carol");
  await run("deposit", "note.txt", "--out", "e", ...as("carol"));
});

test("organisations are listed and shown", { timeout: 60_000 }, async () => {
  expect(await run("organisation", "list")).toMatch(/guild\s+active\s+validator, management\s+/);
  await run("organisation", "update", "guild", "--contact", "desk@guild.example");
  expect(await run("organisation", "show", "guild", "--proof", "guild.proof")).toContain(
    "desk@guild.example",
  );
});
