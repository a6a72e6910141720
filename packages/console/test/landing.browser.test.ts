import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AxeBuilder } from "@axe-core/playwright";
import { toHex } from "@tallystick/core/bytes";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildLandingPage } from "../src/build-landing.ts";
import { policyOf } from "../src/page-shell.ts";
import { haveChromium, openChromium } from "./open-chromium.ts";
import { SAMPLE_TIME, type SampleLedger, sampleLedger } from "./sample-ledger.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const here = bytes("deposited");
const never = bytes("never deposited");

describe.skipIf(!haveChromium())("the landing page", () => {
  let browser: Browser;
  let ledger: SampleLedger;
  let url = "";
  let records = 1234;
  /** What the node answers to a lookup; tests replace it. */
  let answer: (query: URLSearchParams) => Promise<Uint8Array>;
  const asked: string[] = [];
  const server = createServer((request, response) => void serve(request, response));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    asked.push(pathname);
    const send = (type: string, body: string | Uint8Array) =>
      response.setHeader("content-type", type).end(body);
    if (pathname === "/") {
      const page = await buildLandingPage();
      response.setHeader("content-security-policy", policyOf(page));
      send("text/html; charset=utf-8", page);
    } else if (pathname === "/v1/status") {
      const status = { ledger: "ab".repeat(32), name: "Harbour evidence ledger", suite: "intl" };
      const figures = { version: "0.1.0", height: 77, time: SAMPLE_TIME, logSize: records };
      send("application/json", JSON.stringify({ ...status, ...figures }));
    } else if (pathname === "/v1/trust") {
      send("application/json", ledger.trust);
    } else if (pathname === "/v1/apps/evidence/by-digest") {
      send("application/vnd.tallystick.state+cbor", await answer(searchParams));
    } else {
      response.writeHead(404).end();
    }
  }

  beforeAll(async () => {
    browser = await openChromium();
    ledger = await sampleLedger("intl");
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await browser?.close();
    server.closeAllConnections();
    server.close();
  });

  async function open(
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({ locale: "en-GB", ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(url);
    return { page, complaints };
  }

  async function look(page: Page, content: Uint8Array, name = "合同.pdf"): Promise<string | null> {
    const file = { name, mimeType: "", buffer: Buffer.from(content) };
    await page.setInputFiles("#lookup-file", file);
    const result = page.locator("[data-lookup=pass], [data-lookup=fail], [data-lookup=absent]");
    await result.waitFor();
    return result.getAttribute("data-lookup");
  }

  it("shows where the ledger stands, and goes on showing it", async () => {
    const { page, complaints } = await open();
    await page.waitForFunction(() => document.getElementById("records")?.textContent !== "–");
    expect(await page.locator("#records").textContent()).toBe("1\u202f234");
    expect(await page.locator("#ledger-name").textContent()).toBe("Harbour evidence ledger");
    expect(await page.locator(".ledger-facts").textContent()).toContain("Harbour Notaries");
    records = 1300;
    await page.waitForFunction(
      () => document.getElementById("records")?.textContent === "1\u202f300",
    );
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("names the address of this node in its commands", async () => {
    const { page } = await open();
    const commands = await page.locator(".command code").allTextContents();
    expect(commands).toEqual([
      `npx tallystick deposit report.pdf --out receipts/ --url ${url}`,
      "npx tallystick verify report.pdf receipts/report.pdf.receipt",
      `npx tallystick lookup report.pdf --url ${url}`,
    ]);
    await page.context().close();
  });

  it("finds a deposited file, by the proof", async () => {
    answer = (query) => {
      expect(query.get("alg")).toBe("sha-256");
      expect(query.get("digest")).toBe(toHex(ledger.suite.hash(here)));
      return ledger.answer(here, [
        { table: "deposits", content: here, ordinal: 1 },
        { table: "aliases", content: here, ordinal: 0 },
      ]);
    };
    const { page, complaints } = await open();
    expect(await look(page, here)).toBe("pass");
    const words = await page.locator(".outcome").textContent();
    expect(words).toContain("Deposited, exactly once.");
    expect(words).toContain("no later than 20\u00a0Nov\u00a02026, 08:15:02\u00a0UTC");
    const link = page.locator(".deposits a");
    expect(await link.getAttribute("href")).toBe("/v1/receipts/300");
    expect(await link.getAttribute("download")).toBe("合同.pdf.receipt");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("says that a file was not deposited, and for which block that is proven", async () => {
    answer = () =>
      ledger.answer(here, [
        { table: "deposits", content: never, ordinal: 0 },
        { table: "aliases", content: never, ordinal: 0 },
      ]);
    const { page } = await open();
    expect(await look(page, never)).toBe("absent");
    expect(await page.locator(".outcome").textContent()).toContain("block 12");
    await page.context().close();
  });

  it("believes neither an answer about another file nor a forged one", async () => {
    const { page } = await open();
    answer = () => ledger.answer(here, [{ table: "aliases", content: here, ordinal: 0 }]);
    expect(await look(page, never)).toBe("fail");
    const stranger = await sampleLedger("intl");
    answer = () =>
      stranger.answer(here, [
        { table: "deposits", content: never, ordinal: 0 },
        { table: "aliases", content: never, ordinal: 0 },
      ]);
    await page.reload();
    expect(await look(page, never)).toBe("fail");
    answer = async () => bytes("nonsense");
    await page.reload();
    expect(await look(page, never)).toBe("fail");
    await page.context().close();
  });

  it.each([
    { colorScheme: "light", locale: "en-GB" },
    { colorScheme: "dark", locale: "zh-CN", viewport: { width: 360, height: 720 } },
  ] as const)("has nothing for axe to report and fits: %o", async (options) => {
    answer = () =>
      ledger.answer(here, [
        { table: "deposits", content: here, ordinal: 1 },
        { table: "aliases", content: here, ordinal: 0 },
      ]);
    const { page } = await open({ ...options, bypassCSP: true });
    await look(page, here);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wider).toBe(0);
    await page.context().close();
  });

  it("asks no other address", async () => {
    const { page } = await open();
    const foreign: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith("blob:"))
        foreign.push(request.url());
    });
    await look(page, here);
    expect(foreign).toEqual([]);
    expect(asked.every((path) => path === "/" || path.startsWith("/v1/"))).toBe(true);
    await page.context().close();
  });
});
