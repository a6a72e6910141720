import { writeFileSync } from "node:fs";
import { fromHex } from "@tallystick/core/bytes";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { verifyStateAnswer } from "@tallystick/core/verify-state-answer";
import { answer, remark } from "../answer.ts";
import { CommandError } from "../failure.ts";
import { chooseLanguage } from "../language.ts";
import { fetchTrust, reachNode } from "../ledger/reach.ts";
import { fieldLines } from "../terminal/fields.ts";
import { formatTime } from "../terminal/quantities.ts";
import { layerLines } from "../verify/verdict-table.ts";
import { toQuery } from "./input-options.ts";

/** Options of every view. */
export interface ViewOptions {
  readonly json?: boolean | undefined;
  readonly lang?: string | undefined;
  readonly url: string;
  readonly data: string;
  /** Where the proof is written. */
  readonly proof?: string | undefined;
}

/** The answer of a view as of a checkpoint. */
export interface ViewAnswer {
  readonly data: Readonly<Record<string, unknown>>;
  readonly checkpoint: { readonly height: number; readonly time: number };
  /** State answer, hex. */
  readonly proof?: string;
}

/** Asks a node, with a proof when it is wanted. @throws ClientError */
export async function askView(
  options: Pick<ViewOptions, "url">,
  view: { readonly app: string; readonly name: string },
  input: Readonly<Record<string, unknown>>,
  proof: boolean,
): Promise<ViewAnswer> {
  return reachNode(options.url).json<ViewAnswer>({
    method: "GET",
    path: `/v1/apps/${view.app}/${view.name}`,
    query: { ...toQuery(input), ...(proof && { proof: true }) },
    idempotent: true,
  });
}

/**
 * Asks a view and prints its answer. With `--proof` the proof is checked before it is written: one
 * that does not hold is a failure of the node, and is said to be.
 */
export async function runView(
  view: { readonly app: string; readonly name: string },
  input: Readonly<Record<string, unknown>>,
  options: ViewOptions,
): Promise<void> {
  const { data, checkpoint, proof } = await askView(
    options,
    view,
    input,
    options.proof !== undefined,
  );
  if (options.proof !== undefined) await keepProof(proof, options.proof, options);
  const { height, time } = checkpoint;
  answer(options, { data, height, time, proof: options.proof ?? null }, () => [
    ...fieldLines(data, ""),
    `as of block ${height}, ${formatTime(time)}`,
  ]);
}

/** Checks a proof (hex) against the trust of the node's ledger and writes it. @throws CommandError */
export async function keepProof(
  hex: string | undefined,
  path: string,
  options: ViewOptions,
): Promise<void> {
  if (hex === undefined) throw new CommandError("bad-answer", "the node gave no proof");
  const { trust } = await fetchTrust(reachNode(options.url), options.data);
  const bytes = fromHex(hex);
  const result = verifyStateAnswer({ answer: bytes, trust, now: Date.now(), suites: nodeSuite });
  if (!result.valid) {
    const language = chooseLanguage(options.lang, process.env);
    for (const line of layerLines(result.layers, language)) remark(line);
    throw new CommandError("not-verified", "the proof that the node gave does not hold");
  }
  writeFileSync(path, bytes);
}
