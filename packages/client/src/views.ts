import { fromHex } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { decodeStateAnswer } from "@tallystick/core/state-answer";
import type { Suite, SuiteName } from "@tallystick/core/suite/suite";
import type { Trust } from "@tallystick/core/trust";
import { verifyStateAnswer } from "@tallystick/core/verify-state-answer";
import type { App } from "@tallystick/ledger/app/define-app";
import type { AnyTable } from "@tallystick/ledger/app/define-table";
import type { AnyView } from "@tallystick/ledger/app/define-view";
import { fromJson, JsonError, toJson } from "@tallystick/ledger/app/json-values";
import { parametersOf } from "@tallystick/ledger/app/parameters";
import { TableCodec } from "@tallystick/ledger/tables/table-codec";
import { ClientError, clientError } from "./errors.ts";
import type { QueryParameters, Transport } from "./transport.ts";

/** Settings of one question. */
export interface ViewOptions {
  readonly signal?: AbortSignal | undefined;
  /** Have the answer proved, and refuse it when the proof does not hold. */
  readonly proof?: boolean | undefined;
}

/** What the ledger answered. */
export interface ViewResult<O> {
  readonly output: O;
  /** Block for which the answer holds. */
  readonly height: number;
  /** Time of that block, ms since 1970 UTC. */
  readonly time: number;
  readonly logSize: number;
  /** State answer: the `*.proof` file, verified. Present when a proof was asked for. */
  readonly proof?: Uint8Array;
}

interface Answer {
  readonly data: unknown;
  readonly checkpoint: { height: number; time: number; logSize: number };
  readonly proof?: string;
}

/** What a proved answer is judged with. */
export interface Judge {
  readonly trust: Trust;
  readonly suites: ((name: SuiteName) => Suite) | undefined;
}

/** Asks a view. @throws ClientError */
export async function askView(
  transport: Transport,
  judge: Judge,
  app: App,
  view: AnyView,
  input: unknown,
  options: ViewOptions = {},
): Promise<ViewResult<unknown>> {
  const { proof = false, signal } = options;
  if (proof && !view.proves) {
    throw clientError("invalid-input", `${app.name}.${view.name} has no proof of its answer`);
  }
  const answer = await transport.json<Answer>({
    method: "GET",
    path: `/v1/apps/${app.name}/${view.name}`,
    query: { ...queryOf(view, input), ...(proof ? { proof: true } : {}) },
    idempotent: true,
    signal,
  });
  if (!proof) {
    const { height, time, logSize } = answer.checkpoint;
    return { output: jsonValue(() => fromJson(view.output, answer.data)), height, time, logSize };
  }
  if (typeof answer.proof !== "string") throw clientError("bad-answer", "the node gave no proof");
  return provedResult(judge, app, view, input, fromHex(answer.proof));
}

/**
 * The answer that a proof shows. What the node says is not looked at: the view runs here, over the
 * proved rows alone, so that an answer which the rows do not bear out cannot pass.
 * @throws ClientError `not-verified`
 */
export function provedResult(
  { trust, suites }: Judge,
  app: App,
  view: AnyView,
  input: unknown,
  proof: Uint8Array,
): ViewResult<unknown> {
  const verdict = verifyStateAnswer({
    answer: proof,
    trust,
    now: Date.now(),
    ...(suites === undefined ? {} : { suites }),
  });
  if (!verdict.valid || verdict.summary === null) {
    const failed = verdict.layers.find((layer) => layer.verdict !== "pass");
    throw new ClientError("not-verified", failed?.detail.en ?? "the proof does not hold", {
      details: { layer: failed?.layer, code: failed?.code },
    });
  }
  const { height, time, logSize } = verdict.summary;
  const rows = new Map<string, Uint8Array | null>();
  for (const one of decodeStateAnswer(proof).proofs) {
    if (one.app !== app.name) continue;
    rows.set(keyName(encodeCbor([one.table, one.key])), one.value);
  }
  const tables = Object.fromEntries(
    Object.entries<AnyTable>(view.tables).map(([name, table]) => [name, provedTable(table, rows)]),
  );
  const output: unknown = view.run({ tables, reads: {}, height, time, logSize }, input);
  return { output, height, time, logSize, proof };
}

/** A table that knows the proved rows and nothing else. */
function provedTable(table: AnyTable, rows: ReadonlyMap<string, Uint8Array | null>) {
  const codec = new TableCodec(table, 0, 0);
  const get = (key: Readonly<Record<string, unknown>>): unknown => {
    const keyBytes = codec.encodeKey(key);
    const value = rows.get(keyName(keyBytes));
    if (value === undefined) {
      throw clientError("not-verified", `the proof leaves out a row of ${table.name}`);
    }
    return value === null ? undefined : codec.decode(keyBytes, value);
  };
  return {
    get,
    has: (key: Readonly<Record<string, unknown>>) => get(key) !== undefined,
    scan: (): never => {
      throw clientError("not-verified", `the order of ${table.name} is not proved`);
    },
  };
}

function keyName(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** Query parameters of a typed input. @throws ClientError `invalid-input` */
export function queryOf(view: AnyView, input: unknown): QueryParameters {
  const json = jsonValue(() => toJson(view.input, input ?? {})) as Record<string, unknown>;
  const query: Record<string, string | readonly string[]> = {};
  for (const { name, kind } of parametersOf(view.inputShape)) {
    const value = json[name];
    if (value === undefined) continue;
    if (kind === "texts") query[name] = value as string[];
    else query[name] = kind === "json" ? JSON.stringify(value) : String(value);
  }
  return query;
}

function jsonValue<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof JsonError) throw clientError("invalid-input", cause.message, cause);
    throw cause;
  }
}
