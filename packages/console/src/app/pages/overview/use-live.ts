import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type LogEvent, useEvents } from "../../api/events.ts";
import type { Status } from "../../api/facts.ts";
import { BUSY_EVENTS, CALM_MS, LIVE_MS, RATE_WINDOW_MS, RECENT_MAX } from "../../limits.ts";

/** The log as it grows. */
export interface Live {
  /** The last entries, newest first. */
  readonly recent: readonly LogEvent[];
  /** Entries a second, over the last ten; null until something is known. */
  readonly rate: number | null;
  /** True while so much is logged that entries are counted and not shown one by one. */
  readonly busy: boolean;
}

/**
 * Follows the log by server-sent events and keeps the figures of the status fresh with them. A ledger
 * that logs more than a reader can follow is not streamed: its status is asked for once a second.
 */
export function useLive(status: Status | undefined): Live {
  const client = useQueryClient();
  const waiting = useRef<LogEvent[]>([]);
  const [recent, setRecent] = useState<readonly LogEvent[]>([]);
  const [busy, setBusy] = useState(false);
  const rate = useRate(status);
  const from = useStart(status);

  useEvents((event) => waiting.current.push(event), { from, enabled: from !== undefined && !busy });

  useEffect(() => {
    const timer = setInterval(() => {
      const events = waiting.current;
      const last = events.at(-1);
      if (last === undefined) return;
      waiting.current = [];
      if (events.length > (BUSY_EVENTS * LIVE_MS) / 1_000) setBusy(true);
      setRecent((before) => [...events.reverse(), ...before].slice(0, RECENT_MAX));
      const { index, height, time } = last;
      client.setQueryData<Status>(["status"], (known) =>
        known === undefined || known.logSize > index + 1
          ? known
          : { ...known, logSize: index + 1, height, time },
      );
    }, LIVE_MS);
    return () => clearInterval(timer);
  }, [client]);

  useEffect(() => {
    if (!busy) return;
    const ask = setInterval(() => void client.invalidateQueries({ queryKey: ["status"] }), 1_000);
    const again = setTimeout(() => setBusy(false), CALM_MS);
    return () => {
      clearInterval(ask);
      clearTimeout(again);
    };
  }, [busy, client]);
  return { recent, rate, busy };
}

/** Where the stream begins: a few entries before the end that was seen first, so that the list is not empty. */
function useStart(status: Status | undefined): number | undefined {
  const [start, setStart] = useState<number>();
  const end = status?.logSize;
  useEffect(() => {
    if (end !== undefined) setStart((before) => before ?? Math.max(0, end - RECENT_MAX));
  }, [end]);
  return start;
}

/** Entries a second between the oldest and the newest status of the window. */
function useRate(status: Status | undefined): number | null {
  const seen = useRef<{ at: number; size: number }[]>([]);
  const [rate, setRate] = useState<number | null>(null);
  const size = status?.logSize;
  useEffect(() => {
    if (size === undefined) return;
    const take = () => {
      const now = performance.now();
      seen.current = [...seen.current, { at: now, size }].filter(
        ({ at }) => now - at <= RATE_WINDOW_MS,
      );
      const first = seen.current[0];
      if (first === undefined || now - first.at < 900) return;
      setRate(((size - first.size) * 1_000) / (now - first.at));
    };
    take();
    const timer = setInterval(take, 1_000);
    return () => clearInterval(timer);
  }, [size]);
  return rate;
}
