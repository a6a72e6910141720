import { type BadCase, bad, distinct, type Got, type Surface } from "./surface.ts";

const ANY = "any route";
const POST = "POST /v1/statements";
const COSE = { "content-type": "application/cose" };

const head = (line: string, headers: readonly string[] = []): string =>
  `${[line, ...headers].join("\r\n")}\r\n\r\n`;
const host = (s: Surface): string => `Host: 127.0.0.1:${s.port}`;

async function gets(s: Surface, paths: readonly string[]): Promise<Got[]> {
  const all: Got[] = [];
  for (const path of paths) all.push(await s.raw(head(`GET ${path} HTTP/1.1`, [host(s)])));
  return distinct(all);
}

const NOT_FOUND: readonly Got[] = [{ status: 404, code: "not-found" }];

/** What was tried on HTTP itself. */
export const httpCases: readonly BadCase[] = [
  bad(
    POST,
    "wrong and missing content types",
    [{ status: 415, code: "unsupported-media-type" }],
    async (s) => {
      const types = [
        "text/plain",
        "application/json",
        "application/octet-stream",
        "x",
        "application/cose\t;;",
      ];
      const all: Got[] = [];
      for (const type of types) all.push(await s.statement(Uint8Array.of(0xf6), type));
      return distinct(all.filter(({ code }) => code !== "malformed"));
    },
  ),
  bad(POST, "a body with a content encoding", [415, "unsupported-media-type"], (s) =>
    s.send("POST", "/v1/statements", {
      body: Uint8Array.of(0xf6),
      headers: { ...COSE, "content-encoding": "gzip" },
    }),
  ),
  bad(POST, "a query value that is not offered", [400, "invalid-request"], (s) =>
    s.send("POST", "/v1/statements?wait=for-ever", { body: Uint8Array.of(0xf6), headers: COSE }),
  ),
  bad(
    POST,
    "a query parameter given twice, and one that is not known",
    [{ status: 400, code: "invalid-request" }],
    async (s) => {
      const options = { body: Uint8Array.of(0xf6), headers: COSE };
      return distinct([
        await s.send("POST", "/v1/statements?wait=commit&wait=none", options),
        await s.send("POST", "/v1/statements?wat=commit", options),
        await s.send("POST", "/v1/statements?__proto__=1", options),
      ]);
    },
  ),
  bad(ANY, "a query of 10,000 characters", [400, "invalid-request"], (s) =>
    s.send("GET", `/v1/entries?from=${"1".repeat(10_000)}`),
  ),
  bad(
    ANY,
    "methods that a path does not take",
    [{ status: 405, code: "method-not-allowed" }],
    async (s) =>
      distinct([
        await s.send("GET", "/v1/digests"),
        await s.send("DELETE", "/v1/entries/0"),
        await s.send("PUT", "/v1/statements", { body: "x", headers: COSE }),
        await s.send("POST", "/v1/checkpoint", {
          body: "{}",
          headers: { "content-type": "application/json" },
        }),
      ]),
  ),
  bad(ANY, "a content type that is not offered", [406, "not-acceptable"], (s) =>
    s.send("GET", "/v1/entries", { headers: { accept: "text/html" } }),
  ),
  bad(POST, "an endless chunked body", [413, "too-large"], (s) =>
    s.raw(
      head("POST /v1/statements HTTP/1.1", [
        host(s),
        "Content-Type: application/cose",
        "Transfer-Encoding: chunked",
      ]),
      { drip: { piece: `40000\r\n${"x".repeat(0x40000)}\r\n`, everyMs: 1 } },
    ),
  ),
  bad(POST, "a body of one byte every 100 ms", [408, "request-timeout"], (s) =>
    s.raw(
      head("POST /v1/statements HTTP/1.1", [
        host(s),
        "Content-Type: application/cose",
        "Content-Length: 5000",
      ]),
      { drip: { piece: "x", everyMs: 100 } },
    ),
  ),
  bad(ANY, "headers of one byte every 100 ms", [408, "request-timeout"], (s) =>
    s.raw("GET /v1/status HTTP/1.1\r\n", { drip: { piece: "x", everyMs: 100 } }),
  ),
  bad(POST, "a body that ends before its announced length", [400, "malformed-http"], (s) =>
    s.raw(
      `${head("POST /v1/statements HTTP/1.1", [host(s), "Content-Type: application/cose", "Content-Length: 5000"])}abc`,
      { end: true },
    ),
  ),
  bad(POST, "two different content lengths", [400, "malformed-http"], (s) =>
    s.raw(
      `${head("POST /v1/statements HTTP/1.1", [host(s), "Content-Type: application/cose", "Content-Length: 5", "Content-Length: 6"])}abcdef`,
    ),
  ),
  bad(POST, "a length and chunks at once (request smuggling)", [400, "malformed-http"], (s) =>
    s.raw(
      `${head("POST /v1/statements HTTP/1.1", [host(s), "Content-Type: application/cose", "Content-Length: 5", "Transfer-Encoding: chunked"])}0\r\n\r\n`,
    ),
  ),
  bad(ANY, "headers of 20 KiB", [431, "headers-too-large"], (s) =>
    s.raw(head("GET /v1/status HTTP/1.1", [host(s), `X-Pad: ${"x".repeat(20_480)}`])),
  ),
  bad(ANY, "bytes that are not HTTP (a TLS hello)", [400, "malformed-http"], (s) =>
    s.raw(Uint8Array.of(0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03)),
  ),
  bad(ANY, "a header with a bare line feed", [400, "malformed-http"], (s) =>
    s.raw(`GET /v1/status HTTP/1.1\r\n${host(s)}\r\nX-A: b\nX-Evil: 1\r\n\r\n`),
  ),
  bad(
    ANY,
    "line breaks in path and query (header injection)",
    [
      { status: 400, code: "invalid-request" },
      { status: 404, code: "not-found" },
    ],
    async (s) =>
      gets(s, [
        "/v1/%0d%0aX-Evil:%201",
        "/v1/entries?from=%0d%0aX-Evil:%201",
        "/v1/receipts/1%0d%0a",
      ]),
  ),
  bad(ANY, "a method that does not exist", [400, "malformed-http"], (s) =>
    s.raw(head("BREW /v1/status HTTP/1.1", [host(s)])),
  ),
  bad(ANY, "no Host header", [400, "malformed-http"], (s) =>
    s.raw(head("GET /v1/status HTTP/1.1")),
  ),
  bad(
    ANY,
    "other host names (DNS rebinding)",
    [{ status: 421, code: "misdirected-host" }],
    async (s) => {
      const names = [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil@localhost",
        "10.0.0.1",
        "[::ffff:10.0.0.1]",
      ];
      const all: Got[] = [];
      for (const name of names) {
        all.push(await s.raw(head("GET /v1/status HTTP/1.1", [`Host: ${name}:${s.port}`])));
      }
      all.push(
        await s.raw(head(`GET http://evil.example/v1/status HTTP/1.1`, ["Host: evil.example"])),
      );
      all.push(
        await s.raw(
          head("GET /v1/status HTTP/1.1", ["Host: evil.example", `X-Forwarded-Host: 127.0.0.1`]),
        ),
      );
      return distinct(all);
    },
  ),
  bad(ANY, "paths that climb out or take another spelling", NOT_FOUND, (s) =>
    gets(s, [
      "/v1/../v1/status",
      "//v1/status",
      "/v1//status",
      "/v1/status/",
      "/V1/STATUS",
      "/v1/%2e%2e/v1/status",
      "/v1/entries/../../../../etc/passwd",
      "/docs/static/../../../package.json",
      "/docs/static/..%2f..%2fpackage.json",
      "/docs/static/%2e%2e/%2e%2e/package.json",
      "/log/tile/../../etc/passwd",
      "/log/tile/0/%2e%2e/%2e%2e/x",
      "/log/tile/entries/000%00",
      "/v1/genesis%00.json",
      "/.env",
      "/data/token",
      "/token",
      "/v1/admin",
    ]),
  ),
  bad(ANY, "wrong percent-encodings", [{ status: 400, code: "invalid-request" }], (s) =>
    gets(s, ["/v1/entries/%", "/v1/entries/%zz", "/v1/entries/%c0%af"]),
  ),
  bad(ANY, "numbers in other spellings or out of range", NOT_FOUND, (s) =>
    gets(
      s,
      [
        "00",
        "01",
        "-1",
        "+1",
        "1e3",
        "0x10",
        "1.0",
        "%31%20",
        "9007199254740992",
        "99999999999999999999",
        "NaN",
        "abc",
      ].flatMap((text) => [
        `/v1/entries/${text}`,
        `/v1/receipts/${text}`,
        `/v1/checkpoints/${text}`,
      ]),
    ),
  ),
  bad(ANY, "a path parameter of 1,000 characters", NOT_FOUND, (s) =>
    gets(s, [
      `/v1/state/${"a".repeat(1000)}/deposits?key=[]`,
      `/v1/statements/${"a".repeat(1000)}/00`,
    ]),
  ),
];
