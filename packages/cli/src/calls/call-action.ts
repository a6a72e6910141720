import { writeFileSync } from "node:fs";
import type { AnyAction } from "@tallystick/ledger/app/define-action";
import { fromJson, toJson } from "@tallystick/ledger/app/json-values";
import { answer, shade } from "../answer.ts";
import { openWriter, type SignerOptions } from "../ledger/open-client.ts";
import { fieldLines } from "../terminal/fields.ts";
import { formatTime } from "../terminal/quantities.ts";

/** Options of every call. */
export interface CallOptions extends SignerOptions {
  readonly json?: boolean | undefined;
  /** Where the receipt is written. */
  readonly receipt?: string | undefined;
}

/**
 * Signs an action, submits it, waits for its receipt, verifies that and prints what it came to.
 * @param json input that the action's definition accepts
 * @throws ClientError with the name of the outcome when the ledger refuses
 */
export async function callAction(
  app: string,
  action: AnyAction,
  json: Record<string, unknown>,
  options: CallOptions,
): Promise<void> {
  const input: unknown = fromJson(action.input, json);
  const { client } = await openWriter(options);
  const done = await client.submit({ action: `${app}.${action.name}`, input });
  const output: unknown = toJson(action.output, done.output);
  if (options.receipt !== undefined) writeFileSync(options.receipt, done.receipt);
  const { index, height, time } = done;
  const told = { outcome: "accepted", index, height, time, receipt: options.receipt ?? null };
  answer(options, { ...told, output }, () => [
    `${shade("good", "accepted")}  entry ${index}, block ${height}, ${formatTime(time)}`,
    ...fieldLines(output, "  "),
    ...(options.receipt === undefined ? [] : [`receipt: ${options.receipt}`]),
  ]);
}
