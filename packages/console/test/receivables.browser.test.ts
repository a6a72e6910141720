import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium } from "./open-chromium.ts";
import { type ConsoleUnderTest, expectSound, startConsole } from "./open-console.ts";
import { manyParts, type SampleReceivables, sampleReceivables } from "./sample-receivables.ts";

describe.skipIf(!haveChromium())("receivables", () => {
  let ledger: ConsoleUnderTest;
  let sample: SampleReceivables;
  let many: number;
  beforeAll(async () => {
    ledger = await startConsole();
    {
      await using open = await ledger.open("/receivables");
      await open.page.getByText("Receivables are not in use on this ledger yet").waitFor();
      await open.page.getByRole("link", { name: "File the application" }).waitFor();
      await expectSound(open);
    }
    sample = await sampleReceivables(ledger);
    many = await manyParts(ledger, sample, 500);
  });
  afterAll(() => ledger?.[Symbol.asyncDispose]());

  it("answers a request, whose title then waits for the bank", async () => {
    await using open = await ledger.open("/receivables?section=inbox", { signedIn: true });
    const { page } = open;
    await page.getByText("First bank has to confirm the payment").waitFor();
    await expectSound(open);
    await page.getByRole("button", { name: "Accept" }).click();
    const box = page.getByRole("dialog");
    await box.getByText("First bank has to confirm the payment").waitFor();
    await box.getByLabel("I understand that this cannot be taken back").check();
    await box.getByRole("button", { name: "Sign and send" }).click();
    await box.getByText("Done: it is on the ledger").waitFor();
    await box.getByRole("button", { name: "Close" }).click();
    await page.getByText("Nothing waits for an answer").waitFor();
    const view = { certificate: sample.certificate, start: 400_000_000n };
    const { output } = await sample.supplier.receivable.part(view);
    expect(output.part?.holder).toBe("supplier");
    expect(output.part?.flag).toBe("locked");
  });

  it("draws the tree, finds a holder by keyboard, and shows the same as a table", async () => {
    await using open = await ledger.open(`/receivables/${many}`);
    const { page } = open;
    const picture = page.getByRole("region", { name: "Picture of the tree" });
    const cells = picture.locator("[data-cell]");
    await cells.first().waitFor();
    // 500 parts as rectangles that can be told apart: far fewer, none of them lost.
    expect(await cells.count()).toBeLessThan(200);
    await page.getByText("500 parts", { exact: true }).waitFor();
    await picture.focus();
    for (let at = 0; at < 9; at++) await page.keyboard.press("+");
    await page.keyboard.press("ArrowLeft");
    expect(await picture.locator('[data-cell^="p"]').count()).toBeGreaterThan(1);
    await page.keyboard.press("0");
    await page.getByLabel("Holder", { exact: true }).selectOption("workshop");
    await page.getByText("5 parts", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Show the next" }).click();
    await page.getByRole("link", { name: "Open the part" }).waitFor();
    await expectSound(open);
  });

  it("splits a part, refusing what is no amount before anything is signed", async () => {
    const { output } = await sample.supplier.receivable.offerTransfer({
      ...{ certificate: sample.certificate, start: 600_000_000n, amount: 100_000_000n },
      ...{ to: "org", expires: Date.now() + 86_400_000 },
    });
    await ledger.call("receivable.accept", {
      ...{ certificate: sample.certificate, request: output.request },
    });
    const path = `/receivables/${sample.certificate}/600000000`;
    await using open = await ledger.open(path, { signedIn: true });
    const { page } = open;
    await page.getByRole("button", { name: "Split a part" }).click();
    const box = page.getByRole("dialog", { name: "Split a part" });
    const pieces = box.getByLabel("Pieces, one a line");
    for (const [text, problem] of [
      ["1.234", "Not an amount"],
      ["-5", "Not an amount"],
      ["1,000,000.00", "more than there is"],
    ] as const) {
      await pieces.fill(text);
      await box.getByRole("button", { name: "Review and sign" }).click();
      await box.getByText(problem).waitFor();
    }
    await expectSound(open);
    await pieces.fill("250,000.00");
    await box.getByRole("button", { name: "Review and sign" }).click();
    const signing = page.getByRole("dialog").filter({ hasText: "Sign and send" });
    await signing.getByLabel("I understand that this cannot be taken back").check();
    await signing.getByRole("button", { name: "Sign and send" }).click();
    await page.getByRole("button", { name: "Close" }).click();
    await page.locator(".receivables-amount").getByText("250\u202f000.00").waitFor();
  });

  it("gives the bank's proof as a file that holds", async () => {
    await using open = await ledger.open(`/receivables/${sample.certificate}/0`);
    const { page } = open;
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Make and save it" }).click();
    expect((await saved).suggestedFilename()).toBe(`certificate-${sample.certificate}-0.claims`);
    await page.getByText("every claim holds").waitFor();
    await page.getByText("it is pledged to bank").waitFor();
    await expectSound(open);
  });

  it.each([
    ["en", "desktop", "light"],
    ["zh", "phone", "dark"],
  ] as const)("is sound in %s on a %s, %s", async (lang, size, theme) => {
    await using open = await ledger.open("/receivables", { lang, size, theme, signedIn: true });
    const sections = [
      "holdings",
      "outbox",
      "obligations",
      "calendar",
      "checks",
      "exposure",
      "bank",
    ];
    for (const path of [
      ...sections.map((section) => `/receivables?section=${section}`),
      `/receivables/${sample.certificate}`,
      `/receivables/${sample.certificate}/0`,
      "/receivables/999999",
    ]) {
      await open.page.goto(`${ledger.url}${path}`);
      await open.page
        .locator(".data-table, .empty, .receivables-request, .receivables-chain")
        .first()
        .waitFor();
      await expectSound(open);
    }
  });
});
