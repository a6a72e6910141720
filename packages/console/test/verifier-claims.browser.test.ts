import { encodeClaims } from "@tallystick/core/claims/claims";
import { decodeStateAnswer } from "@tallystick/core/state-answer";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium, openChromium } from "./open-chromium.ts";
import { openVerifier } from "./open-verifier.ts";
import { type SampleLedger, sampleLedger } from "./sample-ledger.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe.skipIf(!haveChromium())("a file of claims on the verifier page", () => {
  let browser: Browser;
  let ledger: SampleLedger;
  let answer: Uint8Array;
  beforeAll(async () => {
    browser = await openChromium();
    ledger = await sampleLedger("gm", 3);
    answer = await ledger.answer(bytes("here"), [
      { table: "deposits", content: bytes("never"), ordinal: 0 },
    ]);
  });
  afterAll(() => browser?.close());

  function claimsOf(member: string): Uint8Array {
    const [here, never] = decodeStateAnswer(answer).proofs.map(({ app, table, key }) => ({
      app,
      table,
      key,
    }));
    if (here === undefined || never === undefined) throw new Error("two rows were expected");
    return encodeClaims({
      answers: [answer],
      claims: [
        { row: here, path: ["member"], test: "is", value: member },
        { row: never, path: [], test: "absent" },
      ],
    });
  }

  it("shows each claim in words, and the records beside them", async () => {
    await using verifier = await openVerifier(browser, ledger.trust);
    await verifier.give({ name: "what.claims", content: claimsOf("alice") });
    expect(await verifier.status()).toBe("proven");
    expect(await verifier.headline()).toContain("All of this was so");
    const claims = verifier.page.locator(".claim");
    expect(await claims.count()).toBe(2);
    expect(await claims.nth(0).getAttribute("data-verdict")).toBe("pass");
    expect(await claims.nth(0).textContent()).toContain('member is "alice"');
    expect(await verifier.page.locator(".record[data-present]").count()).toBe(2);
    expect(verifier.complaints).toEqual([]);
  });

  it("names the one that is not so, and knows the file whatever its name", async () => {
    await using verifier = await openVerifier(browser, ledger.trust);
    await verifier.give({ name: "renamed.bin", content: claimsOf("mallory") });
    expect(await verifier.status()).toBe("invalid");
    expect(await verifier.headline()).toBe("Not everything that this file claims is so.");
    expect(await verifier.page.locator(".verdict-reasons").textContent()).toContain("alice");
    const verdicts = await verifier.page
      .locator(".claim")
      .evaluateAll((items) => items.map((item) => item.getAttribute("data-verdict")));
    expect(verdicts).toEqual(["fail", "pass"]);
  });

  it("believes nothing of a damaged file, or of one of another ledger", async () => {
    const damaged = claimsOf("alice");
    damaged[200] = (damaged[200] ?? 0) ^ 1;
    await using verifier = await openVerifier(browser, ledger.trust);
    await verifier.give({ name: "what.claims", content: damaged });
    expect(await verifier.status()).toBe("invalid");
    const other = await sampleLedger("gm", 3);
    await using elsewhere = await openVerifier(browser, other.trust);
    await elsewhere.give({ name: "what.claims", content: claimsOf("alice") });
    expect(await elsewhere.status()).toBe("invalid");
    expect(await elsewhere.page.locator('.claim[data-verdict="pass"]').count()).toBe(0);
  });
});
