import { type ClientError, clientError, errorFromAnswer } from "./errors.ts";
import { clientLimits } from "./limits.ts";
import { backoffMs, pause } from "./pause.ts";

/** Where the node is and how patiently it is asked. */
export interface TransportOptions {
  /** Such as `http://127.0.0.1:7070`. */
  readonly url: string;
  /** A token, for the calls that need it. Never sent with any other call, unless `readsWithToken`. */
  readonly token?: string;
  /** Send the token with every call: for a node whose reading needs a sign-in. */
  readonly readsWithToken?: boolean;
  /** Replaces the global fetch (tests, proxies). */
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
  readonly retries?: number;
}

/** Parameters of a query string; a list is written as one parameter several times. */
export type QueryParameters = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** One request. */
export interface Call {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly query?: QueryParameters;
  readonly body?: Uint8Array | string;
  readonly contentType?: string;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The call needs the node's token. */
  readonly token?: boolean;
  /** Repeating the call is harmless, so it is repeated after any failure that may pass. */
  readonly idempotent: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Statuses after which the same request may succeed. */
const PASSING = new Set([408, 425, 429, 502, 503, 504]);
/** Statuses that say that nothing was done, so that even a call that must not be repeated may be. */
const NOTHING_DONE = new Set([429, 503]);

/** Sends requests to one node: time-outs, tries again with growing pauses, typed errors. */
export class Transport {
  readonly url: string;
  readonly #token: string | undefined;
  readonly #readsWithToken: boolean;
  readonly #fetch: typeof fetch;
  readonly #timeoutMs: number;
  readonly #retries: number;

  constructor(options: TransportOptions) {
    this.url = new URL(options.url).href.replace(/\/$/, "");
    this.#token = options.token;
    this.#readsWithToken = options.readsWithToken === true && options.token !== undefined;
    this.#fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.#timeoutMs = options.timeoutMs ?? clientLimits.timeoutMs;
    this.#retries = options.retries ?? clientLimits.retries;
  }

  /** True when calls that need the token can be made. */
  get hasToken(): boolean {
    return this.#token !== undefined;
  }

  /** The answer's JSON. @throws ClientError */
  async json<T>(call: Call): Promise<T> {
    const bytes = await this.bytes({ accept: "application/json", ...call });
    try {
      return JSON.parse(new TextDecoder().decode(bytes)) as T;
    } catch (cause) {
      throw clientError("bad-answer", "the answer is not JSON", cause);
    }
  }

  /** The answer's bytes. @throws ClientError */
  async bytes(call: Call): Promise<Uint8Array> {
    for (let attempt = 1; ; attempt++) {
      let waitMs: number;
      try {
        return await this.#once(call);
      } catch (error) {
        call.signal?.throwIfAborted();
        const failure = error as ClientError & { retryAfterMs?: number };
        if (attempt > this.#retries || !mayRepeat(failure, call)) throw error;
        const { backoffMs: first, backoffMaxMs } = clientLimits;
        waitMs = Math.max(failure.retryAfterMs ?? 0, backoffMs(attempt, first, backoffMaxMs));
      }
      await pause(Math.min(waitMs, 30_000), call.signal);
    }
  }

  /** Opens a stream; the caller reads and closes it. @throws ClientError */
  async stream(call: Call): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#send(call, call.signal);
    if (!response.ok) throw await failureOf(response);
    if (response.body === null) throw clientError("bad-answer", "the answer has no body");
    return response.body;
  }

  async #once(call: Call): Promise<Uint8Array> {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const signal = call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]);
    try {
      const response = await this.#send(call, signal);
      if (!response.ok) throw await failureOf(response);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (bytes.length > clientLimits.answerBytes) throw clientError("bad-answer", "too long");
      return bytes;
    } catch (error) {
      if (!timeout.aborted || call.signal?.aborted) throw error;
      throw clientError("timed-out", `no answer within ${this.#timeoutMs} ms`, error);
    }
  }

  async #send(call: Call, signal: AbortSignal | undefined): Promise<Response> {
    const headers: Record<string, string> = { ...call.headers };
    if (call.accept !== undefined) headers["accept"] = call.accept;
    if (call.contentType !== undefined) headers["content-type"] = call.contentType;
    if (call.token === true || this.#readsWithToken) {
      if (this.#token === undefined) throw clientError("no-token", "this call needs the token");
      headers["authorization"] = `Bearer ${this.#token}`;
    }
    try {
      return await this.#fetch(this.url + call.path + queryText(call.query), {
        method: call.method,
        headers,
        // A redirect would carry the token and the statement to a place nobody named.
        redirect: "error",
        ...(call.body === undefined ? {} : { body: call.body as BodyInit }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      throw clientError("unreachable", `cannot reach ${this.url}`, cause);
    }
  }
}

function queryText(query: Call["query"]): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

async function failureOf(response: Response): Promise<ClientError> {
  const body = await response.text();
  const error = errorFromAnswer(response.status, response.headers.get("content-type") ?? "", body);
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  if (Number.isFinite(retryAfter)) Object.assign(error, { retryAfterMs: retryAfter * 1000 });
  return error;
}

function mayRepeat(error: ClientError, call: Call): boolean {
  if (error.status !== undefined && NOTHING_DONE.has(error.status)) return true;
  if (!call.idempotent) return false;
  return error.status === undefined
    ? error.code === "unreachable" || error.code === "timed-out"
    : PASSING.has(error.status) || error.code === "internal";
}
