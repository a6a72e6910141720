import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type EventSource, formatEvent, type StreamEnd, streamEvents } from "./event-stream.ts";

class Numbers implements EventSource {
  size = 0;
  readonly listeners = new Set<() => void>();
  readonly width: number;
  constructor(width: number) {
    this.width = width;
  }
  has(from: number): boolean {
    return from < this.size;
  }
  read(from: number, limit: number) {
    const next = Math.min(this.size, from + limit);
    const events = [];
    for (let id = from; id < next; id++) {
      events.push({ id, event: "entry", data: { text: "x".repeat(this.width), line: "a\nb" } });
    }
    return { events, next };
  }
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  grow(by: number): void {
    this.size += by;
    for (const listener of this.listeners) listener();
  }
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(source: Numbers, from: number, options = {}, stop = new AbortController()) {
  const ends: Promise<StreamEnd>[] = [];
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    ends.push(
      streamEvents(
        response,
        source,
        from,
        { heartbeatMs: 60, stallMs: 150, batch: 10, ...options },
        stop.signal,
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const port = (server.address() as AddressInfo).port;
  const response = await new Promise<IncomingMessage>((resolve) => {
    get({ port, host: "127.0.0.1" }, resolve);
  });
  return { response, ends, stop };
}

async function until(check: () => boolean): Promise<void> {
  for (let i = 0; i < 300 && !check(); i++) await new Promise((r) => setTimeout(r, 10));
  expect(check()).toBe(true);
}

test("an event is one id line, one event line and one data line", () => {
  expect(formatEvent({ id: 7, event: "entry", data: "a\nb" })).toBe(
    'id: 7\nevent: entry\ndata: "a\\nb"\n\n',
  );
});

test("sends what is there, then what comes, then heartbeats", async () => {
  const source = new Numbers(3);
  source.grow(25);
  const { response } = await serve(source, 20);
  let text = "";
  response.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  await until(() => text.includes("id: 24\n"));
  source.grow(2);
  await until(() => text.includes("id: 26\n") && text.includes(": still here"));
  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
  expect(ids).toEqual([20, 21, 22, 23, 24, 25, 26]);
});

test("ends when stopped and when the reader leaves, and forgets its listener", async () => {
  const source = new Numbers(3);
  const first = await serve(source, 0);
  first.stop.abort();
  expect(await first.ends[0]).toBe("stopped");
  const second = await serve(source, 0);
  second.response.destroy();
  expect(await second.ends[0]).toBe("closed");
  expect(source.listeners.size).toBe(0);
});

test("a reader that takes nothing is closed and costs no queue", async () => {
  const source = new Numbers(100_000);
  source.grow(1000);
  const { response, ends } = await serve(source, 0);
  response.pause();
  expect(await ends[0]).toBe("stalled");
});

test("a slow reader loses nothing", async () => {
  const source = new Numbers(50_000);
  source.grow(100);
  const { response } = await serve(source, 0, { stallMs: 5000 });
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response) {
    text += chunk;
    await new Promise((r) => setTimeout(r, 1));
    if (text.includes("id: 99\n")) break;
  }
  expect([...text.matchAll(/^id: /gm)].length).toBe(100);
});
