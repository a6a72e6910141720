import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Client } from "@tallystick/client/client";
import { fromHex, toHex } from "@tallystick/core/bytes";
import { encodeEncryptionKey, newEncryptionPair } from "@tallystick/core/sealed/encryption-key";
import { build } from "esbuild";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { haveChromium } from "./open-chromium.ts";
import { type ConsoleUnderTest, expectSound, type OpenPage, startConsole } from "./open-console.ts";
import {
  dateIn,
  recordPapers,
  type SampleReceivables,
  sampleReceivables,
} from "./sample-receivables.ts";

const DAY_MS = 86_400_000;
const MILLION = 100_000_000n;
const CLOCK = fileURLToPath(new URL("../../../examples/receivables/clock.ts", import.meta.url));

/** What signing-entry.ts offers inside the page. */
interface Keys {
  make(ledger: string): Promise<{ keyId: string; publicKey: string }>;
  chooseKey(id: string): void;
}

describe.skipIf(!haveChromium())("steps on a part of a receivable", () => {
  let folder: string;
  /** File that says by how many milliseconds the node's clock is ahead. */
  let ahead: string;
  let ledger: ConsoleUnderTest;
  let sample: SampleReceivables;
  /** A browser for each organisation. */
  let org: OpenPage;
  let supplier: OpenPage;
  let workshop: OpenPage;
  let bank: OpenPage;
  /** A certificate of three million that falls due within the days of presentation. */
  let soon: number;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tallystick-clock-"));
    ahead = join(folder, "ahead");
    // The node goes by a clock that can be put forward: nothing is overdue on the day of its issue.
    vi.stubEnv("TALLYSTICK_EXAMPLE_CLOCK", ahead);
    vi.stubEnv("NODE_OPTIONS", `--import ${pathToFileURL(CLOCK).href}`);
    ledger = await startConsole();
    vi.unstubAllEnvs();
    sample = await sampleReceivables(ledger);
    const expires = Date.now() + DAY_MS;
    soon = (
      await ledger.call("receivable.issue", {
        ...{ payee: "supplier", currency: "CNY", amount: (3n * MILLION).toString() },
        ...{ due: dateIn(5), expires },
        background: await recordPapers(sample.supplier, "7", 3n * MILLION),
      })
    ).index;
    org = await ledger.open("/", { signedIn: true });
    [supplier, workshop, bank] = (await Promise.all([
      withKey(ledger, "supplier-operator", sample.supplier),
      withKey(ledger, "workshop-operator", sample.workshop),
      withKey(ledger, "bank-operator", sample.bank),
    ])) as [OpenPage, OpenPage, OpenPage];
    // A key counts from the next block on.
    await ledger.call("evidence.deposit", {
      digests: [{ alg: "sha-256", value: "ab".repeat(32) }],
    });
  });
  afterAll(async () => {
    await ledger?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const partOf = async (certificate: number, start: bigint) =>
    (await sample.supplier.receivable.part({ certificate, start })).output.part;
  /** The latest request that waits on a part. */
  const waiting = async (certificate: number, start: bigint) =>
    (await partOf(certificate, start))?.lock?.request ?? 0;
  const accept = async (client: Client, certificate: number, start: bigint) =>
    client.receivable.accept({ certificate, request: await waiting(certificate, start) });
  const acceptAsOrg = async (certificate: number, start: bigint) =>
    ledger.call("receivable.accept", { certificate, request: await waiting(certificate, start) });

  /** Gives supplier, bank and org a key to which terms can be sealed. */
  async function enrolEncryptionKeys(): Promise<void> {
    const key = () => encodeEncryptionKey(newEncryptionPair(sample.bank.suite).publicKey);
    await sample.supplier.membership.addEncryptionKey({ organisation: "supplier", key: key() });
    await sample.bank.membership.addEncryptionKey({ organisation: "bank", key: key() });
    const own = { organisation: "org", key: toHex(key()) };
    await ledger.call("membership.add-encryption-key", own);
  }

  /** Begins a step on a part, up to its dialog. */
  async function begin(open: OpenPage, certificate: number, start: bigint, name: string) {
    await open.page.goto(`${ledger.url}/receivables/${certificate}/${start}`);
    await open.page.getByRole("button", { name, exact: true }).click();
    return open.page.getByRole("dialog", { name });
  }

  /** Opens the dialog of an answer from a box of requests. */
  async function answer(open: OpenPage, section: string, request: number, name: string) {
    await open.page.goto(`${ledger.url}/receivables?section=${section}`);
    const card = open.page.getByRole("article", { name: ` ${request}` });
    await card.getByRole("button", { name, exact: true }).click();
    return open.page.locator("dialog.signing").filter({ has: open.page.locator("form") });
  }

  it("transfers units to a bank, which the wrong bank cannot confirm, and takes them back", async () => {
    const { certificate } = sample;
    const start = 6n * MILLION;
    const box = await begin(supplier, certificate, start, "Offer a transfer");
    await box.getByLabel("To whom").selectOption("bank");
    await box.getByLabel("Amount").first().fill("1,000,000.00");
    await box.getByLabel("Delivery versus payment").check();
    await box.getByLabel("Bank that confirms").selectOption("bank");
    await box.getByLabel("Amount to be paid").fill("999,000.00");
    await box.getByLabel("Everybody on the ledger may read this amount").check();
    await box.getByLabel("Without recourse").check();
    await expectSound(supplier);
    await review(box);
    await refused(supplier, "it would confirm its own");
    // What was entered stands; the payment moves elsewhere now.
    await box.getByLabel("Free of payment").check();
    await review(box);
    await signed(supplier.page);
    expect(await partOf(certificate, start)).toMatchObject({
      ...{ holder: "supplier", flag: "locked", end: 7n * MILLION },
    });
    const offers = supplier.page.getByRole("button", { name: "Offer a transfer" });
    await offers.waitFor({ state: "detached" });
    await accept(sample.bank, certificate, start);
    expect((await partOf(certificate, start))?.holder).toBe("bank");

    const back = await begin(bank, certificate, start, "Offer a reversal");
    await back.getByLabel("Reason").fill("Sent to the wrong account");
    await review(back);
    await signed(bank.page);
    await accept(sample.supplier, certificate, start);
    expect(await partOf(certificate, start)).toMatchObject({ holder: "supplier", tier: 1 });
  });

  it("transfers at once under a standing consent", async () => {
    const { certificate } = sample;
    const start = 7n * MILLION;
    const box = await begin(supplier, certificate, start, "Offer a transfer");
    await box.getByLabel("To whom").selectOption("workshop");
    await box.getByLabel("Amount").first().fill("500,000");
    await review(box);
    await signed(supplier.page);
    expect(await partOf(certificate, start)).toMatchObject({
      ...{ holder: "workshop", end: 7n * MILLION + MILLION / 2n },
    });
  });

  it("offers for finance on papers, and title moves when the bank confirms", async () => {
    const { certificate } = sample;
    const start = 6n * MILLION;
    const box = await begin(supplier, certificate, start, "Offer for finance");
    await box.getByLabel("To whom").selectOption("bank");
    await box.getByLabel("contract C-1").check();
    await box.getByLabel("invoice F-1").check();
    await box.getByLabel("Delivery versus payment").check();
    await box.getByLabel("Bank that confirms").selectOption("org");
    await box.getByLabel("Amount to be paid").fill("980,000.00");
    await box.getByLabel("Rate").fill("3.2 %");
    await expectSound(supplier);
    await review(box);
    // Nobody here has a key to which price and terms could be sealed.
    await box.getByRole("alert").getByText("encryption").first().waitFor();
    await enrolEncryptionKeys();
    const saved = supplier.page.waitForEvent("download");
    await review(box);
    expect((await saved).suggestedFilename()).toBe(`terms-${certificate}-${start}.opening`);
    await signed(supplier.page);
    const request = await waiting(certificate, start);
    const asked = (await sample.workshop.receivable.request({ certificate, request })).output;
    // What is paid is nobody else's: the ledger holds its commitment alone.
    expect(asked.request?.payment).toMatchObject({ bank: "org" });
    expect(asked.request?.payment?.amount).toBeUndefined();
    await accept(sample.bank, certificate, start);
    const confirm = await answer(org, "bank", request, "Confirm the payment");
    await confirm.getByLabel("Number of the payment instruction").fill("not a number!");
    await review(confirm);
    await confirm.getByText("Letters, digits and").waitFor();
    await confirm.getByLabel("Number of the payment instruction").fill("ORG-1");
    await expectSound(org);
    await review(confirm);
    await signed(org.page);
    expect(await partOf(certificate, start)).toMatchObject({
      ...{ holder: "bank", financed: { financier: "bank" } },
    });
  });

  it("rejects a payment, after which all is as before", async () => {
    const { certificate } = sample;
    const start = 4n * MILLION;
    const request = await waiting(certificate, start);
    await acceptAsOrg(certificate, start);
    const box = await answer(bank, "bank", request, "Reject the payment");
    await box.getByLabel("Number of the payment instruction").fill("HB-1");
    await box.getByLabel("Reason").fill("No cover");
    await review(box);
    await signed(bank.page);
    expect(await partOf(certificate, start)).toMatchObject({
      ...{ holder: "supplier", flag: "circulable" },
    });
  });

  it("asks for a guarantee, pledges and withdraws", async () => {
    const { certificate } = sample;
    const start = MILLION;
    const asked = await begin(workshop, certificate, start, "Ask for a guarantee");
    await asked.getByLabel("To whom").selectOption("bank");
    await review(asked);
    await signed(workshop.page);
    await accept(sample.bank, certificate, start);
    expect((await partOf(certificate, start))?.guarantors).toEqual(["bank"]);

    const pledge = await begin(workshop, certificate, start, "Offer a pledge");
    await pledge.getByLabel("To whom").selectOption("bank");
    await review(pledge);
    await signed(workshop.page);
    const request = await waiting(certificate, start);
    const taken = await answer(workshop, "outbox", request, "Withdraw");
    await review(taken);
    await signed(workshop.page);
    expect((await partOf(certificate, start))?.flag).toBe("circulable");

    const again = await begin(workshop, certificate, start, "Offer a pledge");
    await again.getByLabel("To whom").selectOption("bank");
    await review(again);
    await signed(workshop.page);
    await accept(sample.bank, certificate, start);
    expect(await partOf(certificate, start)).toMatchObject({
      ...{ flag: "pledged", pledge: { pledgee: "bank" } },
    });
  });

  it("releases a pledge, and cancels what is free of it", async () => {
    const { certificate } = sample;
    const release = await begin(bank, certificate, 0n, "Offer a release");
    await review(release);
    await signed(bank.page);
    await accept(sample.workshop, certificate, 0n);
    expect((await partOf(certificate, 0n))?.flag).toBe("circulable");

    const early = await begin(workshop, certificate, 0n, "Present for payment");
    await review(early);
    await refused(workshop, "It is too early for this");
    await early.getByRole("button", { name: "Cancel" }).click();
    const cancel = await begin(workshop, certificate, 0n, "Offer a cancellation");
    await cancel.getByLabel("Reason").fill("Goods came back");
    await review(cancel);
    await signed(workshop.page);
    await acceptAsOrg(certificate, 0n);
    expect((await partOf(certificate, 0n))?.status).toBe("terminated");
  });

  it("asks the debtor to accept what somebody has drawn on it", async () => {
    const { output } = await sample.supplier.receivable.register({
      ...{ debtor: "org", payee: "supplier", currency: "CNY", amount: MILLION, due: dateIn(60) },
      background: await recordPapers(sample.supplier, "8", MILLION),
    });
    const box = await begin(supplier, output.certificate, 0n, "Ask for acceptance");
    await review(box);
    await signed(supplier.page);
    await acceptAsOrg(output.certificate, 0n);
    expect((await partOf(output.certificate, 0n))?.status).toBe("accepted");
  });

  it("refuses a certificate, offers it again, and presents a part of it", async () => {
    const refuse = await answer(supplier, "inbox", soon, "Refuse");
    await refuse.getByLabel("Reason").fill("Wrong date");
    await review(refuse);
    await signed(supplier.page);
    const offer = await begin(org, soon, 0n, "Ask to receive");
    await review(offer);
    await signed(org.page);
    await accept(sample.supplier, soon, 0n);
    await sample.supplier.receivable.offerTransfer({
      ...{ certificate: soon, start: 0n, amount: MILLION },
      ...{ to: "workshop", expires: Date.now() + DAY_MS },
    });

    const present = await begin(supplier, soon, MILLION, "Present for payment");
    await present.getByLabel("Delivery versus payment").check();
    await present.getByLabel("Bank that confirms").selectOption("bank");
    await present.getByText(/Exactly 2.000.000\.00.CNY is paid/).waitFor();
    await expectSound(supplier);
    await review(present);
    await signed(supplier.page);
    const request = await waiting(soon, MILLION);
    await acceptAsOrg(soon, MILLION);
    const confirm = await answer(bank, "bank", request, "Confirm the payment");
    await confirm.getByLabel("Number of the payment instruction").fill("HB-1");
    await review(confirm);
    await refused(bank, "instruction");
    await confirm.getByLabel("Number of the payment instruction").fill("HB-2");
    await review(confirm);
    await signed(bank.page);
    expect(await partOf(soon, MILLION)).toMatchObject({
      ...{ status: "terminated", settled: "redeemed" },
    });
  });

  it("clears what ran out, marks what was not paid, and claims it from who passed it on", async () => {
    await sample.workshop.receivable.offerPledge({
      ...{ certificate: soon, start: 0n, to: "bank", expires: Date.now() + DAY_MS },
    });
    const request = await waiting(soon, 0n);
    writeFileSync(ahead, String(30 * DAY_MS));
    await ledger.call("evidence.deposit", {
      digests: [{ alg: "sha-256", value: "cd".repeat(32) }],
    });
    for (const { page } of [workshop, supplier]) {
      await page.clock.setSystemTime(Date.now() + 30 * DAY_MS);
    }
    await answer(workshop, "outbox", request, "Clear away");
    await signed(workshop.page);
    await begin(workshop, soon, 0n, "Mark as overdue");
    await signed(workshop.page);
    const claim = await begin(workshop, soon, 0n, "Claim recourse");
    await review(claim);
    await claim.getByText("This is needed.").waitFor();
    const liable = claim.getByLabel("Claimed from");
    expect(await liable.locator("option").count()).toBe(2);
    await liable.selectOption({ index: 1 });
    await expectSound(workshop);
    await review(claim);
    await signed(workshop.page);
    await answer(supplier, "inbox", await waiting(soon, 0n), "Accept");
    await signed(supplier.page);
    expect(await partOf(soon, 0n)).toMatchObject({ holder: "supplier", status: "matured" });
  });
});

/** A browser in which a member signs by a key of its own. */
async function withKey(
  ledger: ConsoleUnderTest,
  member: string,
  client: Client,
): Promise<OpenPage> {
  const open = await ledger.open("/");
  const { page } = open;
  const result = await build({
    entryPoints: [fileURLToPath(new URL("./signing-entry.ts", import.meta.url))],
    ...{ bundle: true, write: false, format: "iife", platform: "browser", logLevel: "silent" },
  });
  await page.evaluate(result.outputFiles?.[0]?.text ?? "");
  const status = await fetch(`${ledger.url}/v1/status`);
  const { ledger: id } = (await status.json()) as { ledger: string };
  const publicKey = await page.evaluate(async (of) => {
    const { keys } = globalThis as unknown as { keys: Keys };
    const made = await keys.make(of);
    keys.chooseKey(made.keyId);
    return made.publicKey;
  }, id);
  await client.membership.addKey({ member, key: fromHex(publicKey) });
  return open;
}

const review = (box: Locator) => box.getByRole("button", { name: "Review and sign" }).click();

/** Signs what is shown and sees it on the ledger; no dialog is left over. */
async function signed(page: Page): Promise<void> {
  const box = await send(page);
  await box.getByText("Done: it is on the ledger").waitFor();
  await box.getByRole("button", { name: "Close" }).click();
  await page.locator("dialog.signing").first().waitFor({ state: "detached" });
}

/** Signs what is shown and sees the ledger's refusal in its own words. */
async function refused({ page, complaints }: OpenPage, words: string): Promise<void> {
  const box = await send(page);
  await box.getByRole("alert").getByText(words).first().waitFor();
  await box.getByRole("button", { name: "Close" }).click();
  // The browser writes down every answer of 4xx: this one was asked for.
  const at = complaints.findIndex((one) => one.includes("the server responded with a status of 4"));
  if (at >= 0) complaints.splice(at, 1);
}

async function send(page: Page): Promise<Locator> {
  // The dialog of the step, with its form, stands under it.
  const box = page.locator("dialog.signing").filter({ hasNot: page.locator("form") });
  const button = box.getByRole("button", { name: "Sign and send" });
  await button.waitFor();
  const tick = box.getByLabel("I understand that this cannot be taken back");
  if ((await tick.count()) > 0) await tick.check();
  await button.click();
  return box;
}
