import type { Client } from "@tallystick/client/client";
import { admitOrganisations, decide, hexCall } from "./admit-organisations.ts";
import type { ConsoleUnderTest } from "./open-console.ts";

const DAY_MS = 86_400_000;
const MILLION = 100_000_000n;

/** The date some days from now. */
export const dateIn = (days: number) =>
  new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

const FILING = {
  project: "Receivables",
  responsible: "Head of finance",
  businessModel: "Certificates of receivables among members.",
  risks: "A certificate without trade.",
  controls: "Documents are held against each other.",
  number: "CAC-2026-000456",
};

const NEWCOMERS = [
  { id: "supplier", name: "Riverside Parts", kinds: ["management"] },
  { id: "workshop", name: "北岸机械", kinds: ["management"] },
  { id: "bank", name: "Harbour Bank", kinds: ["management"] },
] as const;

/** A ledger with receivables on it, made once for a file of tests. */
export interface SampleReceivables {
  /** A certificate of ten million that `org` owes: split, passed on, pledged, with offers that wait. */
  readonly certificate: number;
  /** Contract and invoice behind it. */
  readonly papers: readonly number[];
  readonly supplier: Client;
  readonly workshop: Client;
  readonly bank: Client;
}

/** Files the application and has it approved by the organisation that decides alone. */
export async function approveReceivables(ledger: ConsoleUnderTest): Promise<void> {
  const filed = (await ledger.call("governance.file-application", {
    ...{ app: "receivable", filing: FILING },
  })) as unknown as { data: { entry: string } };
  await decide(
    ledger,
    hexCall("governance.approve-application", { app: "receivable", filed: filed.data.entry }),
  );
}

/** Records a contract and an invoice of the supplier to the node's own organisation. */
export async function recordPapers(
  supplier: Client,
  number: string,
  amount: bigint,
): Promise<{ document: number }[]> {
  const paper = (code: string) => ({
    ...{ code, digest: supplier.suite.hash(new TextEncoder().encode(code)) },
    ...{ seller: "supplier", buyer: "org", date: dateIn(-1), currency: "CNY" },
  });
  const { output } = await supplier.receivable.recordContract({
    ...{ ...paper(`C-${number}`), amount },
  });
  const contract = output.document;
  const recorded = await supplier.receivable.recordInvoice({
    ...{ ...paper(`F-${number}`), amount, contract },
  });
  return [{ document: contract }, { document: recorded.output.document }];
}

/** The story of a certificate of ten million: owed by the node's own organisation. */
export async function sampleReceivables(ledger: ConsoleUnderTest): Promise<SampleReceivables> {
  await approveReceivables(ledger);
  const [supplier, workshop, bank] = (await admitOrganisations(ledger, NEWCOMERS)) as [
    Client,
    Client,
    Client,
  ];
  const background = await recordPapers(supplier, "1", 10n * MILLION);
  const issued = (await ledger.call("receivable.issue", {
    ...{ payee: "supplier", currency: "CNY", amount: (10n * MILLION).toString(), due: dateIn(90) },
    ...{ expires: Date.now() + 3 * DAY_MS },
    background,
  })) as unknown as { index: number };
  const certificate = issued.index;
  await supplier.receivable.accept({ certificate, request: certificate });
  const expires = Date.now() + 3 * DAY_MS;
  await workshop.receivable.setStandingConsent({ from: "supplier", until: expires });
  const start = 0n;
  await supplier.receivable.offerTransfer({
    ...{ certificate, start, amount: 4n * MILLION, to: "workshop", expires },
  });
  await workshop.receivable.split({ certificate, start, amounts: [MILLION, MILLION / 2n] });
  const pledge = await workshop.receivable.offerPledge({
    ...{ certificate, start, to: "bank", expires },
  });
  await bank.receivable.accept({ certificate, request: pledge.output.request });
  // What waits: a part that its debtor could take back in payment, and a payment that a bank confirms.
  await supplier.receivable.offerTransfer({
    ...{ certificate, start: 4n * MILLION, amount: 2n * MILLION, to: "org", expires },
    ...{ payment: { bank: "bank", amount: 2n * MILLION - 5_000n, until: expires } },
    reason: "Settlement of June",
  });
  return {
    certificate,
    papers: background.map(({ document }) => document),
    supplier,
    workshop,
    bank,
  };
}

/** Another certificate, cut into many parts of uneven size among several holders. */
export async function manyParts(
  ledger: ConsoleUnderTest,
  { supplier, workshop }: SampleReceivables,
  parts: number,
): Promise<number> {
  const background = await recordPapers(supplier, "2", 50n * MILLION);
  const issued = (await ledger.call("receivable.issue", {
    ...{ payee: "supplier", currency: "CNY", amount: (50n * MILLION).toString(), due: dateIn(60) },
    ...{ expires: Date.now() + DAY_MS, background },
  })) as unknown as { index: number };
  const certificate = issued.index;
  await supplier.receivable.accept({ certificate, request: certificate });
  let start = 0n;
  for (let made = 1; made < parts; ) {
    const count = Math.min(120, parts - made);
    const amounts = Array.from({ length: count }, (_, at) => BigInt((at % 9) + 1) * 1_000_000n);
    const { output } = await supplier.receivable.split({ certificate, start, amounts });
    const first = start;
    start = output.rest;
    made += count;
    const until = Date.now() + DAY_MS;
    await workshop.receivable.setStandingConsent({ from: "supplier", until });
    await supplier.receivable.offerTransfer({
      ...{ certificate, start: first, to: "workshop", expires: until },
    });
  }
  return certificate;
}
