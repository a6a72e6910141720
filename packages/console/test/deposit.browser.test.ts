import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCertificate } from "@tallystick/core/deposit-certificate/read-certificate";
import { parseTrust } from "@tallystick/core/trust";
import { verify } from "@tallystick/core/verify";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ConsoleUnderTest, expectSound, type OpenPage, startConsole } from "./open-console.ts";

let ledger: ConsoleUnderTest;
let folder: string;
beforeAll(async () => {
  ledger = await startConsole();
  folder = mkdtempSync(join(tmpdir(), "tallystick-deposit-"));
});
afterAll(async () => {
  await ledger[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

interface Given {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const given = (name: string, buffer: Buffer = randomBytes(5_000)): Given => ({
  name,
  mimeType: "application/pdf",
  buffer,
});

const digestOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const TEXTS = {
  en: {
    deposit: /^Deposit \d+ files?$/,
    sign: "Sign and send",
    everything: "Save everything (ZIP)",
    certificate: /^Save the certificate/,
    receipt: /^Save the receipt/,
  },
  zh: {
    deposit: /^存证 \d+ 个文件$/,
    sign: "签名并发送",
    everything: "全部保存（ZIP）",
    certificate: /的 PDF 证书$/,
    receipt: /的回执$/,
  },
} as const;

async function give(page: Page, ...files: readonly Given[]): Promise<void> {
  await page.locator("main input[type=file]").first().setInputFiles(files);
}

/** Gives files as a drop does, which takes any number of them at once. */
async function drop(page: Page, count: number): Promise<void> {
  await page.evaluate((number) => {
    const transfer = new DataTransfer();
    for (let at = 0; at < number; at++) {
      transfer.items.add(new File([`content ${at}`], `file-${at}.txt`));
    }
    dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
  }, count);
}

async function saved(page: Page, click: () => Promise<void>): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return readFileSync(await download.path());
}

async function trust() {
  return parseTrust(await (await fetch(`${ledger.url}/v1/trust`)).text());
}

/** Bodies of everything that the page sends, as text. */
function sentBy({ page }: OpenPage): { readonly url: string; readonly body: string }[] {
  const sent: { url: string; body: string }[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") {
      sent.push({ url: request.url(), body: request.postData() ?? "" });
    }
  });
  return sent;
}

describe.each([
  ["en", "desktop", "light"],
  ["zh", "phone", "dark"],
] as const)("the deposit page, %s on a %s", (lang, size, theme) => {
  const words = TEXTS[lang];

  test("takes files from the drop to the proof, and sends nothing but digests", async () => {
    await using open = await ledger.open("/deposit", { lang, size, theme, signedIn: true });
    const { page } = open;
    const sent = sentBy(open);
    await expectSound(open);
    const contract = given("租赁合同.pdf");
    const copy = given("copy of it.pdf", contract.buffer);
    await give(page, contract, copy, given("<b>photo</b>.jpg"));
    await page.getByRole("button", { name: words.deposit }).click();
    const dialog = page.locator("dialog.signing");
    await dialog.locator(".signing-member").waitFor();
    await dialog.locator(".signing-input").first().waitFor();
    const shown = (await dialog.textContent()) ?? "";
    expect(shown).toContain(digestOf(contract.buffer));
    expect(shown).toContain("operator");
    await expectSound(open);
    expect(sent).toEqual([]);

    await dialog.getByRole("button", { name: words.sign }).click();
    await page.locator("#deposited").waitFor();
    await expectSound(open);
    // The same content twice is one deposit with two receipts.
    expect(sent.map(({ url }) => new URL(url).pathname)).toEqual([
      "/v1/apps/evidence/deposit",
      "/v1/apps/evidence/deposit",
    ]);
    for (const { body } of sent) expect(Object.keys(JSON.parse(body))).toEqual(["digests"]);

    const receipt = await saved(page, () =>
      page.getByRole("button", { name: words.receipt }).first().click(),
    );
    const digests = new Map([["sha-256", Buffer.from(digestOf(contract.buffer), "hex")]]);
    const file = { digests, size: contract.buffer.length };
    expect(verify({ receipt, file, trust: await trust() }).valid).toBe(true);

    const pdf = await saved(page, () =>
      page.getByRole("button", { name: words.certificate }).first().click(),
    );
    const certificate = await readCertificate(pdf);
    expect(certificate).toMatchObject({ sheet: { lang, fileName: "租赁合同.pdf" } });

    const zip = await saved(page, () =>
      page.getByRole("button", { name: words.everything }).click(),
    );
    for (const name of [
      "verify.html",
      "ledger.trust.json",
      "receipts/租赁合同.pdf.receipt",
      "receipts/_b_photo_/b_.jpg.receipt",
      "certificates/copy of it.pdf.certificate.pdf",
    ]) {
      expect(zip.includes(Buffer.from(name)), name).toBe(true);
    }
  });
});

describe("the deposit page", () => {
  test("is done with keys alone", async () => {
    await using open = await ledger.open("/deposit", { signedIn: true });
    const { page } = open;
    const tabTo = async (selector: string) => {
      for (let presses = 0; presses < 80; presses++) {
        if (await page.evaluate((one) => document.activeElement?.matches(one) === true, selector))
          return;
        await page.keyboard.press("Tab");
      }
      throw new Error(`no key leads to ${selector}`);
    };
    page.on("filechooser", (chooser) => void chooser.setFiles([given("keys.pdf")]));
    await page.locator("main").focus();
    await tabTo("main input[type=file]");
    await page.keyboard.press("Enter");
    await page
      .getByRole("button", { name: TEXTS.en.deposit })
      .and(page.locator(":enabled"))
      .waitFor();
    await tabTo(".details .input");
    await page.keyboard.type("lease, exhibit A");
    await tabTo("main .page-actions .button-main");
    await page.keyboard.press("Enter");
    await tabTo("dialog.signing .button-main");
    await page.keyboard.press("Enter");
    await page.locator("#deposited").waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("deposited");
    await tabTo("main .deposited .button-main");
    const zip = await saved(page, () => page.keyboard.press("Enter"));
    expect(zip.includes(Buffer.from("keys.pdf.receipt"))).toBe(true);
    const found = await fetch(`${ledger.url}/v1/apps/evidence/by-time?reverse=true&limit=1`);
    const { data } = (await found.json()) as { data: { deposits: { labels: string[] }[] } };
    expect(data.deposits[0]?.labels).toEqual(["lease", "exhibit A"]);
  });

  test("takes files before it knows the ledger, and hashes them as soon as it does", async () => {
    await using open = await ledger.open("/", { signedIn: true });
    const { page } = open;
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route("**/v1/status", async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${ledger.url}/deposit`);
    await give(page, given("early.pdf"));
    await page.getByText("waiting", { exact: true }).waitFor();
    answer();
    await page.getByText("ready", { exact: true }).waitFor();
  });

  test("changes nothing when the reader thinks better of it", async () => {
    await using open = await ledger.open("/deposit", { signedIn: true });
    const { page } = open;
    const sent = sentBy(open);
    await give(page, given("not yet.pdf"));
    await page.getByRole("button", { name: TEXTS.en.deposit }).click();
    await page.locator("dialog.signing").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog.signing").waitFor({ state: "detached" });
    await page.getByText("ready", { exact: true }).waitFor();
    expect(sent).toEqual([]);
  });

  test("says who must sign when nobody can, and loses nothing over it", async () => {
    await using open = await ledger.open("/deposit");
    const { page } = open;
    await give(page, given("later.pdf"));
    await page.getByRole("button", { name: TEXTS.en.deposit }).click();
    const dialog = page.locator("dialog.signing");
    await dialog.getByText("Nobody is signed in").waitFor();
    expect(await dialog.getByRole("button", { name: TEXTS.en.sign }).isDisabled()).toBe(true);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await page.locator("dialog.sign-in input").fill(ledger.token);
    await page.locator("dialog.sign-in button[type=submit]").click();
    await dialog.getByRole("button", { name: TEXTS.en.sign }).click();
    await page.locator("#deposited").waitFor();
  });

  test("stops reading and goes on", async () => {
    await using open = await ledger.open("/deposit", { signedIn: true });
    const { page } = open;
    const path = join(folder, "large.bin");
    writeFileSync(path, Buffer.alloc(600_000_000, 7));
    await page.locator("main input[type=file]").first().setInputFiles(path);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped").waitFor();
    expect(await page.getByRole("button", { name: TEXTS.en.deposit }).count()).toBe(0);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("ready", { exact: true }).waitFor();
    const digest = await page.locator(".file code").getAttribute("title");
    expect(digest).toBe(digestOf(readFileSync(path)));
  });

  test("draws few of ten thousand files, and deposits them under one root", async () => {
    await using open = await ledger.open("/deposit", { signedIn: true });
    const { page } = open;
    const sent = sentBy(open);
    await drop(page, 10_001);
    await page.getByText("1 file was left out").waitFor();
    expect(await page.locator(".file").count()).toBeLessThan(30);
    const button = page.getByRole("button", { name: "Deposit 10000 files" });
    await button.and(page.locator(":enabled")).waitFor({ timeout: 60_000 });
    await page.locator(".files").evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await page.getByText("file-9999.txt").waitFor();
    await button.click();
    await page.getByRole("button", { name: TEXTS.en.sign }).click();
    await page.locator("#deposited").waitFor({ timeout: 60_000 });
    expect(sent).toHaveLength(1);
    expect(Object.keys(JSON.parse(sent[0]?.body ?? ""))).toEqual(["root", "size", "algorithms"]);
    await page.locator(".files").evaluate((list) => list.scrollTo(0, list.scrollHeight));
    const last = page.getByRole("listitem").filter({ hasText: "file-9999.txt" });
    const receipt = await saved(page, () =>
      last.getByRole("button", { name: TEXTS.en.receipt }).click(),
    );
    const content = Buffer.from("content 9999");
    const digests = new Map([["sha-256", Buffer.from(digestOf(content), "hex")]]);
    const { valid } = verify({
      receipt,
      file: { digests, size: content.length },
      trust: await trust(),
    });
    expect(valid).toBe(true);
    await expectSound(open);
  });

  test("shows a refusal with its reason, and deposits nothing twice", async () => {
    await using open = await ledger.open("/deposit", { signedIn: true });
    const { page } = open;
    await give(page, given("one.pdf"), given("two.pdf"));
    await page.route("**/v1/apps/evidence/deposit", (route) => route.abort(), { times: 1 });
    const deposit = page.getByRole("button", { name: TEXTS.en.deposit });
    await deposit.click();
    await page.getByRole("button", { name: TEXTS.en.sign }).click();
    await page.getByText("1 file was not deposited").waitFor();
    await page.getByText("The node does not answer").waitFor();
    const before = await logSize();
    await deposit.click();
    await page.getByRole("button", { name: TEXTS.en.sign }).click();
    await page.getByText("These 2 files existed").waitFor();
    expect(await logSize()).toBe(before + 1);
  });
});

async function logSize(): Promise<number> {
  const status = (await (await fetch(`${ledger.url}/v1/status`)).json()) as { logSize: number };
  return status.logSize;
}
