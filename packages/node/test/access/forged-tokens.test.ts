import { createHmac, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SignIn, SignInRefused } from "../../src/access/sign-in.ts";

// A provider that answers with whatever ID token a test makes: what the node must never take.

const honest = generateKeyPairSync("rsa", { modulusLength: 2048 });
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
let server: Server;
let issuer: string;
let idToken: (nonce: string) => string;
let nonce = "";
let answerToken: (() => unknown) | undefined;

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

function rs256(header: object, claims: object, key: KeyObject): string {
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${createSign("sha256").update(input).sign(key).toString("base64url")}`;
}

const claims = (change: object = {}) => {
  const now = Math.floor(Date.now() / 1000);
  return { iss: issuer, sub: "sam", aud: "tallystick", iat: now, exp: now + 60, nonce, ...change };
};
const header = { alg: "RS256", kid: "1", typ: "JWT" };

beforeAll(async () => {
  server = createServer((request, response) => {
    const json = (value: unknown) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (request.url?.startsWith("/.well-known/")) {
      return json({
        ...{ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` },
        ...{ jwks_uri: `${issuer}/jwks`, response_types_supported: ["code"] },
        id_token_signing_alg_values_supported: ["RS256", "HS256", "none"],
      });
    }
    if (request.url === "/jwks") {
      const key = honest.publicKey.export({ format: "jwk" });
      return json({ keys: [{ ...key, kid: "1", alg: "RS256", use: "sig" }] });
    }
    if (answerToken !== undefined) return json(answerToken());
    return json({ access_token: "x", token_type: "bearer", id_token: idToken(nonce) });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Member that a sign-in ends with, or the code of its refusal. */
async function outcome(make: () => string): Promise<string> {
  const redirectUri = "http://127.0.0.1:7070/v1/access/callback";
  const signIn = new SignIn(
    { issuer, clientId: "tallystick", redirectUri, memberClaim: "sub" },
    ".",
  );
  const { url, browser } = await signIn.begin(Date.now());
  const asked = new URL(url).searchParams;
  expect(asked.get("code_challenge_method")).toBe("S256");
  nonce = asked.get("nonce") ?? "";
  idToken = make;
  const query = `?code=abc&state=${asked.get("state")}`;
  try {
    return await signIn.finish(query, browser, Date.now());
  } catch (error) {
    if (error instanceof SignInRefused) return error.code;
    throw error;
  }
}

test("an honest ID token signs in", async () => {
  expect(await outcome(() => rs256(header, claims(), honest.privateKey))).toBe("sam");
});

test.each([
  ["without a signature (alg none)", () => `${part({ alg: "none" })}.${part(claims())}.`],
  [
    "with the public key as the secret of an HMAC",
    () => {
      const pem = honest.publicKey.export({ format: "pem", type: "spki" });
      const input = `${part({ alg: "HS256", kid: "1" })}.${part(claims())}`;
      return `${input}.${createHmac("sha256", pem).update(input).digest("base64url")}`;
    },
  ],
  ["by another key under the same kid", () => rs256(header, claims(), other.privateKey)],
  [
    "with a key in its own header",
    () =>
      rs256(
        { ...header, kid: "2", jwk: other.publicKey.export({ format: "jwk" }) },
        claims(),
        other.privateKey,
      ),
  ],
  ["for another client", () => rs256(header, claims({ aud: "other" }), honest.privateKey)],
  [
    "of another issuer",
    () => rs256(header, claims({ iss: "https://evil.example" }), honest.privateKey),
  ],
  [
    "with the nonce of another sign-in",
    () => rs256(header, claims({ nonce: "old" }), honest.privateKey),
  ],
  ["without a nonce", () => rs256(header, claims({ nonce: undefined }), honest.privateKey)],
  [
    "that has expired",
    () => rs256(header, claims({ exp: 1_000_000, iat: 999_000 }), honest.privateKey),
  ],
  [
    "whose claims were changed after it was signed",
    () => {
      const [head, , signature] = rs256(header, claims({ sub: "nobody" }), honest.privateKey).split(
        ".",
      );
      return `${head}.${part(claims())}.${signature}`;
    },
  ],
  ["that is no JWT", () => "a.b"],
])("an ID token %s does not", async (_, make) => {
  expect(await outcome(make)).toBe("not-confirmed");
});

test("neither does an answer without an ID token, nor one of a megabyte", async () => {
  answerToken = () => ({ access_token: "x", token_type: "bearer" });
  expect(await outcome(() => "")).toBe("not-confirmed");
  answerToken = () => ({ access_token: "x".repeat(1_000_000), token_type: "bearer" });
  expect(await outcome(() => "")).toBe("not-confirmed");
  answerToken = undefined;
});

test("a sign-in that took too long, or of another browser, is over", async () => {
  const redirectUri = "http://127.0.0.1:7070/v1/access/callback";
  const signIn = new SignIn(
    { issuer, clientId: "tallystick", redirectUri, memberClaim: "sub" },
    ".",
  );
  const begin = async () => {
    const { url, browser } = await signIn.begin(0);
    return { query: `?code=abc&state=${new URL(url).searchParams.get("state")}`, browser };
  };
  const late = await begin();
  await expect(signIn.finish(late.query, late.browser, 600_001)).rejects.toThrow("not begun here");
  const foreign = await begin();
  await expect(signIn.finish(foreign.query, "B".repeat(43), 1)).rejects.toThrow("not begun here");
  const bare = await begin();
  await expect(signIn.finish(bare.query, undefined, 1)).rejects.toThrow("not begun here");
});
