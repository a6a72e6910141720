import { useState } from "react";
import { useEvents } from "../../api/events.ts";
import { LIVE_KEPT } from "../../limits.ts";
import type { ListedStatement } from "./log-api.ts";

/** Statements as they are logged, the latest first. */
export function useLiveStatements(
  enabled: boolean,
  filter: { action?: string; member?: string } = {},
) {
  const key = JSON.stringify(filter);
  const [kept, setKept] = useState<{ key: string; list: readonly ListedStatement[] }>();
  useEvents(
    (event) => {
      setKept((before) => {
        // What came under another filter does not belong to this list.
        const list = before?.key === key ? before.list : [];
        if (list.some(({ index }) => index === event.index)) return before;
        return { key, list: [event, ...list].slice(0, LIVE_KEPT) };
      });
    },
    { enabled, ...filter },
  );
  return kept?.key === key ? kept.list : [];
}

/** A page of statements with the live ones before it, none twice. */
export function withLive(
  live: readonly ListedStatement[],
  listed: readonly ListedStatement[],
): ListedStatement[] {
  const known = new Set(live.map(({ index }) => index));
  return [...live, ...listed.filter(({ index }) => !known.has(index))];
}
