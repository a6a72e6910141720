/** Terms of a receivable, sealed, put on the ledger, opened by a party and shown to a third one: from the command line. */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CommandLine } from "./support/command-line.ts";

const cli = new CommandLine();
afterAll(() => cli.close());

const PASS = ["--passphrase-file", "secret.txt"];
const AMOUNT = ["--amount", "10,000.00 CNY"];

/** Records a document of the supplier; its number. */
async function recorded(action: string, code: string, ...more: string[]): Promise<string> {
  const { values } = await cli.json(
    ...["call", "receivable", action, "--code", code, "--digest", code.repeat(64)],
    ...["--seller", "supplier", "--buyer", "org", "--date", "2026-01-31", "--amount", "1000000"],
    ...["--currency", "CNY", ...more],
  );
  return String(values[0].output.document);
}

async function carryOut(proposal: number): Promise<void> {
  expect((await cli.run("proposal", "vote", String(proposal), "yes")).code).toBe(0);
  const enacted = await cli.run("proposal", "enact", String(proposal));
  expect([enacted.code, enacted.err]).toEqual([0, ""]);
}

beforeAll(async () => {
  await cli.startNode();
  writeFileSync(cli.path("secret.txt"), "a passphrase of some length\n");
  const filing = {
    ...{ project: "Receivables", responsible: "Treasury", businessModel: "None" },
    ...{ risks: "Fraud", controls: "Documents", number: "R-1" },
  };
  writeFileSync(cli.path("filing.json"), JSON.stringify(filing));
  expect((await cli.run("app", "file", "receivable", "--filing", "filing.json")).code).toBe(0);
  const [approved] = (await cli.json("app", "approve", "receivable")).values;
  await carryOut(approved.output.proposal);
  const keys = [];
  for (const name of ["house", "agent"]) {
    const made = await cli.json("key", "generate", "--out", `${name}.key`, ...PASS);
    keys.push(made.values[0].publicKey as string);
  }
  const [key, agent] = keys;
  const supplier = {
    organisation: "supplier",
    name: "Supplier",
    kinds: ["application-gateway"],
    key,
  };
  const input = JSON.stringify({ ...supplier, operator: { member: "agent", key: agent } });
  const call = ["--call", `membership.admit-organisation=${input}`];
  const [made] = (await cli.json("proposal", "new", "--title", "Supplier", ...call)).values;
  await carryOut(made.output.proposal);
  writeFileSync(cli.path("terms.json"), JSON.stringify({ rate: "0.0435", price: 9650 }));
});

test("sealed, issued, opened with the key of the data directory, checked by whoever is shown it", async () => {
  const [{ applications }] = (await cli.json("app", "list")).values;
  expect(applications).toContainEqual(
    expect.objectContaining({ app: "receivable", status: expect.stringMatching(/live|sandbox/) }),
  );
  const due = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10);
  const about = ["--kind", "certificate", "--to", "supplier", ...AMOUNT, "--due", due];
  const early = await cli.run("receivable", "terms", "seal", "terms.json", ...about);
  expect([early.code, early.err]).toEqual([1, expect.stringContaining("no encryption key")]);
  const key = "data/keys/encryption.key";
  const pass = ["--passphrase-file", "data/passphrase"];
  const made = await cli.json("key", "generate", "--purpose", "encryption", "--out", key, ...pass);
  const [{ publicKey, algorithm }] = made.values;
  expect(algorithm).toBe("X25519");
  expect((await cli.json("key", "show", key)).values[0].publicKey).toBe(publicKey);
  const enrolled = await cli.run(
    ...["call", "membership", "add-encryption-key"],
    ...["--organisation", "org", "--key", publicKey],
  );
  expect([enrolled.code, enrolled.err]).toEqual([0, ""]);
  const theirs = ["--purpose", "encryption", "--out", "supplier-encryption.key", ...PASS];
  const [{ publicKey: supplierKey }] = (await cli.json("key", "generate", ...theirs)).values;
  const enrolledToo = await cli.run(
    ...["call", "membership", "add-encryption-key", "--organisation", "supplier"],
    ...["--key", supplierKey, "--sign-with", "agent.key", "--issuer", "agent", ...PASS],
  );
  expect([enrolledToo.code, enrolledToo.err]).toEqual([0, ""]);

  const sealed = await cli.run("receivable", "terms", "seal", "terms.json", ...about);
  expect([sealed.code, sealed.err]).toEqual([0, ""]);
  expect(statSync(cli.path("terms.json.opening")).mode & 0o777).toBe(0o600);
  const json = readFileSync(cli.path("terms.json.sealed"), "utf8");
  expect(json).not.toContain("9650");
  const contract = await recorded("record-contract", "1");
  const invoice = await recorded("record-invoice", "2", "--contract", contract);
  const issued = await cli.run(
    ...["receivable", "issue", "--payee", "supplier", ...AMOUNT, "--due", due],
    ...["--document", contract, "--document", invoice, "--sealed", json, "--yes", "--json"],
  );
  expect([issued.code, issued.err]).toEqual([0, ""]);
  const certificate = String(JSON.parse(issued.out).output.certificate);

  const opened = await cli.json("receivable", "terms", "open", certificate, "--opening", "mine");
  expect(opened.values[0].terms).toEqual({ rate: "0.0435", price: 9650 });
  expect(readFileSync(cli.path("mine"))).toEqual(readFileSync(cli.path("terms.json.opening")));
  const check = (file: string) =>
    cli.run("receivable", "terms", "check", certificate, certificate, file);
  const by = ["--key", "supplier-encryption.key", ...PASS];
  const [bySupplier] = (await cli.json("receivable", "terms", "open", certificate, ...by)).values;
  expect(bySupplier.terms).toEqual({ rate: "0.0435", price: 9650 });
  const good = await check("mine");
  expect([good.code, good.out.includes("rate  0.0435")]).toEqual([0, true]);
  const changed = readFileSync(cli.path("mine"));
  changed[changed.length - 1] = 1;
  writeFileSync(cli.path("changed"), changed);
  const bad = await check("changed");
  expect([bad.code, bad.err.includes("not the terms that the ledger has")]).toEqual([1, true]);

  // Another key of the same organisation, made later, is no recipient of what was sealed before.
  await cli.run(...["key", "generate", "--purpose", "encryption", "--out", "other.key", ...PASS]);
  const other = await cli.run(
    ...["receivable", "terms", "open", certificate, "--key", "other.key", ...PASS],
  );
  expect([other.code, other.err.includes("not sealed to this key")]).toEqual([1, true]);
});

test("a price is sealed unless somebody says otherwise, and confirmed as what it opens to", async () => {
  const [{ requests }] = (await cli.json("receivable", "inbox", "supplier")).values;
  const certificate = String(requests[0].request.certificate);
  const agent = ["--key", "agent.key", "--issuer", "agent", ...PASS];
  const act = (...args: string[]) => cli.run("receivable", ...args);
  const done = async (...args: string[]) => {
    const { code, out, err } = await act(...args, "--yes", "--json");
    expect([args[0], code, err]).toEqual([args[0], 0, ""]);
    return JSON.parse(out).output;
  };
  await done("accept", certificate, certificate, ...agent);
  const offer = ["transfer", certificate, "0", "--to", "org", "--bank", "supplier"];
  const above = await act(...offer, "--price", "10,000.01", ...agent, "--yes");
  expect([above.code, above.err.includes("more than the part")]).toEqual([1, true]);
  const other = await act(...offer, "--price", "1 EUR", ...agent, "--yes");
  expect([other.code, other.err.includes("--price")]).toEqual([2, true]);

  const made = await done(...offer, "--price", "9,700.00", ...agent);
  const request = String(made.request);
  const named = ["--certificate", certificate, "--request", request];
  const row = (await cli.run("view", "receivable", "request", ...named, "--json")).out;
  expect(JSON.parse(row).data.request.payment).toEqual({
    ...{ bank: "supplier", commitment: expect.stringMatching(/^[0-9a-f]{64}$/) },
    until: expect.any(Number),
  });
  expect(row).not.toContain("970000");
  const read = await act("terms", "open", certificate, request, "--opening", "price.opening");
  expect(read.out).toContain("price  9,700.00 CNY");
  expect((await act("accept", certificate, request)).err).toContain("sealed price");
  await done("accept", certificate, request);

  const key = ["--encryption-key", "supplier-encryption.key"];
  const confirm = ["confirm", certificate, request, "PAY-1", ...agent];
  const less = await act(...confirm, ...key, "--amount", "9,699.99 CNY", "--yes");
  expect([less.code, less.err.includes("the sealed price is 9,700.00 CNY")]).toEqual([1, true]);
  const blind = await act(
    ...confirm,
    "--amount",
    "9,700.00 CNY",
    "--yes",
    "--encryption-key",
    "other.key",
  );
  expect([blind.code, blind.err.includes("not sealed to this key")]).toEqual([1, true]);
  await done(...confirm, ...key, "--amount", "9,700.00 CNY");
  const payment = ["--bank", "supplier", "--instruction", "PAY-1"];
  const paid = (await cli.run("view", "receivable", "payment", ...payment, "--json")).out;
  expect(paid).toContain("commitment");
  expect(paid).not.toContain("970000");
  const shown = await act("terms", "check", certificate, request, "price.opening");
  expect([shown.code, shown.out.includes("9,700.00 CNY")]).toEqual([0, true]);

  // In the clear only when somebody says so.
  const back = ["transfer", certificate, "0", "--to", "supplier", "--bank", "org"];
  const { request: open } = await done(...back, "--price", "9,700.00", "--open-price");
  const clear = ["--certificate", certificate, "--request", String(open)];
  const seen = (await cli.run("view", "receivable", "request", ...clear, "--json")).out;
  expect(JSON.parse(seen).data.request.payment).toMatchObject({ amount: "970000" });
});

test("what cannot be sealed is said", async () => {
  const seal = (file: string, ...more: string[]) =>
    cli.run("receivable", "terms", "seal", file, "--kind", "certificate", "--to", "org", ...more);
  expect((await seal("terms.json")).err).toContain("--amount and --due");
  expect((await seal("nowhere.json", ...AMOUNT, "--due", "2027-02-30")).code).toBe(2);
  expect((await seal("terms.json", ...AMOUNT, "--due", "2027-02-30")).err).toContain("no date");
  writeFileSync(cli.path("half.json"), '{"rate": 0.5}');
  const half = await seal("half.json", ...AMOUNT, "--due", "2027-02-28");
  expect([half.code, half.err]).toEqual([1, expect.stringContaining("not a whole number")]);
});
