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
    await page.getByRole("complementary").getByRole("button", { name: "Sign in" }).click();
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
    const out = page.getByRole("button", { name: "Sign out" });
    await out.waitFor();
    await page.context().setOffline(true);
    await out.click();
    await page.getByText("you are still signed in").waitFor();
    await page.context().setOffline(false);
    open.complaints.length = 0; // the browser's own words about the missing network
    await out.click();
    await page.getByRole("complementary").getByText("Not signed in").waitFor();
    expect(open.complaints).toEqual([]);
  });

  it("says what is wrong with a wrong token, in Chinese as well", async () => {
    await using open = await ledger.open("/", { lang: "zh", size: "phone" });
    const { page } = open;
    await page.getByRole("button", { name: "打开菜单" }).click();
    const drawer = page.getByRole("dialog", { name: "页面" });
    await drawer.getByRole("button", { name: "登录" }).click();
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

  it("leads to the organisation's account where the node knows a provider", async () => {
    await using open = await ledger.open("/nowhere");
    const { page } = open;
    await page.route("**/v1/access/me", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), signIn: true } });
    });
    await page.goto(`${ledger.url}/`);
    await page.getByRole("button", { name: "Sign in" }).first().click();
    const account = page.getByRole("link", { name: "Sign in with your organisation's account" });
    expect(await account.getAttribute("href")).toBe("/v1/access/sign-in");
    await expectSound(open);
  });

  it("comes first where reading is closed, and opens every page", async () => {
    await using closed = await startConsole([], { access: { read: "signed-in" } });
    await using open = await closed.open("/", { lang: "zh", size: "phone" });
    const { page } = open;
    await page.getByText("本节点仅向已登录者开放账本").waitFor();
    // The browser notes each refusal; nothing else may complain.
    expect(open.complaints.every((one) => one.includes("401"))).toBe(true);
    open.complaints.length = 0;
    await page.locator("main").getByRole("button", { name: "登录" }).click();
    const box = page.getByRole("dialog", { name: "登录" });
    await box.getByLabel("令牌").fill(closed.token);
    await box.getByRole("button", { name: "登录" }).click();
    await page.getByText("账本运行正常").waitFor();
  });

  it("notices when somebody else has ended the session", async () => {
    await using open = await ledger.open("/", { signedIn: true });
    const { page } = open;
    await page.getByRole("region", { name: "Disk" }).waitFor();
    const headers = { authorization: `Bearer ${ledger.token}`, "content-type": "application/json" };
    const list = await fetch(`${ledger.url}/v1/access/sessions`, { headers });
    const { sessions } = (await list.json()) as { sessions: { id: string }[] };
    for (const { id } of sessions) {
      const path = `/v1/access/sessions/${id}/revoke`;
      await fetch(ledger.url + path, { method: "POST", headers, body: "{}" });
    }
    await page.getByRole("link", { name: "Developers" }).click();
    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByRole("complementary").getByText("Not signed in").waitFor();
  });
});
