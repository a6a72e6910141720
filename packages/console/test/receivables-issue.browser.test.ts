import { toHex } from "@tallystick/core/bytes";
import { encodeEncryptionKey, newEncryptionPair } from "@tallystick/core/sealed/encryption-key";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium } from "./open-chromium.ts";
import { type ConsoleUnderTest, expectSound, startConsole } from "./open-console.ts";
import { dateIn, type SampleReceivables, sampleReceivables } from "./sample-receivables.ts";

describe.skipIf(!haveChromium())("issuing a certificate", () => {
  let ledger: ConsoleUnderTest;
  let sample: SampleReceivables;
  beforeAll(async () => {
    ledger = await startConsole();
    sample = await sampleReceivables(ledger);
  });
  afterAll(() => ledger?.[Symbol.asyncDispose]());

  const step = (page: Page, at: number) =>
    page.getByRole("heading", { name: `Step ${at} of 4` }).waitFor();
  const next = (page: Page) => page.getByRole("button", { name: "Next" }).click();

  it("goes from papers to a certificate on the ledger", async () => {
    await using open = await ledger.open("/receivables", { signedIn: true });
    const { page } = open;
    await page.getByRole("link", { name: "Issue a certificate" }).click();
    await step(page, 1);
    await page.getByLabel("Seller").selectOption("supplier");
    await page.getByLabel("contract C-1").check();
    await page.getByLabel("invoice F-1").check();
    await expectSound(open);

    // A term that the policy does not allow does not come past the second step, nor does no amount.
    await next(page);
    await step(page, 2);
    expect(await page.getByLabel("Payee", { exact: true }).inputValue()).toBe("supplier");
    const amount = page.getByLabel("Amount");
    const due = page.getByLabel("Due date");
    await amount.fill("1,00.5");
    await due.fill(dateIn(400));
    await next(page);
    await page.getByText("That is later than the policy allows.").waitFor();
    await page.getByText("Not an amount such as").waitFor();
    await page.getByText("Missing: org, supplier").waitFor();
    await expectSound(open);
    await amount.fill("2,000,000.00");
    await due.fill(dateIn(60));
    await next(page);

    // All of the first invoice was used by another certificate: that stops it, and is said before sending.
    await step(page, 3);
    const reused = page.getByRole("row").filter({ hasText: "invoice used again" });
    await reused.getByText("Is listed with the certificate").waitFor();
    const exceeded = page.getByRole("row").filter({ hasText: "more than the invoice" });
    await exceeded.getByText("Stops the issue").waitFor();
    await expectSound(open);
    await next(page);
    await page.getByText("The policy stops an issue with these").waitFor();

    // Back to the papers: nothing is lost, and another invoice is recorded on the spot.
    await page.goBack();
    await step(page, 2);
    expect(await amount.inputValue()).toBe("2,000,000.00");
    await page.getByRole("button", { name: "Back" }).click();
    await step(page, 1);
    await page.getByLabel("contract C-1").uncheck();
    await page.getByLabel("invoice F-1").uncheck();
    await recordPaper(page, "contract", "C-9");
    await recordPaper(page, "invoice", "F-9", "C-9");
    await next(page);
    await step(page, 2);
    expect(await due.inputValue()).toBe(dateIn(60));
    await next(page);
    await page.getByText("Nothing was found that does not fit").waitFor();
    await next(page);

    await step(page, 4);
    await page.getByText(/promises to pay 2.000.000\.00.CNY .* to Riverside Parts/).waitFor();
    await page.getByText("It rests on contract C-9, invoice F-9.").waitFor();
    await expectSound(open);
    await page.getByRole("button", { name: "Sign and issue" }).click();
    const signing = page.getByRole("dialog").filter({ hasText: "Sign and send" });
    await signing.getByLabel("I understand that this cannot be taken back").check();
    await signing.getByRole("button", { name: "Sign and send" }).click();
    await page.getByRole("button", { name: "Close" }).click();
    await page.waitForURL(/\/receivables\/\d+$/);
    const certificate = Number(page.url().split("/").at(-1));
    const { output } = await sample.supplier.receivable.certificate({ certificate });
    expect(output.certificate).toMatchObject({
      ...{ debtor: "org", payee: "supplier", amount: 200_000_000n, currency: "CNY" },
      ...{ transferable: true, divisible: true, recourse: true },
    });
  });

  it("seals terms once both have the keys, and gives the opening to keep", async () => {
    const { supplier } = sample;
    const [key, own] = [0, 1].map(() =>
      encodeEncryptionKey(newEncryptionPair(supplier.suite).publicKey),
    ) as [Uint8Array, Uint8Array];
    await supplier.membership.addEncryptionKey({ organisation: "supplier", key });
    await ledger.call("membership.add-encryption-key", { organisation: "org", key: toHex(own) });
    const paper = (code: string) => ({
      ...{ code, digest: supplier.suite.hash(new TextEncoder().encode(code)) },
      ...{ seller: "supplier", buyer: "org", date: dateIn(-1), currency: "CNY", amount: 50_000n },
    });
    await supplier.receivable.recordContract(paper("C-7"));
    await supplier.receivable.recordInvoice(paper("F-7"));
    await using open = await ledger.open("/receivables/new", { signedIn: true });
    const { page } = open;
    await page.getByLabel("contract C-7").check();
    await page.getByLabel("invoice F-7").check();
    await next(page);
    await page.getByLabel("Amount").fill("500");
    await page.getByLabel("Due date").fill(dateIn(30));
    await page.getByLabel("It may be split").uncheck();
    await page.getByLabel("Rate").fill("3.1 %");
    await next(page);
    await page.getByText("Nothing was found that does not fit").waitFor();
    await next(page);
    await page.getByText("It may not be split.").waitFor();
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Sign and issue" }).click();
    expect((await saved).suggestedFilename()).toBe("certificate-terms.opening");
    const signing = page.getByRole("dialog").filter({ hasText: "Sign and send" });
    await signing.getByLabel("I understand that this cannot be taken back").check();
    await signing.getByRole("button", { name: "Sign and send" }).click();
    await page.getByRole("button", { name: "Close" }).click();
    await page.waitForURL(/\/receivables\/\d+$/);
    const certificate = Number(page.url().split("/").at(-1));
    const { output } = await supplier.receivable.terms({ certificate, number: certificate });
    expect(output).toMatchObject({ terms: { certificate } });
  });

  it("is sound in Chinese on a phone, and asks guests to sign in", async () => {
    const look = { lang: "zh", size: "phone", theme: "dark" } as const;
    await using guest = await ledger.open("/receivables/new", look);
    await guest.page.getByText("请以承诺付款机构的操作员身份登录").waitFor();
    await expectSound(guest);
    // An address of a later step begins at the first while nothing was entered.
    await using open = await ledger.open("/receivables/new?step=review", {
      ...{ ...look, signedIn: true },
    });
    const { page } = open;
    await page.getByRole("heading", { name: "第 1 步" }).waitFor();
    await page.getByLabel("卖方").selectOption("supplier");
    await expectSound(open);
    await page.getByRole("button", { name: "登记单据" }).click();
    await page.getByRole("dialog").getByLabel("单据编号").waitFor();
    await expectSound(open);
    await page.getByRole("dialog").getByRole("button", { name: "取消" }).click();
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByLabel("金额").fill("100");
    await page.getByLabel("到期日").fill(dateIn(30));
    await expectSound(open);
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByText("单据缺失").first().waitFor();
    await expectSound(open);
  });
});

/** Records a paper of two million in the first step, with a file whose digest the browser makes. */
async function recordPaper(page: Page, kind: string, code: string, contract?: string) {
  await page.getByRole("button", { name: "Record a paper" }).click();
  const box = page.getByRole("dialog", { name: "Record a paper of supplier" });
  await box.getByLabel("Kind").selectOption(kind);
  await box.getByRole("button", { name: "Review and sign" }).click();
  await box.getByText("Some fields need another look").waitFor();
  await box.getByLabel("Number on the paper").fill(code);
  await box.locator('input[type="file"]').setInputFiles({
    ...{ name: `${code}.txt`, mimeType: "text/plain", buffer: Buffer.from(`the paper ${code}`) },
  });
  await box.getByText("done").waitFor();
  await box.getByLabel("Date on the paper").fill(dateIn(-1));
  await box.getByLabel("Amount on the paper").fill("2,000,000.00");
  if (contract !== undefined) {
    await box.getByLabel("Contract that it belongs to").selectOption({ label: contract });
  }
  await box.getByRole("button", { name: "Review and sign" }).click();
  const signing = page.getByRole("dialog").filter({ hasText: "Sign and send" });
  await signing.getByRole("button", { name: "Sign and send" }).click();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByLabel(`${kind} ${code}`).waitFor();
}
