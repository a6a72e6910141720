/** The examples printed in docs/reference/sealed-terms.md open, step by step as the page says. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fromHex, toHex } from "../bytes.ts";
import { nodeSuite } from "../suite/node-suite.ts";
import { encodeEncryptionKey, encryptionPair, sharedSecret } from "./encryption-key.ts";
import { decodeEnvelope, recipientHeader } from "./envelope.ts";
import { openTerms } from "./seal.ts";
import { contextBytes, decodeTerms } from "./terms.ts";
import { unwrap, wrappingKey } from "./wrapping.ts";

const page = readFileSync(
  new URL("../../../../docs/reference/sealed-terms.md", import.meta.url),
  "utf8",
);

function printed(suite: string): ReadonlyMap<string, Uint8Array> {
  const block = page.split(`<!-- example: sealed-${suite} -->\n\`\`\`text\n`)[1]?.split("```")[0];
  const parts = (block ?? "").split(/^([A-Za-z_ ]+):\n/m).slice(1);
  const found = new Map<string, Uint8Array>();
  for (let i = 0; i < parts.length; i += 2) {
    found.set(parts[i] ?? "", fromHex((parts[i + 1] ?? "").replace(/\s/g, "")));
  }
  return found;
}

test.each(["intl", "gm"] as const)("suite %s", async (name) => {
  const suite = nodeSuite(name);
  const example = printed(name);
  const part = (what: string): Uint8Array => example.get(what) ?? new Uint8Array(0);
  const pair = encryptionPair(suite, part("private key"));
  expect(encodeEncryptionKey(pair.publicKey)).toEqual(part("COSE_Key"));
  expect(pair.keyId).toEqual(part("kid"));
  const [recipient] = decodeEnvelope(suite, part("envelope")).recipients;
  if (recipient === undefined) throw new Error("no recipient");
  const secret = sharedSecret(pair.secret, recipient.ephemeral);
  expect(toHex(secret)).toBe(toHex(part("shared secret")));
  const kek = wrappingKey(suite, secret, recipientHeader(suite));
  expect(toHex(kek)).toBe(toHex(part("wrapping key")));
  expect(await unwrap(suite, kek, recipient.wrapped)).toEqual(part("content key"));
  const { context } = decodeTerms(part("opening"));
  expect(toHex(contextBytes(context))).toBe(toHex(part("context")));
  const sealed = { commitment: part("commitment"), envelope: part("envelope") };
  const opened = await openTerms(suite, context, sealed, pair);
  expect(opened.terms).toEqual({ rate: "0.0435", price: 9650 });
  expect(opened.opening).toEqual(part("opening"));
});
