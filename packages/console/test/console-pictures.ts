import type { Page } from "playwright-core";
import { type ConsoleUnderTest, type OpenOptions, startConsole } from "./open-console.ts";
import { sampleReceivables } from "./sample-receivables.ts";

/** A picture of the console: its name, where it is taken, and what is done before. */
interface ConsolePicture {
  readonly name: string;
  readonly path: string;
  readonly options: OpenOptions;
  readonly prepare: (page: Page) => Promise<unknown>;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** The file whose record is shown; its digest is that of these words. */
const DIGEST = "5a".repeat(32);

const LABELS = [["berth-4", "inspection"], ["合同", "2026"], ["photo", "berth-4"], ["invoice"]];

const FILES = ["inspection-berth-4.pdf", "港口查验报告.pdf", "berth-4-north.jpg"].map(
  (name, at) => ({
    name,
    mimeType: "application/octet-stream",
    buffer: Buffer.from(utf8(`${name}\n`.repeat(4_000 * (at + 1)))),
  }),
);

const live = (page: Page) => page.locator(".overview-recent li").nth(7).waitFor();
const chosen = async (page: Page) => {
  await page.setInputFiles("main input[type=file]", FILES);
  await page
    .getByText(FILES[2]?.name ?? "")
    .first()
    .waitFor();
};

const PICTURES: readonly ConsolePicture[] = [
  { name: "console-overview", path: "/", options: {}, prepare: live },
  {
    name: "console-overview-zh-dark",
    path: "/",
    options: { lang: "zh", theme: "dark" },
    prepare: live,
  },
  { name: "console-deposit", path: "/deposit", options: {}, prepare: chosen },
  {
    name: "console-deposit-phone",
    path: "/deposit",
    options: { lang: "zh", size: "phone" },
    prepare: chosen,
  },
  {
    name: "console-record",
    path: `/records/sha-256/${DIGEST}/0`,
    options: {},
    prepare: (page) => page.getByText("berth-4").first().waitFor(),
  },
];

/**
 * Takes the pictures of the console on a ledger with a few records.
 * @param keep where each goes
 */
export async function consolePictures(
  keep: (name: string, picture: Buffer) => void,
): Promise<void> {
  await using ledger = await startConsole(["--name", "Harbour evidence ledger"]);
  for (let at = 0; at < 40; at++) {
    const value = at === 39 ? DIGEST : at.toString(16).padStart(2, "0").repeat(32);
    await ledger.call("evidence.deposit", {
      digests: [{ alg: "sha-256", value }],
      size: 48_213 + at * 977,
      mediaType: "application/pdf",
      labels: at === 39 ? LABELS[0] : LABELS[at % LABELS.length],
      source: "Berth 4 inspection",
    });
  }
  for (const picture of PICTURES) await take(ledger, picture, keep);
  await using trade = await startConsole(["--name", "Harbour trade ledger"]);
  const { certificate } = await sampleReceivables(trade);
  await take(
    trade,
    {
      ...{ name: "console-receivable", path: `/receivables/${certificate}`, options: {} },
      prepare: (page) => page.locator("[data-cell]").first().waitFor(),
    },
    keep,
  );
}

async function take(
  ledger: ConsoleUnderTest,
  { name, path, options, prepare }: ConsolePicture,
  keep: (name: string, picture: Buffer) => void,
): Promise<void> {
  const context = { deviceScaleFactor: options.size === "phone" ? 2 : 1.25, timezoneId: "UTC" };
  await using open = await ledger.open(path, { signedIn: true, ...options, context });
  await prepare(open.page);
  // What moves comes to rest: the rate has a value after its first second.
  await open.page.waitForTimeout(1_500);
  keep(name, await open.page.screenshot());
}
