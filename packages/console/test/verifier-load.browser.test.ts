import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { edgeVectors } from "@tallystick/core/suite/edge-vectors";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium, openChromium } from "./open-chromium.ts";
import { openVerifier } from "./open-verifier.ts";
import { type SampleLedger, sampleLedger } from "./sample-ledger.ts";

const MIB = 2 ** 20;
const LARGE_MIB = Number(process.env["TALLYSTICK_LARGE_MIB"] ?? 96);

/** Said aloud, because the figures are part of the result. */
const report = (text: string) => process.stderr.write(`verifier page: ${text}\n`);

describe.skipIf(!haveChromium())("the verifier page under load", () => {
  let browser: Browser;
  let directory: string;
  const ledgers = new Map<string, SampleLedger>();

  beforeAll(async () => {
    browser = await openChromium();
    directory = mkdtempSync(join(tmpdir(), "tallystick-large-"));
    for (const name of ["intl", "gm"] as const) ledgers.set(name, await sampleLedger(name));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  function largeFile(name: string, mebibytes: number): string {
    const path = join(directory, name);
    writeFileSync(path, "");
    truncateSync(path, mebibytes * MIB);
    return path;
  }

  async function pair(suite: string, name: string, mebibytes: number): Promise<string[]> {
    const path = largeFile(name, mebibytes);
    const content = new Uint8Array(mebibytes * MIB);
    const [receipt] = (await ledgers.get(suite)?.deposit([{ content }])) ?? [];
    writeFileSync(`${path}.receipt`, receipt as Uint8Array);
    return [path, `${path}.receipt`];
  }

  it.each(["intl", "gm"])("reads a large file without freezing, suite %s", async (suite) => {
    const files = await pair(suite, `large-${suite}.bin`, LARGE_MIB);
    await using verifier = await openVerifier(browser, ledgers.get(suite)?.trust);
    const { page } = verifier;
    await page.evaluate(() => {
      const gaps = { longest: 0 };
      Object.assign(globalThis, { gaps });
      let last = performance.now();
      const frame = (now: number) => {
        gaps.longest = Math.max(gaps.longest, now - last);
        last = now;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    const start = performance.now();
    await page.setInputFiles("#pick-files", files);
    await page.locator("[data-status=proven]").waitFor({ timeout: 110_000 });
    const seconds = (performance.now() - start) / 1000;
    const longest = await page.evaluate(
      () => (globalThis as unknown as { gaps: { longest: number } }).gaps.longest,
    );
    report(
      `${suite}: ${LARGE_MIB} MiB in ${seconds.toFixed(2)} s, ${(LARGE_MIB / seconds).toFixed(0)} MiB/s, longest frame ${longest.toFixed(0)} ms`,
    );
    expect(longest).toBeLessThan(1000);
  });

  it("shows progress and stops when asked to", async () => {
    const files = await pair("gm", "slow.bin", Math.max(64, LARGE_MIB));
    await using verifier = await openVerifier(browser, ledgers.get("gm")?.trust);
    const { page } = verifier;
    await page.setInputFiles("#pick-files", files);
    await page.waitForFunction(() => (document.querySelector("progress")?.value ?? 0) > 0);
    expect(await page.locator(".progress-what").textContent()).toContain("slow.bin");
    await page.click("#cancel");
    await page.locator("progress").waitFor({ state: "detached" });
    expect(await page.locator(".notice").textContent()).toContain("Nothing was decided");
    expect(await page.locator(".verdict-headline").count()).toBe(0);
  });

  it("works where the browser refuses workers", async () => {
    const content = new Uint8Array(3 * MIB).fill(7);
    const [receipt] = (await ledgers.get("intl")?.deposit([{ content }])) ?? [];
    await using verifier = await openVerifier(browser, ledgers.get("intl")?.trust);
    await verifier.page.evaluate(() => {
      Object.assign(globalThis, {
        Worker: class {
          constructor() {
            throw new DOMException("refused", "SecurityError");
          }
        },
      });
    });
    await verifier.give(
      { name: "a", content },
      { name: "a.receipt", content: receipt as Uint8Array },
    );
    expect(await verifier.status()).toBe("proven");
  });

  it.each(["intl", "gm"])("verifies a receipt of suite %s in 20 ms", async (suite) => {
    const contents = Array.from({ length: 40 }, (_, i) => Uint8Array.of(i, 1));
    const receipts =
      (await ledgers.get(suite)?.deposit(contents.map((content) => ({ content })))) ?? [];
    await using verifier = await openVerifier(browser, ledgers.get(suite)?.trust);
    const { page } = verifier;
    const times: number[] = [];
    for (const [at, receipt] of receipts.entries()) {
      await verifier.give(
        { name: "a", content: contents[at] as Uint8Array },
        { name: "a.receipt", content: receipt },
      );
      expect(await verifier.status()).toBe("proven");
      const foot = await page.locator(".details-foot").textContent();
      times.push(Number(/([\d.]+) ms/.exec(foot ?? "")?.[1]));
      await page.click("#clear");
    }
    const [first] = times;
    const sorted = times.toSorted((a, b) => a - b);
    const median = sorted[sorted.length >> 1] as number;
    report(
      `${suite}: verify() first ${first} ms, median ${median} ms, slowest ${sorted.at(-1)} ms`,
    );
    expect(median).toBeLessThanOrEqual(20);
  });

  it("checks a thousand receipts", async () => {
    const contents = Array.from({ length: 1000 }, (_, i) => Uint8Array.of(i >> 8, i));
    const receipts = (await ledgers.get("intl")?.depositBatch(contents)) ?? [];
    await using verifier = await openVerifier(browser, ledgers.get("intl")?.trust);
    const start = performance.now();
    await verifier.give(
      ...contents.map((content, i) => ({ name: `f${i}`, content })),
      ...receipts.map((content, i) => ({ name: `f${i}.receipt`, content })),
    );
    await verifier.page.locator(".batch-row").first().waitFor({ timeout: 110_000 });
    expect(await verifier.headline()).toBe("All 1\u202f000 receipts hold");
    report(`1000 receipts with files in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  });

  it("judges every edge vector as written down, and as Node does", async () => {
    const bundled = await build({
      entryPoints: [fileURLToPath(new URL("edge-vectors-entry.ts", import.meta.url))],
      bundle: true,
      write: false,
      format: "iife",
    });
    const page = await browser.newPage();
    await page.addScriptTag({ content: bundled.outputFiles[0]?.text ?? "" });
    const table = await page.evaluate(
      () =>
        (
          globalThis as unknown as {
            edgeTable: { name: string; accept: boolean; given: boolean }[];
          }
        ).edgeTable,
    );
    await page.close();
    const inNode = [nodeSuite("intl"), nodeSuite("gm")].flatMap((suite) =>
      suite.algorithms.flatMap((algorithm) =>
        [...edgeVectors(algorithm)].map(({ name, key, message, signature }) => ({
          name: `${algorithm}: ${name}`,
          given: suite.verify(key, message, signature),
        })),
      ),
    );
    report(`${table.length} edge vectors`);
    expect(table.length).toBeGreaterThan(20);
    expect(table.filter(({ accept, given }) => accept !== given)).toEqual([]);
    expect(table.map(({ name, given }) => ({ name, given }))).toEqual(inNode);
  });
});
