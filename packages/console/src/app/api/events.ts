import { useEffect, useRef } from "react";

/** An entry as the event stream tells of it. */
export interface LogEvent {
  readonly index: number;
  readonly height: number;
  /** Ms since the epoch. */
  readonly time: number;
  readonly member: string;
  readonly keyId: string;
  readonly id: string;
  readonly action: string;
  readonly outcome: number;
  readonly name: string;
  readonly data: unknown;
}

/** What to listen for. */
export interface EventsOptions {
  /** Log index to start at; the end of the log unless given. */
  readonly from?: number | undefined;
  readonly action?: string | undefined;
  readonly member?: string | undefined;
  /** False to listen to nothing. */
  readonly enabled?: boolean;
}

/**
 * Calls `onEvent` for each entry as it is logged, as long as the component is there. The browser
 * opens a lost stream again and resumes after the last entry that it saw.
 */
export function useEvents(onEvent: (event: LogEvent) => void, options: EventsOptions = {}): void {
  const { from, action, member, enabled = true } = options;
  const latest = useRef(onEvent);
  useEffect(() => {
    latest.current = onEvent;
  });
  useEffect(() => {
    if (!enabled) return;
    const query = new URLSearchParams();
    if (from !== undefined) query.set("from", String(from));
    if (action !== undefined) query.set("action", action);
    if (member !== undefined) query.set("member", member);
    const text = query.toString();
    const source = new EventSource(`/v1/events${text === "" ? "" : `?${text}`}`);
    source.addEventListener("entry", (message) => {
      latest.current(JSON.parse((message as MessageEvent<string>).data) as LogEvent);
    });
    return () => source.close();
  }, [from, action, member, enabled]);
}
