/** The routes for certificates of deposit, on a real node. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex, utf8 } from "@tallystick/core/bytes";
import { readCertificate } from "@tallystick/core/deposit-certificate/read-certificate";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningNode, startNode } from "../src/start.ts";
import { signedDeposit } from "./support/deposits.ts";

const suite = nodeSuite("intl");
const parent = mkdtempSync(join(tmpdir(), "tallystick-certificates-"));
const dataDir = join(parent, "data");
const options = { ...{ dataDir, port: 0, heartbeatMs: 0, logLevel: "silent" as const } };
let running: RunningNode;
const digest = suite.hash(utf8("a contract"));

const start = () => startNode({ ...options, announce: () => {} });

beforeAll(async () => {
  running = await start();
  const { node } = running;
  const submit = async (action: string, input: Record<string, unknown>) => {
    await node.engine.submit(
      await signedDeposit(node, utf8(""), { action, input: input as never }),
    );
  };
  await submit("evidence.deposit", { digests: [{ alg: "sha-256", value: digest }] });
  await submit("evidence.deposit-batch", { root: digest, size: 8 });
  await submit("evidence.withdraw", {
    deposit: { alg: "sha-256", digest, ordinal: 9 },
    reason: "none",
  });
});
afterAll(async () => {
  await running.close();
  rmSync(parent, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(running.url + path, { headers });

const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${running.url}/v1/certificates`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

const bytes = async (response: Response) => new Uint8Array(await response.arrayBuffer());
const receiptHex = async () => toHex(await bytes(await get("/v1/receipts/0")));

/** Sheet of the certificate in an answer. */
async function sheetOf(response: Response) {
  expect(response.status).toBe(200);
  const read = await readCertificate(await bytes(response));
  if (typeof read === "string") throw new Error(read);
  return read.sheet;
}

describe("certificates over HTTP", () => {
  test("of a deposit are the same each time and may be kept for good", async () => {
    const first = await get("/v1/certificates/0?lang=zh");
    expect(first.headers.get("content-type")).toBe("application/pdf");
    expect(first.headers.get("cache-control")).toContain("immutable");
    expect(first.headers.get("content-disposition")).toMatch(
      /^inline; filename="TS-[0-9A-F]{8}-0\.pdf"$/,
    );
    const again = await get("/v1/certificates/0?lang=zh");
    expect(toHex(await bytes(first))).toBe(toHex(await bytes(again)));
  });

  test("follow the language of the caller and lead to the node by the name it was asked by", async () => {
    const english = await sheetOf(await get("/v1/certificates/0"));
    expect(english).toMatchObject({ lang: "en", verifyAt: `${running.url}/verify` });
    const chinese = await get("/v1/certificates/0", { "accept-language": "zh-CN,en;q=0.5" });
    expect((await sheetOf(chinese)).lang).toBe("zh");
  });

  test("do not exist for what is no accepted deposit", async () => {
    for (const path of ["1", "2", "99", `1/sha-256/${toHex(digest)}`, "x", "00"]) {
      const response = await get(`/v1/certificates/${path}`);
      expect(response.status, path).toBe(404);
    }
    expect((await get("/v1/certificates/0?lang=fr")).status).toBe(400);
  });

  test("bear the name that the asker gives, and the node keeps none of it", async () => {
    const receipt = await receiptHex();
    const named = await post({ receipt, lang: "en", fileName: "秘密 name.pdf" });
    expect(named.headers.get("cache-control")).toBe("no-store");
    expect((await sheetOf(named)).fileName).toBe("秘密 name.pdf");
    const log = await (await get("/v1/entries")).text();
    expect(log).not.toContain("秘密");
  });

  test("name the character that cannot be printed, in the caller's language", async () => {
    const receipt = await receiptHex();
    const response = await post({ receipt, fileName: "合同①.pdf" }, { "accept-language": "zh" });
    expect(response.status).toBe(422);
    const problem = (await response.json()) as Record<string, string>;
    expect(problem).toMatchObject({ code: "missing-glyph", title: "本节点的字体中没有该字符" });
    expect(problem["detail"]).toContain("① (U+2460)");
  });

  test("take no odd wishes", async () => {
    const receipt = await receiptHex();
    for (const wish of [
      {},
      { receipt: "zz" },
      { receipt: "a0" },
      { receipt, fileName: "" },
      { receipt, fileName: "two\nlines" },
      { receipt, fileName: "x".repeat(256) },
      { receipt, lang: "fr" },
      { receipt, verifyAt: "https://evil.example/verify" },
      { receipt: `${receipt.slice(0, -2)}00` },
      [],
    ]) {
      const response = await post(wish);
      expect(response.status, JSON.stringify(wish).slice(0, 60)).toBe(400);
    }
    const large = await post({ receipt: "ab".repeat(3_000_000) });
    expect(large.status).toBe(413);
  });

  test("are printed by a thread that does not hold up the node", async () => {
    const receipt = await receiptHex();
    const many = Array.from({ length: 90 }, (_, at) => post({ receipt, fileName: `file ${at}` }));
    const status = await get("/v1/status");
    expect(status.status).toBe(200);
    const codes = (await Promise.all(many)).map((response) => response.status);
    expect(codes.filter((code) => code === 200).length).toBeGreaterThanOrEqual(64);
    for (const code of codes) expect([200, 503]).toContain(code);
  });

  test("follow the operator's settings", async () => {
    await running.close();
    const path = join(dataDir, "tallystick.json");
    const config = JSON.parse(readFileSync(path, "utf8"));
    const certificates = {
      verifyAt: "https://ledger.example/verify",
      filing: "京网信备 0000",
      fonts: [{ path: "none.ttf" }],
    };
    writeFileSync(path, JSON.stringify({ ...config, certificates }));
    running = await start();
    const unusable = await get("/v1/certificates/0");
    expect(unusable.status).toBe(501);
    expect(await unusable.text()).not.toContain(parent);
    await running.close();
    writeFileSync(
      path,
      JSON.stringify({ ...config, certificates: { ...certificates, fonts: [] } }),
    );
    running = await start();
    expect(await sheetOf(await get("/v1/certificates/0"))).toMatchObject({
      verifyAt: "https://ledger.example/verify",
      filing: "京网信备 0000",
    });
  });
});
