import { type BrowserContext, chromium } from "playwright-core";
import { type BenchContext, numberOption, runBench } from "./harness/bench.ts";
import { startNodeProcess } from "./harness/node-process.ts";
import { median, rounded } from "./harness/statistics.ts";

/** Pages with a budget, and what has to be there for a reader to begin. */
const PAGES = [
  { path: "/deposit", ready: "main input[type=file]", bytesMax: 350 * 1024 },
  { path: "/verify", ready: "input[type=file]", bytesMax: 350 * 1024 },
  { path: "/", ready: ".figures dd", bytesMax: undefined },
] as const;

/** Milliseconds in which a page has to be ready. */
const READY_MS_MAX = 1_500;

interface Visit {
  /** Bytes over the wire, headers included. */
  readonly bytes: number;
  readonly requests: number;
  readonly readyMs: number;
}

/** One visit with nothing cached, with gzip and not the smaller brotli. */
async function visit(context: BrowserContext, url: string, ready: string): Promise<Visit> {
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  let bytes = 0;
  let requests = 0;
  await network.send("Network.enable");
  network.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    requests += 1;
  });
  await page.goto(url, { waitUntil: "commit" });
  await page.locator(ready).first().waitFor({ state: "attached" });
  // Counted in the page, from its own start: neither the browser's start nor the wire to it belongs.
  const readyMs = await page.evaluate(
    () => new Promise<number>((done) => requestAnimationFrame(() => done(performance.now()))),
  );
  await page.waitForLoadState("load");
  await page.waitForTimeout(500);
  await page.close();
  return { bytes, requests, readyMs };
}

async function measure(context: BenchContext): Promise<void> {
  const node = await startNodeProcess(context);
  const executablePath = process.env["TALLYSTICK_CHROMIUM"] ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  context.defer(() => browser.close());
  const runs = numberOption(context, "runs", 5);
  for (const { path, ready, bytesMax } of PAGES) {
    const visits: Visit[] = [];
    for (let run = 0; run < runs; run++) {
      const fresh = await browser.newContext({ extraHTTPHeaders: { "accept-encoding": "gzip" } });
      visits.push(await visit(fresh, `${node.url}${path}`, ready));
      await fresh.close();
    }
    const bytes = Math.max(...visits.map((one) => one.bytes));
    context.emit({
      value: rounded(bytes / 1024),
      unit: "KiB",
      what: `first load of ${path}, gzip, all requests`,
      requests: visits[0]?.requests,
      ...(bytesMax === undefined ? {} : { budget: bytesMax / 1024, within: bytes <= bytesMax }),
    });
    const readyMs = median(visits.map((one) => one.readyMs));
    context.emit({
      value: rounded(readyMs),
      unit: "ms",
      what: `${path} ready to use, nothing cached`,
      runs,
      worst: rounded(Math.max(...visits.map((one) => one.readyMs))),
      budget: READY_MS_MAX,
      within: readyMs <= READY_MS_MAX,
    });
  }
}

await runBench("console-load", measure);
