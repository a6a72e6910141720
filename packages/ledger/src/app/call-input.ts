import type { CborMap, CborValue } from "@tallystick/core/cbor";
import type { ActionInput, ActionOutput, AnyAction } from "./define-action.ts";
import { wireOf } from "./fields.ts";

/** Input of a statement from typed input, checked as the ledger will check it. @throws FieldError */
export function encodeInput<A extends AnyAction>(action: A, input: ActionInput<A>): CborMap {
  return wireOf<unknown>(action.input).write(input) as CborMap;
}

/** Typed input of a decoded statement. @throws FieldError */
export function decodeInput<A extends AnyAction>(action: A, input: CborMap): ActionInput<A> {
  return wireOf<ActionInput<A>>(action.input).read(input);
}

/** Typed output of an accepted statement, from the data of its outcome. @throws FieldError */
export function decodeOutput<A extends AnyAction>(action: A, data: CborValue): ActionOutput<A> {
  return wireOf<ActionOutput<A>>(action.output).read(data);
}
