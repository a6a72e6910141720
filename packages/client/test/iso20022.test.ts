/**
 * Our messages of ISO 20022 against programs that we did not write: the published schema of
 * pain.001.001.09 judges what we write, and what another program writes as camt.054 is read.
 */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { haveTool, runTool } from "../../core/test/interop/tool.ts";
import { python, pythonScripts } from "../../core/test/support/python.ts";
import { matchBooked, readCamt054 } from "../src/statements/camt054.ts";
import { writePain001 } from "../src/statements/pain001.ts";

const available = haveTool("Python with sepaxml, pyiso20022 and xsdata", python, [
  "-c",
  "import sepaxml, pyiso20022, xsdata, xmlschema",
]);

function ask(what: "check" | "camt054", input: string): string {
  const run = runTool(python, ["-B", join(pythonScripts, "iso20022.py"), what], {
    input,
    timeoutMs: 120_000,
  });
  if (!run.ok) throw new Error(run.stderr);
  return run.stdout.toString();
}

describe.skipIf(!available)("ISO 20022", () => {
  const core = {
    name: "核心企业 & Söhne <GmbH>",
    account: "DE89370400440532013000",
    bank: "COBADEFFXXX",
  };
  const supplier = {
    name: "供应商".repeat(60),
    account: "6222 0000 1111 2222",
    bank: "102100099996",
  };
  const transfer = {
    endToEndId: "31-1",
    to: supplier,
    date: "2027-05-31",
    about: "Certificate 31 ".repeat(20),
  };

  test("the published schema takes our credit transfers, and finds the sums right", () => {
    const message = writePain001({
      id: "core-enterprise-with-a-long-name-1800000000000",
      created: Date.UTC(2027, 4, 28, 1, 2, 3),
      debtor: core,
      transfers: [
        { ...transfer, amount: 400_000_000n, currency: "CNY" },
        { ...transfer, endToEndId: "31-2", to: core, amount: 1n, currency: "CNY" },
        { ...transfer, amount: 700n, currency: "JPY" },
        { ...transfer, amount: 1_234n, currency: "KWD", date: "2027-06-01" },
      ],
    });
    const found = JSON.parse(ask("check", message)) as {
      CstmrCdtTrfInitn: {
        GrpHdr: { NbOfTxs: string };
        PmtInf: { CtrlSum: string; CdtTrfTxInf: unknown[] }[];
      };
    };
    expect(found.CstmrCdtTrfInitn.GrpHdr.NbOfTxs).toBe("4");
    const sums = found.CstmrCdtTrfInitn.PmtInf.map((one) => [one.CtrlSum, one.CdtTrfTxInf.length]);
    expect(sums).toEqual([
      ["4000000.01", 2],
      ["700", 1],
      ["1.234", 1],
    ]);
  });

  test("and refuses the same with a transfer that names nobody", () => {
    const order = { id: "1", created: 0, debtor: core };
    const good = writePain001({
      ...order,
      transfers: [{ ...transfer, amount: 5n, currency: "CNY" }],
    });
    ask("check", good);
    expect(() => ask("check", good.replace("<EndToEndId>31-1</EndToEndId>", ""))).toThrow(
      /EndToEndId/,
    );
  });

  test("a notification that another program wrote is read", () => {
    const awaited = [
      { certificate: 31, request: 33, amount: 95_000_000n, currency: "CNY" },
      { certificate: 31, request: 40, amount: 700n, currency: "JPY" },
    ];
    const written = ask(
      "camt054",
      JSON.stringify([
        { id: "31/33", reference: "PAY-1", amount: "950000.00", currency: "CNY", state: "BOOK" },
        { id: "31/40", reference: "PAY-2", amount: "700", currency: "JPY", state: "PDNG" },
      ]),
    );
    const matches = matchBooked(readCamt054(written), awaited);
    expect(
      matches.map(({ booked, problem }) => [booked.reference, booked.amount, problem]),
    ).toEqual([
      ["PAY-1", 95_000_000n, ""],
      ["PAY-2", 700n, "it is not booked yet"],
    ]);
  });
});
