import type { LogEvent } from "@tallystick/client/events";
import { toJsonLine } from "../answer.ts";
import { interruptible } from "../interrupt.ts";
import { formatTime } from "../terminal/quantities.ts";
import { printable } from "../terminal/width.ts";
import { openReader } from "./open-client.ts";

/** Options of `events`. */
export interface EventsOptions {
  readonly json?: boolean;
  readonly url: string;
  readonly from?: number;
  readonly count?: number;
  readonly action?: string;
  readonly member?: string;
  readonly data: string;
}

/** Prints entries as they come until Ctrl-C, or until there were so many. None is missed, none comes twice. */
export async function followEvents(options: EventsOptions): Promise<void> {
  const client = await openReader(options);
  const { signal, release } = interruptible(() => {});
  const { from, count = Number.POSITIVE_INFINITY, action, member } = options;
  let seen = 0;
  try {
    for await (const event of client.events({ from, action, member, signal })) {
      process.stdout.write(`${options.json ? toJsonLine(event) : entryLine(event)}\n`);
      if (++seen >= count) return;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    release();
  }
}

function entryLine({ index, time, member, action, outcome, name }: LogEvent): string {
  const what = `${printable(action ?? "-")} by ${printable(member ?? "-")}`;
  return `${index}  ${formatTime(time)}  ${what}${outcome === 0 ? "" : `  ${printable(name)}`}`;
}
