import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ConsoleUnderTest, expectSound, startConsole } from "./open-console.ts";

let ledger: ConsoleUnderTest;
const content = randomBytes(4_000);
const digest = createHash("sha256").update(content).digest("hex");
let index: number;
let receipt: Buffer;
beforeAll(async () => {
  ledger = await startConsole();
  const digests = [{ alg: "sha-256", value: digest }];
  ({ index } = await ledger.call("evidence.deposit", { digests, labels: ["<i>lease</i>"] }));
  receipt = await bytesOf(`/v1/receipts/${index}`);
});
afterAll(() => ledger[Symbol.asyncDispose]());

async function bytesOf(path: string, init?: RequestInit): Promise<Buffer> {
  const response = await fetch(ledger.url + path, init);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

/** The certificate of the deposit, with a name on it that is not on the ledger. */
const certificate = (lang: "en" | "zh") =>
  bytesOf("/v1/certificates", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ receipt: receipt.toString("hex"), lang, fileName: "租赁 <b>.pdf" }),
  });

async function give(page: Page, files: Readonly<Record<string, Buffer>>): Promise<void> {
  const list = Object.entries(files).map(([name, buffer]) => ({
    name,
    mimeType: "application/octet-stream",
    buffer,
  }));
  await page.locator("#pick-files").setInputFiles(list);
}

const status = async (page: Page, wanted: string) => {
  await page.locator(`article[data-status=${wanted}]`).first().waitFor();
};

describe.each([
  ["en", "desktop", "light"],
  ["zh", "phone", "dark"],
] as const)("the verification page of a node, %s on a %s", (lang, size, theme) => {
  test("checks a certificate alone and with its file, and tells a changed file", async () => {
    await using open = await ledger.open("/verify", { lang, size, theme });
    const { page } = open;
    await give(page, { "lease.certificate.pdf": await certificate(lang) });
    await status(page, "genuine");
    expect(await page.locator(".certificate-note").textContent()).toContain("租赁 <b>.pdf");
    await expectSound(open);
    await give(page, { "lease.pdf": content });
    await status(page, "proven");
    await page.locator(".remove").first().click();
    await give(page, { "lease.pdf": Buffer.concat([content, Buffer.from("!")]) });
    await status(page, "invalid");
    await expectSound(open);
  });

  test("asks the ledger about a file alone, and proves both answers", async () => {
    await using open = await ledger.open("/verify", { lang, size, theme });
    const { page } = open;
    const asked: string[] = [];
    page.on("request", (request) => {
      const { protocol, pathname } = new URL(request.url());
      if (protocol !== "blob:") asked.push(pathname);
    });
    await give(page, { "unknown.txt": randomBytes(100) });
    await page.locator("#ask").waitFor();
    await expectSound(open);
    expect(asked).toEqual([]);
    await page.locator("#ask").click();
    await status(page, "absent");
    await expectSound(open);
    await page.locator("#clear").click();
    await give(page, { "known.pdf": content });
    await page.locator("#ask").click();
    await status(page, "proven");
    await page.locator(".layer").first().waitFor();
    expect(new Set(asked)).toEqual(
      new Set(["/v1/apps/evidence/by-digest", `/v1/receipts/${index}`]),
    );
  });

  test("follows the code of a certificate, and holds it to its digest", async () => {
    await using open = await ledger.open(`/verify#entry=${index}&sha-256=${digest}`, {
      ...{ lang, size, theme },
    });
    const { page } = open;
    await status(page, "genuine");
    await give(page, { "any name.pdf": content });
    await status(page, "proven");
    const { hash } = new URL(`${ledger.url}/#entry=${index}&sha-256=${"00".repeat(32)}`);
    await page.goto("about:blank");
    await page.goto(`${ledger.url}/verify${hash}`);
    await page.locator(".notice").waitFor();
    expect(await page.locator("article").count()).toBe(0);
    await page.goto("about:blank");
    await page.goto(`${ledger.url}/verify#entry=999999&sha-256=${digest}`);
    await page.locator(".notice").waitFor();
    expect(await page.locator("article").count()).toBe(0);
  });
});

describe("the verification page of a node", () => {
  test("works with keys alone, from the code to the printed report", async () => {
    await using open = await ledger.open(`/verify#entry=${index}&sha-256=${digest}`);
    const { page } = open;
    await status(page, "genuine");
    // Before any key, since the browser must know that the choice is made here.
    page.on("filechooser", (chooser) => {
      void chooser.setFiles([{ name: "lease.pdf", mimeType: "application/pdf", buffer: content }]);
    });
    const tabTo = async (selector: string) => {
      for (let presses = 0; presses < 60; presses++) {
        if (await page.evaluate((one) => document.activeElement?.matches(one) === true, selector))
          return;
        await page.keyboard.press("Tab");
      }
      throw new Error(`no key leads to ${selector}`);
    };
    await tabTo("#pick-files");
    await page.keyboard.press("Enter");
    await status(page, "proven");
    await tabTo("summary");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Save the report (JSON)" }).waitFor();
  });

  test("saved to a disk checks certificates offline, and says what needs the ledger", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tallystick-saved-"));
    const path = join(folder, "verify.html");
    writeFileSync(path, await bytesOf("/verify"));
    const context = await ledger.browser.newContext({ locale: "en-GB" });
    try {
      await context.setOffline(true);
      const page = await context.newPage();
      await page.goto(`${pathToFileURL(path).href}#entry=${index}&sha-256=${digest}`);
      await page.locator(".notice", { hasText: "The ledger could not be reached" }).waitFor();
      await give(page, { "unknown.txt": randomBytes(10) });
      await page.getByText("can only be asked at the ledger").waitFor();
      expect(await page.locator("#ask").count()).toBe(0);
      await page.locator("#clear").click();
      await give(page, { "a.certificate.pdf": await certificate("en"), "a.pdf": content });
      await status(page, "proven");
    } finally {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("refuses a certificate into which somebody put a second receipt", async () => {
    await using open = await ledger.open("/verify");
    const { page } = open;
    const { index: other } = await ledger.call("evidence.deposit", {
      digests: [{ alg: "sha-256", value: "cd".repeat(32) }],
    });
    const second = await bytesOf(`/v1/receipts/${other}`);
    const forged = Buffer.concat([
      await certificate("en"),
      Buffer.from(`99 0 obj\n<< /Type /EmbeddedFile /Length ${second.length} >>\nstream\n`),
      second,
      Buffer.from("\nendstream\nendobj\n"),
    ]);
    await give(page, { "forged.pdf": forged });
    await page.locator(".notice", { hasText: "holds more than one receipt" }).waitFor();
    expect(await page.locator("article").count()).toBe(0);
  });
});
