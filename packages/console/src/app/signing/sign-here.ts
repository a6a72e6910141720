import { actionNamed } from "@tallystick/client/calls";
import { clientLimits } from "@tallystick/client/limits";
import { fromHex } from "@tallystick/core/bytes";
import { signStatement } from "@tallystick/core/statement";
import { encodeInput } from "@tallystick/ledger/app/call-input";
import { fromJson } from "@tallystick/ledger/app/json-values";
import { ApiProblem } from "../api/problem.ts";
import { textOf } from "../language.ts";
import { STATEMENTS_KEPT } from "../limits.ts";
import { signerOf } from "./browser-keys.ts";
import type { Call } from "./call.ts";
import { texts } from "./messages.ts";
import type { ConsoleSigner } from "./signers.ts";

// Kept for another try: the same bytes again are harmless, another signature would be a replay.
const kept = new Map<string, Uint8Array<ArrayBuffer>>();

/**
 * The statement of a call, signed by a key of this browser.
 * @throws ApiProblem when this console does not know the action; JsonError for an input that it does not take
 */
export async function signHere(
  { key, member }: Extract<ConsoleSigner, { kind: "browser" }>,
  call: Call,
  ledgerId: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const before = kept.get(call.id);
  if (before !== undefined) return before;
  const definition = actionNamed(call.action);
  if (definition === undefined) {
    const t = textOf(texts);
    throw new ApiProblem({
      code: "unknown-action",
      status: 0,
      title: t("unknownAction", { action: call.action }),
      fix: t("unknownActionFix"),
    });
  }
  const input = encodeInput(definition, fromJson(definition.input, call.input) as never);
  const statement = await signStatement({
    signer: signerOf(key),
    issuer: member,
    ledgerId,
    id: fromHex(call.id),
    expiry: Date.now() + clientLimits.expiryMs,
    action: call.action,
    input,
  });
  const bytes = new Uint8Array(statement);
  if (kept.size >= STATEMENTS_KEPT) kept.clear();
  kept.set(call.id, bytes);
  return bytes;
}
