import { APPLICATIONS } from "@tallystick/apps/applications";
import { OUTCOMES, type OutcomeDefinition } from "@tallystick/ledger/outcomes";

const all: readonly OutcomeDefinition[] = [
  ...Object.values(OUTCOMES),
  ...Object.values(APPLICATIONS).flatMap((app) => Object.values<OutcomeDefinition>(app.outcomes)),
];

/** An outcome by its number or name; undefined when a newer ledger registers it. */
export function outcomeOf(numberOrName: number | string): OutcomeDefinition | undefined {
  return all.find(({ number, name }) => number === numberOrName || name === numberOrName);
}
