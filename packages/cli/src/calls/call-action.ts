import { writeFileSync } from "node:fs";
import { newStatementId } from "@tallystick/client/statement-id";
import { decodeEntry } from "@tallystick/core/entry";
import { decodeReceipt } from "@tallystick/core/receipt";
import { signStatement } from "@tallystick/core/statement";
import { decodeOutput, encodeInput } from "@tallystick/ledger/app/call-input";
import type { AnyAction } from "@tallystick/ledger/app/define-action";
import { fromJson, toJson } from "@tallystick/ledger/app/json-values";
import { answer, shade } from "../answer.ts";
import { CommandError } from "../failure.ts";
import { loadSigner, type SignerOptions } from "../ledger/load-signer.ts";
import { fetchTrust, reachNode } from "../ledger/reach.ts";
import { submitSequence } from "../ledger/submit.ts";
import { cliLimits } from "../limits.ts";
import { fieldLines } from "../terminal/fields.ts";
import { formatTime } from "../terminal/quantities.ts";

/** Options of every call. */
export interface CallOptions extends SignerOptions {
  readonly json?: boolean | undefined;
  readonly url: string;
  /** Where the receipt is written. */
  readonly receipt?: string | undefined;
}

/**
 * Signs an action, submits it, waits for its receipt and prints what it came to.
 * @param input JSON input that the action's definition accepts
 * @throws CommandError when the ledger refuses
 */
export async function callAction(
  app: string,
  action: AnyAction,
  input: Record<string, unknown>,
  options: CallOptions,
): Promise<void> {
  const transport = reachNode(options.url);
  const { trust } = await fetchTrust(transport, options.data);
  const { signer, issuer } = await loadSigner(options, trust, transport);
  const statement = await signStatement({
    signer,
    issuer,
    ledgerId: trust.ledgerId,
    id: newStatementId(),
    expiry: Date.now() + cliLimits.expiryMs,
    action: `${app}.${action.name}`,
    input: encodeInput(action, fromJson(action.input, input)),
  });
  const [submitted] = await submitSequence(transport, [statement]);
  if (submitted === undefined) throw new CommandError("bad-answer", "the node answered nothing");
  if (submitted.kind === "refused") {
    throw new CommandError(submitted.code, submitted.message, submitted.fix);
  }
  const { entry, index, checkpoint } = decodeReceipt(submitted.receipt);
  const output = toJson(action.output, decodeOutput(action, decodeEntry(entry).data));
  if (options.receipt !== undefined) writeFileSync(options.receipt, submitted.receipt);
  const { height, time } = checkpoint;
  const told = {
    outcome: "accepted",
    index,
    height,
    time,
    receipt: options.receipt ?? null,
    output,
  };
  answer(options, told, () => [
    `${shade("good", "accepted")}  entry ${index}, block ${height}, ${formatTime(time)}`,
    ...fieldLines(output, "  "),
    ...(options.receipt === undefined ? [] : [`receipt: ${options.receipt}`]),
  ]);
}
