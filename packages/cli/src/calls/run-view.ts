import { writeFileSync } from "node:fs";
import { askView } from "@tallystick/client/views";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { App } from "@tallystick/ledger/app/define-app";
import type { AnyView } from "@tallystick/ledger/app/define-view";
import { fromJson, toJson } from "@tallystick/ledger/app/json-values";
import { answer } from "../answer.ts";
import type { LedgerOptions } from "../ledger/ledger-trust.ts";
import { openReader } from "../ledger/open-client.ts";
import { fieldLines } from "../terminal/fields.ts";
import { formatTime } from "../terminal/quantities.ts";

/** Options of every view. */
export interface ViewOptions extends LedgerOptions {
  readonly json?: boolean | undefined;
  /** Where the proof is written. */
  readonly proof?: string | undefined;
}

/** The answer of a view, in JSON, for a block. */
export interface ViewAnswer {
  readonly data: Readonly<Record<string, unknown>>;
  readonly height: number;
  readonly time: number;
  /** State answer, verified; present when it was asked for. */
  readonly proof: Uint8Array | undefined;
}

/**
 * Asks a view. With a proof the answer is the one that the proof shows, whatever the node says.
 * @param json input that the view's definition accepts
 * @throws ClientError `not-verified` when the proof does not hold
 */
export async function viewAnswer(
  app: App,
  view: AnyView,
  json: Record<string, unknown>,
  options: LedgerOptions,
  proof: boolean,
): Promise<ViewAnswer> {
  const input: unknown = fromJson(view.input, json);
  const { transport, trust } = await openReader(options);
  const judge = { trust, suites: nodeSuite };
  const found = await askView(transport, judge, app, view, input, { proof });
  const data = toJson(view.output, found.output) as Record<string, unknown>;
  return { data, height: found.height, time: found.time, proof: found.proof };
}

/** Asks a view and prints its answer; with `--proof` the proof is written. */
export async function runView(
  app: App,
  view: AnyView,
  json: Record<string, unknown>,
  options: ViewOptions,
): Promise<void> {
  const wanted = options.proof !== undefined;
  const { data, height, time, proof } = await viewAnswer(app, view, json, options, wanted);
  if (options.proof !== undefined && proof !== undefined) writeFileSync(options.proof, proof);
  answer(options, { data, height, time, proof: options.proof ?? null }, () => [
    ...fieldLines(data, ""),
    `as of block ${height}, ${formatTime(time)}`,
  ]);
}
