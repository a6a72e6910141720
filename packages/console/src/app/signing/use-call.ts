import type { Call } from "./call.ts";
import type { Accepted } from "./send-call.ts";
import type { ConsoleSigner } from "./signers.ts";

/** What somebody is about to sign. */
export interface CallRequest {
  /** Full name of the action, such as `governance.vote`. */
  readonly action: string;
  /** Input as JSON, as the node's interface takes it (`GET /v1/apps` describes it). */
  readonly input: Call["input"];
  /** What it comes to, in the reader's language and in their words; the action's own summary unless given. */
  readonly words?: string;
  /** True when nobody can take it back: the reader has to say that they know it. */
  readonly irreversible?: boolean;
}

/** Several statements of one kind that are approved together. */
export interface ManyRequest extends CallRequest {
  readonly count: number;
  /** A line for each statement, as far as they differ. */
  readonly lines: readonly string[];
}

/** What became of a call. */
export type CallResult =
  | ({ readonly status: "accepted" } & Accepted)
  | { readonly status: "refused"; readonly error: unknown }
  | { readonly status: "cancelled" };

/** What the dialog is asked. */
export type Question =
  | {
      readonly kind: "call";
      readonly request: CallRequest;
      readonly answer: (result: CallResult) => void;
    }
  | {
      readonly kind: "approve";
      readonly request: ManyRequest;
      readonly answer: (signer: ConsoleSigner | null) => void;
    };

const listeners = new Set<(question: Question) => void>();

/** For the one dialog in the shell. */
export function onQuestion(listener: (question: Question) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function ask(question: Question): void {
  for (const listener of listeners) listener(question);
}

/**
 * Takes an action: shows in plain words and in full what is about to be signed and by whom, asks for a
 * word more where it cannot be taken back, signs, sends, waits, and shows what came of it. Resolves
 * when the reader closes the box; a refusal was then shown already.
 *
 * @example
 * const call = useCall();
 * const result = await call({ action: "governance.vote", input: { proposal, choice: "yes" } });
 * if (result.status === "accepted") void refetch();
 */
export function useCall(): (request: CallRequest) => Promise<CallResult> {
  return askCall;
}

function askCall(request: CallRequest): Promise<CallResult> {
  return new Promise((resolve) => ask({ kind: "call", request, answer: resolve }));
}

/**
 * Shows many statements of one kind and resolves with who signs them, or null. The caller sends them
 * with `sendCall` and shows how far it is.
 */
export function askApproval(request: ManyRequest): Promise<ConsoleSigner | null> {
  return new Promise((resolve) => ask({ kind: "approve", request, answer: resolve }));
}
