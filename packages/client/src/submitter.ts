import { APPLICATIONS } from "@tallystick/apps/applications";
import { concatBytes } from "@tallystick/core/bytes";
import { type CborMap, type CborValue, cborItemLength } from "@tallystick/core/cbor";
import { decodeEntry } from "@tallystick/core/entry";
import { decodeReceipt } from "@tallystick/core/receipt";
import { decodeRefusal } from "@tallystick/core/refusal";
import type { Signer } from "@tallystick/core/signer";
import { signStatement } from "@tallystick/core/statement";
import { collectOutcomes, OUTCOMES } from "@tallystick/ledger/outcomes";
import { ClientError, clientError } from "./errors.ts";
import { clientLimits } from "./limits.ts";
import { plainData } from "./plain-data.ts";
import { newStatementId } from "./statement-id.ts";
import type { Transport } from "./transport.ts";

/** Settings of one submission. */
export interface SubmitOptions {
  readonly signal?: AbortSignal | undefined;
  /** 16 bytes. Give the id of an earlier try to make sure that the action happens once. */
  readonly id?: Uint8Array | undefined;
  /** How long the statement stays good, ms from now; 10 minutes unless given. */
  readonly expiresInMs?: number | undefined;
  /** Verify the receipt before the call returns: the default of single calls. */
  readonly verify?: boolean | undefined;
}

/** A statement that was accepted and is durable. */
export interface Submitted<O = CborValue> {
  /** Position in the log. */
  readonly index: number;
  /** Height of its block. */
  readonly height: number;
  /** Time of its block, ms since 1970 UTC. */
  readonly time: number;
  /** Output of the action. */
  readonly output: O;
  /** Receipt bundle: the `*.receipt` file. */
  readonly receipt: Uint8Array;
}

/** A statement that was refused; nothing but its entry, if it has one, is on the ledger. */
export interface Refused {
  /** Name of the outcome. */
  readonly code: string;
  /** Number of the outcome. */
  readonly outcome: number;
  /** Position of the entry that records the refusal, if there is one. */
  readonly index?: number;
  /** What the refusal says, JSON-safe. */
  readonly data: unknown;
}

/** What became of one statement among many. */
export type Settled =
  | ({ readonly accepted: true } & Submitted)
  | ({ readonly accepted: false } & Refused);

/** An action to take, by full name and input. */
export interface Request {
  readonly action: string;
  readonly input: CborMap;
  readonly id?: Uint8Array | undefined;
}

/** Settings of a submission of many. */
export interface SubmitManyOptions extends Omit<SubmitOptions, "id"> {
  /** Requests under way at a time. */
  readonly inFlight?: number | undefined;
  /** Called as answers come in. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Who signs, and for which ledger. */
export interface SubmitterOptions {
  readonly transport: Transport;
  readonly ledgerId: Uint8Array;
  readonly signer: Signer | undefined;
  readonly issuer: string | undefined;
}

const REGISTRY = new Map(
  collectOutcomes(OUTCOMES, ...Object.values(APPLICATIONS).map((app) => app.outcomes)).map(
    (one) => [one.number, one] as const,
  ),
);

/**
 * Builds, signs and sends statements and waits for their receipts. A statement keeps its id through
 * all retries, so that however often it is sent its action happens once.
 */
export class Submitter {
  readonly #options: SubmitterOptions;

  constructor(options: SubmitterOptions) {
    this.#options = options;
  }

  /** A signed statement. @throws ClientError `no-signer` */
  sign(request: Request, options: SubmitOptions = {}): Promise<Uint8Array> {
    const { signer, issuer, ledgerId } = this.#options;
    if (signer === undefined || issuer === undefined) {
      throw clientError("no-signer", "this client was connected without a key to sign with");
    }
    const { expiresInMs = clientLimits.expiryMs } = options;
    return signStatement({
      signer,
      issuer,
      ledgerId,
      id: request.id ?? options.id ?? newStatementId(),
      expiry: Date.now() + expiresInMs,
      action: request.action,
      input: request.input,
    });
  }

  /** Sends signed statements, as few requests as possible, and returns what became of each, in order. */
  async send(
    statements: readonly Uint8Array[],
    options: SubmitManyOptions = {},
  ): Promise<Settled[]> {
    const groups = sequences(statements);
    const results = new Array<Settled>(statements.length);
    let done = 0;
    await inParallel(groups, options.inFlight ?? clientLimits.requestsInFlight, async (group) => {
      const settled = await this.#sendOne(group.items, options.signal);
      settled.forEach((one, i) => {
        results[group.start + i] = one;
      });
      done += settled.length;
      options.onProgress?.(done, statements.length);
    });
    return results;
  }

  async #sendOne(
    statements: readonly Uint8Array[],
    signal: AbortSignal | undefined,
  ): Promise<Settled[]> {
    const answer = await this.#options.transport.bytes({
      method: "POST",
      path: "/v1/statements",
      query: { wait: "receipt" },
      contentType: "application/cbor-seq",
      accept: "application/cbor-seq",
      body: concatBytes(...statements),
      idempotent: true,
      signal,
    });
    try {
      const items: Settled[] = [];
      for (let at = 0; at < answer.length; ) {
        const end = at + cborItemLength(answer, at);
        items.push(readItem(answer.slice(at, end)));
        at = end;
      }
      if (items.length !== statements.length) throw new RangeError("answers are missing");
      return items;
    } catch (cause) {
      throw clientError("bad-answer", "the answer is not one receipt a statement", cause);
    }
  }
}

/** The error for a refused statement, with the registry's words and fix. */
export function refusalError(refused: Refused): ClientError {
  const known = REGISTRY.get(refused.outcome);
  const { code, outcome, index, data } = refused;
  return new ClientError(code, known?.text.en ?? `refused: ${code}`, {
    fix: known?.fix.en ?? "",
    details: { outcome, data, ...(index === undefined ? {} : { index }) },
  });
}

function readItem(item: Uint8Array): Settled {
  if (isRefusal(item)) {
    const { outcome, name, index, data } = decodeRefusal(item);
    return {
      accepted: false,
      code: name,
      outcome,
      data: plainData(data),
      ...(index === undefined ? {} : { index }),
    };
  }
  const { index, entry, checkpoint } = decodeReceipt(item);
  const { height, time } = checkpoint;
  return {
    accepted: true,
    index,
    height,
    time,
    output: decodeEntry(entry).data,
    receipt: item,
  };
}

/** In canonical order a refusal begins with its member `data`, a receipt with `path`. */
function isRefusal(item: Uint8Array): boolean {
  return item[2] === 0x64;
}

/** Cuts a list into sequences that the node takes in one request. */
function sequences(
  statements: readonly Uint8Array[],
): { start: number; items: readonly Uint8Array[] }[] {
  const groups: { start: number; items: Uint8Array[] }[] = [];
  let bytes = 0;
  statements.forEach((statement, i) => {
    const group = groups.at(-1);
    const fits =
      group !== undefined &&
      group.items.length < clientLimits.sequenceStatements &&
      bytes + statement.length <= clientLimits.sequenceBytes;
    if (fits) {
      group.items.push(statement);
      bytes += statement.length;
    } else {
      groups.push({ start: i, items: [statement] });
      bytes = statement.length;
    }
  });
  return groups;
}

/** Runs `work` on every item, at most `limit` at a time; the first failure stops the rest. */
export async function inParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const item = items[next++] as T;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
}
