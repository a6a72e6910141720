import { EventParser } from "@tallystick/client/event-parser";
import { pause } from "@tallystick/client/pause";
import type { Transport } from "@tallystick/client/transport";
import type { EventsOptions } from "../commands/events.ts";
import { interruptible } from "../interrupt.ts";
import { formatTime } from "../terminal/quantities.ts";
import { printable } from "../terminal/width.ts";
import { reachNode } from "./reach.ts";

/** How long to wait before a stream that ended is opened again, ms. */
const REOPEN_MS = 1_000;

/** What the node tells about an entry. */
interface EntryEvent {
  readonly index: number;
  readonly height: number;
  readonly time: number;
  readonly member: string | null;
  readonly action: string | null;
  readonly outcome: number;
  readonly name: string;
}

/**
 * Prints entries as they come until Ctrl-C, or until there were so many. A stream that breaks is
 * opened again behind the last entry that was seen, so that none is missed and none comes twice.
 */
export async function followEvents(options: EventsOptions): Promise<void> {
  const transport = reachNode(options.url);
  const { signal, release } = interruptible(() => {});
  let left = options.count ?? Number.POSITIVE_INFINITY;
  let from = options.from;
  let opened = false;
  try {
    while (left > 0 && !signal.aborted) {
      try {
        for await (const { id, data } of readStream(
          transport,
          from,
          signal,
          () => (opened = true),
        )) {
          process.stdout.write(
            `${options.json ? data : entryLine(JSON.parse(data) as EntryEvent)}\n`,
          );
          from = id + 1;
          if (--left <= 0) return;
        }
      } catch (error) {
        // The first time is a mistake in the address; later it is a node that restarts.
        if (signal.aborted) return;
        if (!opened) throw error;
      }
      await pause(REOPEN_MS, signal).catch(() => {});
    }
  } finally {
    release();
  }
}

async function* readStream(
  transport: Transport,
  from: number | undefined,
  signal: AbortSignal,
  onOpen: () => void,
): AsyncGenerator<{ readonly id: number; readonly data: string }> {
  const stop = new AbortController();
  const stream = await transport.stream({
    method: "GET",
    path: "/v1/events",
    query: { from },
    accept: "text/event-stream",
    idempotent: true,
    signal: AbortSignal.any([signal, stop.signal]),
  });
  onOpen();
  const parser = new EventParser();
  const decoder = new TextDecoder();
  try {
    for await (const chunk of stream) {
      for (const { id, event, data } of parser.push(decoder.decode(chunk, { stream: true }))) {
        if (event === "entry") yield { id: Number(id), data };
      }
    }
  } finally {
    stop.abort();
  }
}

function entryLine({ index, time, member, action, outcome, name }: EntryEvent): string {
  const what = `${printable(action ?? "-")} by ${printable(member ?? "-")}`;
  return `${index}  ${formatTime(time)}  ${what}${outcome === 0 ? "" : `  ${printable(name)}`}`;
}
