import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { type BenchContext, numberOption, runBench } from "./harness/bench.ts";
import { startNodeProcess } from "./harness/node-process.ts";
import { median, rounded } from "./harness/statistics.ts";

/** Milliseconds in which a page of a table has to stand there. */
const PAGE_MS_MAX = 200;

/** Fills a ledger with records, every thousand of them under a label of their own. */
async function fill(context: BenchContext, dataDir: string, records: number): Promise<void> {
  const program = fileURLToPath(new URL("harness/fill-ledger.ts", import.meta.url));
  const args = [program, dataDir, String(records), "--labelled"];
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  context.defer(() => void child.kill());
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`filling the ledger ended with ${code}`);
}

/** From a click on a button until other rows stand there, drawn, in ms by the page's own clock. */
function turn(page: Page, button: string): Promise<number> {
  return page.evaluate(async (name) => {
    const first = () => document.querySelector(".data-table tbody tr a")?.getAttribute("href");
    const busy = () => document.querySelector(".table-frame")?.getAttribute("aria-busy") === "true";
    const found = [...document.querySelectorAll("button")].find((one) =>
      one.textContent.includes(name),
    );
    if (found === undefined || found.disabled) throw new Error(`no button ${name}`);
    const before = first();
    const began = performance.now();
    found.click();
    while (first() === before || busy()) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now() - began;
  }, button);
}

async function measurePages(
  context: BenchContext,
  page: Page,
  what: string,
  turns: readonly string[],
): Promise<void> {
  const times: number[] = [];
  for (const button of turns) times.push(await turn(page, button));
  const sorted = times.toSorted((a, b) => a - b);
  const worst = sorted.at(-1) ?? Number.NaN;
  context.emit({
    value: rounded(median(times)),
    unit: "ms",
    what,
    turns: times.length,
    p95: rounded(sorted[Math.floor(0.95 * sorted.length)] ?? worst),
    worst: rounded(worst),
    budget: PAGE_MS_MAX,
    within: median(times) <= PAGE_MS_MAX,
  });
}

/** How long an address of the node takes, in ms, with what it answered last. */
async function ask(url: string, times: number): Promise<{ ms: number; answer: LabelAnswer }> {
  const taken: number[] = [];
  let answer: LabelAnswer = {};
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    answer = (await (await fetch(url)).json()) as LabelAnswer;
    taken.push(performance.now() - began);
  }
  return { ms: median(taken), answer };
}

interface LabelAnswer {
  readonly indexed?: number;
  readonly logSize?: number;
  readonly records?: readonly unknown[];
}

async function measureLabels(context: BenchContext, url: string, records: number): Promise<void> {
  const label = `${url}/v1/records?label=series-${Math.floor(records / 2000)}&limit=25`;
  const began = performance.now();
  let progress: LabelAnswer;
  do {
    await new Promise((resolve) => setTimeout(resolve, 250));
    progress = (await ask(label, 1)).answer;
  } while ((progress.indexed ?? 0) < (progress.logSize ?? 0));
  context.emit({
    value: rounded((performance.now() - began) / 1000),
    unit: "s",
    what: "the first search by label: the whole log indexed, in the background",
    records,
  });
  const { ms, answer } = await ask(label, 20);
  context.emit({
    value: rounded(ms),
    unit: "ms",
    what: "a search by label after that",
    records,
    found: answer.records?.length,
  });
}

const repeated = (times: number, ...buttons: string[]): string[] =>
  Array.from({ length: times }, () => buttons).flat();

await runBench("table-paging", async (context) => {
  const records = numberOption(context, "records", 1e6);
  const turns = numberOption(context, "turns", 40);
  const first = await startNodeProcess(context);
  const { dataDir } = first;
  await first.stop();
  context.note(`filling to ${records} records`);
  await fill(context, dataDir, records);
  const node = await startNodeProcess(context, { dataDir });
  const executablePath = process.env["TALLYSTICK_CHROMIUM"] ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  context.defer(() => browser.close());
  const page = await browser.newPage({ locale: "en-GB" });
  const open = async (path: string) => {
    await page.goto(`${node.url}${path}`);
    await page.locator(".data-table tbody tr").first().waitFor();
  };
  await open("/explorer/tables/evidence/deposits");
  const from = `of a table of ${records} records, from the click until the rows are drawn`;
  await measurePages(context, page, `next page ${from}`, repeated(turns, "Next"));
  await measurePages(context, page, `page before ${from}`, repeated(turns - 1, "Previous"));
  const ends = repeated(turns / 4, "First first", "Last first");
  await measurePages(context, page, `other end ${from}`, ends);
  await page.getByLabel("Order").first().selectOption("byTime");
  await page.locator(".table-frame[aria-busy=false]").waitFor();
  await measurePages(context, page, `next page along an index ${from}`, repeated(turns, "Next"));
  await open("/records");
  await measurePages(context, page, `next page of the records ${from}`, repeated(turns, "Next"));
  await measureLabels(context, node.url, records);
});
