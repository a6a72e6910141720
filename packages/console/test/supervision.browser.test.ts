import type { Client } from "@tallystick/client/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admitOrganisations, decide, hexCall } from "./admit-organisations.ts";
import { haveChromium } from "./open-chromium.ts";
import { type ConsoleUnderTest, expectSound, startConsole } from "./open-console.ts";

const MARKUP = "<svg onload=alert(1)>";
const DAY_MS = 86_400_000;

describe.skipIf(!haveChromium())("supervision", () => {
  let ledger: ConsoleUnderTest;
  beforeAll(async () => {
    ledger = await startConsole();
    const [regulator, court] = (await admitOrganisations(ledger, [
      { id: "regulator", name: "Financial Regulator", kinds: ["regulator"] },
      { id: "court", name: "Riverside Court", kinds: ["court"] },
    ])) as [Client, Client];
    const until = Date.now() + 200 * DAY_MS;
    const scope = {
      observer: "regulator",
      recordClasses: ["evidence.deposits"],
      purposes: ["tax-audit"],
      level: "aggregate",
      legalBasis: "Tax Act s 12",
      until,
    };
    await decide(ledger, hexCall("supervision.grant-scope", scope));
    const { data } = (await (await fetch(`${ledger.url}/v1/apps/supervision/scopes`)).json()) as {
      data: { scopes: [{ scope: number }] };
    };
    const recordClass = "evidence.deposits";
    const question = JSON.stringify({ table: recordClass });
    await regulator.supervision.query({
      scope: data.scopes[0].scope,
      purpose: "tax-audit",
      level: "aggregate",
      asked: { subject: "org", recordClass, question },
    });
    const document = new Uint8Array(32).fill(7);
    const order = "(2026) Civil 77";
    await court.supervision.recordOrder({ order, kind: "hold", document, expires: until });
    await court.supervision.placeHold({
      ...{ recordClass, record: "contract 7", order, subject: "org", reason: MARKUP },
      ...{ appealTo: "Registry of the court", expires: until },
    });
  });
  afterAll(() => ledger?.[Symbol.asyncDispose]());

  it("shows who looked, and answers only after it said what that leaves on the ledger", async () => {
    await using open = await ledger.open("/supervision", { signedIn: true });
    const { page } = open;
    const table = page.getByRole("table", { name: "Who looked at my data" });
    await table.getByText("Financial Regulator").waitFor();
    await table.getByText("tax-audit").waitFor();
    await table.getByText("not answered yet").waitFor();
    await expectSound(open);
    await table.getByRole("button", { name: "Answer it from this node" }).click();
    const box = page.getByRole("dialog");
    await box.getByText("puts its digest there").waitFor();
    await box.getByRole("button", { name: "Answer it from this node" }).click();
    await box.getByText("The answer, whose digest is on the ledger").waitFor();
    await expectSound(open);
    await box.getByRole("button", { name: "Close" }).click();
    await table.getByText(/answered: \d+ records/).waitFor();
    expect(open.complaints).toEqual([]);
  });

  it("lets the organisation concerned appeal against a hold", async () => {
    await using open = await ledger.open("/supervision?section=holds", { signedIn: true });
    const { page } = open;
    await page.getByText(MARKUP, { exact: true }).waitFor();
    await page.getByText("Appeal to: Registry of the court").waitFor();
    await page.getByLabel("Only what concerns my organisation").check();
    await page.getByRole("link", { name: "Appeal", exact: true }).click();
    await page.getByText("contract 7").waitFor();
    await page.getByRole("textbox", { name: "Text" }).fill("It is not the contract in dispute.");
    await page.getByRole("button", { name: "Review and sign" }).click();
    const box = page.getByRole("dialog");
    await box.getByLabel("I understand that this cannot be taken back").check();
    await box.getByRole("button", { name: "Sign and send" }).click();
    await box.getByText("Done: it is on the ledger").waitFor();
    await box.getByRole("button", { name: "Close" }).click();
    await page.getByRole("link", { name: "Go back" }).last().click();
    await page.getByText("Appealed: It is not the contract in dispute.").waitFor();
    expect(await page.getByRole("link", { name: "Appeal", exact: true }).count()).toBe(0);
    await expectSound(open);
  });

  it("records an incident with its deadline", async () => {
    await using open = await ledger.open("/supervision?section=incidents", { signedIn: true });
    const { page } = open;
    await page.getByRole("link", { name: "Record an incident" }).click();
    await page.getByRole("combobox", { name: "Severity" }).selectOption("major");
    const today = new Date(Date.now() - DAY_MS).toISOString().slice(0, 19);
    await page.getByLabel("Discovered").fill(today);
    await page.getByRole("textbox", { name: "Summary" }).fill(MARKUP);
    await page.getByRole("button", { name: "Review and sign" }).click();
    const box = page.getByRole("dialog");
    await box.getByLabel("I understand that this cannot be taken back").check();
    await box.getByRole("button", { name: "Sign and send" }).click();
    await box.getByText("Done: it is on the ledger").waitFor();
    await box.getByRole("button", { name: "Close" }).click();
    await page.getByRole("link", { name: "Go back" }).last().click();
    await page.getByText(MARKUP).waitFor();
    await page
      .getByText(/left|overdue/)
      .first()
      .waitFor();
    await expectSound(open);
  });

  it("asks a reader whom it does not know to sign in", async () => {
    await using open = await ledger.open("/supervision");
    await open.page.getByRole("button", { name: "Sign in to see what concerns" }).waitFor();
    await expectSound(open);
  });

  it.each([
    ["en", "phone", "dark"],
    ["zh", "desktop", "light"],
  ] as const)("is sound in %s on a %s, %s", async (lang, size, theme) => {
    await using open = await ledger.open("/supervision", { lang, size, theme, signedIn: true });
    for (const section of [
      "looks",
      "asked",
      "scopes",
      "orders",
      "holds",
      "incidents",
      "pseudonyms",
    ]) {
      await open.page.goto(`${ledger.url}/supervision?section=${section}`);
      await open.page.locator(".data-table, .empty").first().waitFor();
      await expectSound(open);
    }
  });
});
