import { ClientError, clientError } from "./errors.ts";
import { EventParser } from "./event-parser.ts";
import { clientLimits } from "./limits.ts";
import { backoffMs, pause } from "./pause.ts";
import type { Transport } from "./transport.ts";

/** An entry as it was logged. */
export interface LogEvent {
  /** Position in the log; go on after it with `from: index + 1`. */
  readonly index: number;
  readonly height: number;
  /** Time of the block, ms since 1970 UTC. */
  readonly time: number;
  /** Who signed; null when the entry is not a readable statement, as are the next three. */
  readonly member: string | null;
  /** Hex. */
  readonly keyId: string | null;
  /** Hex. */
  readonly id: string | null;
  readonly action: string | null;
  /** Number of the outcome; 0 = accepted. */
  readonly outcome: number;
  /** Name of the outcome. */
  readonly name: string;
  /** Output of the action, JSON. */
  readonly data: unknown;
}

/** Which events are wanted. */
export interface EventOptions {
  /** Log index to start at; the end of the log unless given. */
  readonly from?: number | undefined;
  /** Only entries of this action. */
  readonly action?: string | undefined;
  /** Only entries signed by this member. */
  readonly member?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Entries as they are logged, without end. A broken or quiet connection is opened anew after the last
 * index that was seen, so nothing is missed and nothing comes twice. Ends with the signal's reason.
 * @throws ClientError for a refusal that will not pass
 */
export async function* logEvents(
  transport: Transport,
  options: EventOptions = {},
): AsyncGenerator<LogEvent, never, undefined> {
  const { action, member, signal } = options;
  let from = options.from ?? (await endOfLog(transport, signal));
  for (let failures = 0; ; failures++) {
    signal?.throwIfAborted();
    try {
      for await (const event of oneStream(transport, { from, action, member, signal })) {
        failures = 0;
        from = event.index + 1;
        yield event;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (!mayPass(error)) throw error;
    }
    const { backoffMs: first, backoffMaxMs } = clientLimits;
    await pause(backoffMs(Math.min(failures + 1, 10), first, backoffMaxMs), signal);
  }
}

async function endOfLog(transport: Transport, signal: AbortSignal | undefined): Promise<number> {
  const path = "/v1/status";
  const { logSize } = await transport.json<{ logSize: number }>({
    method: "GET",
    path,
    idempotent: true,
    signal,
  });
  return logSize;
}

async function* oneStream(
  transport: Transport,
  { from, action, member, signal }: EventOptions,
): AsyncGenerator<LogEvent, void, undefined> {
  const quiet = new AbortController();
  const stop = signal === undefined ? quiet.signal : AbortSignal.any([signal, quiet.signal]);
  const stream = await transport.stream({
    method: "GET",
    path: "/v1/events",
    query: { from, action, member },
    accept: "text/event-stream",
    idempotent: true,
    signal: stop,
  });
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  const parser = new EventParser();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    while (true) {
      timer = setTimeout(() => quiet.abort(), clientLimits.eventQuietMs);
      const { done, value } = await reader.read();
      clearTimeout(timer);
      if (done) return;
      for (const event of parser.push(decoder.decode(value, { stream: true }))) {
        if (event.event === "entry") yield readEvent(event.data);
      }
    }
  } finally {
    clearTimeout(timer);
    await reader.cancel().catch(() => {});
  }
}

function readEvent(data: string): LogEvent {
  try {
    const event = JSON.parse(data) as LogEvent;
    if (!Number.isSafeInteger(event.index)) throw new TypeError("no index");
    return event;
  } catch (cause) {
    throw clientError("bad-answer", "an event is not what it should be", cause);
  }
}

/** A broken connection or a node that restarts passes; a refusal of the question does not. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof ClientError)) return true;
  return error.code === "unreachable" || error.status === 429 || (error.status ?? 0) >= 500;
}
