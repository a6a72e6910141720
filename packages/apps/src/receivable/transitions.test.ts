import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { conformanceFolder } from "../../../core/test/conformance.ts";
import {
  type Event,
  FLAGS,
  type Flag,
  next,
  STATUSES,
  type Status,
  TRANSITIONS,
} from "./transitions.ts";

type Published = readonly [string, string, string, string, string];

const folder = conformanceFolder("bill-states");
const { transitions } = (
  folder === undefined
    ? { transitions: [] }
    : JSON.parse(readFileSync(join(folder, "ecds-new-generation-transitions.json"), "utf8"))
) as { readonly transitions: readonly Published[] };

/** What the published rows are called here, in their order. */
const EVENTS: readonly Event[] = [
  "register",
  "clear",
  "ask-acceptance",
  "sign-acceptance",
  "decline-acceptance",
  "clear",
  "clear",
  "cancel",
  "ask-receipt",
  "sign-receipt",
  "decline-receipt",
  "clear",
  "ask-transfer",
  "sign-transfer",
  "decline-transfer",
  "ask-finance",
  "sign-finance",
];

const words = (text: string): string[] =>
  text === "-" ? [] : text.split("|").map((word) => word.toLowerCase().replaceAll("_", "-"));
const BEFORE = "<as before the request>";

/** All steps that the published rows allow, as `event status flag > status flag`. */
function published(): Set<string> {
  const steps = new Set<string>();
  for (const [i, [, statuses, flags, toStatus, toFlags]] of transitions.entries()) {
    const event = EVENTS[i] as Event;
    const froms = statuses === "-" ? ["-"] : words(statuses);
    for (const status of froms) {
      for (const flag of flags === "-" ? ["-"] : words(flags)) {
        const to = toStatus === BEFORE ? status : words(toStatus)[0];
        // Before a request for endorsement the part was circulable; that it was locked means by a request
        // that had run out, and before that one it was circulable.
        for (const after of toFlags === BEFORE ? ["circulable"] : words(toFlags)) {
          steps.add(`${event} ${status} ${flag} > ${to} ${after}`);
        }
      }
    }
  }
  return steps;
}

/** All steps of an event that this application's table allows, in the same form. */
function allowed(event: Event): string[] {
  const steps: string[] = [];
  const states: ({ status: Status; flag: Flag } | undefined)[] = [
    undefined,
    ...STATUSES.flatMap((status) => FLAGS.map((flag) => ({ status, flag }))),
  ];
  for (const from of states) {
    for (const wish of FLAGS) {
      const to = next(event, from, wish);
      if (to === undefined) continue;
      expect(to.flag).toBe(wish);
      const before = from === undefined ? "- -" : `${from.status} ${from.flag}`;
      steps.push(`${event} ${before} > ${to.status} ${to.flag}`);
    }
  }
  return steps;
}

describe.skipIf(folder === undefined)("the published table of the bill system", () => {
  test("has seventeen rows", () => {
    expect(transitions).toHaveLength(EVENTS.length);
    expect(EVENTS).toHaveLength(17);
  });

  test.each(transitions.map((row, i) => [row[0], i] as const))("row: %s", (_, i) => {
    const event = EVENTS[i] as Event;
    const [, statuses, flags] = transitions[i] as Published;
    const here = [...published()].filter((step) => step.startsWith(`${event} `));
    const mine = here.filter((step) => {
      const [, status = "", flag = ""] = step.split(" ");
      return statuses === "-" || (words(statuses).includes(status) && words(flags).includes(flag));
    });
    expect(mine.length).toBeGreaterThan(0);
    expect(allowed(event)).toEqual(expect.arrayContaining(mine));
  });

  test("of these events, every other step is refused", () => {
    const all = new Set(EVENTS);
    expect([...all].flatMap(allowed).sort()).toEqual([...published()].sort());
  });
});

describe("the steps of this application", () => {
  const events = [...new Set(TRANSITIONS.map(([event]) => event))];

  test("nothing follows the end", () => {
    for (const event of events) {
      for (const step of allowed(event)) {
        expect(step).not.toMatch(/ terminated .* >/);
        expect(step).not.toMatch(/ ended >/);
      }
    }
  });

  test("ended and terminated go together, and nothing is pledged before it is received", () => {
    for (const step of events.flatMap(allowed)) {
      const [, status, flag] = step.split(" > ")[1]?.match(/(\S+) (\S+)/) ?? [];
      expect(flag === "ended").toBe(status === "terminated");
      if (flag === "pledged") expect(["received", "matured"]).toContain(status);
      if (flag === "awaiting-receipt") expect(["drawn", "accepted"]).toContain(status);
    }
  });

  test("only a request locks; what is declined is what it was, in every state it could be asked in", () => {
    for (const step of events.flatMap(allowed)) {
      const [before = "", after = ""] = step.split(" > ");
      expect(after.endsWith(" locked")).toBe(before.startsWith("ask-"));
      if (!before.startsWith("ask-") || before.endsWith(" locked")) continue;
      const [event = "", status, flag] = before.split(" ");
      const decline = `${event.replace("ask-", "decline-")} ${after} > ${status} ${flag}`;
      expect(allowed(decline.split(" ")[0] as Event)).toContain(decline);
    }
  });

  test("nobody is asked again while a lock holds", () => {
    // The published rows allow it; there the older request has run out, which is a step of its own here.
    const again = events.flatMap(allowed).filter((step) => /^ask-\S+ \S+ locked/.test(step));
    expect(again).toEqual([
      "ask-receipt accepted locked > accepted locked",
      "ask-transfer received locked > received locked",
    ]);
  });
});
