/**
 * The worked examples of docs/reference are made anew and compared, byte for byte, with the pages.
 * `TALLYSTICK_WRITE_EXAMPLES=1` writes them into the pages instead.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { fromHex } from "../src/bytes.ts";
import { decodeReceipt } from "../src/receipt.ts";
import { parseTrust } from "../src/trust.ts";
import { verify } from "../src/verify.ts";
import { makeExamples } from "./docs/examples.ts";
import { FILE, factsFor } from "./support/file.ts";

const FOLDER = fileURLToPath(new URL("../../../docs/reference/", import.meta.url));
const OWN_PAGES = [
  "genesis.md",
  "statement.md",
  "entry.md",
  "checkpoint.md",
  "certificate.md",
  "receipt.md",
  "trust-file.md",
  "verification.md",
];
// A marker, then a fenced block or a table up to the next empty line.
const EXAMPLE = /<!-- example: (\S+) -->\n(```\w*\n)?([\s\S]*?)(^```\n|^(?=\n))/gm;

const examples = await makeExamples();

function pageOf(name: string): string {
  const path = join(FOLDER, name);
  const page = readFileSync(path, "utf8");
  if (process.env["TALLYSTICK_WRITE_EXAMPLES"] !== "1") return page;
  const written = page.replace(EXAMPLE, (_, example: string, open = "", _block, close: string) => {
    return `<!-- example: ${example} -->\n${open}${examples.get(example) ?? ""}${close}`;
  });
  writeFileSync(path, written);
  return written;
}

const pages = readdirSync(FOLDER)
  .filter((name) => OWN_PAGES.includes(name))
  .map((name) => ({ name, page: pageOf(name) }));
const blocks = pages.flatMap(({ name, page }) =>
  [...page.matchAll(EXAMPLE)].map(([, example = "", , block = ""]) => ({ name, example, block })),
);

/** The bytes of an annotated hex block. */
function bytesOf(example: string): Uint8Array {
  const block = blocks.find((candidate) => candidate.example === example)?.block ?? "";
  return fromHex(block.replace(/#.*$/gm, "").replace(/\s/g, ""));
}

test("all pages are there, each with a summary in Chinese", () => {
  expect(pages.map(({ name }) => name).sort()).toEqual([...OWN_PAGES].sort());
  for (const { page } of pages) expect(page).toMatch(/## 中文提要\n\n.*[\u4e00-\u9fff]{6}/);
});

test.each(blocks)("$name: $example", ({ example, block }) => {
  expect(block).toBe(examples.get(example));
});

describe.each(["intl", "gm"])("the receipt on the page, %s", (suite) => {
  test("verifies against the trust file on the page", () => {
    const receipt = bytesOf(`receipt-${suite}`);
    const trustText = blocks.find(({ example }) => example === `trust-file-${suite}`)?.block ?? "";
    const trust = parseTrust(trustText);
    const file = factsFor(receipt, bytesOf("file"));
    expect(bytesOf("file")).toEqual(FILE);
    expect(verify({ receipt, trust, file }).valid).toBe(true);
    expect(decodeReceipt(receipt).entry).toEqual(bytesOf(`entry-${suite}`));
  });
});

test("every example that is made is shown", () => {
  const shown = new Set(blocks.map(({ example }) => example));
  expect([...examples.keys()].filter((name) => !shown.has(name))).toEqual([]);
});
