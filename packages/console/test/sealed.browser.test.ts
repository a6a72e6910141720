/** Terms sealed in a browser open in Node and the other way round, in both suites. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { haveChromium, openChromium } from "./open-chromium.ts";
import { open, seal } from "./sealed-entry.ts";

const entry = fileURLToPath(new URL("./sealed-entry.ts", import.meta.url));
const TERMS = { rate: "0.0435", price: 9650 };
const SECRET = "11".repeat(32);
let site: Server;
let port: number;

beforeAll(async () => {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "sealed",
    platform: "browser",
    logLevel: "silent",
  });
  const script = result.outputFiles[0]?.text ?? "";
  site = createServer((request, response) => {
    const isScript = request.url === "/sealed.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : '<!doctype html><script src="/sealed.js"></script>');
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  port = (site.address() as AddressInfo).port;
});
afterAll(() => site.close());

test.skipIf(!haveChromium())("a page and Node open what the other sealed", async () => {
  const browser = await openChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}`);
    const call = (name: "seal" | "open", ...args: unknown[]) =>
      page.evaluate(`sealed.${name}(${args.map((one) => JSON.stringify(one)).join(",")})`);
    for (const suite of ["intl", "gm"] as const) {
      const there = (await call("seal", suite, TERMS, SECRET)) as string[];
      expect(await open(suite, there, SECRET)).toEqual(TERMS);
      const here = await seal(suite, TERMS, SECRET);
      expect(await call("open", suite, here, SECRET)).toEqual(TERMS);
    }
    // A page that is not from https or localhost has no AES: it is told so. SM4 is our own, and works.
    await page.addInitScript("Object.defineProperty(crypto, 'subtle', { value: undefined })");
    await page.reload();
    expect(await call("seal", "intl", TERMS, SECRET)).toEqual(["no-cipher"]);
    expect(await call("seal", "gm", TERMS, SECRET)).toHaveLength(2);
  } finally {
    await browser.close();
  }
});
