import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium } from "./open-chromium.ts";
import { type ConsoleUnderTest, expectSound, type OpenPage, startConsole } from "./open-console.ts";

const deposit = (letter: string) => ({ digests: [{ alg: "sha-256", value: letter.repeat(64) }] });

/** What a node of a network of four would say, one of which is away. */
const NETWORK = {
  chain: "harbour",
  organisation: "org-1",
  height: 77,
  certifiedHeight: 77,
  quorum: 3,
  mayFail: 1,
  missing: 1,
  quorumConnected: true,
  catchingUp: false,
  organisations: ["org-1", "org-2", "org-3", "org-4"].map((id, at) => ({
    ...{ id, name: `${id} <b>bold</b>`, power: 1, node: "00".repeat(20) },
    ...{
      connected: at < 3,
      height: at < 3 ? 77 : 70,
      behind: at < 3 ? 0 : 7,
      signed: at < 3 ? 20 : 13,
    },
  })),
  certificates: Array.from({ length: 20 }, (_, at) => ({
    height: 77 - at,
    time: Date.UTC(2026, 10, 21),
    organisations: ["org-1", "org-2", "org-3"],
  })),
  misconduct: [],
  halted: null,
};

describe.skipIf(!haveChromium())("the overview", () => {
  let ledger: ConsoleUnderTest;
  beforeAll(async () => {
    ledger = await startConsole();
  });
  afterAll(() => ledger?.[Symbol.asyncDispose]());

  it("teaches the first steps to somebody who opens a new ledger, and goes when it is asked to", async () => {
    await using open = await ledger.open("/");
    const { page } = open;
    await page.getByText("The ledger is well").waitFor();
    await page.getByText("Nothing has been recorded yet").waitFor();
    const guide = page.getByRole("region", { name: "First steps" });
    expect(await guide.locator('[data-done="true"] h3').allTextContents()).toEqual([
      "The ledger runs",
    ]);
    await guide.getByRole("button", { name: "Hide" }).click();
    expect(await guide.count()).toBe(0);
    await page.reload();
    await page.getByRole("button", { name: "Show the first steps" }).click();
    await guide.waitFor();
    await expectSound(open);
  });

  it("shows what is recorded as it is recorded, refusals with their reason", async () => {
    await using open = await ledger.open("/");
    const { page } = open;
    await page.getByText("The ledger is well").waitFor();
    await ledger.call("evidence.deposit", deposit("a"));
    await figure(open, "Records", "1");
    await page.getByRole("link", { name: "Deposit evidence" }).waitFor();
    const nowhere = { alg: "sha-256", digest: "b".repeat(64), ordinal: 0 };
    const withdraw = ledger.call("evidence.withdraw", { deposit: nowhere, reason: "a slip" });
    await expect(withdraw).rejects.toThrow("no-such-deposit");
    await page.getByText("refused: ").waitFor();
    await figure(open, "Records", "2");
  });

  it("says how many organisations may fail, who is away and who signed", async () => {
    await using open = await ledger.open("/verify-nothing-here");
    const { page } = open;
    await page.route("**/v1/status", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), engine: "cometbft" } });
    });
    await page.route("**/v1/network", (route) => route.fulfill({ json: NETWORK }));
    await page.goto(`${ledger.url}/`);
    await page.getByText("It can lose 1 of 4 organisations").waitFor();
    await page.getByText("1 organisation is missing, and no other may fail now").waitFor();
    await page.getByText("The ledger needs somebody now").waitFor();
    const rows = await page.locator(".overview-table tbody tr").allTextContents();
    expect(rows[3]).toContain("not connected");
    expect(rows[3]).toContain("13 of 20");
    expect(await page.locator("main b").count()).toBe(0);
    await expectSound(open);
  });

  it("shows its operator the disk", async () => {
    await using open = await ledger.open("/", { signedIn: true });
    await open.page
      .getByRole("region", { name: "Disk" })
      .getByText(/GiB|TiB|MiB/)
      .waitFor();
    await expectSound(open);
  });

  it("says so when the node goes away, and recovers", async () => {
    await using open = await ledger.open("/");
    const { page } = open;
    await page.getByText("The ledger is well").waitFor();
    // As when somebody comes back to the tab: everything is asked for again at once.
    const comeBack = () => page.evaluate(() => dispatchEvent(new Event("visibilitychange")));
    await page.context().setOffline(true);
    await comeBack();
    await page.getByText("The node does not answer").first().waitFor();
    await page.context().setOffline(false);
    await comeBack();
    await page.getByText("The ledger is well").waitFor();
  });

  const looks = (["en", "zh"] as const).flatMap((lang) =>
    (["desktop", "phone"] as const).map((size) => ({ lang, size })),
  );
  it.each(looks)("is sound in $lang on a $size", async ({ lang, size }) => {
    await using open = await ledger.open("/", {
      lang,
      size,
      theme: lang === "zh" ? "dark" : "light",
    });
    await open.page.locator(".overview-recent li").first().waitFor();
    expect(await open.page.locator("h1").textContent()).toBe(lang === "zh" ? "概览" : "Overview");
    await expectSound(open);
  });
});

async function figure({ page }: OpenPage, name: string, value: string): Promise<void> {
  const box = page.locator(".figures > div", { hasText: name }).first();
  await box.locator("dd", { hasText: new RegExp(`^${value}$`) }).waitFor();
}
