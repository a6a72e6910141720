import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { utf8 } from "@tallystick/core/bytes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningNode, startNode } from "../src/start.ts";
import { httpCases } from "./bad-input/http-cases.ts";
import { readCases } from "./bad-input/read-cases.ts";
import { resignedUnchanged, statementCases } from "./bad-input/statement-cases.ts";
import { type BadCase, type Got, rawRequest, request, type Surface } from "./bad-input/surface.ts";
import { tokenCases } from "./bad-input/token-cases.ts";
import { signedDeposit } from "./support/deposits.ts";

const PAGE = fileURLToPath(new URL("../../../docs/reference/bad-input.md", import.meta.url));
const cases: readonly BadCase[] = [...statementCases, ...httpCases, ...readCases, ...tokenCases];
const rows: string[] = [];
const CONNECTIONS = 60;
const parent = mkdtempSync(join(tmpdir(), "tallystick-bad-"));
let running: RunningNode;
let surface: Surface;
let serial = 0;

beforeAll(async () => {
  running = await startNode({
    dataDir: join(parent, "data"),
    port: 0,
    heartbeatMs: 0,
    logLevel: "silent",
    announce: () => {},
    limits: {
      connections: CONNECTIONS,
      headersTimeoutMs: 700,
      requestTimeoutMs: 900,
      connectionCheckMs: 100,
      eventStreams: 3,
    },
  });
  const { node, url } = running;
  const port = Number(new URL(url).port);
  const token = readFileSync(node.paths.token, "utf8").trim();
  surface = {
    node,
    url,
    port,
    token,
    good: (options) => signedDeposit(node, utf8(`good ${serial++}`), options as never),
    send: (method, path, options) => request(url, method, path, options),
    statement: (body, type = "application/cose") =>
      request(url, "POST", "/v1/statements", { body, headers: { "content-type": type } }),
    raw: (bytes, options) => rawRequest(port, bytes, options),
  };
  const first = await surface.good({ id: new Uint8Array(16).fill(7) });
  expect(await surface.statement(first)).toEqual({ status: 200, code: "ok" });
});

afterAll(async () => {
  await running.close();
  rmSync(parent, { recursive: true, force: true });
});

const list = (got: Got | readonly Got[]): readonly Got[] =>
  Array.isArray(got) ? got : [got as Got];
const say = ({ status, code }: Got): string => (status === 0 ? code : `${status} ${code}`);

describe("bad input gets a clear error and changes nothing", () => {
  test.each(cases.map((one) => [`${one.surface}: ${one.tried}`, one] as const))(
    "%s",
    async (_, one) => {
      const { engine } = running.node;
      const before = engine.status();
      const got = list(await one.run(surface));
      expect(got.map(say)).toEqual(list(one.gets).map(say));
      const after = engine.status();
      if (one.logs === true) expect(after.logSize).toBe(before.logSize + 1);
      else expect([after.logSize, after.height]).toEqual([before.logSize, before.height]);
      expect(after.fault).toBeUndefined();
      const logged = one.logs === true ? " (the refusal is on the log)" : "";
      rows.push(`| ${one.surface} | ${one.tried} | ${got.map(say).join(", ")}${logged} |`);
    },
  );

  test("a good statement still goes through", async () => {
    for (const good of [await surface.good(), await resignedUnchanged(surface)]) {
      expect(await surface.statement(good)).toEqual({ status: 200, code: "ok" });
    }
    expect(await surface.send("GET", "/healthz")).toEqual({ status: 200, code: "ok" });
    // Guesses have been counted against this address; the right token passes all the same.
    const body = JSON.stringify({ digests: [{ alg: "sha-256", value: "ef".repeat(32) }] });
    const headers = {
      "content-type": "application/json",
      authorization: `Bearer ${surface.token}`,
    };
    expect(await surface.send("POST", "/v1/apps/evidence/deposit", { body, headers })).toEqual({
      status: 200,
      code: "ok",
    });
  });

  test("more event streams than allowed are refused, and end when their readers leave", async () => {
    const open = () =>
      new Promise<{ status: number; leave: () => void }>((resolve) => {
        const outgoing = get(`${running.url}/v1/events`, (incoming) => {
          incoming.resume();
          incoming.on("error", () => {});
          resolve({ status: incoming.statusCode ?? 0, leave: () => outgoing.destroy() });
        });
        outgoing.on("error", () => {});
      });
    const streams = [await open(), await open(), await open()];
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await open()).status).toBe(503);
    streams[0]?.leave();
    let again = await open();
    for (let i = 0; i < 50 && again.status !== 200; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      again = await open();
    }
    expect(again.status).toBe(200);
    for (const { leave } of [...streams, again]) leave();
  });

  test("more connections than allowed are closed at once", async () => {
    const open = (): Promise<Socket> =>
      new Promise((resolve) => {
        const socket = connect(surface.port, "127.0.0.1", () => resolve(socket));
        socket.on("error", () => {});
      });
    const sockets = await Promise.all(Array.from({ length: CONNECTIONS + 30 }, open));
    const isClosed = (socket: Socket): Promise<boolean> =>
      new Promise((resolve) => {
        socket.once("close", () => resolve(true));
        setTimeout(() => resolve(socket.destroyed), 300);
        socket.resume();
      });
    const closed = (await Promise.all(sockets.map(isClosed))).filter(Boolean).length;
    for (const socket of sockets) socket.destroy();
    expect(closed).toBeGreaterThanOrEqual(30);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await surface.send("GET", "/healthz")).toEqual({ status: 200, code: "ok" });
  });

  test("the page of what was tried is up to date", () => {
    const page = [
      "# Bad input",
      "",
      "What was tried on the HTTP surface, and what it got. The table is written by",
      "`packages/node/test/bad-input.test.ts` from the cases it runs; every case is checked to leave",
      "log and state as they were. After all of them the node takes a good statement as before.",
      "",
      "To write the page anew: `TALLYSTICK_WRITE_PAGES=1 npx vitest run packages/node/test/bad-input`.",
      "",
      "| where | what was tried | what it got |",
      "|---|---|---|",
      ...rows,
      "",
    ].join("\n");
    if (process.env["TALLYSTICK_WRITE_PAGES"] === "1") writeFileSync(PAGE, page);
    expect(existsSync(PAGE)).toBe(true);
    expect(readFileSync(PAGE, "utf8")).toBe(page);
  });
});
