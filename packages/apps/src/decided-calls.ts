import { type CborMap, decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { decodeInput, encodeInput } from "@tallystick/ledger/app/call-input";
import type { AnyAction } from "@tallystick/ledger/app/define-action";
import type { App } from "@tallystick/ledger/app/define-app";
import { fromJson, toJson } from "@tallystick/ledger/app/json-values";
import { applicationList } from "./applications.ts";

/** An action with its input as a proposal keeps it. */
export interface EncodedCall {
  /** `application.action` */
  readonly action: string;
  /** The input, deterministic CBOR. */
  readonly input: Uint8Array;
}

/** The same for people and JSON. */
export interface JsonCall {
  readonly action: string;
  readonly input: unknown;
}

/** A name that no application in the box has. */
export class UnknownAction extends Error {
  override readonly name = "UnknownAction";
  constructor(action: string) {
    super(`no application has the action ${action}`);
  }
}

/**
 * A call for a proposal, from JSON as the API takes it.
 *
 * @param apps where the action is looked up
 * @throws UnknownAction, JsonError
 */
export function encodeCall(
  { action, input }: JsonCall,
  apps: readonly App[] = applicationList,
): EncodedCall {
  const found = actionNamed(action, apps);
  if (found === undefined) throw new UnknownAction(action);
  return { action, input: encodeCbor(encodeInput(found, fromJson(found.input, input))) };
}

/** A call of a proposal as JSON; undefined for an action that this program has not got. @throws FieldError */
export function decodeCall(
  { action, input }: EncodedCall,
  apps: readonly App[] = applicationList,
): JsonCall | undefined {
  const found = actionNamed(action, apps);
  if (found === undefined) return undefined;
  const typed: unknown = decodeInput(found, decodeCbor(input) as CborMap);
  return { action, input: toJson(found.input, typed) };
}

function actionNamed(name: string, apps: readonly App[]): AnyAction | undefined {
  const dot = name.indexOf(".");
  const app = apps.find((one) => one.name === name.slice(0, dot));
  return Object.values(app?.actions ?? {}).find((one) => one.name === name.slice(dot + 1));
}
