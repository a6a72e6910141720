import { receivableProof } from "@tallystick/client/receivable-proof";
import { confirmAtPrice, openPrice, priceIn, sealPrice } from "@tallystick/client/sealed-price";
import { checkShownTerms, openSealedTerms } from "@tallystick/client/sealed-terms";
import { toHex } from "@tallystick/core/bytes";
import { formatMoney } from "@tallystick/core/money";
import {
  type EncryptionPair,
  encodeEncryptionKey,
  newEncryptionPair,
} from "@tallystick/core/sealed/encryption-key";
import { outcomeOf, type Stage } from "../consortium/story.ts";
import { movable, moveTo } from "./clock.ts";
import { gather, type Parties, type Party } from "./parties.ts";
import { mustRefuse } from "./refusals.ts";

const DAY_MS = 86_400_000;
const YUAN = 100n;
const MILLION = 1_000_000n * YUAN;

const dateIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const soon = () => Date.now() + DAY_MS;
const cny = (amount: bigint) => formatMoney(amount, "CNY");

/** Ten million yuan go through three tiers, to a bank, and home. */
export async function tellStory(stage: Stage): Promise<void> {
  const { tell } = stage;
  tell("1. The application is filed and approved, and everybody joins");
  const all = await gather(stage);
  const story = new Story(all, tell, stage.prefix ?? "");
  await story.issue();
  await story.split();
  await story.secure();
  await story.prove();
  await story.watch();
  await story.redeem();
  await story.overdue();
}

class Story {
  readonly #all: Parties;
  readonly #tell: (line: string) => void;
  /** Before numbers of documents: the story can be told twice on one ledger. */
  readonly #prefix: string;
  #certificate = 0;
  #invoice = 0;

  constructor(all: Parties, tell: (line: string) => void, prefix: string) {
    this.#all = all;
    this.#tell = tell;
    this.#prefix = prefix;
  }

  #digest(text: string): Uint8Array {
    return this.#all.core.client.suite.hash(new TextEncoder().encode(this.#prefix + text));
  }

  #refuse(what: string, name: string, act: () => Promise<unknown>): Promise<void> {
    return mustRefuse(this.#tell, what, name, act);
  }

  /** At every moment the sum is the same, and the parts leave no gap. */
  async #conserved(): Promise<void> {
    const { output } = await this.#all.regulator.client.receivable.tree({
      ...{ certificate: this.#certificate, limit: 500 },
    });
    let at = 0n;
    for (const { start, end } of output.parts) {
      if (start !== at) throw new Error(`units ${at} to ${start} are in no part, or in two`);
      at = end;
    }
    if (at !== 10n * MILLION) throw new Error(`the parts come to ${cny(at)}`);
  }

  /** Waits until blocks are later than a time. The clock of a ledger is that of its blocks. */
  async #until(time: number): Promise<void> {
    const { client } = this.#all.regulator;
    while ((await client.status()).time <= time) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      // A statement makes a block, whatever it comes to.
      const key = { certificate: this.#certificate, start: 0n };
      await outcomeOf(() => client.receivable.markOverdue(key));
    }
  }

  async issue(): Promise<void> {
    const { core, supplier, workshop } = this.#all;
    this.#tell("2. A certificate of 10,000,000.00 CNY is issued on a contract and an invoice");
    const seller = supplier.organisation;
    const buyer = core.organisation;
    const paper = (code: string) => ({
      ...{ code: `${this.#prefix}${code}`, digest: this.#digest(code), seller, buyer },
      ...{ date: dateIn(-1), currency: "CNY" },
    });
    const contract = (
      await supplier.client.receivable.recordContract({ ...paper("C-1"), amount: 12n * MILLION })
    ).output.document;
    this.#invoice = (
      await supplier.client.receivable.recordInvoice({
        ...{ ...paper("F-1"), amount: 10n * MILLION, contract },
      })
    ).output.document;
    const background = [{ document: contract }, { document: this.#invoice }];
    const promise = { payee: seller, currency: "CNY", amount: 10n * MILLION, expires: soon() };
    const issue = core.client.receivable.issue;
    const altered = { document: this.#invoice, digest: this.#digest("another file") };
    await this.#refuse("a tenor of thirteen months", "tenor-too-long", () =>
      issue({ ...promise, due: dateIn(400), background }),
    );
    await this.#refuse("an invoice whose file was altered", "background-blocked", () =>
      issue({ ...promise, due: dateIn(9), background: [{ document: contract }, altered] }),
    );
    const made = await issue({ ...promise, due: dateIn(9), background });
    this.#certificate = made.output.certificate;
    const request = { certificate: this.#certificate, request: made.output.request };
    await this.#refuse("an answer by a stranger", "request-not-for-you", () =>
      workshop.client.receivable.accept(request),
    );
    await supplier.client.receivable.accept(request);
    await this.#refuse("the same invoice for a second certificate", "background-blocked", () =>
      issue({ ...promise, due: dateIn(9), background }),
    );
    const guarantee = await supplier.client.receivable.offerGuarantee({
      ...{ certificate: this.#certificate, start: 0n, expires: soon() },
      to: this.#all.insurer.organisation,
    });
    await this.#all.insurer.client.receivable.accept({
      ...{ certificate: this.#certificate, request: guarantee.output.request },
    });
    await this.#conserved();
    this.#tell(`  certificate ${this.#certificate}, received by ${seller}, guaranteed`);
  }

  async split(): Promise<void> {
    const { supplier, workshop, foundry, toolmaker } = this.#all;
    const certificate = this.#certificate;
    const from = supplier.organisation;
    this.#tell("3. The supplier pays two others with parts of it, one of them pays a third tier");
    const expires = Date.now() + 4000;
    const brief = await supplier.client.receivable.offerTransfer({
      ...{ certificate, start: 0n, amount: 1n * MILLION, to: workshop.organisation },
      expires,
    });
    // Two transfers of one part, sent at the same moment: one comes first, for every node the same.
    const rest = 1n * MILLION;
    const race = [workshop, foundry].map(({ organisation: to }) => ({
      action: "receivable.offer-transfer",
      input: { certificate, start: rest, amount: 4n * MILLION, to, expires: soon() },
    }));
    const raced = await supplier.client.submitMany(race);
    const won = raced.findIndex(({ accepted }) => accepted);
    if (raced.filter(({ accepted }) => accepted).length !== 1)
      throw new Error("both were passed on");
    const names = raced.map((one) => (one.accepted ? "accepted" : one.code)).sort();
    this.#tell(`  two transfers of one part at the same moment: ${names.join(", ")}`);
    const winner = raced[won];
    if (winner === undefined) throw new Error("none was passed on");
    const taker = won === 0 ? workshop : foundry;
    await taker.client.receivable.accept({ certificate, request: winner.index });
    await foundry.client.receivable.setStandingConsent({ from, until: soon() });
    await supplier.client.receivable.offerTransfer({
      ...{ certificate, start: 5n * MILLION, amount: 3n * MILLION, to: foundry.organisation },
      expires: soon(),
    });
    const passed = await taker.client.receivable.offerTransfer({
      ...{ certificate, start: rest, amount: (3n * MILLION) / 2n, to: toolmaker.organisation },
      expires: soon(),
    });
    await toolmaker.client.receivable.accept({
      ...{ certificate, request: passed.output.request ?? 0 },
    });
    await this.#until(expires);
    await this.#refuse("an answer to a request that has run out", "request-expired", () =>
      workshop.client.receivable.accept({ certificate, request: brief.output.request ?? 0 }),
    );
    await this.#conserved();
    const seen = await toolmaker.client.receivable.provenance(
      { certificate, start: rest },
      { proof: true },
    );
    const steps = seen.output.chain.map(({ kind, to }) => `${kind} to ${to}`).reverse();
    this.#tell(`  the third tier sees whose promise it holds: ${seen.output.certificate?.debtor}`);
    this.#tell(`  proved: ${steps.join(", ")}`);
  }

  async secure(): Promise<void> {
    const { toolmaker, bank, foundry } = this.#all;
    const payer = this.#all["paying-bank"];
    const certificate = this.#certificate;
    const start = 1n * MILLION;
    const pledged = (MILLION * 1n) / 2n;
    this.#tell("4. The third tier pledges a part and has another financed");
    await toolmaker.client.receivable.split({ certificate, start, amounts: [pledged] });
    const offer = await toolmaker.client.receivable.offerPledge({
      ...{ certificate, start, to: bank.organisation, expires: soon() },
    });
    await bank.client.receivable.accept({ certificate, request: offer.output.request });
    await this.#refuse("a transfer of what is pledged", "part-pledged", () =>
      toolmaker.client.receivable.offerTransfer({
        ...{ certificate, start, to: foundry.organisation, expires: soon() },
      }),
    );
    const amount = MILLION;
    const price = 985_000n * YUAN;
    const { sealed, payment, opening, pairOf } = await this.#sealPrice(
      start + pledged,
      amount,
      price,
    );
    type Leg = Parameters<typeof toolmaker.client.receivable.offerFinance>[0]["payment"];
    const finance = (leg: Leg) =>
      toolmaker.client.receivable.offerFinance({
        sealed,
        ...{ certificate, start: start + pledged, to: bank.organisation, expires: soon() },
        settlement: "delivery-versus-payment" as const,
        ...(leg !== undefined && { payment: leg }),
        background: [{ document: this.#invoice, amount }, { document: this.#invoice - 1 }],
      });
    const { commitment, ...unpriced } = payment;
    await this.#refuse("finance above the value of the part", "above-value", () =>
      finance({ ...unpriced, amount: amount + 1n }),
    );
    await this.#refuse("a price both sealed and in the clear", "price-unclear", () =>
      finance({ ...payment, amount: price }),
    );
    await this.#refuse("a sealed price that the bank cannot read", "sealed-recipient-missing", () =>
      finance({ ...payment, bank: this.#all.insurer.organisation }),
    );
    const asked = await finance(payment);
    const key = { certificate, request: asked.output.request };
    await this.#readBy(key, pairOf);
    const { completed } = (await bank.client.receivable.accept(key)).output;
    if (completed) throw new Error("title moved before the money");
    const paid = { ...key, instruction: `${this.#prefix}PAY-1` };
    await this.#refuse("a confirmation of something else", "payment-mismatch", () =>
      payer.client.receivable.confirmPayment({ ...paid, commitment: this.#digest("PAY-1") }),
    );
    await this.#refuse("a confirmation by another bank", "not-the-bank", () =>
      bank.client.receivable.confirmPayment({ ...paid, commitment }),
    );
    const booked = { ...paid, amount: price, currency: "CNY" };
    const less = { ...booked, amount: price - 1n };
    const tried = await outcomeOf(() => confirmAtPrice(payer.client, less, pairOf(payer)));
    if (tried !== "invalid-input") throw new Error(`one fen less was confirmed: ${tried}`);
    await confirmAtPrice(payer.client, booked, pairOf(payer));
    const shown = await checkShownTerms(this.#all.regulator.client, key, opening);
    const told = priceIn(shown.terms)?.amount;
    if (told !== price) throw new Error("the regulator was shown another price");
    this.#tell(`  the price, shown to the regulator, is the one that was sealed: ${cny(told)}`);
    await this.#refuse("to have the same units financed again", "already-financed", () =>
      bank.client.receivable.offerFinance({
        ...{ certificate, start: start + pledged, to: bank.organisation, expires: soon() },
        ...{ settlement: "free-of-payment" as const, background: [] },
      }),
    );
    await this.#conserved();
    this.#tell(
      `  ${cny(pledged)} pledged, ${cny(amount)} financed for ${cny(price)}, title with the payment`,
    );
  }

  /** Seals price and rate of a financing to its two sides and the bank that pays. */
  async #sealPrice(start: bigint, amount: bigint, price: bigint) {
    const { toolmaker, bank, foundry } = this.#all;
    const payer = this.#all["paying-bank"];
    const pairs = new Map<Party, EncryptionPair>();
    for (const party of [toolmaker, bank, payer, foundry]) {
      const pair = newEncryptionPair(party.client.suite);
      pairs.set(party, pair);
      const { organisation } = party;
      const key = encodeEncryptionKey(pair.publicKey);
      await party.client.membership.addEncryptionKey({ organisation, key });
    }
    const offered = {
      ...{ kind: "finance", certificate: this.#certificate, start, end: start + amount },
      ...{ from: toolmaker.organisation, to: bank.organisation },
    } as const;
    const leg = { bank: payer.organisation, amount: price, currency: "CNY", until: soon() };
    const made = await sealPrice(toolmaker.client, offered, leg, { rate: "0.0435" });
    const pairOf = (party: Party): EncryptionPair => {
      const pair = pairs.get(party);
      if (pair === undefined) throw new Error("everybody has a key");
      return pair;
    };
    return { ...made, pairOf };
  }

  /** Both banks read the price; a third party does not, neither with a key nor in anything the ledger shows. */
  async #readBy(
    key: { readonly certificate: number; readonly request: number },
    pairOf: (party: Party) => EncryptionPair,
  ): Promise<void> {
    const { bank, foundry } = this.#all;
    const payer = this.#all["paying-bank"];
    const { terms } = await openSealedTerms(bank.client, key, pairOf(bank));
    const { amount, currency } = await openPrice(payer.client, key, pairOf(payer));
    const stranger = await openSealedTerms(foundry.client, key, pairOf(foundry)).then(
      () => "read them",
      () => "could not",
    );
    if (stranger !== "could not") throw new Error("a stranger read sealed terms");
    const { request } = (await foundry.client.receivable.request(key)).output;
    if (request?.payment?.amount !== undefined) throw new Error("the price is in the clear");
    this.#tell(`  the bank reads the sealed rate, ${terms["rate"]}; the foundry ${stranger}`);
    const seen = toHex(request?.payment?.commitment ?? new Uint8Array()).slice(0, 16);
    this.#tell(
      `  the paying bank reads the price, ${formatMoney(amount, currency)}; the foundry sees ${seen}...`,
    );
  }

  async prove(): Promise<void> {
    this.#tell("5. What a bank asks for, in one file that is checked offline");
    const start = 2n * MILLION + MILLION / 2n;
    const { client } = this.#all.bank;
    const { file, result } = await receivableProof(client, this.#certificate, start);
    if (!result.valid) throw new Error("the proof does not hold");
    for (const { words } of result.claims) this.#tell(`  ${words.en}  ${words.zh}`);
    this.#tell(`  ${file.length} bytes, block ${result.summary?.height}`);
  }

  async watch(): Promise<void> {
    const { regulator, core, insurer } = this.#all;
    this.#tell("6. The regulator sees the exposure of each core enterprise");
    const ask = async (dimension: "debtor" | "guarantor", organisation: string) =>
      (await regulator.client.receivable.exposures({ dimension, organisation })).output.exposures;
    const rows = await ask("debtor", core.organisation);
    for (const { tier, outstanding, pledged, financed } of rows) {
      this.#tell(
        `  tier ${tier}: ${cny(outstanding)}, of which ${cny(pledged)} pledged, ${cny(financed)} financed`,
      );
    }
    const sum = rows.reduce((total, { outstanding }) => total + outstanding, 0n);
    if (sum !== 10n * MILLION) throw new Error(`the exposure comes to ${cny(sum)}`);
    const [guaranteed] = await ask("guarantor", insurer.organisation);
    this.#tell(`  owed in all ${cny(sum)}, guaranteed ${cny(guaranteed?.outstanding ?? 0n)}`);
  }

  async redeem(): Promise<void> {
    const { bank, core, foundry } = this.#all;
    const payer = this.#all["paying-bank"];
    const certificate = this.#certificate;
    const start = MILLION + MILLION / 2n;
    this.#tell("7. The bank presents its part, and title ends with the payment");
    const asked = await bank.client.receivable.present({
      ...{ certificate, start, expires: soon(), settlement: "delivery-versus-payment" as const },
      payment: { bank: payer.organisation, amount: MILLION, until: soon() },
    });
    const key = { certificate, request: asked.output.request };
    await core.client.receivable.accept(key);
    await payer.client.receivable.confirmPayment({
      ...{ ...key, instruction: `${this.#prefix}PAY-2`, amount: MILLION, currency: "CNY" },
    });
    await this.#refuse("anything after redemption", "part-ended", () =>
      bank.client.receivable.offerTransfer({
        ...{ certificate, start, to: foundry.organisation, expires: soon() },
      }),
    );
    await this.#conserved();
    const { output } = await core.client.receivable.certificate({ certificate });
    this.#tell(`  redeemed ${cny(output.certificate?.redeemed ?? 0n)}`);
  }

  async overdue(): Promise<void> {
    const { foundry, supplier, insurer, regulator, core } = this.#all;
    const certificate = this.#certificate;
    const start = 5n * MILLION;
    this.#tell("8. A part is not paid in time, and recourse runs");
    await this.#refuse("to call it overdue before its time", "too-early", () =>
      regulator.client.receivable.markOverdue({ certificate, start }),
    );
    const { output } = await core.client.receivable.certificate({ certificate });
    if (!movable) {
      this.#tell("  the rest needs weeks; on a ledger of its own the story puts the clock forward");
      return;
    }
    moveTo((output.certificate?.payBy ?? 0) + 1000);
    await regulator.client.receivable.markOverdue({ certificate, start });
    const { chain } = (await foundry.client.receivable.provenance({ certificate, start })).output;
    const transfer = chain.find(
      ({ kind, to }) => kind === "transfer" && to === foundry.organisation,
    );
    const guarantee = chain.find(({ kind }) => kind === "guarantee");
    if (transfer === undefined || guarantee === undefined) throw new Error("the chain has both");
    const claim = async (by: typeof foundry, endorsement: number, on: typeof foundry) => {
      const asked = await by.client.receivable.claimRecourse({
        ...{ certificate, start, endorsement, expires: soon() },
        settlement: "free-of-payment" as const,
      });
      await on.client.receivable.accept({ certificate, request: asked.output.request });
    };
    await claim(foundry, transfer.number, supplier);
    await claim(supplier, guarantee.number, insurer);
    const part = (await insurer.client.receivable.part({ certificate, start })).output.part;
    if (part?.holder !== insurer.organisation) throw new Error(`${part?.holder} holds it`);
    await this.#conserved();
    this.#tell(
      `  the foundry was paid by the supplier, the supplier by the guarantor, who now holds it`,
    );
  }
}
