import { useState } from "react";
import { useEvents } from "../../api/events.ts";
import type { ListedStatement } from "./log-api.ts";

/** Statements kept of those that came while the page was open. */
const LIVE_KEPT = 100;

/** Statements as they are logged, the latest first. */
export function useLiveStatements(
  enabled: boolean,
  filter: { action?: string; member?: string } = {},
) {
  const [live, setLive] = useState<readonly ListedStatement[]>([]);
  useEvents(
    (event) => {
      setLive((before) =>
        before.some(({ index }) => index === event.index)
          ? before
          : [event, ...before].slice(0, LIVE_KEPT),
      );
    },
    { enabled, ...filter },
  );
  return live;
}

/** A page of statements with the live ones before it, none twice. */
export function withLive(
  live: readonly ListedStatement[],
  listed: readonly ListedStatement[],
): ListedStatement[] {
  const known = new Set(live.map(({ index }) => index));
  return [...live, ...listed.filter(({ index }) => !known.has(index))];
}
