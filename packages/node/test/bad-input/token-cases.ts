import { type BadCase, bad, distinct, type Got, type Surface } from "./surface.ts";

const JSON_TYPE = { "content-type": "application/json" };
const DIGEST = "cd".repeat(32);
const INVALID: readonly Got[] = [{ status: 400, code: "invalid-request" }];

const deposit = JSON.stringify({ digests: [{ alg: "sha-256", value: DIGEST }] });
const withToken = (s: Surface) => ({ authorization: `Bearer ${s.token}` });

function act(
  s: Surface,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Got> {
  return s.send("POST", "/v1/apps/evidence/deposit", {
    body,
    headers: { ...JSON_TYPE, ...withToken(s), ...headers },
  });
}

function digests(s: Surface, query: string, body: Uint8Array): Promise<Got> {
  const headers = { "content-type": "application/octet-stream", ...withToken(s) };
  return s.send("POST", `/v1/digests${query}`, { body, headers });
}

const ACTION = "POST /v1/apps/…";
const DIGESTS = "POST /v1/digests";

/** What was tried on the routes that need the token. */
export const tokenCases: readonly BadCase[] = [
  bad("routes with the token", "no token", [{ status: 401, code: "token-required" }], async (s) =>
    distinct([
      await s.send("POST", "/v1/apps/evidence/deposit", { body: deposit, headers: JSON_TYPE }),
      await s.send("POST", "/v1/digests?alg=sha-256", {
        body: new Uint8Array(32),
        headers: { "content-type": "application/octet-stream" },
      }),
      await s.send("POST", `/v1/apps/evidence/deposit?token=${s.token}`, {
        body: deposit,
        headers: JSON_TYPE,
      }),
    ]),
  ),
  bad(
    "routes with the token",
    "tokens that are almost right, then 60 guesses",
    [
      { status: 401, code: "token-required" },
      { status: 429, code: "too-many-requests" },
    ],
    async (s) => {
      const guess = (authorization: string): Promise<Got> =>
        s.send("POST", "/v1/apps/evidence/deposit", {
          body: deposit,
          headers: { ...JSON_TYPE, authorization },
        });
      const all = [
        await guess(`Bearer ${s.token.slice(0, -1)}`),
        await guess(`Bearer ${s.token}0`),
        await guess(`Bearer ${s.token.toUpperCase()}`),
        await guess(`Basic ${s.token}`),
        await guess(s.token),
        await guess("Bearer"),
        await guess(`Bearer ${"x".repeat(5000)}`),
      ];
      for (let i = 0; i < 60; i++)
        all.push(await guess(`Bearer ${i.toString(16).padStart(64, "0")}`));
      return distinct(all);
    },
  ),
  bad(
    "routes with the token",
    "the right token, from the page of another site",
    [{ status: 403, code: "wrong-origin" }],
    async (s) =>
      distinct([
        await act(s, deposit, { origin: "https://evil.example" }),
        await act(s, deposit, { origin: "null" }),
        await act(s, deposit, { "sec-fetch-site": "cross-site" }),
      ]),
  ),
  bad(ACTION, "bodies that are not the JSON of the action", INVALID, async (s) => {
    const bodies = [
      "",
      "{",
      "null",
      "[]",
      "1",
      '"x"',
      "{}",
      `${deposit}x`,
      '{"digests":"x"}',
      '{"digests":[]}',
      '{"digests":[{}]}',
      `{"digests":[{"alg":"sha-256","value":"${DIGEST.toUpperCase()}"}]}`,
      `{"digests":[{"alg":"sha-256","value":"${DIGEST}","x":1}]}`,
      `{"digests":[{"alg":"sha-256","value":"${DIGEST}"}],"extra":1}`,
      `{"digests":[{"alg":"sha-256","value":"${DIGEST}"}],"size":-1}`,
      `{"digests":[{"alg":"sha-256","value":"${DIGEST}"}],"size":1.5}`,
      `{"digests":[{"alg":"sha-256","value":"${DIGEST}"}],"note":"\\u0000"}`,
      `{"digests":[{"alg":"sha-256","value":"${DIGEST}"}],"note":"\\ud800"}`,
      `{"digests":[{"alg":"sha-256","value":"${DIGEST}"}],"labels":${JSON.stringify(Array(17).fill("x"))}}`,
      `{"__proto__":{"x":1},"digests":[{"alg":"sha-256","value":"${DIGEST}"}]}`,
      `{"constructor":{"prototype":{}},"digests":[{"alg":"sha-256","value":"${DIGEST}"}]}`,
      `${"[".repeat(100_000)}`,
      `${'{"a":'.repeat(30_000)}1${"}".repeat(30_000)}`,
    ];
    const all: Got[] = [];
    for (const body of bodies) all.push(await act(s, body));
    return distinct(all);
  }),
  bad(ACTION, "a body of 300 KiB", [413, "too-large"], (s) =>
    act(s, `{"note":"${"x".repeat(300_000)}"}`),
  ),
  bad(ACTION, "an Idempotency-Key that is no statement id", [400, "invalid-request"], (s) =>
    act(s, deposit, { "idempotency-key": "retry-1" }),
  ),
  bad(
    ACTION,
    "a public key of small order",
    [422, "bad-key"],
    (s) =>
      s.send("POST", "/v1/apps/membership/enrol", {
        // COSE_Key with the x of the point of order 4, whose encoding is all zeros.
        body: JSON.stringify({
          member: "small",
          organisation: "org",
          role: "member",
          key: `a3010120062158${"20"}${"00".repeat(32)}`,
        }),
        headers: { ...JSON_TYPE, ...withToken(s) },
      }),
    true,
  ),
  bad(DIGESTS, "bodies that are not whole digests of an algorithm named", INVALID, async (s) =>
    distinct([
      await digests(s, "?alg=sha-256", new Uint8Array(0)),
      await digests(s, "?alg=sha-256", new Uint8Array(33)),
      await digests(s, "?alg=sha-384", new Uint8Array(32)),
      await digests(s, "", new Uint8Array(32)),
      await digests(s, "?alg=md5", new Uint8Array(16)),
      await digests(s, "?alg=sha-256&alg=sm3", new Uint8Array(32)),
    ]),
  ),
  bad(DIGESTS, "more bytes than a call takes", [413, "too-large"], (s) =>
    digests(s, "?alg=sha-256", new Uint8Array(8 * 1024 * 1024 + 32)),
  ),
  bad(DIGESTS, "lists that are empty, too long or hold wrong digests", INVALID, async (s) => {
    const post = (body: unknown): Promise<Got> =>
      s.send("POST", "/v1/digests", {
        body: JSON.stringify(body),
        headers: { ...JSON_TYPE, ...withToken(s) },
      });
    const one = { alg: "sha-256", value: DIGEST };
    return distinct([
      await post({ digests: [] }),
      await post({ digests: Array(1001).fill(one) }),
      await post({ digests: [{ alg: "sha-256", value: "ab" }] }),
      await post({ digests: [{ alg: "sha-256", value: "zz".repeat(32) }] }),
      await post({ digests: [one], extra: 1 }),
    ]);
  }),
];
