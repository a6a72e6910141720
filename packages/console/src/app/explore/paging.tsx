import { useState } from "react";
import { useText } from "../language.ts";
import { FILL_CALLS } from "../limits.ts";
import { texts } from "./messages.ts";

/** Where one is in a list that is read page by page. */
export interface Paging<Cursor> {
  /** Cursor of the page that is shown; undefined for the first. */
  readonly cursor: Cursor | undefined;
  /** Number of the page, from 1. */
  readonly page: number;
  readonly next: (cursor: Cursor) => void;
  readonly previous: () => void;
  readonly first: () => void;
}

/** Keeps the way back: lists are read along cursors, which lead forward only. A new `key` begins anew. */
export function usePaging<Cursor>(key: string): Paging<Cursor> {
  const [state, setState] = useState<{ key: string; way: readonly Cursor[] }>({ key, way: [] });
  const way = state.key === key ? state.way : [];
  const go = (next: readonly Cursor[]) => setState({ key, way: next });
  return {
    cursor: way.at(-1),
    page: way.length + 1,
    next: (cursor) => go([...way, cursor]),
    previous: () => go(way.slice(0, -1)),
    first: () => go([]),
  };
}

/** Buttons to go from page to page. Nothing when there is only one. */
export function Pager<Cursor>(props: { paging: Paging<Cursor>; next: Cursor | undefined }) {
  const { paging, next } = props;
  const t = useText(texts);
  if (paging.page === 1 && next === undefined) return null;
  return (
    <nav className="pager" aria-label={t("pages")}>
      <button type="button" className="button" disabled={paging.page === 1} onClick={paging.first}>
        ⇤ <span className="pager-word">{t("first")}</span>
      </button>
      <button
        type="button"
        className="button"
        disabled={paging.page === 1}
        onClick={paging.previous}
      >
        ← {t("previous")}
      </button>
      <span className="pager-page" role="status">
        {t("page", { page: paging.page })}
      </span>
      <button
        type="button"
        className="button"
        disabled={next === undefined}
        onClick={() => next !== undefined && paging.next(next)}
      >
        {t("next")} →
      </button>
    </nav>
  );
}

/** A page of a list whose answers may end early: asked on until it is full or the list ends. */
export async function fillPage<Item, Cursor>(
  ask: (
    cursor: Cursor | undefined,
    limit: number,
  ) => Promise<{ items: readonly Item[]; next?: Cursor }>,
  cursor: Cursor | undefined,
  limit: number,
): Promise<{ items: readonly Item[]; next?: Cursor }> {
  const items: Item[] = [];
  let at = cursor;
  for (let call = 0; call < FILL_CALLS; call++) {
    const page = await ask(at, limit - items.length);
    items.push(...page.items);
    at = page.next;
    if (at === undefined || items.length >= limit) break;
  }
  return { items, ...(at === undefined ? {} : { next: at }) };
}
