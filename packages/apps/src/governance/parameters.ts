import type { TableReader } from "@tallystick/ledger/app/table-access";
import type { Bilingual } from "@tallystick/ledger/outcomes";
import type { parameters } from "./records/head.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

interface Parameter {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly text: Bilingual;
}

/** The parameters that the consortium can set, with default and bounds; all in milliseconds. */
export const PARAMETERS = {
  "pause-ms": {
    value: 72 * HOUR_MS,
    min: HOUR_MS,
    max: 14 * DAY_MS,
    text: {
      en: "How long an emergency pause lasts unless it is ratified.",
      zh: "紧急暂停未经追认时的时长。",
    },
  },
  "pause-rest-ms": {
    value: 7 * DAY_MS,
    min: 0,
    max: 90 * DAY_MS,
    text: {
      en: "How long after a pause that was not ratified the same application cannot be paused again.",
      zh: "未获追认的暂停结束后，同一应用不得再次紧急暂停的时长。",
    },
  },
  "quota-burst-ms": {
    value: 5000,
    min: 1000,
    max: 60_000,
    text: {
      en: "How much of a rate can be used at once: what it allows in this time.",
      zh: "速率配额可一次性使用的时长额度。",
    },
  },
} as const satisfies Record<string, Parameter>;

/** Name of a parameter. */
export type ParameterName = keyof typeof PARAMETERS;

/** A parameter by its name, or undefined. */
export function parameterNamed(name: string): Parameter | undefined {
  return Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name as ParameterName] : undefined;
}

/** Value of a parameter on a ledger. */
export function parameterOf(table: TableReader<typeof parameters>, name: ParameterName): number {
  return table.get({ name })?.value ?? PARAMETERS[name].value;
}
