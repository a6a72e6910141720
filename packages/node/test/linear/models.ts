/** What the objects do whose histories are checked. */
import type { Model } from "./checker.ts";

/** Puts a value behind those that are there, or reads all of them. */
export type ListCall = { readonly append: string } | "read";

/** The place of the value that was put, or all values in their order. */
export type ListAnswer = { readonly place: number } | { readonly values: readonly string[] };

/** A set that only grows, and says in which order: deposits of one digest. */
export const appendSet: Model<string, ListCall, ListAnswer> = {
  initial: "[]",
  step(state, call, answer) {
    const values = JSON.parse(state) as string[];
    if (call === "read") {
      if (answer === undefined || !("values" in answer)) return undefined;
      return JSON.stringify(answer.values) === state ? state : undefined;
    }
    if (answer !== undefined && (!("place" in answer) || answer.place !== values.length)) {
      return undefined;
    }
    return JSON.stringify([...values, call.append]);
  },
  name: (state) => state,
};

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
