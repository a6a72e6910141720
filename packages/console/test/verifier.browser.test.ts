import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium, openChromium } from "./open-chromium.ts";
import { type GivenFile, openVerifier } from "./open-verifier.ts";
import { type SampleLedger, sampleLedger } from "./sample-ledger.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const given = (name: string, content: Uint8Array): GivenFile => ({ name, content });

/** A page that was good: it asked for nothing and complained of nothing. */
function expectQuiet(verifier: { requests: readonly string[]; complaints: readonly string[] }) {
  expect(verifier.requests.filter((url) => !url.startsWith("blob:"))).toEqual([]);
  expect(verifier.complaints).toEqual([]);
}

describe.skipIf(!haveChromium())("the verifier page, from a disk, offline", () => {
  let browser: Browser;
  const ledgers = new Map<string, SampleLedger>();
  const ledger = (name: string) => ledgers.get(name) as SampleLedger;

  beforeAll(async () => {
    browser = await openChromium();
    ledgers.set("intl", await sampleLedger("intl"));
    ledgers.set("gm", await sampleLedger("gm", 3));
    ledgers.set("other", await sampleLedger("intl"));
  });
  afterAll(() => browser?.close());

  async function deposited(suite: string, content: Uint8Array): Promise<Uint8Array> {
    const [receipt] = await ledger(suite).deposit([{ content }]);
    return receipt as Uint8Array;
  }

  it.each(["intl", "gm"])("finds a good receipt of suite %s good", async (suite) => {
    const content = bytes("检查报告 / inspection report");
    const receipt = await deposited(suite, content);
    await using verifier = await openVerifier(browser, ledger(suite).trust);
    await verifier.give(given("报告 2026.pdf", content), given("报告 2026.pdf.receipt", receipt));
    expect(await verifier.status()).toBe("proven");
    expect(await verifier.headline()).toBe(
      "This file existed, unchanged, no later than 20\u00a0Nov\u00a02026, 08:15:02\u00a0UTC.",
    );
    expect(await verifier.verdicts()).toMatchObject({
      format: "pass",
      file: "pass",
      size: "pass",
      "statement-signature": "pass",
      ledger: "pass",
      outcome: "pass",
      inclusion: "pass",
      "checkpoint-signatures": "pass",
      time: "pass",
      "external-time": "absent",
    });
    const total = suite === "gm" ? 3 : 1;
    const facts = await verifier.page.locator(".verdict-facts").textContent();
    expect(facts).toContain(`Signed by ${total} of ${total}`);
    expect(facts).toContain("Deposited by alice");
    expect(await verifier.page.locator(".verdict-file").textContent()).toContain("报告 2026.pdf");
    expectQuiet(verifier);
  });

  it("finds a changed file changed", async () => {
    const receipt = await deposited("intl", bytes("as it was"));
    await using verifier = await openVerifier(browser, ledger("intl").trust);
    await verifier.give(given("a.txt", bytes("as it is!")), given("a.txt.receipt", receipt));
    expect(await verifier.status()).toBe("invalid");
    expect(await verifier.headline()).toBe("This is not the file that was deposited.");
    expect(await verifier.verdicts()).toMatchObject({ file: "fail", inclusion: "pass" });
  });

  it("never calls a receipt good whose bytes were changed, wherever that was", async () => {
    const content = bytes("content");
    const receipt = await deposited("intl", content);
    await using verifier = await openVerifier(browser, ledger("intl").trust);
    for (let at = 7; at < receipt.length; at += 97) {
      const changed = receipt.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      await verifier.give(given("a.txt", content), given("a.txt.receipt", changed));
      expect(await verifier.status(), `byte ${at}`).not.toBe("proven");
      await verifier.page.click("#clear");
    }
  });

  it("names a damaged receipt as damaged", async () => {
    await using verifier = await openVerifier(browser, ledger("intl").trust);
    await verifier.give(given("a.txt", bytes("x")), given("a.txt.receipt", bytes("not a receipt")));
    expect(await verifier.status()).toBe("invalid");
    expect(await verifier.headline()).toBe("This is not a receipt this page can read.");
    expectQuiet(verifier);
  });

  it("does not believe the organisations of another ledger", async () => {
    const content = bytes("content");
    const receipt = await deposited("other", content);
    await using verifier = await openVerifier(browser, ledger("intl").trust);
    await verifier.give(given("a.txt", content), given("a.txt.receipt", receipt));
    expect(await verifier.status()).toBe("invalid");
    expect(await verifier.verdicts()).toMatchObject({ ledger: "fail" });
    expect(await verifier.headline()).toContain("a ledger other than the one you trust");
  });

  it("decides nothing without a trust file, and decides once there is one", async () => {
    const content = bytes("content");
    const receipt = await deposited("intl", content);
    await using verifier = await openVerifier(browser);
    await verifier.give(given("a.txt", content), given("a.txt.receipt", receipt));
    expect(await verifier.status()).toBe("undecided");
    expect(await verifier.page.locator(".next").textContent()).toContain("trust file");
    await verifier.give(given("trust.json", bytes(ledger("intl").trust)));
    await verifier.page.locator("[data-status=proven]").waitFor();
    expectQuiet(verifier);
  });

  it("says that a broken trust file is broken, and keeps the one it had", async () => {
    await using verifier = await openVerifier(browser, ledger("intl").trust);
    const broken = ledger("intl").trust.replace('"quorum": 1', '"quorum": 0');
    await verifier.give(given("trust.json", bytes(broken)));
    const notice = verifier.page.locator(".notice");
    await notice.waitFor();
    expect(await notice.textContent()).toContain("trust.json");
    expect(await verifier.page.locator(".fingerprint").count()).toBe(1);
  });

  it("shows the fingerprint of the trust file as sha256sum prints it", async () => {
    const { trust } = ledger("intl");
    const { createHash } = await import("node:crypto");
    const expected = createHash("sha256").update(trust).digest("hex");
    await using verifier = await openVerifier(browser, trust);
    const shown = await verifier.page.locator("#fingerprint").textContent();
    expect(shown?.replace(/\s/g, "")).toBe(expected);
    expect(await verifier.page.locator(".trust-sentence").textContent()).toContain(
      "somewhere you trust",
    );
  });

  it("says what a receipt alone proves, and what a file alone needs", async () => {
    const content = bytes("content");
    const receipt = await deposited("intl", content);
    await using verifier = await openVerifier(browser, ledger("intl").trust);
    await verifier.give(given("a.txt", content));
    expect(await verifier.status()).toBe("need-receipt");
    expect(await verifier.page.locator(".need").textContent()).toContain("a.txt.receipt");
    await verifier.page.click("#clear");
    await verifier.give(given("a.txt.receipt", receipt));
    expect(await verifier.status()).toBe("genuine");
    expect(await verifier.verdicts()).toMatchObject({ file: "not-checkable" });
  });

  it("takes an empty file for what it is", async () => {
    const receipt = await deposited("intl", new Uint8Array());
    await using verifier = await openVerifier(browser, ledger("intl").trust);
    await verifier.give(given("空.txt", new Uint8Array()), given("空.txt.receipt", receipt));
    expect(await verifier.status()).toBe("proven");
  });

  it("opens a salted digest, and only with the right file", async () => {
    const content = bytes("guessable: yes");
    const salt = new Uint8Array(32).fill(9);
    const [receipt] = await ledger("intl").deposit([{ content, salt }]);
    await using verifier = await openVerifier(browser, ledger("intl").trust);
    await verifier.give(
      given("vote.txt", content),
      given("vote.txt.receipt", receipt as Uint8Array),
    );
    expect(await verifier.status()).toBe("proven");
    expect(await verifier.verdicts()).toMatchObject({ commitment: "pass", file: "pass" });
    await verifier.page.click("#clear");
    const other = given("vote.txt", bytes("guessable: no!"));
    await verifier.give(other, given("vote.txt.receipt", receipt as Uint8Array));
    expect(await verifier.status()).toBe("invalid");
  });

  it("checks a digest that was deposited in a batch", async () => {
    const files = Array.from({ length: 37 }, (_, i) => bytes(`line ${i}`));
    const receipts = await ledger("gm").depositBatch(files);
    await using verifier = await openVerifier(browser, ledger("gm").trust);
    await verifier.give(
      given("line", files[20] as Uint8Array),
      given("line.receipt", receipts[20] as Uint8Array),
    );
    expect(await verifier.status()).toBe("proven");
    expect(await verifier.verdicts()).toMatchObject({ batch: "pass" });
    await verifier.page.click("summary");
    expect(await verifier.page.locator("svg.path").count()).toBe(2);
  });

  it("checks an answer about the state: what was there and what was not", async () => {
    const [here, never] = [bytes("deposited"), bytes("never deposited")];
    const answer = await ledger("intl").answer(here, [
      { table: "deposits", content: never, ordinal: 0 },
    ]);
    await using verifier = await openVerifier(browser, ledger("intl").trust);
    await verifier.give(given("state.proof", answer));
    expect(await verifier.status()).toBe("proven");
    // Of the file that was given it proves that it is not there, which must not look like a proven file.
    await verifier.give(given("never.pdf", never));
    await verifier.page.locator('article[data-status="absent"]').waitFor();
    expect(await verifier.headline()).toContain("held no deposit of this file");
    const records = verifier.page.locator(".record");
    expect(await records.nth(0).getAttribute("data-present")).toBe("true");
    expect(await records.nth(1).getAttribute("data-present")).toBe("false");
    expect(await records.nth(1).textContent()).toContain("had not been deposited: never.pdf");
    await verifier.page.click("#clear");
    const changed = answer.slice();
    changed[changed.length - 20] = (changed[changed.length - 20] ?? 0) ^ 1;
    await verifier.give(given("state.proof", changed));
    expect(await verifier.status()).toBe("invalid");
  });

  it("says that the ledger refused a statement", async () => {
    const content = bytes("content");
    const [receipt] = await ledger("intl").deposit([{ content, outcome: 1000 }]);
    await using verifier = await openVerifier(browser, ledger("intl").trust);
    await verifier.give(given("a", content), given("a.receipt", receipt as Uint8Array));
    expect(await verifier.status()).toBe("invalid");
    expect(await verifier.headline()).toContain("refused");
  });

  it("keeps markup in names and claims as text", async () => {
    const content = bytes("content");
    const evil = '<img src=x onerror="document.title=1"><script>1</script>';
    const name = '<img src=x onerror=alert(1)>"&\u202egpj.txt';
    const claims = { note: evil, source: "javascript:alert(1)", labels: [evil] };
    const [receipt] = await ledger("intl").deposit([{ content, claims }]);
    await using verifier = await openVerifier(browser, ledger("intl").trust);
    await verifier.give(given(name, content), given(`${name}.receipt`, receipt as Uint8Array));
    expect(await verifier.status()).toBe("proven");
    await verifier.page.click("summary");
    expect(await verifier.page.locator(".fold-body").first().textContent()).toContain(evil);
    expect(await verifier.page.locator("#app img, #app script, #app a").count()).toBe(0);
    expect(await verifier.page.title()).toBe("Check a receipt · Tallystick");
    expectQuiet(verifier);
  });

  it("pairs many files with many receipts and puts what fails on top", async () => {
    const contents = Array.from({ length: 12 }, (_, i) => bytes(`photo ${i}`));
    const receipts = await ledger("intl").deposit(contents.map((content) => ({ content })));
    const files = contents.map((content, i) =>
      given(`照片-${i}.jpg`, i === 5 ? bytes("another") : content),
    );
    const proofs = receipts.map((receipt, i) => given(`照片-${i}.jpg.receipt`, receipt));
    await using verifier = await openVerifier(browser, ledger("intl").trust);
    await verifier.give(...files, ...proofs, given("stranger.txt", bytes("stranger")));
    expect(await verifier.status()).toBe("invalid");
    expect(await verifier.headline()).toBe("11 of 12 receipts hold");
    const rows = verifier.page.locator(".batch-row");
    expect(await rows.count()).toBe(12);
    expect(await rows.first().textContent()).toContain("照片-5.jpg");
    expect(await verifier.page.locator(".need").textContent()).toContain("stranger.txt");
    await rows.first().locator("button").first().click();
    expect(await verifier.verdicts()).toMatchObject({ file: "fail" });
    expectQuiet(verifier);
  });
});
