import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import { type BenchContext, numberOption, runBench } from "./harness/bench.ts";
import { startNodeProcess } from "./harness/node-process.ts";
import { median, rounded } from "./harness/statistics.ts";

const MIB = 1024 * 1024;

/** Share of the speed of `sha256sum` that the console must reach. */
const SHARE_MIN = 0.6;

/** Seconds that `sha256sum` takes, which people would use instead. */
function coreutils(path: string): number {
  const began = performance.now();
  execFileSync("sha256sum", [path]);
  return (performance.now() - began) / 1000;
}

/** Seconds that OpenSSL inside Node takes, with the processor's own instructions. */
async function openssl(path: string): Promise<number> {
  const began = performance.now();
  const digest = createHash("sha256");
  for await (const part of createReadStream(path, { highWaterMark: 4 * MIB })) digest.update(part);
  digest.digest();
  return (performance.now() - began) / 1000;
}

/** Seconds from the choice of a file on the deposit page until its digest is there, and the longest wait for a picture. */
async function inPage(
  context: BrowserContext,
  url: string,
  path: string,
): Promise<{ seconds: number; longestMs: number }> {
  const page = await context.newPage();
  await page.goto(`${url}/deposit`);
  const input = page.locator("main input[type=file]").first();
  await input.waitFor({ state: "attached" });
  const measured = page.evaluate(
    () =>
      new Promise<{ seconds: number; longestMs: number }>((done) => {
        let began = 0;
        let last = 0;
        let longestMs = 0;
        const frame = () => {
          const now = performance.now();
          longestMs = Math.max(longestMs, now - last);
          last = now;
          if (document.querySelector(".file-hashed") === null) requestAnimationFrame(frame);
          else done({ seconds: (now - began) / 1000, longestMs });
        };
        document.addEventListener(
          "change",
          () => {
            began = performance.now();
            last = began;
            requestAnimationFrame(frame);
          },
          { once: true, capture: true },
        );
      }),
  );
  await input.setInputFiles(path);
  const result = await measured;
  await page.close();
  return result;
}

/** Seconds until so many small files that were dropped are all hashed, and the longest wait for a picture. */
async function manyInPage(
  context: BrowserContext,
  url: string,
  files: number,
): Promise<{ seconds: number; longestMs: number; rows: number }> {
  const page = await context.newPage();
  await page.goto(`${url}/deposit`);
  await page.locator("main input[type=file]").first().waitFor({ state: "attached" });
  const result = await page.evaluate(
    (count) =>
      new Promise<{ seconds: number; longestMs: number; rows: number }>((done) => {
        const transfer = new DataTransfer();
        for (let at = 0; at < count; at++) {
          transfer.items.add(new File([`content ${at}`.repeat(100)], `file-${at}.txt`));
        }
        const began = performance.now();
        let last = began;
        let longestMs = 0;
        const frame = () => {
          const now = performance.now();
          longestMs = Math.max(longestMs, now - last);
          last = now;
          const waiting = document.querySelector(".working") !== null;
          const rows = document.querySelectorAll(".file").length;
          if (rows === 0 || waiting) requestAnimationFrame(frame);
          else done({ seconds: (now - began) / 1000, longestMs, rows });
        };
        dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
        requestAnimationFrame(frame);
      }),
    files,
  );
  await page.close();
  return result;
}

async function measure(context: BenchContext): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tallystick-hash-"));
  context.defer(async () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "file.bin");
  const size = numberOption(context, "mib", 1024) * MIB;
  writeFileSync(path, Buffer.alloc(size, "tallystick"));
  const node = await startNodeProcess(context);
  const executablePath = process.env["TALLYSTICK_CHROMIUM"] ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  context.defer(() => browser.close());
  const runs = numberOption(context, "runs", 3);
  const page = await browser.newContext();
  const rates = { sum: [] as number[], openssl: [] as number[], page: [] as number[] };
  const waits: number[] = [];
  for (let run = 0; run < runs; run++) {
    rates.sum.push(size / MIB / coreutils(path));
    rates.openssl.push(size / MIB / (await openssl(path)));
    const { seconds, longestMs } = await inPage(page, node.url, path);
    rates.page.push(size / MIB / seconds);
    waits.push(longestMs);
  }
  const share = median(rates.page) / median(rates.sum);
  context.emit({
    value: rounded(median(rates.page)),
    unit: "MiB/s",
    what: `SHA-256 of a file of ${size / MIB} MiB on the deposit page, from its choice to its digest`,
    runs,
    sha256sum: rounded(median(rates.sum)),
    openssl: rounded(median(rates.openssl)),
    shareOfSha256sum: rounded(share),
    shareOfOpenssl: rounded(median(rates.page) / median(rates.openssl)),
    longestFrameMs: rounded(Math.max(...waits)),
    budget: SHARE_MIN,
    within: share >= SHARE_MIN,
  });
  const files = 10_000;
  const { seconds, longestMs, rows } = await manyInPage(page, node.url, files);
  context.emit({
    value: rounded(files / seconds),
    unit: "files/s",
    what: `${files} small files hashed on the deposit page`,
    longestFrameMs: rounded(longestMs),
    rowsDrawn: rows,
  });
}

await runBench("file-hash", measure);
