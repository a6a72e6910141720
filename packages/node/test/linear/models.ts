/** What the objects do whose histories are checked. */
import { createHash } from "node:crypto";
import type { Model } from "./checker.ts";

/** Puts a value behind those that are there, or reads all of them. */
export type ListCall = { readonly append: string } | "read";

/** The place of the value that was put, or all values in their order. */
export type ListAnswer = { readonly place: number } | { readonly values: readonly string[] };

/** So many values, and a hash over all of them in their order. */
export interface Grown {
  readonly size: number;
  readonly hash: string;
}

const NOTHING: Grown = { size: 0, hash: "" };

/** A set that only grows, and says in which order: deposits of one digest. */
export const appendSet: Model<Grown, ListCall, ListAnswer> = {
  initial: NOTHING,
  step(state, call, answer) {
    if (call === "read") {
      if (answer === undefined || !("values" in answer)) return undefined;
      return answer.values.length === state.size && hashOf(answer.values) === state.hash
        ? state
        : undefined;
    }
    if (answer !== undefined && (!("place" in answer) || answer.place !== state.size)) {
      return undefined;
    }
    return grown(state, call.append);
  },
  name: ({ hash }) => hash,
};

function grown({ size, hash }: Grown, value: string): Grown {
  const next = createHash("sha256").update(hash).update(JSON.stringify(value));
  return { size: size + 1, hash: next.digest("base64") };
}

const hashes = new WeakMap<readonly string[], string>();

/** Asked for often while orders are tried. */
function hashOf(values: readonly string[]): string {
  const hash = hashes.get(values) ?? values.reduce(grown, NOTHING).hash;
  hashes.set(values, hash);
  return hash;
}

/** What a register holds: how often it was written, and what. */
export interface Held {
  readonly version: number;
  readonly value: string;
}

/** Writes when nobody has written since a version, or reads. */
export type RegisterCall = { readonly expected: number; readonly value: string } | "read";

/** Whether it was written, or what was read. */
export type RegisterAnswer = { readonly written: boolean } | Held;

/** A register that is written by comparing and setting. */
export const register: Model<Held, RegisterCall, RegisterAnswer> = {
  initial: { version: 0, value: "" },
  step(state, call, answer) {
    if (call === "read") {
      if (answer === undefined || !("version" in answer)) return undefined;
      return answer.version === state.version && answer.value === state.value ? state : undefined;
    }
    const fits = call.expected === state.version;
    if (answer !== undefined && (!("written" in answer) || answer.written !== fits)) {
      return undefined;
    }
    if (fits) return { version: state.version + 1, value: call.value };
    return answer === undefined ? undefined : state;
  },
  name: ({ version, value }) => `${version} ${value}`,
};
