import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import { expect, test } from "vitest";
import { bodyFor, EncodedText } from "./encoded.ts";

const text = "the same words, again and again; ".repeat(100);
const encoded = new EncodedText();

async function ask(accepted?: string): Promise<{ coding: string | undefined; body: Buffer }> {
  const headers: Record<string, string> = {};
  const reply = { header: (name: string, value: string) => (headers[name] = value) };
  const request = { headers: accepted === undefined ? {} : { "accept-encoding": accepted } };
  const body = bodyFor(
    request as FastifyRequest,
    reply as never as FastifyReply,
    await encoded.of(text),
  );
  expect(headers["vary"]).toBe("accept-encoding");
  return { coding: headers["content-encoding"], body };
}

test("a caller gets the smallest coding that it takes, and what it means is the text", async () => {
  const br = await ask("gzip, deflate, br");
  expect([br.coding, brotliDecompressSync(br.body).toString()]).toEqual(["br", text]);
  const zipped = await ask("GZIP;q=0.5, br;q=0");
  expect([zipped.coding, gunzipSync(zipped.body).toString()]).toEqual(["gzip", text]);
});

test("a caller that names none of them gets the text itself", async () => {
  for (const accepted of [
    undefined,
    "",
    "identity",
    "deflate, zstd",
    "gzip;q=0, br;q=0.000",
    "xgzip",
  ]) {
    const { coding, body } = await ask(accepted);
    expect([coding, body.toString()]).toEqual([undefined, text]);
  }
});
