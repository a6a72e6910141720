// Takes the pictures of the documentation: `node packages/console/test/take-screenshots.ts`.
// Those of the verifier show a sample ledger, those of the console a node that is started for them.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { buildVerifierPage } from "../src/build-verifier.ts";
import { consolePictures } from "./console-pictures.ts";
import { openChromium } from "./open-chromium.ts";
import { sampleLedger } from "./sample-ledger.ts";

/** Pictures stand in README.md, which people load over slow lines. */
const PICTURE_BYTES_MAX = 300_000;

const folder = fileURLToPath(new URL("../../../docs/images/", import.meta.url));
const utf8 = (text: string) => new TextEncoder().encode(text);
const upload = (name: string, content: Uint8Array) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(content),
});

const report = utf8("Harbour inspection, berth 4\n".repeat(40_000));
const claims = { mediaType: "application/pdf", source: "Berth 4 inspection", labels: ["berth-4"] };

async function shoot(
  browser: Browser,
  name: string,
  options: BrowserContextOptions,
  prepare: (page: Page) => Promise<unknown>,
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 960, height: 1240 },
    deviceScaleFactor: 1.25,
    locale: "en-GB",
    timezoneId: "UTC",
    reducedMotion: "reduce",
    ...options,
  });
  const page = await context.newPage();
  await prepare(page);
  const picture = await page.screenshot();
  await context.close();
  keep(name, picture);
}

function keep(name: string, picture: Buffer): void {
  if (picture.length > PICTURE_BYTES_MAX) throw new Error(`${name} has ${picture.length} bytes`);
  writeFileSync(join(folder, `${name}.png`), picture);
  process.stdout.write(`${name}.png ${picture.length} bytes\n`);
}

async function verifierPictures(browser: Browser): Promise<void> {
  const ledger = await sampleLedger("intl", 3);
  const national = await sampleLedger("gm", 3);
  const [receipt] = (await ledger.deposit([{ content: report, claims }])) as [Uint8Array];
  const [other] = (await national.deposit([{ content: report }])) as [Uint8Array];
  const give = async (
    page: Page,
    trust: string,
    name: string,
    proof: Uint8Array,
    content = report,
  ) => {
    await page.setContent(await buildVerifierPage({ trust }));
    await page.setInputFiles("#pick-files", [
      upload(name, content),
      upload(`${name}.receipt`, proof),
    ]);
    await page.locator(".verdict-headline").waitFor();
    await page.evaluate(
      (top) => {
        if (top) scrollTo(0, 0);
        else document.querySelector("article.result")?.scrollIntoView();
      },
      (page.viewportSize()?.width ?? 0) > 600,
    );
  };
  const pdf = "harbour-inspection.pdf";
  await shoot(browser, "verifier", {}, (page) => give(page, ledger.trust, pdf, receipt));
  await shoot(browser, "verifier-changed-file", {}, (page) =>
    give(page, ledger.trust, pdf, receipt, utf8("something else")),
  );
  const chinese = { locale: "zh-CN", colorScheme: "dark" } as const;
  await shoot(browser, "verifier-zh-dark", chinese, (page) =>
    give(page, national.trust, "港口查验报告.pdf", other),
  );
  const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
  await shoot(browser, "verifier-phone", phone, (page) => give(page, ledger.trust, pdf, receipt));
}

mkdirSync(folder, { recursive: true });
const browser = await openChromium();
try {
  await verifierPictures(browser);
  await consolePictures(keep);
} finally {
  await browser.close();
}
