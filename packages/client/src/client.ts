import type { DigestTag } from "@tallystick/core/algorithms";
import { toHex } from "@tallystick/core/bytes";
import type { Signer } from "@tallystick/core/signer";
import { portableSuite } from "@tallystick/core/suite/portable";
import type { Suite, SuiteName } from "@tallystick/core/suite/suite";
import type { Trust } from "@tallystick/core/trust";
import { type FileFacts, type VerifyResult, verify } from "@tallystick/core/verify";
import { decodeOutput } from "@tallystick/ledger/app/call-input";
import { type ApplicationMethods, actionNamed, applicationMethods, inputOf } from "./calls.ts";
import { type MadeClaims, makeClaims, type WishedClaim } from "./claims.ts";
import { type DepositedDigests, type DigestOptions, depositDigests } from "./digests.ts";
import { ClientError, clientError } from "./errors.ts";
import { type EventOptions, type LogEvent, logEvents } from "./events.ts";
import { askRows, type NamedRow, type ProvedRows } from "./rows.ts";
import {
  type Request,
  refusalError,
  type Settled,
  type SubmitManyOptions,
  type SubmitOptions,
  type Submitted,
  Submitter,
} from "./submitter.ts";
import type { Transport } from "./transport.ts";
import { askView } from "./views.ts";

/** Facts about the node and where its ledger stands. */
export interface NodeStatus {
  /** Hex. */
  readonly ledger: string;
  readonly name: string;
  readonly suite: SuiteName;
  readonly version: string;
  readonly organisation: string;
  readonly applications: readonly string[];
  readonly height: number;
  readonly time: number;
  readonly logSize: number;
  /** Hex. */
  readonly logRoot: string;
  /** Hex. */
  readonly stateRoot: string;
}

/** An input by action name, for those who build calls at run time. */
export interface NamedCall {
  /** Full name, such as `evidence.deposit`. */
  readonly action: string;
  /** Typed input of the action. */
  readonly input: unknown;
  readonly id?: Uint8Array | undefined;
}

/** What a client is made of; `connect` makes it. */
export interface ClientParts {
  readonly transport: Transport;
  readonly trust: Trust;
  readonly trustFrom: "caller" | "node";
  readonly suites: ((name: SuiteName) => Suite) | undefined;
  readonly signer: Signer | undefined;
  readonly issuer: string | undefined;
}

/** A connection to one ledger through one node. Stateless: many calls may run at a time. */
export class BaseClient {
  readonly transport: Transport;
  readonly trust: Trust;
  /** Whether the trust file came from the caller or from the node itself. */
  readonly trustFrom: "caller" | "node";
  /** 32 bytes. */
  readonly ledgerId: Uint8Array;
  readonly suite: Suite;
  /** Faster suites than the portable ones, when some were given. */
  readonly suites: ((name: SuiteName) => Suite) | undefined;
  /** Member id that statements are signed as; undefined for a client that only reads. */
  readonly issuer: string | undefined;
  readonly #submitter: Submitter;

  constructor({ transport, trust, trustFrom, suites, signer, issuer }: ClientParts) {
    this.transport = transport;
    this.trust = trust;
    this.trustFrom = trustFrom;
    this.ledgerId = trust.ledgerId;
    this.suite = (suites ?? portableSuite)(trust.suite);
    this.issuer = issuer;
    this.suites = suites;
    this.#submitter = new Submitter({ transport, ledgerId: trust.ledgerId, signer, issuer });
    Object.assign(this, applicationMethods({ act: this.#act, ask: this.#ask }));
  }

  /**
   * Takes an action by its full name and waits for the receipt.
   * @throws ClientError, with the name of the outcome as code when the ledger refuses
   */
  async submit(call: NamedCall, options: SubmitOptions = {}): Promise<Submitted<unknown>> {
    const definition = actionNamed(call.action);
    if (definition === undefined) throw clientError("invalid-input", `no action ${call.action}`);
    const request = { ...call, input: inputOf(definition, call.input) };
    const settled = await this.#submitOne(request, options);
    return { ...settled, output: decodeOutput(definition, settled.output) };
  }

  /**
   * Takes many actions: signed here, sent in sequences, several requests under way at a time. Refusals
   * are values, so that one does not hide what became of the others.
   * @throws ClientError when the node cannot be reached or an input is wrong
   */
  async submitMany(
    calls: readonly NamedCall[],
    options: SubmitManyOptions = {},
  ): Promise<Settled[]> {
    const statements = await Promise.all(calls.map((call) => this.sign(call, options)));
    return this.send(statements, options);
  }

  /** A signed statement, to keep or to send later. @throws ClientError */
  async sign(call: NamedCall, options: SubmitOptions = {}): Promise<Uint8Array> {
    const definition = actionNamed(call.action);
    if (definition === undefined) throw clientError("invalid-input", `no action ${call.action}`);
    return this.#submitter.sign({ ...call, input: inputOf(definition, call.input) }, options);
  }

  /** Sends statements that are signed already; sending the same ones again is harmless. */
  async send(
    statements: readonly Uint8Array[],
    options: SubmitManyOptions = {},
  ): Promise<Settled[]> {
    const settled = await this.#submitter.send(statements, options);
    if (options.verify === true) {
      for (const one of settled) if (one.accepted) this.#requireValid(one.receipt);
    }
    return settled;
  }

  /** Deposits digests through the node's aggregator; needs the node's token. */
  digests(
    alg: DigestTag,
    digests: Uint8Array | readonly Uint8Array[],
    options: DigestOptions = {},
  ): Promise<DepositedDigests> {
    return depositDigests(this.transport, this.suite, alg, digests, options);
  }

  /** Entries as they are logged, from any index on, without gaps. */
  events(options: EventOptions = {}): AsyncGenerator<LogEvent, never, undefined> {
    return logEvents(this.transport, options);
  }

  /**
   * Receipt of an entry; with `state` it proves the rows that the action wrote as well, with `engine` it
   * carries the consensus engine's own commit.
   */
  receipt(
    index: number,
    options: {
      readonly state?: boolean;
      readonly engine?: boolean;
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<Uint8Array> {
    const { state, engine, signal } = options;
    const query = { ...(state === true && { state }), ...(engine === true && { engine }) };
    return this.transport.bytes({
      method: "GET",
      path: `/v1/receipts/${index}`,
      query,
      idempotent: true,
      signal,
    });
  }

  /**
   * Rows of any tables, present or absent, as they all stood at one block, proved and verified.
   * @throws ClientError `not-verified` when the proof does not hold, or is about other rows
   */
  proveRows(
    rows: readonly NamedRow[],
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<ProvedRows> {
    const judge = { trust: this.trust, suites: this.suites };
    return askRows(this.transport, judge, rows, options.signal);
  }

  /** A file of claims about rows of any tables, of one block, that anybody checks offline. @throws ClientError */
  claims(wishes: readonly WishedClaim[]): Promise<MadeClaims> {
    const judge = { trust: this.trust, suites: this.suites };
    return makeClaims(judge, wishes, (rows) => this.proveRows(rows));
  }

  /** The certificate of a deposit as PDF, printed by the node. @throws ClientError */
  certificate(
    index: number,
    options: { readonly lang?: "en" | "zh"; readonly signal?: AbortSignal } = {},
  ): Promise<Uint8Array> {
    const { lang, signal } = options;
    const query = lang === undefined ? {} : { lang };
    const path = `/v1/certificates/${index}`;
    return this.transport.bytes({ method: "GET", path, query, idempotent: true, signal });
  }

  /**
   * The certificate of a receipt as PDF, printed by the node: with the file's name on it, for a commitment
   * whose salt is in the receipt, or for one digest of a batch. @throws ClientError
   */
  printCertificate(
    receipt: Uint8Array,
    options: {
      readonly lang?: "en" | "zh";
      readonly fileName?: string;
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<Uint8Array> {
    const { signal, ...wish } = options;
    return this.transport.bytes({
      method: "POST",
      path: "/v1/certificates",
      contentType: "application/json",
      body: JSON.stringify({ receipt: toHex(receipt), ...wish }),
      idempotent: true,
      signal,
    });
  }

  /** Facts about the node. */
  status(options: { readonly signal?: AbortSignal } = {}): Promise<NodeStatus> {
    return nodeStatus(this.transport, options.signal);
  }

  /** Verifies a receipt against this client's trust file. Never throws, whatever the bytes. */
  verify(receipt: Uint8Array, file?: FileFacts): VerifyResult {
    return verify({
      receipt,
      trust: this.trust,
      now: Date.now(),
      ...(file === undefined ? {} : { file }),
      ...(this.suites === undefined ? {} : { suites: this.suites }),
    });
  }

  async #submitOne(request: Request, options: SubmitOptions): Promise<Submitted> {
    const statement = await this.#submitter.sign(request, options);
    const { signal } = options;
    const [settled] = await this.#submitter.send([statement], { signal });
    if (settled === undefined) throw clientError("bad-answer", "the node gave no answer");
    if (!settled.accepted) throw refusalError(settled);
    if (options.verify !== false) this.#requireValid(settled.receipt);
    return settled;
  }

  #requireValid(receipt: Uint8Array): void {
    const { valid, layers } = this.verify(receipt);
    if (valid) return;
    const failed = layers.find(({ verdict }) => verdict === "fail");
    throw new ClientError("not-verified", failed?.detail.en ?? "the receipt does not verify", {
      details: { layer: failed?.layer, code: failed?.code },
    });
  }

  readonly #act = async (
    action: string,
    definition: Parameters<typeof inputOf>[0],
    input: unknown,
    options: SubmitOptions | undefined,
  ): Promise<Submitted<unknown>> => {
    const request = { action, input: inputOf(definition, input) };
    const settled = await this.#submitOne(request, options ?? {});
    return { ...settled, output: decodeOutput(definition, settled.output) };
  };

  readonly #ask: Parameters<typeof applicationMethods>[0]["ask"] = (app, view, input, options) => {
    const judge = { trust: this.trust, suites: this.suites };
    return askView(this.transport, judge, app, view, input, options);
  };
}

/** A connection to one ledger, with a method for each action and view of every application. */
export type Client = BaseClient & ApplicationMethods;

/** Asks a node for its facts. @throws ClientError */
export function nodeStatus(
  transport: Transport,
  signal: AbortSignal | undefined,
): Promise<NodeStatus> {
  return transport.json<NodeStatus>({
    method: "GET",
    path: "/v1/status",
    idempotent: true,
    signal,
  });
}
