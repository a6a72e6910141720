import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium } from "./open-chromium.ts";
import { type ConsoleUnderTest, expectSound, startConsole } from "./open-console.ts";

const MARKUP = "<i>till</i>";

describe.skipIf(!haveChromium())("keys and tokens", () => {
  let ledger: ConsoleUnderTest;
  beforeAll(async () => {
    ledger = await startConsole();
  });
  afterAll(() => ledger?.[Symbol.asyncDispose]());

  it("says who one is, and what the node lets one do", async () => {
    await using open = await ledger.open("/keys", { signedIn: true });
    const { page } = open;
    await page.getByText("by the key that this node keeps for you").waitFor();
    await page.getByText("node.backup").waitFor();
    await page.getByRole("link", { name: "operator", exact: true }).waitFor();
    await expectSound(open);
  });

  it("makes a token, shows it once, and revokes it after a question", async () => {
    await using open = await ledger.open("/keys?section=tokens", { signedIn: true });
    const { page } = open;
    await page.getByRole("button", { name: "Make it" }).click();
    await page.getByText("A name, at least one right").waitFor();
    await page.getByLabel("What it is for").fill(MARKUP);
    await page.getByRole("button", { name: "Make it" }).click();
    await page.getByText("It is shown this once").waitFor();
    const token = (await page.locator(".note code").textContent()) ?? "";
    expect(token).toMatch(/^tst_[0-9a-f]{12}_/);
    const bearer = { headers: { authorization: `Bearer ${token}` } };
    const kind = async () =>
      ((await (await fetch(`${ledger.url}/v1/access/me`, bearer)).json()) as { kind: string }).kind;
    expect(await kind()).toBe("token");
    await expectSound(open);
    await page.getByRole("button", { name: "I have saved it" }).click();
    await page.getByText(MARKUP, { exact: true }).waitFor();
    expect(await page.content()).not.toContain(token);
    await page.getByRole("button", { name: "Revoke" }).click();
    await page.getByText("are refused from the next request on").waitFor();
    await expectSound(open);
    await page.getByRole("button", { name: "Yes, for good" }).click();
    await page.getByText("revoked", { exact: true }).waitFor();
    expect((await fetch(`${ledger.url}/v1/access/tokens`, bearer)).status).toBe(401);
  });

  it("makes a key that cannot be read out, binds it, signs with it, and replaces it", async () => {
    await using open = await ledger.open("/keys?section=browser", { signedIn: true });
    const { page } = open;
    const box = page.getByRole("dialog");
    const signed = async (lasting: boolean) => {
      if (lasting) await box.getByLabel("I understand that this cannot be taken back").check();
      await box.getByRole("button", { name: "Sign and send" }).click();
      await box.getByText("Done: it is on the ledger").waitFor();
      await box.getByRole("button", { name: "Close" }).click();
    };
    await page.getByLabel("Name for it").first().fill("laptop");
    await page.getByRole("button", { name: "Make a key" }).click();
    await page.getByText("nobody yet").waitFor();
    const readable = await page.evaluate(async () => {
      const opened = indexedDB.open("tallystick-keys");
      await new Promise((resolve) => opened.addEventListener("success", resolve));
      const all = opened.result.transaction("keys").objectStore("keys").getAll();
      await new Promise((resolve) => all.addEventListener("success", resolve));
      const { privateKey } = (all.result as [{ privateKey: CryptoKey }])[0];
      const out = await crypto.subtle.exportKey("pkcs8", privateKey).catch(() => "refused");
      return { extractable: privateKey.extractable, refused: out === "refused" };
    });
    expect(readable).toEqual({ extractable: false, refused: true });
    await expectSound(open);
    await page.getByRole("link", { name: "Add it to operator" }).click();
    await page.getByRole("button", { name: "Review and sign" }).click();
    await box.getByText("with the key that the node keeps").waitFor();
    await signed(false);
    await page.getByRole("link", { name: "Go back" }).last().click();
    await page.getByRole("button", { name: "Sign with it" }).click();
    await page.getByText("signs now").waitFor();
    await page.getByRole("link", { name: "Replace a key" }).click();
    await page.getByRole("combobox").selectOption({ label: await laptop(page) });
    await page.getByRole("button", { name: "Make a new key in this browser" }).click();
    await page.getByRole("button", { name: "Replace it" }).click();
    await box.getByText("with the key “laptop” in this browser").waitFor();
    await signed(true);
    await page.getByText("The new key is on the ledger").waitFor();
    await page.getByRole("button", { name: "Sign with it" }).click();
    await expectSound(open);
    await page.getByRole("link", { name: "Keys of this browser" }).click();
    await page.getByText("signs now").waitFor();
    await page.getByRole("button", { name: "Forget" }).first().click();
    await page.getByText("Forget “laptop” for good?").waitFor();
    await page.getByRole("button", { name: "Yes, for good" }).click();
    await expect.poll(() => page.getByText("laptop", { exact: true }).count()).toBe(0);
    expect(open.complaints).toEqual([]);
  });

  it("takes a key in, says what is no key, and leaves the private part in no field", async () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const pem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    await using open = await ledger.open("/keys?section=browser");
    const { page } = open;
    await page.getByText("Take a key that I already have").click();
    await page.getByLabel("Name for it").last().fill(MARKUP);
    await page.getByLabel("Its private part").fill("abc");
    await page.getByRole("button", { name: "Put it into this browser" }).click();
    await page.getByText("This is no Ed25519 private key").waitFor();
    await expectSound(open);
    await page.getByLabel("Its private part").fill(pem);
    await page.getByRole("button", { name: "Put it into this browser" }).click();
    await page.getByRole("table").getByText(MARKUP, { exact: true }).waitFor();
    expect(await page.getByLabel("Its private part").inputValue()).toBe("");
    await expectSound(open);
  });

  it("ends a session of another browser", async () => {
    await using other = await ledger.open("/keys", { signedIn: true });
    await using open = await ledger.open("/keys?section=sessions", { signedIn: true });
    const { page } = open;
    await page.getByText("this browser", { exact: true }).waitFor();
    const foreign = page.locator("tbody tr").filter({ hasNotText: "this browser" });
    for (let left = await foreign.count(); left > 0; left--) {
      await foreign.first().getByRole("button", { name: "End it" }).click();
      await page.getByRole("button", { name: "Yes, for good" }).click();
      await expect.poll(() => foreign.count()).toBe(left - 1);
    }
    await other.page.reload();
    await other.page.getByText("You are not signed in").waitFor();
    await expectSound(open);
  });

  it.each([
    ["en", "phone", "dark"],
    ["zh", "desktop", "light"],
  ] as const)("is sound in %s on a %s, %s", async (lang, size, theme) => {
    await using open = await ledger.open("/keys", { lang, size, theme, signedIn: true });
    for (const section of ["me", "browser", "rotate", "tokens", "sessions"]) {
      await open.page.goto(`${ledger.url}/keys?section=${section}`);
      await open.page.locator(".panel, .data-table, .act-steps").first().waitFor();
      await expectSound(open);
    }
  });
});

/** Words of the option for the key that is called laptop. */
async function laptop(page: import("playwright-core").Page): Promise<string> {
  const option = page.locator("option", { hasText: "(laptop)" });
  await option.waitFor({ state: "attached" });
  return (await option.textContent()) ?? "";
}
