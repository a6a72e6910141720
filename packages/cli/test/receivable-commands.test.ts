import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CommandLine } from "./support/command-line.ts";
import { tellStory } from "./support/tell-story.ts";

const cli = new CommandLine();
const say = (...args: string[]) => cli.run("receivable", ...args);
const DAY_MS = 86_400_000;
const day = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** Number of the story's certificate, and what its people are called. */
let certificate: string;
let supplier: string;
let payer: string;
/** Its due date, in the zone of the policy. */
let dueDate: string;

beforeAll(async () => {
  const url = await cli.startNode("--data", cli.path("data"));
  cli.env = { ...cli.env, TALLYSTICK_DATA: cli.path("data") };
  await tellStory("receivables/receivables.ts", ["Done."], [cli.path("data")], {
    TALLYSTICK_URL: url,
  });
  const [{ obligations }] = (await cli.json("receivable", "obligations")).values;
  certificate = String(obligations[0].certificate.certificate);
  supplier = obligations[0].certificate.payee;
  dueDate = new Date(obligations[0].certificate.dueDay * DAY_MS).toISOString().slice(0, 10);
  payer = supplier.replace("supplier", "paying-bank");
}, 120_000);
afterAll(() => cli.close());

test("the tree is drawn in the terminal, in both languages", async () => {
  const { out } = await say("tree", certificate);
  expect(out).toContain(`${certificate}  10,000,000.00 CNY  `);
  expect(out.split("\n")[0]).toMatch(new RegExp(`due ${dueDate}$`));
  expect(out).toMatch(/│ {2}├─ 1,500,000\.00 CNY -> \S+toolmaker {2}\(transfer \d+\)/);
  expect(out).toMatch(/\[100000000\] 500,000\.00 CNY.*pledged to \S+-bank/);
  expect(out).toMatch(/\[150000000\] 1,000,000\.00 CNY.*redeemed, financed by/);
  // Its request has run out: nobody waits.
  expect(out).toMatch(/\[0\] 1,000,000\.00 CNY.*received, circulable/);
  expect((await say("tree", certificate, "--lang", "zh")).out).toMatch(/已签收，已质押，质权人/);
  expect((await say("tree", "99999")).code).not.toBe(0);
});

test("lists are in money, and as JSON in minor units", async () => {
  expect((await say("holdings", supplier)).out).toMatch(/2,000,000\.00 CNY .*received +circulable/);
  const [{ holdings }] = (await cli.json("receivable", "holdings", supplier)).values;
  expect(holdings.map(({ amount }: { amount: string }) => amount)).toContain("200000000");
  expect((await say("exposure", "--by", "guarantor", "--lang", "zh")).out).toContain("未偿");
  expect((await say("ageing")).out).toMatch(/due within 30 days +9,000,000\.00 CNY/);
  expect((await say("provenance", certificate, "100000000")).out).toMatch(/pledge \d+/);
});

test("what a bank asks is one file that anybody checks offline", async () => {
  const made = await say("proof", certificate, "250000000", "part.claims");
  expect(made.out).toContain("it is not pledged");
  const [good] = (await cli.json("verify", "part.claims")).values;
  expect(good).toMatchObject({ valid: true });
  expect(good.claims.map(({ words }: { words: { zh: string } }) => words.zh)).toContainEqual(
    expect.stringMatching(/未质押$/),
  );
  const told = await cli.run("verify", "part.claims", "--lang", "zh");
  expect(told.out).toContain("金额为 2,500,000.00 CNY");
  expect(told.code).toBe(0);
  // The pledged part says that it is: the file is true, and says what a bank does not want to hear.
  expect((await say("proof", certificate, "100000000")).out).toMatch(/it is pledged to \S+-bank/);
  expect((await say("proof", certificate, "1")).code).not.toBe(0);
});

test("goods, papers and money of a certificate are one picture, and of an invoice", async () => {
  const [flows] = (await cli.json("receivable", "flows", certificate)).values;
  expect(flows).toMatchObject({ complete: true, certificates: [{ debtor: expect.any(String) }] });
  const codes = flows.mismatches.map(({ code }: { code: string }) => code);
  expect(codes).toContain("goods-missing");
  const { out } = await say("flows", certificate);
  expect(out).toMatch(/GOODS\n {2}none on the ledger\nPAPERS\n.*contract.*\n.*invoice/);
  expect(out).toMatch(/redemption .*confirmed by \S+|redeemed, and no bank has said so/);
  expect((await say("flows", certificate, "--lang", "zh")).out).toContain("无交付或验收单据");
  const { document } = flows.papers.find(
    (one: { document: { kind: string } }) => one.document.kind === "invoice",
  );
  const other = await say("flows", "--invoice", String(document.document));
  expect(other.out).toContain(`${document.document}  invoice`);
  for (const asked of [["99999"], ["--invoice", "1"], [], [certificate, "--invoice", "1"]]) {
    expect((await say("flows", ...asked)).code).not.toBe(0);
  }
});

test("a credit record is sums and ratios, and says that it is no judgement", async () => {
  const { out } = await say("credit");
  expect(out).toMatch(/promised +10,000,000\.00 CNY/);
  expect(out).toMatch(/redeemed on time +1,000,000\.00 CNY +100\.00 %/);
  expect(out).toContain("not a judgement");
  const [record] = (await cli.json("receivable", "credit")).values;
  expect(record).toMatchObject({ open: "900000000", ratios: { onTime: 10_000 } });
  expect((await say("credit", supplier, "--lang", "zh")).out).toContain("没有该机构");
  expect((await say("credit", "--currency", "yuan")).code).not.toBe(0);
});

test("claims about any rows are made from a file, and false ones are named", async () => {
  const row = { app: "receivable", table: "certificates", key: [Number(certificate)] };
  writeFileSync(
    cli.path("wishes.json"),
    JSON.stringify([
      { row, path: ["amount"], test: "is", value: 1_000_000_000 },
      { row, path: ["payee"], test: "is", value: "somebody-else" },
    ]),
  );
  const made = await cli.run("claim", "wishes.json", "wishes.claims");
  expect(made.code).toBe(1);
  const { code, out } = await cli.run("verify", "wishes.claims");
  expect(code).toBe(1);
  expect(out).toContain("it was issued for");
  expect(out).toContain(`The proved row says otherwise: "${supplier}"`);
  expect((await cli.run("claim", "missing.json", "x.claims")).code).toBe(2);
});

describe("issuing", () => {
  test("goes from documents to the payee's inbox; amounts are exact", async () => {
    writeFileSync(cli.path("contract.pdf"), "a contract");
    writeFileSync(cli.path("invoice.pdf"), "an invoice");
    const own = (await cli.json("status")).values[0].organisation;
    const parties = ["--seller", supplier, "--buyer", own, "--date", day(-1)];
    const recorded = async (...args: string[]) =>
      String((await cli.json("receivable", ...args, ...parties)).values[0].output.document);
    const contract = await recorded(
      "contract",
      "C-9",
      "--file",
      "contract.pdf",
      "--amount",
      "600.00 CNY",
    );
    const invoice = await recorded(
      ...["invoice", "F-9", "--file", "invoice.pdf", "--amount", "500.10 CNY"],
      ...["--contract", contract],
    );
    const issue = [
      ...["issue", "--payee", supplier, "--amount", "500.10 CNY", "--due", day(60)],
      ...["--document", contract, "--document", `${invoice}=500.10 CNY@invoice.pdf`],
    ];
    const unsure = await say(...issue);
    expect(unsure.code).not.toBe(0);
    expect(unsure.err).toContain("500.10 CNY");
    expect(unsure.err).toContain("--yes");
    const [made] = (await cli.json("receivable", ...issue, "--yes")).values;
    expect(made).toMatchObject({ outcome: "accepted", output: { findings: [] } });
    const inbox = (await say("inbox", supplier, "--lang", "zh")).out;
    expect(inbox).toMatch(/签收 +500\.10 CNY/);
    const number = String(made.output.certificate);
    expect((await say("accept", number, number, "--yes")).err).toContain("Only the organisation");
    const again = await say(...issue, "--yes");
    expect(again.err).toContain("discrepancies");
    writeFileSync(cli.path("invoice.pdf"), "another invoice");
    expect((await say(...issue, "--yes")).code).not.toBe(0);
    expect((await say("withdraw", number, number)).code).toBe(0);
  });

  test("what cannot be meant is refused before anything is signed", async () => {
    for (const amount of ["1 USD", "1.234 CNY", "-1 CNY", "1", "1e3 CNY"]) {
      const { code, err } = await say(
        "transfer",
        certificate,
        "0",
        "--amount",
        amount,
        "--to",
        "x",
      );
      expect([amount, code]).toEqual([amount, 2]);
      expect(err).toContain("--amount");
    }
    expect((await say("transfer", certificate, "0", "--to", "x", "--expires", "soon")).code).toBe(
      2,
    );
    const alone = await say("finance", certificate, "0", "--to", "x", "--price", "1 CNY");
    expect([alone.code, alone.err.includes("--bank")]).toEqual([2, true]);
    for (const shares of ["3", "3:1", "1,0", "1,-1", "1,9999999999"]) {
      const { code } = await say("split", certificate, "0", "--shares", shares, "--yes");
      expect([shares, code]).toEqual([shares, 2]);
    }
    const unsure = await say("split", certificate, "0", "--shares", "3,2,1");
    expect(unsure.err).toContain("3 : 2 : 1");
  });
});

describe("statements", () => {
  test("are CSV, and payment orders for what falls due, one for each who is to be paid", async () => {
    const csv = (await say("statement", "obligations")).out.split("\r\n");
    expect(csv[0]).toMatch(/^certificate,drawer,/);
    expect(csv).toContainEqual(expect.stringMatching(new RegExp(`^${certificate},.*,9000000.00,`)));
    const account = (name: string) => ({ name, account: `6222-${name}`, bank: "102100099996" });
    const own = (await cli.json("status")).values[0].organisation;
    const names = ["supplier", "workshop", "foundry", "toolmaker", "bank"].map((role) =>
      supplier.replace("supplier", role),
    );
    const accounts = Object.fromEntries([own, ...names].map((name) => [name, account(name)]));
    writeFileSync(cli.path("accounts.json"), JSON.stringify(accounts));
    const order = ["statement", "pain.001", "--to", day(30), "--accounts", "accounts.json"];
    const { out } = await say(...order);
    // Supplier, workshop and foundry hold, the bank is pledgee of the toolmaker's part.
    expect(out).toContain("<NbOfTxs>4</NbOfTxs>");
    expect(out).toContain("<CtrlSum>9000000.00</CtrlSum>");
    // On the due date where the debtor is, or on the working day that follows.
    const [, payDate = ""] = /<ReqdExctnDt>\s*<Dt>([0-9-]{10})<\/Dt>/.exec(out) ?? [];
    expect([1, 2, 3, 4, 5]).toContain(new Date(`${payDate}T00:00Z`).getUTCDay());
    expect(payDate >= dueDate).toBe(true);
    expect(out).toContain(`<InstdAmt Ccy="CNY">3000000.00</InstdAmt>`);
    writeFileSync(cli.path("accounts.json"), "{}");
    expect((await say(...order)).code).toBe(2);
    expect((await say("statement", "pain.001")).code).toBe(2);
  });

  test("a bank's notification is held against what is awaited, and nothing is confirmed", async () => {
    writeFileSync(
      cli.path("booked.xml"),
      `<Document><BkToCstmrDbtCdtNtfctn><Ntfctn><Ntry><Amt Ccy="CNY">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><NtryDtls><TxDtls><Refs><EndToEndId>1/2</EndToEndId></Refs></TxDtls></NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`,
    );
    const { code, out } = await say("match", "booked.xml", payer);
    expect(code).toBe(0);
    expect(out).toContain("no payment of this reference is awaited");
    writeFileSync(cli.path("booked.xml"), "<!DOCTYPE a><a/>");
    expect((await say("match", "booked.xml", payer)).code).not.toBe(0);
  });
});
