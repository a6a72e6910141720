import { type StateRecord, verifyStateAnswer } from "@tallystick/core/verify-state-answer";
import { ClientError } from "./errors.ts";
import { plainData } from "./plain-data.ts";
import type { Transport } from "./transport.ts";
import type { Judge } from "./views.ts";

/** Names a row of the state. Key fields in the order of the table, bigints as decimal text, bytes as hex. */
export interface NamedRow {
  readonly app: string;
  readonly table: string;
  readonly key: readonly (string | number | boolean)[];
}

/** Rows that are proved, and the proof. */
export interface ProvedRows {
  /** In the order in which they were asked for; `value` is null where there is none. */
  readonly records: readonly StateRecord[];
  readonly height: number;
  /** Time of the block, ms since 1970 UTC. */
  readonly time: number;
  /** State answer: the `*.proof` file. */
  readonly proof: Uint8Array;
}

const STATE = "application/vnd.tallystick.state+cbor";

/** Asks for rows with their proof. @throws ClientError */
export async function askRows(
  transport: Transport,
  { trust, suites }: Judge,
  rows: readonly NamedRow[],
  signal: AbortSignal | undefined,
): Promise<ProvedRows> {
  const proof = await transport.bytes({
    method: "POST",
    path: "/v1/state",
    body: JSON.stringify({ rows }),
    contentType: "application/json",
    accept: STATE,
    idempotent: true,
    signal,
  });
  const { valid, summary, layers } = verifyStateAnswer({
    answer: proof,
    trust,
    now: Date.now(),
    ...(suites === undefined ? {} : { suites }),
  });
  if (!valid || summary === null) {
    const failed = layers.find(({ verdict }) => verdict !== "pass");
    throw new ClientError("not-verified", failed?.detail.en ?? "the proof does not hold", {
      details: { layer: failed?.layer, code: failed?.code },
    });
  }
  const { records, height, time } = summary;
  if (records.length !== rows.length || !records.every((one, at) => isAbout(one, rows[at]))) {
    throw new ClientError("not-verified", "the proof is about other rows than were asked for");
  }
  return { records, height, time, proof };
}

/** Whether a proved row is the one that was named; what JSON made text of is compared as text. */
function isAbout({ app, table, key }: StateRecord, named: NamedRow | undefined): boolean {
  return (
    named !== undefined &&
    named.app === app &&
    named.table === table &&
    named.key.length === key.length &&
    key.every((item, at) => String(plainData(item)) === String(named.key[at]))
  );
}
