import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admitOrganisations, someKey } from "./admit-organisations.ts";
import { haveChromium } from "./open-chromium.ts";
import { type ConsoleUnderTest, expectSound, startConsole } from "./open-console.ts";

const MARKUP = "<img src=x onerror=alert(1)>";
const DAY_MS = 86_400_000;

describe.skipIf(!haveChromium())("organisations and members", () => {
  let ledger: ConsoleUnderTest;
  beforeAll(async () => {
    ledger = await startConsole();
    await admitOrganisations(ledger, [
      { id: "court", name: "Riverside Court", kinds: ["court", "management"] },
      { id: "bank", name: MARKUP, kinds: ["observer"] },
    ]);
    await ledger.call("membership.enrol", {
      member: "li",
      organisation: "org",
      role: "member",
      displayName: MARKUP,
      key: someKey(),
      notAfter: Date.now() + 20 * DAY_MS,
    });
    await ledger.call("membership.enrol", {
      member: "zhou",
      organisation: "org",
      role: "operator",
      key: someKey(),
    });
  });
  afterAll(() => ledger?.[Symbol.asyncDispose]());

  it("leads from the list to an organisation, its keys and its members", async () => {
    await using open = await ledger.open("/organisations");
    const { page } = open;
    await page.getByText("One organisation certifies this ledger").waitFor();
    await page.getByText(MARKUP, { exact: true }).waitFor();
    expect(await page.locator("img").count()).toBe(0);
    await expectSound(open);
    await page.getByRole("link", { name: "Riverside Court" }).click();
    await page.getByRole("heading", { name: "Riverside Court", level: 1 }).waitFor();
    await page.getByRole("table", { name: "Keys of its checkpoints" }).waitFor();
    await page.getByRole("link", { name: "court-operator" }).click();
    await page.getByRole("heading", { name: "court-operator", level: 1 }).waitFor();
    await page.getByText("Yes: by its built-in role").waitFor();
    await page.getByLabel("Action", { exact: true }).selectOption("supervision.query");
    await page.getByText("Yes: by its built-in role").waitFor();
    await expectSound(open);
  });

  it("enrols a member, suspends it, and says what will happen before it is signed", async () => {
    await using open = await ledger.open("/organisations?section=members", { signedIn: true });
    const { page } = open;
    await page.getByRole("link", { name: "Enrol a member" }).click();
    expect(await page.getByRole("textbox", { name: "Organisation" }).inputValue()).toBe("org");
    await page.getByRole("textbox", { name: "Member" }).fill("wang");
    await page.getByRole("combobox", { name: "Role" }).selectOption("member");
    await page.getByRole("textbox", { name: "Key" }).fill(someKey());
    await expectSound(open);
    await page.getByRole("button", { name: "Review and sign" }).click();
    const box = page.getByRole("dialog");
    await box.getByText("wang").first().waitFor();
    await box.getByRole("button", { name: "Sign and send" }).click();
    await box.getByText("Done: it is on the ledger").waitFor();
    await box.getByRole("button", { name: "Close" }).click();
    await page.getByRole("link", { name: "Go back" }).last().click();
    await page.getByRole("link", { name: "wang" }).click();
    await page.getByText("in force").waitFor();
    await page.getByRole("link", { name: "Suspend", exact: true }).click();
    await page.getByText("Its records and receipts stand").waitFor();
    await page.getByRole("textbox", { name: "Reason" }).fill(MARKUP);
    await page.getByRole("button", { name: "Review and sign" }).click();
    await box.getByText(MARKUP, { exact: true }).waitFor();
    await box.getByRole("button", { name: "Sign and send" }).click();
    await box.getByRole("button", { name: "Close" }).click();
    await page.getByRole("link", { name: "Go back" }).last().click();
    await page.getByRole("link", { name: "Reinstate" }).waitFor();
    await page.getByText("suspended", { exact: false }).first().waitFor();
    await expectSound(open);
  });

  it("turns what the organisations decide into a proposal, with the call filled in", async () => {
    await using open = await ledger.open("/organisations/court", { signedIn: true });
    const { page } = open;
    await page.getByRole("link", { name: "Suspend", exact: true }).click();
    await page.getByText("This needs a decision of the organisations").waitFor();
    await page.getByRole("textbox", { name: "Reason" }).fill("It does not answer.");
    await page.getByRole("button", { name: "On to the proposal" }).click();
    expect(new URL(page.url()).pathname).toBe("/governance/new");
    expect(new URL(page.url()).searchParams.get("calls")).toContain("It does not answer.");
  });

  it("asks for a word more before a key is ended for good", async () => {
    await using open = await ledger.open("/organisations/members/li", { signedIn: true });
    const { page } = open;
    await page.getByText("19 days left").waitFor();
    await page.getByRole("link", { name: "Revoke", exact: true }).click();
    await page.getByRole("button", { name: "Review and sign" }).click();
    const box = page.getByRole("dialog");
    await box.getByRole("button", { name: "Sign and send" }).click();
    await box.getByText("Tick the box first").waitFor();
    await box.getByLabel("I understand that this cannot be taken back").check();
    await box.getByRole("button", { name: "Sign and send" }).click();
    await box.getByText("Done: it is on the ledger").waitFor();
    await box.getByRole("button", { name: "Close" }).click();
    await page.getByRole("link", { name: "Go back" }).last().click();
    await page
      .getByText(/ends at block|ended/)
      .first()
      .waitFor();
    await expectSound(open);
  });

  it("leads no further than this console", async () => {
    const address = "/act/membership/suspend-member?back=https://example.org/";
    await using open = await ledger.open(address);
    await open.page.getByRole("button", { name: "Review and sign" }).waitFor();
    expect(await open.page.getByRole("link", { name: "Go back" }).count()).toBe(0);
    await expectSound(open);
  });

  it.each([
    ["en", "phone", "dark"],
    ["zh", "desktop", "light"],
  ] as const)("is sound in %s on a %s, %s", async (lang, size, theme) => {
    await using open = await ledger.open("/organisations", { lang, size, theme, signedIn: true });
    for (const path of [
      "/organisations",
      "/organisations?section=members",
      "/organisations?section=roles",
      "/organisations?section=endings",
      "/organisations/court",
      "/organisations/members/li",
      "/act/membership/admit-organisation",
      "/act/membership/suspend-organisation?known=%7B%22organisation%22%3A%22court%22%7D",
    ]) {
      await open.page.goto(`${ledger.url}${path}`);
      await open.page.locator(".data-table, .schema-form, .empty").first().waitFor();
      await expectSound(open);
    }
  });
});
