import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium } from "./open-chromium.ts";
import { type ConsoleUnderTest, expectSound, startConsole } from "./open-console.ts";

describe.skipIf(!haveChromium())("signing in", () => {
  let ledger: ConsoleUnderTest;
  beforeAll(async () => {
    ledger = await startConsole();
  });
  afterAll(() => ledger?.[Symbol.asyncDispose]());

  it("takes a token once and leaves it nowhere", async () => {
    await using open = await ledger.open("/");
    const { page } = open;
    await page.getByRole("button", { name: "Sign in" }).click();
    const box = page.getByRole("dialog", { name: "Sign in" });
    await expectSound(open);
    await box.getByLabel("Token").fill(ledger.token);
    await box.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    expect(await page.locator(".account-name").first().textContent()).toBe("operator");
    const places = await page.evaluate(() => ({
      address: location.href,
      storage: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
      cookies: document.cookie,
      markup: document.documentElement.outerHTML,
      fields: [...document.querySelectorAll("input")].map(({ value }) => value),
      history: JSON.stringify(history.state),
    }));
    expect(JSON.stringify(places)).not.toContain(ledger.token);
    expect(places.cookies).toBe("");
    await expectSound(open);
    // It is the cookie that lasts: a page that is loaded anew knows who is there.
    await page.reload();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    expect(open.complaints).toEqual([]);
  });

  it("says what is wrong with a wrong token, in Chinese as well", async () => {
    await using open = await ledger.open("/", { lang: "zh", size: "phone" });
    const { page } = open;
    await page.getByRole("button", { name: "打开菜单" }).click();
    await page.getByRole("button", { name: "登录", exact: true }).click();
    const box = page.getByRole("dialog", { name: "登录" });
    await box.getByRole("button", { name: "登录" }).click();
    await box.getByText("请先粘贴令牌。").waitFor();
    await box.getByLabel("令牌").fill("tst_000000000000_wrong");
    await box.getByRole("button", { name: "登录" }).click();
    await box.getByText("此接口需要验明身份").waitFor();
    expect(await box.getByLabel("令牌").inputValue()).toBe("");
    // The browser itself notes the refusal; nothing else may complain.
    open.complaints.splice(0, 1);
    await expectSound(open);
  });
});
