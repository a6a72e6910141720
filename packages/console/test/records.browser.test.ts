import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseTrust } from "@tallystick/core/trust";
import { verify } from "@tallystick/core/verify";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium } from "./open-chromium.ts";
import { type ConsoleUnderTest, expectSound, startConsole } from "./open-console.ts";

const sha = (text: string) => createHash("sha256").update(text).digest("hex");
const MARKUP = "<img src=x onerror=alert(1)>";
const ref = (n: number) => ({ alg: "sha-256", digest: sha(`content ${n}`), ordinal: 0 });
const DEPOSITS = 60;

describe.skipIf(!haveChromium())("records", () => {
  let ledger: ConsoleUnderTest;
  beforeAll(async () => {
    ledger = await startConsole();
    const deposit = (n: number, more: object = {}) =>
      ledger.call("evidence.deposit", {
        digests: [{ alg: "sha-256", value: ref(n).digest }],
        size: n,
        labels: [n % 2 === 0 ? "合同" : "invoice"],
        ...more,
      });
    await deposit(0, { labels: [MARKUP], note: MARKUP, source: "case 7" });
    for (let n = 1; n < DEPOSITS; n += 10) {
      const all = Array.from({ length: Math.min(10, DEPOSITS - n) }, (_, i) => deposit(n + i));
      await Promise.all(all);
    }
    await deposit(DEPOSITS, { previous: ref(1) });
    await ledger.call("evidence.annotate", { deposit: ref(1), text: "Seen on paper" });
    await ledger.call("evidence.withdraw", { deposit: ref(1), reason: `wrong page ${MARKUP}` });
    await ledger.call("evidence.deposit-batch", { root: sha("root"), size: 12, labels: ["合同"] });
  });
  afterAll(() => ledger?.[Symbol.asyncDispose]());

  const rows = (page: Page) => page.locator(".data-table tbody tr");

  it("are listed by page and found by label, whatever the label is made of", async () => {
    await using open = await ledger.open("/records");
    const { page } = open;
    await rows(page).first().waitFor();
    expect(await rows(page).count()).toBe(25);
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByText("Page 2").waitFor();
    await expect.poll(() => rows(page).count()).toBe(25);
    await page.getByRole("button", { name: "Next" }).click();
    await expect.poll(() => rows(page).count()).toBe(DEPOSITS + 1 - 50);
    await page.getByRole("button", { name: "Previous" }).click();
    await page.getByText("Page 2").waitFor();
    await page.getByRole("button", { name: "First page" }).click();
    await page.getByText("Page 1").waitFor();
    await page.getByLabel("Label").fill(MARKUP);
    await page.getByRole("button", { name: "Search" }).click();
    await expect.poll(() => rows(page).count()).toBe(1);
    expect(await rows(page).locator(".tag bdi").textContent()).toBe(MARKUP);
    await page.getByLabel("Label").fill("合同");
    await page.getByRole("button", { name: "Search" }).click();
    await rows(page).getByText("batch").waitFor();
    await expectSound(open);
  });

  it("are found by depositor and time, and their absence teaches", async () => {
    await using open = await ledger.open("/records", { lang: "zh", size: "phone" });
    const { page } = open;
    await page.getByLabel("存证人").fill("nobody");
    await page.getByRole("button", { name: "查询" }).click();
    await page.getByText("没有符合条件的记录").waitFor();
    await page.getByLabel("存证人").fill("operator");
    await page.getByLabel("起（UTC）").fill("2020-01-01T00:00");
    await page.getByRole("button", { name: "查询" }).click();
    await expect.poll(() => rows(page).count()).toBe(25);
    await page.getByLabel("止（UTC，不含）").fill("2020-01-02T00:00");
    await page.getByRole("button", { name: "查询" }).click();
    await page.getByText("没有符合条件的记录").waitFor();
    await expectSound(open);
  });

  it("are found by dropping the file, which never leaves the browser", async () => {
    await using open = await ledger.open("/records");
    const { page } = open;
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") sent.push(request.url());
    });
    const content = "content 5";
    const transfer = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], "<b>five</b>.txt"));
      return data;
    }, content);
    await page.locator(".record-digest").dispatchEvent("drop", { dataTransfer: transfer });
    await page.getByText("This digest has been deposited once").waitFor();
    await page.getByText("Proven, checked in this browser").waitFor();
    expect(sent).toEqual([]);
    await page.getByLabel("Digest or file").fill(sha("never"));
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByText("This digest has not been deposited on its own").waitFor();
    await page.getByText("Proven, checked in this browser").waitFor();
    await page.getByRole("button", { name: "Follow the hash upward" }).click();
    await page
      .getByText("From the empty place to the root of the application's state")
      .first()
      .waitFor();
    expect(await page.locator(".proof-good").count()).toBeGreaterThan(0);
    await page.getByLabel("Digest or file").fill("12zz");
    await page.getByText("A digest has 64, 96 or 128 hex digits.").waitFor();
    await expectSound(open);
  });

  it("show what became of them, every line with its statement", async () => {
    const { alg, digest } = ref(1);
    await using open = await ledger.open(`/records/${alg}/${digest}/0`);
    const { page } = open;
    await page.getByText("This record was withdrawn").waitFor();
    expect(await page.getByText(`wrong page ${MARKUP}`).count()).toBe(2);
    const lines = page.locator(".history-line strong");
    expect(await lines.allTextContents()).toEqual([
      "Deposited",
      "Remark added",
      "Withdrawn",
      "Later record",
    ]);
    await page.locator(".history-line").last().getByRole("link", { name: "Record" }).click();
    await page.getByText("It follows an earlier record").waitFor();
    await expectSound(open);
  });

  it("have paths that a reader follows upward with the keyboard, and that break when altered", async () => {
    const { alg, digest } = ref(25);
    await using open = await ledger.open(`/records/${alg}/${digest}/0`);
    const { page } = open;
    const stage = page.locator(".proof-stage").first();
    await stage.locator(".proof-good").waitFor();
    const steps = await stage.locator(".proof-row").count();
    expect(steps).toBeGreaterThan(1);
    expect(await stage.getByText("✓ equal, computed twice").count()).toBe(steps);
    const up = stage.getByRole("button", { name: "Up" });
    await up.focus();
    for (let step = 1; step <= steps; step++) {
      await page.keyboard.press("Enter");
      await stage.getByText(`Step ${step} of ${steps}`, { exact: true }).waitFor();
    }
    expect(await up.isDisabled()).toBe(true);
    // The own input of each step is the result of the one before.
    const own = await stage.locator(".proof-input-own code").evaluateAll(titles);
    const results = await stage.locator(".proof-result .digest code").evaluateAll(titles);
    expect(own.slice(1)).toEqual(results.slice(0, -1));
    await page.getByRole("button", { name: "What if one bit" }).first().click();
    await stage.locator(".proof-bad").getByText("Not equal", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Back to the real record" }).click();
    await stage.locator(".proof-good").waitFor();
    await expectSound(open);
  });

  it("can be taken away and are checked elsewhere", async () => {
    const { alg, digest } = ref(7);
    const folder = mkdtempSync(join(tmpdir(), "tallystick-away-"));
    await using open = await ledger.open(`/records/${alg}/${digest}/0`, { lang: "zh" });
    try {
      const { page } = open;
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "全部打包为一个 ZIP" }).click(),
      ]);
      const path = join(folder, "all.zip");
      await download.saveAs(path);
      execFileSync("python3", ["-m", "zipfile", "-e", path, folder]);
      const stem = `record-${digest.slice(0, 16)}-0`;
      const read = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
      const trust = parseTrust(readFileSync(join(folder, "trust.json"), "utf8"));
      for (const name of [`${stem}.receipt`, `${stem}.state.receipt`]) {
        expect(verify({ receipt: read(name), trust, now: Date.now() }).valid).toBe(true);
      }
      expect(read(`${stem}.org.cose`)[0]).toBe(0xd2);
      expect(Buffer.from(read(`${stem}.certificate.pdf`)).toString("latin1", 0, 5)).toBe("%PDF-");
      expect(read(`${stem}.proof`).length).toBeGreaterThan(200);
      expect(readFileSync(join(folder, "verify.html"), "utf8")).toContain("<html");
      expect(readFileSync(join(folder, "README.txt"), "utf8")).toContain("如何核验此记录");
      const [single] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: `下载 ${stem}.org.cose` }).click(),
      ]);
      expect(single.suggestedFilename()).toBe(`${stem}.org.cose`);
      await expectSound(open);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each([
    ["zh", "phone", "dark"],
    ["en", "desktop", "light"],
  ] as const)("are sound in %s on a %s, %s", async (lang, size, theme) => {
    const { alg, digest } = ref(0);
    const paths = [
      "/records",
      "/records?table=batches",
      `/records/${alg}/${digest}/0`,
      `/records/${alg}/${sha("none")}/0`,
      `/records/batches/${sha("root")}/0`,
    ];
    await using open = await ledger.open(paths[0], { lang, size, theme });
    for (const path of paths) {
      await open.page.goto(`${ledger.url}${path}`);
      await open.page.locator(".data-table, .verdicts").first().waitFor();
      await expectSound(open);
    }
  });
});

const titles = (all: (HTMLElement | SVGElement)[]) => all.map((one) => one.getAttribute("title"));
