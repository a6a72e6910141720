/**
 * The examples of docs/reference/state-answer.md, batch-share.md and claims.md are made anew and compared, byte for
 * byte, with the pages. `TALLYSTICK_WRITE_EXAMPLES=1` writes them into the pages instead.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { decodeBatchShare, expandBatchShare } from "../src/batch-share.ts";
import { concatBytes, fromHex } from "../src/bytes.ts";
import { verifyClaims } from "../src/claims/verify-claims.ts";
import { nodeSuite } from "../src/suite/node-suite.ts";
import { verify } from "../src/verify.ts";
import { verifyStateAnswer } from "../src/verify-state-answer.ts";
import { makeAnswerExamples } from "./docs/answer-examples.ts";
import { makeWorld } from "./support/world.ts";

const PAGES = ["state-answer.md", "batch-share.md", "claims.md"];
const EXAMPLE = /<!-- example: (\S+) -->\n(```\w*\n)([\s\S]*?)(^```\n)/gm;

const examples = await makeAnswerExamples();
const pages = PAGES.map((name) => {
  const path = fileURLToPath(new URL(`../../../docs/reference/${name}`, import.meta.url));
  const page = readFileSync(path, "utf8");
  if (process.env["TALLYSTICK_WRITE_EXAMPLES"] !== "1") return page;
  const written = page.replace(
    EXAMPLE,
    (_, example: string, open: string) =>
      `<!-- example: ${example} -->\n${open}${examples.get(example) ?? ""}\`\`\`\n`,
  );
  writeFileSync(path, written);
  return written;
});
const blocks = new Map(
  pages.flatMap((page) =>
    [...page.matchAll(EXAMPLE)].map((match) => [match[1], match[3]] as const),
  ),
);
const bytesOf = (example: string): Uint8Array =>
  fromHex((blocks.get(example) ?? "").replace(/#.*$/gm, "").replace(/\s/g, ""));

test("pages show every example, and each has a summary in Chinese", () => {
  expect(Object.fromEntries(blocks)).toEqual(Object.fromEntries(examples));
  for (const page of pages) expect(page).toMatch(/## 中文提要\n\n.*[\u4e00-\u9fff]{6}/);
});

test.each(["intl", "gm"] as const)("the state answer of suite %s verifies", (suite) => {
  const { trust } = makeWorld({ suite });
  const { valid, summary } = verifyStateAnswer({ answer: bytesOf(`state-answer-${suite}`), trust });
  expect(valid).toBe(true);
  expect(summary?.records.map(({ value }) => value === null)).toEqual([false, true]);
});

test.each(["intl", "gm"] as const)("the claims of suite %s hold", (suite) => {
  const { trust } = makeWorld({ suite });
  const { valid, claims } = verifyClaims({ claims: bytesOf(`claims-${suite}`), trust });
  expect(claims.map(({ code }) => code)).toEqual(Array(4).fill("claim-holds"));
  expect(valid).toBe(true);
});

test.each(["intl", "gm"] as const)("the batch share of suite %s expands into receipts", (name) => {
  const { trust } = makeWorld({ suite: name });
  const suite = nodeSuite(name);
  const share = decodeBatchShare(bytesOf(`batch-share-${name}`));
  const digests = bytesOf(`batch-digests-${name}`);
  const expanded = expandBatchShare(suite, share, suite.hashName, digests);
  for (let i = 0; i < share.count; i++) {
    const value = digests.slice(i * 32, i * 32 + 32);
    const file = { digests: new Map([[suite.hashName, value]]), size: 0 };
    expect(verify({ receipt: expanded.receipt(i), trust, file }).valid).toBe(true);
  }
  expect(() => expandBatchShare(suite, share, suite.hashName, digests.slice(32))).toThrow();
  const other = concatBytes(digests.slice(32), digests.slice(0, 32));
  expect(() => expandBatchShare(suite, share, suite.hashName, other)).toThrow(/batch-share/);
});

test("shares cut off or changed are refused, or give no valid receipt", () => {
  const suite = nodeSuite("intl");
  const { trust } = makeWorld({ suite: "intl" });
  const bytes = bytesOf("batch-share-intl");
  const digests = bytesOf("batch-digests-intl");
  const expand = (share: Uint8Array): Uint8Array =>
    expandBatchShare(suite, decodeBatchShare(share), "sha-256", digests).receipt(0);
  const original = expand(bytes);
  for (let at = 0; at < bytes.length; at++) {
    expect(() => decodeBatchShare(bytes.slice(0, at))).toThrow(/batch-share/);
    const changed = bytes.slice();
    changed[at] = (changed[at] as number) ^ 1;
    let receipt: Uint8Array;
    try {
      receipt = expand(changed);
    } catch (error) {
      expect(String(error)).toMatch(/batch-share/);
      continue;
    }
    // A share's own index and height are in no receipt; every other change must show.
    if (verify({ receipt, trust, suites: nodeSuite }).valid) expect(receipt).toEqual(original);
  }
});
