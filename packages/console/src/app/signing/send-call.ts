import { newStatementId } from "@tallystick/client/statement-id";
import { fromHex, toHex } from "@tallystick/core/bytes";
import { getBytes, postBytes, postJson } from "../api/request.ts";
import type { Call } from "./call.ts";
import type { ConsoleSigner } from "./signers.ts";

/** What the ledger made of an action that it accepted. */
export interface Accepted {
  readonly index: number;
  readonly height: number;
  /** Output of the action, as JSON. */
  readonly data: unknown;
}

/**
 * Signs and sends a call and waits until it is durable. Sending it again with the same id is harmless.
 * @throws ApiProblem with the outcome as its code when the ledger refuses; DOMException on abort
 */
export async function sendCall(
  signer: ConsoleSigner,
  call: Call,
  options: { readonly ledger: string; readonly signal?: AbortSignal },
): Promise<Accepted> {
  if (signer.kind === "node") {
    const path = `/v1/apps/${call.action.replace(".", "/")}`;
    return postJson<Accepted>(path, call.input, {
      ...(options.signal && { signal: options.signal }),
      headers: { "idempotency-key": call.id },
    });
  }
  // The definitions of all applications come with it, so it is loaded by those who sign here.
  const { signHere } = await import("./sign-here.ts");
  const statement = await signHere(signer, call, fromHex(options.ledger));
  return postBytes<Accepted>("/v1/statements", statement, "application/cose", options);
}

/** The receipt of an entry. @throws ApiProblem */
export function fetchReceipt(index: number, signal?: AbortSignal): Promise<Uint8Array> {
  return getBytes(`/v1/receipts/${index}`, signal === undefined ? {} : { signal });
}

/** A fresh id for a call, hex. */
export function newCallId(): string {
  return toHex(newStatementId());
}
