import type { AnyAction } from "./app/define-action.ts";
import type { App } from "./app/define-app.ts";
import { wireOf } from "./app/fields.ts";
import type { Wire } from "./app/wire.ts";

/** An action of an open ledger, found by the name that statements use. */
export interface BoundAction {
  readonly name: string;
  readonly appNumber: number;
  readonly action: AnyAction;
  readonly input: Wire;
  readonly output: Wire;
}

/** All actions of a ledger by full name, such as `evidence.deposit`. */
export function actionTable(apps: readonly App[]): ReadonlyMap<string, BoundAction> {
  const table = new Map<string, BoundAction>();
  for (const [appNumber, app] of apps.entries()) {
    for (const action of Object.values(app.actions)) {
      const name = `${app.name}.${action.name}`;
      const [input, output] = [wireOf(action.input), wireOf(action.output)];
      table.set(name, { name, appNumber, action, input, output });
    }
  }
  return table;
}
