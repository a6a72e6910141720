import type { SuiteName } from "@tallystick/core/algorithms";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { encodeInput } from "@tallystick/ledger/app/call-input";
import { receivable } from "../../src/receivable/index.ts";
import { GoldenLedger, goldenSigner } from "./golden-ledger.ts";
import { encodeStream } from "./stream.ts";

/** The applications of the golden ledgers of receivables. Fixed: their genesis is a part of the streams. */
const APPLICATIONS = ["membership", "receivable"];

const DAY = 24 * 60 * 60 * 1000;

/** A core enterprise, its supplier, and a bank. */
type Party = "north" | "south" | "west";

/** What the story of receivables came to. */
export interface ReceivableStory {
  readonly stream: Uint8Array;
  readonly outcomes: ReadonlySet<number>;
  /** Actions that were accepted at least once. */
  readonly accepted: ReadonlySet<string>;
}

/** Tells it, a block a statement. Everything follows from names and numbers, so it can be told again byte for byte. */
class Teller {
  readonly outcomes = new Set<number>();
  readonly accepted = new Set<string>();
  readonly ledger: GoldenLedger;

  constructor(ledger: GoldenLedger) {
    this.ledger = ledger;
  }

  /** Log index of a statement, and what it came to. */
  async say(by: Party, name: string, input: object): Promise<number> {
    const { ledger } = this;
    const action = Object.values(receivable.actions).find((one) => one.name === name);
    if (action === undefined) throw new Error(`no action ${name}`);
    const index = ledger.nextIndex;
    const [code = -1] = await ledger.block([
      ledger.statement({
        by: goldenSigner(ledger.suite, by),
        action: `receivable.${name}`,
        input: encodeInput(action, input),
      }),
    ]);
    this.outcomes.add(code);
    if (code === 0) this.accepted.add(name);
    return index;
  }

  /** An offer that is accepted. */
  async agree(by: Party, name: string, other: Party, input: { certificate: number }) {
    const { certificate } = input;
    const request = await this.say(by, name, { ...input, expires: this.soon });
    await this.say(other, "accept", { certificate, request });
    return request;
  }

  get soon(): number {
    return this.ledger.nextTime + 5 * DAY;
  }

  date(days: number): string {
    return new Date(this.ledger.nextTime + days * DAY).toISOString().slice(0, 10);
  }
}

/** The golden stream of receivables for a suite. */
export async function receivableStory(name: SuiteName): Promise<ReceivableStory> {
  const suite = nodeSuite(name);
  const people = (["north", "south", "west"] as const).map(
    (id) => [goldenSigner(suite, id), "operator", id] as const,
  );
  const ledger = await GoldenLedger.open(name, people, APPLICATIONS);
  const teller = new Teller(ledger);
  const background = await papers(teller);
  await circulate(teller, background);
  await disappoint(teller, background);
  await fallDue(teller, background);
  const { outcomes, accepted } = teller;
  return { stream: encodeStream(ledger), outcomes, accepted };
}

type Background = readonly { readonly document: number; readonly amount?: bigint }[];

/** Trade papers, one of them corrected: south sells to north. */
async function papers(teller: Teller): Promise<(amount: bigint) => Background> {
  const paper = (fill: number, amount: bigint) => ({
    ...{ digest: new Uint8Array(32).fill(fill), seller: "south", buyer: "north" },
    ...{ date: teller.date(-3), amount, currency: "CNY" },
  });
  const contract = await teller.say("north", "record-contract", {
    ...{ ...paper(1, 10_000n), code: "合同 1" },
  });
  const first = await teller.say("south", "record-invoice", {
    ...{ ...paper(2, 5000n), code: "F-1", contract },
  });
  const invoice = await teller.say("south", "correct-document", {
    ...{ document: first, amount: 6000n, reason: "The last item was missing." },
  });
  await teller.say("south", "record-delivery", { ...paper(3, 6000n), code: "D-1", invoice });
  await teller.say("north", "record-acceptance", { ...paper(4, 6000n), code: "A-1", invoice });
  await teller.say("west", "record-invoice", { ...paper(5, 1n), code: "F-2" });
  return (amount) => [{ document: contract }, { document: invoice, amount }];
}

const promise = (teller: Teller, days: number) => ({
  ...{ payee: "south", currency: "CNY", amount: 1000n, due: teller.date(days) },
});

/** A certificate that is split, passed on, pledged, guaranteed, financed and paid. */
async function circulate(teller: Teller, background: (amount: bigint) => Background) {
  const papers = { background: background(1000n) };
  const certificate = await teller.say("north", "issue", {
    ...{ ...promise(teller, 60), ...papers, expires: teller.soon },
  });
  await teller.say("north", "issue", {
    ...{ ...promise(teller, 300), ...papers, expires: teller.soon },
  });
  await teller.say("north", "issue", {
    ...{ ...promise(teller, 60), background: [], expires: teller.soon },
  });
  await teller.say("south", "accept", { certificate, request: certificate });
  const at = (start: bigint) => ({ certificate, start });
  await teller.say("south", "split", { ...at(0n), amounts: [100n, 200n] });
  await teller.say("west", "set-standing-consent", { from: "south", until: teller.soon });
  const pass = { ...at(0n), to: "west", expires: teller.soon };
  await teller.say("south", "offer-transfer", pass);
  await teller.say("south", "offer-transfer", pass);
  await teller.agree("west", "offer-reversal", "south", at(0n));
  const pledge = { ...at(100n), to: "west" };
  await teller.agree("south", "offer-pledge", "west", pledge);
  await teller.say("south", "offer-transfer", { ...pledge, expires: teller.soon });
  await teller.agree("west", "offer-release", "south", at(100n));
  await teller.agree("south", "offer-guarantee", "west", pledge);
  const payment = { bank: "north", amount: 690n, until: teller.soon };
  const finance = {
    ...{ ...at(300n), to: "west", settlement: "delivery-versus-payment", payment },
    background: background(700n),
  };
  const request = await teller.agree("south", "offer-finance", "west", finance);
  const paid = { certificate, request, instruction: "I-1", amount: 690n, currency: "CNY" };
  await teller.say("west", "confirm-payment", paid);
  await teller.say("north", "confirm-payment", { ...paid, amount: 691n });
  await teller.say("north", "confirm-payment", paid);
  teller.ledger.wait(55 * DAY);
  const free = { settlement: "free-of-payment" };
  await teller.agree("west", "present", "north", { ...at(300n), ...free });
  await teller.agree("south", "offer-cancellation", "north", at(0n));
}

/** What comes to nothing: refused, withdrawn, run out, not paid, taken back, never received. */
async function disappoint(teller: Teller, background: (amount: bigint) => Background) {
  const drawn = { ...promise(teller, 40), debtor: "north", background: background(1000n) };
  const certificate = await teller.say("south", "register", drawn);
  const key = { certificate };
  const asked = await teller.say("south", "offer-acceptance", { ...key, expires: teller.soon });
  await teller.say("west", "accept", { ...key, request: asked });
  await teller.say("north", "refuse", { ...key, request: asked, reason: "No." });
  await teller.agree("south", "offer-acceptance", "north", key);
  await teller.agree("south", "offer-receipt", "south", key);
  const payment = { bank: "north", amount: 10n, until: teller.soon };
  const offer = { ...key, start: 0n, amount: 10n, to: "west", payment };
  const unpaid = await teller.agree("south", "offer-transfer", "west", offer);
  await teller.say("north", "reject-payment", { ...key, request: unpaid, instruction: "I-2" });
  const back = await teller.say("south", "offer-transfer", { ...offer, expires: teller.soon });
  await teller.say("south", "withdraw", { ...key, request: back });
  const late = await teller.say("south", "offer-transfer", { ...offer, expires: teller.soon });
  teller.ledger.wait(6 * DAY);
  await teller.say("west", "accept", { ...key, request: late });
  await teller.say("west", "clear-request", { ...key, request: late });
  const other = await teller.say("south", "register", {
    ...drawn,
    amount: 500n,
    due: teller.date(20),
  });
  await teller.say("south", "cancel", { certificate: other });
  const left = await teller.say("south", "register", {
    ...drawn,
    amount: 500n,
    due: teller.date(2),
  });
  teller.ledger.wait(3 * DAY);
  await teller.say("west", "clear-unused", { certificate: left });
}

/** A certificate that is not paid in time: recourse runs, and the debtor pays at last. */
async function fallDue(teller: Teller, background: (amount: bigint) => Background) {
  const certificate = await teller.say("north", "issue", {
    ...{ ...promise(teller, 10), background: background(1000n), expires: teller.soon },
  });
  await teller.say("south", "accept", { certificate, request: certificate });
  const part = { certificate, start: 0n };
  const passed = await teller.agree("south", "offer-transfer", "west", {
    ...part,
    ...{ to: "west" },
  });
  const endorsement = passed + 1;
  await teller.say("west", "mark-overdue", part);
  teller.ledger.wait(20 * DAY);
  await teller.say("west", "mark-overdue", part);
  const free = { settlement: "free-of-payment" };
  await teller.agree("west", "claim-recourse", "south", { ...part, ...free, ...{ endorsement } });
  await teller.agree("south", "present", "north", { ...part, ...free });
  await teller.say("south", "offer-transfer", { ...part, to: "west", expires: teller.soon });
}
