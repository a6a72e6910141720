import { useSearch } from "@tanstack/react-router";
import type { RecordQuery } from "./records-api.ts";

/** What the page's address asks for. */
export interface Search extends RecordQuery {
  /** Hex; empty when records are not looked for by digest. */
  readonly digest: string;
}

/** Reads the search from the address, so that a search can be kept and sent on. */
export function useRecordSearch(): Search {
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const text = (name: string) => (search[name] === undefined ? "" : String(search[name]));
  const time = (name: string) =>
    /^[0-9]{1,15}$/.test(text(name)) ? Number(text(name)) : undefined;
  return {
    digest: text("digest").toLowerCase(),
    table: text("table") === "batches" ? "batches" : "deposits",
    label: text("label"),
    member: text("member"),
    from: time("from"),
    to: time("to"),
  };
}

/** The search of an address, without what is not set. */
export function addressOf(search: Partial<Search>): Record<string, string | number> {
  const set = Object.entries(search).filter(
    ([name, value]) =>
      value !== "" && value !== undefined && !(name === "table" && value === "deposits"),
  );
  return Object.fromEntries(set) as Record<string, string | number>;
}
