import { connect, type Socket } from "node:net";
import type { RunningNode } from "../../src/start.ts";

/** What a bad request got. */
export interface Got {
  /** HTTP status, or 0 when the connection was closed without an answer. */
  readonly status: number;
  /** Code of the problem body, or a few words for anything else. */
  readonly code: string;
}

/** What a case works with. */
export interface Surface {
  readonly node: RunningNode["node"];
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** A statement that the ledger accepts; a fresh one each time. */
  readonly good: (options?: GoodOptions) => Promise<Uint8Array>;
  readonly send: (method: string, path: string, options?: SendOptions) => Promise<Got>;
  readonly statement: (body: Uint8Array, type?: string) => Promise<Got>;
  /** Writes bytes as they are and reads the answer. */
  readonly raw: (bytes: string | Uint8Array, options?: RawOptions) => Promise<Got>;
}

/** Changes to a good statement before it is signed. */
export interface GoodOptions {
  readonly id?: Uint8Array;
  readonly expiry?: number;
  readonly action?: string;
  readonly input?: Record<string, never> | Record<string, unknown>;
}

/** Parts of a request. */
export interface SendOptions {
  readonly body?: Uint8Array | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How raw bytes are sent. */
export interface RawOptions {
  /** Written afterwards, one piece every `everyMs`, until the answer comes. */
  readonly drip?: { readonly piece: string | Uint8Array; readonly everyMs: number };
  /** Close our side after writing. */
  readonly end?: boolean;
  readonly patienceMs?: number;
}

/** One attempt. */
export interface BadCase {
  readonly surface: string;
  /** What was tried, as the table says it. */
  readonly tried: string;
  /** What it must get; a list when one try stands for many. */
  readonly gets: Got | readonly Got[];
  /** True when the refusal itself is on the log, which is all that may change. */
  readonly logs?: true;
  readonly run: (surface: Surface) => Promise<Got | readonly Got[]>;
}

/** A case. */
export function bad(
  surface: string,
  tried: string,
  gets: readonly [status: number, code: string] | readonly Got[],
  run: BadCase["run"],
  logs?: true,
): BadCase {
  const expected =
    typeof gets[0] === "number" ? { status: gets[0], code: gets[1] as string } : (gets as Got[]);
  return { surface, tried, gets: expected, run, ...(logs === undefined ? {} : { logs }) };
}

/** The distinct answers of many tries, so that one case can stand for all of them. */
export function distinct(all: readonly Got[]): Got[] {
  const seen = new Map(all.map((got) => [`${got.status} ${got.code}`, got]));
  return [...seen.values()].sort((a, b) => a.status - b.status || (a.code < b.code ? -1 : 1));
}

/** Sends with fetch, which cannot say everything; {@link rawRequest} can. */
export async function request(
  url: string,
  method: string,
  path: string,
  { body, headers = {} }: SendOptions = {},
): Promise<Got> {
  const response = await fetch(url + path, {
    method,
    headers,
    redirect: "manual",
    ...(body === undefined ? {} : { body: body as BodyInit }),
  });
  return readGot(
    response.status,
    response.headers.get("content-type") ?? "",
    await response.text(),
  );
}

function readGot(status: number, contentType: string, body: string): Got {
  if (contentType.startsWith("application/problem+json")) {
    return { status, code: (JSON.parse(body) as { code: string }).code };
  }
  return { status, code: status < 300 ? "ok" : body.slice(0, 40) };
}

/** Sends bytes as they are on a connection of their own. */
export function rawRequest(
  port: number,
  bytes: string | Uint8Array,
  { drip, end = false, patienceMs = 10_000 }: RawOptions = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, "127.0.0.1");
    let answer = "";
    const dripping =
      drip && setInterval(() => socket.writable && socket.write(drip.piece), drip.everyMs);
    const patience = setTimeout(() => {
      reject(new Error("neither an answer nor an end"));
      socket.destroy();
    }, patienceMs);
    const finish = (): void => {
      clearInterval(dripping);
      clearTimeout(patience);
      socket.destroy();
      resolve(parseRaw(answer));
    };
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
      if (isComplete(answer)) finish();
    });
    socket.on("close", finish);
    // A reset is one way of closing.
    socket.on("error", () => {});
    socket.write(bytes);
    if (end) socket.end();
  });
}

function isComplete(answer: string): boolean {
  const split = answer.indexOf("\r\n\r\n");
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1];
  return split >= 0 && length !== undefined && answer.length >= split + 4 + Number(length);
}

function parseRaw(answer: string): Got {
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
  if (status === 0) return { status: 0, code: "connection closed" };
  const split = answer.indexOf("\r\n\r\n");
  const type = /\r\ncontent-type: ([^\r]*)/i.exec(answer)?.[1] ?? "";
  return readGot(status, type, answer.slice(split + 4));
}
