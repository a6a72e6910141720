import type { Client } from "@tallystick/client/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admitOrganisations, hexCall, propose } from "./admit-organisations.ts";
import { haveChromium } from "./open-chromium.ts";
import { type ConsoleUnderTest, expectSound, startConsole } from "./open-console.ts";

const MARKUP = "<b onclick=alert(1)>urgent</b>";
const DAY_MS = 86_400_000;

describe.skipIf(!haveChromium())("governance", () => {
  let ledger: ConsoleUnderTest;
  let court: Client;
  let notary: Client;
  let marked: number;
  let ruleBook: number;
  beforeAll(async () => {
    ledger = await startConsole();
    [court, notary] = (await admitOrganisations(ledger, [
      { id: "court", name: "Riverside Court", kinds: ["court", "management"] },
      { id: "notary", name: "国信公证处", kinds: ["notary", "management"] },
    ])) as [Client, Client];
    const quota = { organisation: "court", app: "evidence", statements: 10 };
    marked = await propose(ledger, MARKUP, [hexCall("governance.set-quota", quota)]);
    const book = {
      version: 1,
      title: "Rules of the port",
      digest: "ab".repeat(32),
      effective: Date.now() + 30 * DAY_MS,
    };
    ruleBook = await propose(ledger, "A rule book", [
      hexCall("governance.publish-rule-book", book),
    ]);
    for (const one of [court, notary]) {
      await one.governance.vote({ proposal: ruleBook, choice: "yes" });
    }
    await ledger.call("governance.vote", { proposal: ruleBook, choice: "yes" });
  });
  afterAll(() => ledger?.[Symbol.asyncDispose]());

  it("shows what a proposal would change, takes the ballot, and carries out what has passed", async () => {
    await using open = await ledger.open("/governance", { signedIn: true });
    const { page } = open;
    await page.getByRole("link", { name: MARKUP }).click();
    await page.getByRole("heading", { name: MARKUP, level: 1 }).waitFor();
    await page.getByText("Set a quota").waitFor();
    await page.getByText("new", { exact: true }).waitFor();
    await page.getByText("0 yes, 0 no, 0 abstained, of 3 organisations").waitFor();
    await page.getByText(/Ballots are taken for 6 days/).waitFor();
    await expectSound(open);
    await page.getByRole("button", { name: "Vote no" }).click();
    const box = page.getByRole("dialog");
    await box.getByText("The ballot of Tallystick on proposal").waitFor();
    await box.getByRole("button", { name: "Sign and send" }).click();
    await box.getByRole("button", { name: "Close" }).click();
    await page.getByText("Your organisation has voted: no.").waitFor();
    await page.getByRole("button", { name: "Vote yes" }).click();
    await box.getByRole("button", { name: "Sign and send" }).click();
    await box.getByRole("button", { name: "Close" }).click();
    await page.getByText("1 yes, 0 no, 0 abstained").waitFor();
    await court.governance.vote({ proposal: marked, choice: "yes" });
    await page.reload();
    await page.getByText("It can be carried out now").waitFor();
    await page.getByRole("button", { name: "Carry it out" }).click();
    await box.getByLabel("I understand that this cannot be taken back").check();
    await box.getByRole("button", { name: "Sign and send" }).click();
    await box.getByRole("button", { name: "Close" }).click();
    await page.getByText("carried out", { exact: true }).waitFor();
    await page.goto(`${ledger.url}/governance?section=quotas`);
    await page.getByRole("table", { name: "Quotas" }).getByText("Riverside Court").waitFor();
    await expectSound(open);
  });

  it("counts the wait of what has passed down, and lets nobody carry it out before", async () => {
    await using open = await ledger.open(`/governance/proposals/${ruleBook}`, { signedIn: true });
    const { page } = open;
    await page.getByText(/It waits 13 days 23 hours more/).waitFor();
    expect(await page.getByRole("button", { name: "Carry it out" }).count()).toBe(0);
    await page.getByRole("link", { name: "Veto it" }).click();
    await page.getByRole("textbox", { name: "Reason" }).fill("It reaches too far.");
    await expectSound(open);
  });

  it("makes a proposal from the form of an action, simulated before it is put to the vote", async () => {
    const known = encodeURIComponent(JSON.stringify({ name: "pause-ms" }));
    const path = `/act/governance/set-parameter?known=${known}`;
    await using open = await ledger.open(path, { signedIn: true });
    const { page } = open;
    await page.getByLabel("Value").fill("7200000");
    await page.getByRole("button", { name: "On to the proposal" }).click();
    await page.getByText("Decided as: Parameters").waitFor();
    await page.getByText("What would change").waitFor();
    await page
      .getByText(/new|changed/, { exact: true })
      .first()
      .waitFor();
    await expectSound(open);
    const propose = page.getByRole("button", { name: "Put it to the vote" });
    await propose.click();
    await page.getByText("A title is needed.").waitFor();
    await page.getByLabel("Title").fill(MARKUP);
    await propose.click();
    const box = page.getByRole("dialog");
    await box.getByText("7200000").first().waitFor();
    await box.getByRole("button", { name: "Sign and send" }).click();
    await box.getByRole("button", { name: "Close" }).click();
    await page.getByRole("heading", { name: MARKUP, level: 1 }).waitFor();
    await page.getByRole("button", { name: "Vote yes" }).waitFor();
    await page.getByRole("button", { name: "Withdraw it" }).waitFor();
    expect(open.complaints).toEqual([]);
  });

  it("says before anybody votes that a call would be refused, and that two kinds do not mix", async () => {
    const calls = [
      { action: "membership.suspend-organisation", input: { organisation: "no-one", reason: "x" } },
      { action: "governance.remove-policy", input: { kind: "applications" } },
    ];
    const path = `/governance/new?calls=${encodeURIComponent(JSON.stringify(calls))}`;
    await using open = await ledger.open(path, { signedIn: true });
    const { page } = open;
    await page.getByText("As things stand it would be refused").waitFor();
    await page.getByText("so they cannot be in one proposal").waitFor();
    await page.getByRole("button", { name: "Take out" }).last().click();
    await page.getByText("Decided as: Organisations").waitFor();
    await expectSound(open);
  });

  it("takes nothing for granted that stands in an address", async () => {
    const bad = [{ action: "governance.no-such", input: {} }, { action: 7 }, MARKUP];
    const path = `/governance/new?calls=${encodeURIComponent(JSON.stringify(bad))}`;
    await using open = await ledger.open(path, { signedIn: true });
    const { page } = open;
    await page.getByRole("button", { name: "Take out" }).waitFor();
    expect(await page.getByRole("button", { name: "Take out" }).count()).toBe(1);
    await page.getByLabel("Title").fill("Nothing good");
    await page.getByRole("button", { name: "Put it to the vote" }).click();
    await page.getByText("governance.no-such").last().waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
    for (const gone of ["/governance/proposals/999", "/governance/proposals/%3Cb%3E", "/act/a/b"]) {
      await page.goto(`${ledger.url}${gone}`);
      await page.locator(".empty").waitFor();
    }
    await expectSound(open);
  });

  it("files an application and offers its approval as a proposal", async () => {
    await using open = await ledger.open("/governance?section=applications", { signedIn: true });
    const { page } = open;
    const panel = page.getByRole("region", { name: "receivable" });
    await panel.getByRole("link", { name: "File it" }).click();
    for (const name of [
      "Project",
      "Responsible",
      "Business model",
      "Risks",
      "Controls",
      "Number",
    ]) {
      await page.getByRole("textbox", { name }).fill(MARKUP);
    }
    await page.getByRole("button", { name: "Review and sign" }).click();
    const box = page.getByRole("dialog");
    await box.getByRole("button", { name: "Sign and send" }).click();
    await box.getByRole("button", { name: "Close" }).click();
    await page.getByRole("link", { name: "Go back" }).last().click();
    await panel.getByRole("link", { name: "Propose to approve" }).click();
    await page.getByRole("button", { name: "On to the proposal" }).click();
    await page.getByText("Decided as: Applications").waitFor();
    await expectSound(open);
  });

  it.each([
    ["en", "phone", "dark"],
    ["zh", "desktop", "light"],
  ] as const)("is sound in %s on a %s, %s", async (lang, size, theme) => {
    await using open = await ledger.open("/governance", { lang, size, theme, signedIn: true });
    const sections = ["applications", "rulebook", "quotas", "emergency", "rules"];
    for (const path of [
      "/governance",
      ...sections.map((section) => `/governance?section=${section}`),
      `/governance/proposals/${ruleBook}`,
      "/governance/new",
    ]) {
      await open.page.goto(`${ledger.url}${path}`);
      await open.page.locator(".data-table, .panel, .empty").first().waitFor();
      await expectSound(open);
    }
  });
});
