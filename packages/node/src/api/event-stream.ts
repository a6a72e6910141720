import type { ServerResponse } from "node:http";

/** One event: its log index is its id, so a reader can resume after it. */
export interface StreamEvent {
  readonly id: number;
  readonly event: string;
  readonly data: unknown;
}

/** Where a stream reads: the log itself is the queue, so a slow reader costs no memory. */
export interface EventSource {
  /** Events from log index `from` on, after reading at most `limit` entries, and where to go on. */
  read(from: number, limit: number): { events: readonly StreamEvent[]; next: number };
  /** True when there are entries from `from` on. */
  has(from: number): boolean;
  /** Calls back after every block until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

/** Timing of a stream, ms and items. */
export interface EventStreamOptions {
  readonly heartbeatMs: number;
  readonly stallMs: number;
  readonly batch: number;
}

/** Why a stream ended. */
export type StreamEnd = "closed" | "stopped" | "stalled";

/** Text of one event (WHATWG HTML s9.2.6). JSON has no raw line breaks, so one `data` line holds it. */
export function formatEvent(event: StreamEvent): string {
  return `id: ${event.id}\nevent: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`;
}

/** Writes events from `from` on until the reader leaves, `stop` aborts or the reader stalls. */
export async function streamEvents(
  response: ServerResponse,
  source: EventSource,
  from: number,
  options: EventStreamOptions,
  stop: AbortSignal,
): Promise<StreamEnd> {
  const alarm = new Alarm();
  let end: StreamEnd | undefined;
  const finish = (reason: StreamEnd) => (): void => {
    end ??= reason;
    alarm.ring();
  };
  const onClose = finish("closed");
  const onStop = finish("stopped");
  const onDrain = (): void => alarm.ring();
  response.once("close", onClose).on("drain", onDrain);
  stop.addEventListener("abort", onStop, { once: true });
  const unsubscribe = source.subscribe(() => alarm.ring());
  let next = from;
  response.write(`retry: 1000\n: from ${from}\n\n`);
  try {
    if (stop.aborted) return "stopped";
    while (end === undefined) {
      if (response.writableNeedDrain) {
        if (await waitForDrain(response, alarm, options.stallMs, () => end !== undefined)) continue;
        end ??= "stalled";
      } else if (source.has(next)) {
        const page = source.read(next, options.batch);
        next = page.next;
        if (page.events.length > 0) response.write(page.events.map(formatEvent).join(""));
        // A long catch-up must leave the thread to other requests between two pages.
        await new Promise<void>((resolve) => setImmediate(resolve));
      } else if (!(await alarm.wait(options.heartbeatMs))) {
        // A comment line on a quiet stream keeps proxies from closing it.
        response.write(": still here\n\n");
      }
    }
    return end;
  } finally {
    unsubscribe();
    stop.removeEventListener("abort", onStop);
    response.off("close", onClose).off("drain", onDrain);
    if (end === "stalled") response.destroy();
    else response.end();
  }
}

async function waitForDrain(
  response: ServerResponse,
  alarm: Alarm,
  stallMs: number,
  ended: () => boolean,
): Promise<boolean> {
  const until = performance.now() + stallMs;
  while (response.writableNeedDrain && !ended()) {
    const left = until - performance.now();
    if (left <= 0) return false;
    await alarm.wait(left);
  }
  return true;
}

/** One sleeper that can be woken; a ring while nobody sleeps is kept for the next sleep. */
class Alarm {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** @returns true when it was rung within `ms` */
  async wait(ms: number): Promise<boolean> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }
}
