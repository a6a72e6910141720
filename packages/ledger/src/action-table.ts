import type { AnyAction } from "./app/define-action.ts";
import type { App } from "./app/define-app.ts";
import { wireOf } from "./app/fields.ts";
import type { Wire } from "./app/wire.ts";
import { assertLedger } from "./errors.ts";
import { rulesOf } from "./rules.ts";

/** An action of an open ledger, found by the name that statements use. */
export interface BoundAction {
  readonly name: string;
  readonly app: string;
  readonly appNumber: number;
  readonly action: AnyAction;
  /** Number of the other application whose tables it reads, if it reads any. */
  readonly readsNumber: number | undefined;
  readonly input: Wire;
  readonly output: Wire;
}

/**
 * All actions of a ledger by full name, such as `evidence.deposit`.
 *
 * @param versions of the applications, in their order; ones that the program has
 */
export function actionTable(
  apps: readonly App[],
  versions: readonly number[],
): ReadonlyMap<string, BoundAction> {
  const table = new Map<string, BoundAction>();
  for (const [appNumber, app] of apps.entries()) {
    const rules = rulesOf(app, versions[appNumber] ?? 0);
    assertLedger(rules !== undefined, "a version that the program has");
    for (const action of Object.values(rules.actions)) {
      const name = `${app.name}.${action.name}`;
      const [input, output] = [wireOf(action.input), wireOf(action.output)];
      const readsNumber = action.reads && numberOf(apps, action.reads.app);
      table.set(name, { name, app: app.name, appNumber, action, readsNumber, input, output });
    }
  }
  return table;
}

/** Number of an application on a ledger. @throws LedgerFault `wrong-applications` when the ledger lacks it */
export function numberOf(apps: readonly { readonly name: string }[], name: string): number {
  const number = apps.findIndex((app) => app.name === name);
  assertLedger(number >= 0, `the ledger has no application ${name}`, "wrong-applications");
  return number;
}
