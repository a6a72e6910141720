import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium, openChromium } from "./open-chromium.ts";
import { type OpenVerifier, openVerifier } from "./open-verifier.ts";
import { type SampleLedger, sampleLedger } from "./sample-ledger.ts";

const content = new TextEncoder().encode("content");

describe.skipIf(!haveChromium())("the verifier page for everybody", () => {
  let browser: Browser;
  let ledger: SampleLedger;
  let receipt: Uint8Array;

  beforeAll(async () => {
    browser = await openChromium();
    ledger = await sampleLedger("intl");
    [receipt] = (await ledger.deposit([{ content, claims: { note: "备注" } }])) as [Uint8Array];
  });
  afterAll(() => browser?.close());

  async function open(options: BrowserContextOptions = {}): Promise<OpenVerifier> {
    return openVerifier(browser, ledger.trust, options);
  }

  async function giveGood(verifier: OpenVerifier): Promise<void> {
    await verifier.give(
      { name: "合同.pdf", content },
      { name: "合同.pdf.receipt", content: receipt },
    );
    await verifier.page.locator("[data-status=proven]").waitFor();
  }

  async function violations(page: Page): Promise<string[]> {
    const { violations: found } = await new AxeBuilder({ page }).analyze();
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  }

  it.each([
    { colorScheme: "light", locale: "en-GB" },
    { colorScheme: "dark", locale: "en-GB" },
    { colorScheme: "light", locale: "zh-CN" },
    { colorScheme: "light", locale: "en-GB", viewport: { width: 360, height: 720 } },
  ] as const)("has nothing for axe to report: %o", async (options) => {
    // axe is put into the page as a script, which the page's own policy rightly forbids.
    await using verifier = await open({ ...options, bypassCSP: true });
    const { page } = verifier;
    expect(await violations(page)).toEqual([]);
    await giveGood(verifier);
    await page.click("summary");
    expect(await violations(page)).toEqual([]);
    await page.click("#clear");
    await verifier.give(
      { name: "a", content: receipt.slice(1) },
      { name: "a.receipt", content: receipt },
    );
    await page.locator("[data-status=invalid]").waitFor();
    expect(await violations(page)).toEqual([]);
    await verifier.give(
      { name: "b.receipt", content: receipt },
      { name: "c", content: new Uint8Array(1) },
    );
    await page.locator(".batch-row").first().waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it("is worked by keys alone", async () => {
    await using verifier = await open();
    const { page } = verifier;
    const focused = () =>
      page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent || "");
    const reach = async (name: string) => {
      for (let step = 0; step < 40 && (await focused()) !== name; step++) {
        await page.keyboard.press("Tab");
      }
      expect(await focused()).toBe(name);
    };
    // Asked for early: the browser is told to hand the dialog over, and that takes a moment.
    const chooser = page.waitForEvent("filechooser");
    await reach("pick-files");
    await page.keyboard.press("Enter");
    await (await chooser).setFiles([
      { name: "a", mimeType: "", buffer: Buffer.from(content) },
      { name: "a.receipt", mimeType: "", buffer: Buffer.from(receipt) },
    ]);
    await page.locator("[data-status=proven]").waitFor();
    expect(await focused()).toContain("This file existed");
    await reach("Details and hashes");
    await page.keyboard.press("Enter");
    expect(await page.locator("details.fold[open]").count()).toBe(1);
    await page.keyboard.press("Shift+Tab");
    await reach("clear");
    await page.keyboard.press("Space");
    await page.locator("[data-status]").waitFor({ state: "detached" });
  });

  it("tells screen readers what happens, through one element that stays", async () => {
    await using verifier = await open();
    const { page } = verifier;
    const status = page.locator("body > [role=status]");
    const element = await status.elementHandle();
    await verifier.give({ name: "a.txt", content });
    await page.locator(".need").waitFor();
    expect(await status.textContent()).toContain("needs the receipt");
    await verifier.give({ name: "a.txt.receipt", content: receipt });
    await page.locator("[data-status=proven]").waitFor();
    expect(await status.textContent()).toBe("");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H2");
    expect(await element?.evaluate((node) => node.isConnected)).toBe(true);
  });

  it("speaks the browser's language, and the other one on demand", async () => {
    await using verifier = await open({ locale: "zh-TW" });
    const { page } = verifier;
    expect(await page.locator("h1").textContent()).toBe("核验回执");
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
    await giveGood(verifier);
    expect(await verifier.headline()).toBe(
      "此文件不晚于 2026年11月20日 08:15:02 UTC 即已存在，且此后未被改动。",
    );
    await page.click("[data-language=en]");
    expect(await verifier.headline()).toContain(
      "no later than 20\u00a0Nov\u00a02026, 08:15:02\u00a0UTC",
    );
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-language"))).toBe(
      "en",
    );
    await page.reload();
    expect(await page.locator("h1").textContent()).toBe("Check a receipt");
  });

  it.each([320, 390, 768, 1440])("fits a screen of %i pixels", async (width) => {
    await using verifier = await open({ viewport: { width, height: 800 } });
    const { page } = verifier;
    await giveGood(verifier);
    await page.click("summary");
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wider).toBe(0);
  });

  it("prints the verdict without the controls", async () => {
    await using verifier = await open();
    await giveGood(verifier);
    await verifier.page.emulateMedia({ media: "print" });
    expect(await verifier.page.locator(".drop").isVisible()).toBe(false);
    expect(await verifier.page.locator(".verdict-headline").isVisible()).toBe(true);
    expect(await verifier.page.locator("#fingerprint").isVisible()).toBe(true);
  });

  it("takes dropped files and folders", async () => {
    const directory = mkdtempSync(join(tmpdir(), "tallystick-drop-"));
    writeFileSync(join(directory, "合同.pdf"), content);
    writeFileSync(join(directory, "合同.pdf.receipt"), receipt);
    await using verifier = await open();
    const { page } = verifier;
    await page.setInputFiles("#pick-folder", directory);
    await page.locator("[data-status=proven]").waitFor();
    await page.click("#clear");
    const transfer = await page.evaluateHandle(
      ([file, proof]) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(file as number[])], "a"));
        data.items.add(new File([new Uint8Array(proof as number[])], "a.receipt"));
        return data;
      },
      [[...content], [...receipt]],
    );
    await page.dispatchEvent("body", "dragenter", { dataTransfer: transfer });
    expect(await page.locator("body.dragging").count()).toBe(1);
    await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
    await page.locator("[data-status=proven]").waitFor();
    expect(await page.locator("body.dragging").count()).toBe(0);
    rmSync(directory, { recursive: true });
  });
});
