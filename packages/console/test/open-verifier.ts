import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { buildVerifierPage } from "../src/build-verifier.ts";

/** A file handed to the page. */
export interface GivenFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** The page in a browser without a network, with a note of every request it makes. */
export interface OpenVerifier extends AsyncDisposable {
  readonly page: Page;
  /** Addresses asked for after the page itself, whether or not they were answered. */
  readonly requests: readonly string[];
  /** Errors and warnings of the console, uncaught errors, and breaches of the policy. */
  readonly complaints: readonly string[];
  /** Hands files to the page as a person does who chooses several at once. */
  give(...files: readonly GivenFile[]): Promise<void>;
  /** Waits for a verdict and returns its status. */
  status(): Promise<string>;
  /** Verdict of every layer of the first result, by layer. */
  verdicts(): Promise<Record<string, string>>;
  /** The sentence that is said first. */
  headline(): Promise<string>;
}

/**
 * Writes the page to a disk and opens it from there with the network off.
 *
 * @param trust text of a trust file to build into the page
 */
export async function openVerifier(
  browser: Browser,
  trust?: string,
  options: BrowserContextOptions = {},
): Promise<OpenVerifier> {
  const directory = mkdtempSync(join(tmpdir(), "tallystick-page-"));
  const file = join(directory, "verify.html");
  writeFileSync(file, await buildVerifierPage(trust === undefined ? {} : { trust }));
  const context = await browser.newContext({
    locale: "en-GB",
    reducedMotion: "reduce",
    ...options,
  });
  await context.setOffline(true);
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() !== "log") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  const own = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (request.url() !== own) requests.push(request.url());
  });
  await page.goto(own);
  const result = page.locator("[data-status]").first();
  return {
    page,
    requests,
    complaints,
    async give(...files) {
      const given = files.map(({ name, content }) => ({
        name,
        mimeType: "application/octet-stream",
        buffer: Buffer.from(content),
      }));
      await page.setInputFiles("#pick-files", given);
    },
    async status() {
      await page.locator("[data-status]:not(.batch-row)").first().waitFor();
      return (await result.getAttribute("data-status")) ?? "";
    },
    async verdicts() {
      const rows = await page
        .locator(".layer")
        .evaluateAll((layers) =>
          layers.map((layer) => [
            (layer as HTMLElement).dataset["layer"] ?? "",
            /layer-(pass|fail|absent|not-checkable)/.exec(layer.className)?.[1] ?? "",
          ]),
        );
      return Object.fromEntries(rows);
    },
    headline: async () => (await page.locator(".verdict-headline").first().textContent()) ?? "",
    async [Symbol.asyncDispose]() {
      await context.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
