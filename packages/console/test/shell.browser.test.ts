import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium } from "./open-chromium.ts";
import { type ConsoleUnderTest, expectSound, startConsole } from "./open-console.ts";

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");

describe.skipIf(!haveChromium())("the frame around the pages", () => {
  let ledger: ConsoleUnderTest;
  beforeAll(async () => {
    ledger = await startConsole();
  });
  afterAll(() => ledger?.[Symbol.asyncDispose]());

  it("is walked through with the keyboard alone", async () => {
    await using open = await ledger.open("/");
    const { page } = open;
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to the content");
    const developers = page.getByRole("link", { name: "Developers" });
    for (let step = 0; step < 40; step++) {
      await page.keyboard.press("Tab");
      if (await developers.evaluate((link) => link === document.activeElement)) break;
    }
    await page.keyboard.press("Enter");
    // A new page begins at its title, for eyes and screen readers alike.
    await expect.poll(() => focused(page)).toBe("Developers");
    await expect.poll(() => page.title()).toBe("Developers · Tallystick");
    await page.goBack();
    await expect.poll(() => focused(page)).toBe("Overview");
  });

  it("has its pages in a drawer on a phone, which closes behind one", async () => {
    await using open = await ledger.open("/", { size: "phone" });
    const { page } = open;
    const menu = page.getByRole("button", { name: "Open the menu" });
    const drawer = page.getByRole("dialog", { name: "Pages" });
    await menu.click();
    await expectSound(open);
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });
    expect(await menu.evaluate((button) => button === document.activeElement)).toBe(true);
    await menu.click();
    await drawer.getByRole("link", { name: "Developers" }).click();
    await page.getByRole("heading", { name: "Developers", level: 1 }).waitFor();
    await drawer.waitFor({ state: "hidden" });
  });

  it("changes language and colours at once, and remembers both", async () => {
    await using open = await ledger.open("/");
    const { page } = open;
    const side = page.getByRole("complementary");
    await side.getByRole("button", { name: "中文" }).click();
    await page.getByRole("heading", { name: "概览" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
    await side.getByRole("button", { name: "深色" }).click();
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await ground()).toBe("rgb(20, 22, 26)");
    await page.reload();
    await page.getByRole("heading", { name: "概览" }).waitFor();
    expect(await ground()).toBe("rgb(20, 22, 26)");
    await side.getByRole("button", { name: "跟随设备" }).click();
    expect(await ground()).toBe("rgb(246, 245, 241)");
    await expectSound(open);
  });

  it("says so where there is no such page, in words that lead back", async () => {
    await using open = await ledger.open("/no/such/page", { lang: "zh" });
    await open.page.getByRole("heading", { name: "没有这个页面" }).waitFor();
    await expectSound(open);
    await open.page.getByRole("link", { name: "回到概览" }).click();
    await open.page.getByRole("heading", { name: "概览" }).waitFor();
  });

  it.each(["/", "/developers"])("is sound on a tablet: %s", async (path) => {
    const context = { viewport: { width: 820, height: 1180 }, hasTouch: true };
    await using open = await ledger.open(path, { context });
    await expectSound(open);
  });
});
