import { createHash } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium } from "./open-chromium.ts";
import { type ConsoleUnderTest, expectSound, startConsole } from "./open-console.ts";

const sha = (text: string) => createHash("sha256").update(text).digest("hex");
const MARKUP = "<script>alert(1)</script>";
const ref = (n: number) => ({ alg: "sha-256", digest: sha(`content ${n}`), ordinal: 0 });
const DEPOSITS = 40;
const keyOf = (digest: string) => encodeURIComponent(JSON.stringify(["sha-256", digest, 0]));

describe.skipIf(!haveChromium())("the explorer", () => {
  let ledger: ConsoleUnderTest;
  let refused = 0;
  beforeAll(async () => {
    ledger = await startConsole();
    const deposit = (n: number) =>
      ledger.call("evidence.deposit", {
        digests: [{ alg: "sha-256", value: ref(n).digest }],
        labels: [MARKUP],
      });
    await Promise.all(Array.from({ length: DEPOSITS }, (_, n) => deposit(n)));
    await ledger.call("evidence.annotate", { deposit: ref(0), text: "a remark" });
    const missing = { deposit: ref(999), reason: MARKUP };
    await expect(ledger.call("evidence.withdraw", missing)).rejects.toThrow("no-such-deposit");
    const listed = await fetch(`${ledger.url}/v1/statements?outcome=refused`);
    refused = ((await listed.json()) as { statements: [{ index: number }] }).statements[0].index;
  });
  afterAll(() => ledger?.[Symbol.asyncDispose]());

  const rows = (page: Page) => page.locator(".data-table tbody tr");

  it("leads from the latest block to its statements and to the bytes and proof of one", async () => {
    await using open = await ledger.open("/explorer");
    const { page } = open;
    await page.getByRole("link", { name: "All blocks" }).click();
    await page.getByRole("heading", { name: "Blocks", level: 1 }).waitFor();
    await rows(page).first().getByRole("link").first().click();
    await page.getByText("Statements of this block").first().waitFor();
    await page.getByText("Roots of the applications' states").click();
    await page.getByRole("link", { name: "evidence", exact: true }).waitFor();
    await rows(page).first().getByRole("link").first().click();
    await page.getByRole("button", { name: /Show the \d+ bytes of the entry/ }).click();
    expect(await page.locator(".hex-dump").textContent()).toMatch(/^[0-9a-f]{200,}$/);
    await page.getByRole("button", { name: "Follow the hash upward" }).click();
    await page.locator(".proof-good").waitFor();
    await expectSound(open);
  });

  it("shows a refusal with its reason in both languages, what was asked as text", async () => {
    await using open = await ledger.open(`/explorer/statements/${refused}`);
    const { page } = open;
    await page.getByText("There is no deposit under this digest and ordinal.").waitFor();
    await page.locator('.note [lang="zh-CN"]').waitFor();
    await page.getByText("Proven: it is on the log, and the ledger refused it").waitFor();
    expect(await page.getByText(MARKUP, { exact: true }).count()).toBe(1);
    await expectSound(open);
  });

  it("narrows the statements and shows new ones by themselves", async () => {
    await using open = await ledger.open("/explorer/statements");
    const { page } = open;
    await rows(page).first().waitFor();
    await page.getByLabel("Outcome").selectOption("refused");
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByLabel("Outcome").selectOption("");
    await page.getByLabel("Action").selectOption("evidence.annotate");
    await expect.poll(() => rows(page).count()).toBe(1);
    // The stream opens a moment after the list: a statement of that moment would be seen only later.
    let remarks = 1;
    await expect
      .poll(async () => {
        await ledger.call("evidence.annotate", { deposit: ref(1), text: `live ${remarks++}` });
        return rows(page).count();
      })
      .toBeGreaterThan(1);
    await page.getByLabel("Action").selectOption("");
    await page.getByLabel("Member").fill("nobody");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("No statement matches").waitFor();
    await expectSound(open);
  });

  it("pages the rows of a table both ways and proves any key, there or not", async () => {
    await using open = await ledger.open("/explorer/tables/evidence/deposits");
    const { page } = open;
    await rows(page).first().waitFor();
    expect(await rows(page).count()).toBe(25);
    await page.getByRole("button", { name: "Next" }).click();
    await expect.poll(() => rows(page).count()).toBe(DEPOSITS - 25);
    await page.getByLabel("Order", { exact: true }).first().selectOption("byTime");
    await page.getByText("Page 1").waitFor();
    await rows(page).first().getByRole("link").click();
    await page.getByText("There is such a row").waitFor();
    await expect.poll(() => page.locator(".proof-good").count()).toBe(2);
    expect(await page.getByText(MARKUP).count()).toBe(1);
    await page.getByRole("link", { name: "Table evidence.deposits" }).click();
    await page.getByLabel("Digest", { exact: false }).last().fill(sha("never"));
    await page.getByLabel("Ordinal").fill("0");
    await page.getByRole("button", { name: "Prove" }).click();
    await page.getByText("There is no such row").waitFor();
    await expect.poll(() => page.locator(".proof-good").count()).toBe(2);
    await expectSound(open);
  });

  it("calls any action from a form made of its definition, after showing what is signed", async () => {
    await using open = await ledger.open("/explorer/apps/evidence", { signedIn: true });
    const { page } = open;
    await page.getByRole("link", { name: "Call: Deposit evidence" }).click();
    const review = page.getByRole("button", { name: "Review and sign" });
    await review.click();
    await page.getByText("This is needed.").waitFor();
    await page.getByRole("textbox", { name: "Value" }).fill("00ff");
    await page.getByText("Too short: at least 32.").waitFor();
    await page.locator('.field-file input[type="file"]').setInputFiles({
      name: "<i>contract</i>.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("from the form"),
    });
    await expect
      .poll(() => page.getByRole("textbox", { name: "Value" }).inputValue())
      .toBe(sha("from the form"));
    await page.getByRole("button", { name: "Labels: Add one" }).click();
    await page.getByRole("textbox", { name: "Labels 1" }).fill(MARKUP);
    await page.getByRole("button", { name: "JSON" }).click();
    const json = page.getByLabel("Input as JSON");
    expect(JSON.parse(await json.inputValue())).toEqual({
      digests: [{ alg: "sha-256", value: sha("from the form") }],
      labels: [MARKUP],
    });
    await page.getByRole("button", { name: "Form", exact: true }).click();
    await expectSound(open);
    await review.click();
    const box = page.getByRole("dialog");
    await box.getByText(sha("from the form")).first().waitFor();
    await box.getByRole("button", { name: "Sign and send" }).click();
    await box.getByText("Done: it is on the ledger").waitFor();
    await box.getByRole("button", { name: "Close" }).last().click();
    await page.getByText("Proven, checked in this browser").waitFor();
    await expectSound(open);
  });

  it("takes JSON as well, and says what is wrong with it", async () => {
    const prefilled = encodeURIComponent(JSON.stringify({ deposit: ref(2) }));
    const path = `/explorer/apps/evidence/actions/annotate?input=${prefilled}`;
    await using open = await ledger.open(path, { signedIn: true, lang: "zh" });
    const { page } = open;
    await page.getByRole("button", { name: "JSON" }).click();
    const json = page.getByLabel("以 JSON 填写");
    expect(JSON.parse(await json.inputValue())).toMatchObject({ deposit: ref(2) });
    await json.fill("{");
    await page.getByText("不是合法的 JSON").waitFor();
    await json.fill(JSON.stringify({ deposit: ref(998), text: "到此一游" }));
    await page.getByRole("button", { name: "查看并签署" }).click();
    const box = page.getByRole("dialog");
    await box.getByRole("button", { name: "签名并发送" }).click();
    await box.getByText("该摘要与序号下没有存证").first().waitFor();
    expect(open.complaints.filter((one) => !one.includes("404"))).toEqual([]);
  });

  it("asks any view and proves the answer", async () => {
    await using open = await ledger.open("/explorer/apps/evidence/views/history");
    const { page } = open;
    await page.getByRole("textbox", { name: "Digest" }).fill(ref(0).digest);
    await page.getByLabel("Ordinal").fill("0");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText("a remark").first().waitFor();
    await page.getByText("Proven, checked in this browser").waitFor();
    await page.getByRole("button", { name: "Follow the hash upward" }).click();
    expect(await page.locator(".proof-record").count()).toBeGreaterThan(2);
    await expect.poll(() => page.locator(".proof-bad").count()).toBe(0);
    await expectSound(open);
  });

  it("goes to a height and to a time", async () => {
    await using open = await ledger.open("/explorer/blocks", { size: "phone" });
    const { page } = open;
    await rows(page).first().waitFor();
    await page.getByLabel("Go to time (UTC)").fill("2020-01-01T00:00:00");
    await page.getByLabel("Show empty blocks").check();
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByLabel("Go to height").fill("1");
    await page.getByRole("button", { name: "Go", exact: true }).click();
    await page.getByRole("heading", { name: "Block 1" }).waitFor();
    await expectSound(open);
  });

  it.each([
    ["en", "desktop", "dark"],
    ["zh", "phone", "light"],
  ] as const)("is sound in %s on a %s, %s", async (lang, size, theme) => {
    const paths = [
      "/explorer",
      "/explorer/blocks",
      "/explorer/blocks/1",
      "/explorer/statements",
      `/explorer/statements/${refused}`,
      "/explorer/apps/membership",
      "/explorer/apps/governance/actions/propose",
      "/explorer/apps/evidence/views/by-digest",
      "/explorer/tables/membership/keys",
      `/explorer/tables/evidence/deposits/row?key=${keyOf(ref(3).digest)}`,
      `/explorer/tables/evidence/deposits/row?key=${keyOf(sha("none"))}`,
    ];
    await using open = await ledger.open(paths[0], { lang, size, theme });
    for (const path of paths) {
      await open.page.goto(`${ledger.url}${path}`);
      await open.page
        .locator(".data-table, .verdicts, .schema-form, .calls, .facts")
        .first()
        .waitFor();
      await expectSound(open);
    }
  });
});
