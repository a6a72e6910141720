import { actionNamed } from "@tallystick/client/calls";
import { plainData } from "@tallystick/client/plain-data";
import { fromHex, toHex } from "@tallystick/core/bytes";
import { type CborMap, decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { decodeInput, encodeInput } from "@tallystick/ledger/app/call-input";
import { fromJson, toJson } from "@tallystick/ledger/app/json-values";
import type { PlannedCall } from "./address.ts";

/** A call as a proposal keeps it: the input in deterministic CBOR, hex. */
export interface HexCall {
  readonly action: string;
  readonly input: string;
}

/** A call of a proposal as people read it; `input` stays hex where this console does not know the action. */
export interface ToldCall {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>> | string;
}

/** Calls as a proposal keeps them. @throws JsonError, FieldError for an input that its action does not take */
export function encodeCalls(calls: readonly PlannedCall[]): HexCall[] {
  return calls.map(({ action, input }) => {
    const found = actionNamed(action);
    if (found === undefined) throw new Error(action);
    const encoded = encodeInput(found, fromJson(found.input, input) as never);
    return { action, input: toHex(encodeCbor(encoded)) };
  });
}

/** The calls of a proposal, decoded. */
export function decodeCalls(calls: readonly HexCall[]): ToldCall[] {
  return calls.map(({ action, input }) => {
    const found = actionNamed(action);
    if (found === undefined) return { action, input };
    try {
      const typed: unknown = decodeInput(found, decodeCbor(fromHex(input)) as CborMap);
      return { action, input: toJson(found.input, typed) as Record<string, unknown> };
    } catch {
      // Another version of the program encoded it: it is shown as it is.
      return { action, input };
    }
  });
}

/** A key or a value of a row, in hex as a simulation gives it, as JSON. */
export function decodeRow(hex: string): unknown {
  return plainData(decodeCbor(fromHex(hex)));
}
