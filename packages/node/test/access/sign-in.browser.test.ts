import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { buildApp } from "@tallystick/console/build/build-app";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium, openChromium } from "../../../console/test/open-chromium.ts";
import { TestProvider } from "./provider.ts";
import { TestNode } from "./support.ts";

/** The redirect URI names the port before the node listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.skipIf(!haveChromium())("sign-in with the organisation's account, in a browser", () => {
  let provider: TestProvider;
  let node: TestNode;
  let browser: Browser;
  beforeAll(async () => {
    await buildApp();
    const port = await freePort();
    const redirectUri = `http://127.0.0.1:${port}/v1/access/callback`;
    provider = await TestProvider.start(() => redirectUri);
    const members = [{ claim: "sub", value: "olga", member: "operator" }];
    const clientSecretFile = "client-secret";
    node = await TestNode.start(
      (folder) => {
        writeFileSync(`${folder}/${clientSecretFile}`, "a secret of the client\n", { mode: 0o600 });
        const { issuer } = provider;
        const oidc = { issuer, clientId: "tallystick", clientSecretFile, redirectUri, members };
        return { access: { oidc } };
      },
      { port },
    );
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await node?.close();
    await provider?.close();
  });

  it("goes to the provider and comes back to the console as the member", async () => {
    const page = await browser.newPage({ locale: "en-GB" });
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(node.running.url);
    await page.getByRole("complementary").getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "Sign in with your organisation's account" }).click();
    await page.waitForURL(`${provider.issuer}/**`);
    await page.locator("input[name=login]").fill("olga");
    await page.locator("input[name=password]").fill("any");
    await page.locator("button[type=submit]").click();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL(`${node.running.url}/`);
    await page.getByRole("complementary").getByText("operator").waitFor();
    // No script reads the session's cookie, and nothing of the sign-in stays in the address.
    expect(await page.evaluate(() => document.cookie)).toBe("");
    expect(new URL(page.url()).search).toBe("");
    await page.getByRole("complementary").getByRole("button", { name: "Sign out" }).click();
    await page.getByText("Not signed in").first().waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });
});
