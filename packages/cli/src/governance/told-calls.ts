import { readFileSync } from "node:fs";
import {
  decodeCall,
  type EncodedCall,
  encodeCall,
  UnknownAction,
} from "@tallystick/apps/decided-calls";
import { fromHex, toHex } from "@tallystick/core/bytes";
import { JsonError } from "@tallystick/ledger/app/json-values";
import { UsageError } from "../failure.ts";
import { printable } from "../terminal/width.ts";

/** A call as the API tells it: the input in hex. */
export interface HexCall {
  readonly action: string;
  readonly input: string;
}

/**
 * The calls that a command line names: `application.action={"json":...}`, or `@FILE` with a JSON list
 * of `{"action", "input"}`.
 *
 * @throws UsageError
 */
export function readCalls(texts: readonly string[]): EncodedCall[] {
  return texts.flatMap((text) => {
    if (text.startsWith("@")) return readFile(text.slice(1));
    const equals = text.indexOf("=");
    const [action, input] =
      equals < 0 ? [text, "{}"] : [text.slice(0, equals), text.slice(equals + 1)];
    return [encode(action, parse(input, `--call ${action}`))];
  });
}

function readFile(path: string): EncodedCall[] {
  let text: string;
  try {
    text = readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (cause) {
    throw new UsageError(`--call @${path}: ${(cause as Error).message}`);
  }
  const list = parse(text, path);
  if (!Array.isArray(list)) throw new UsageError(`${path}: not a JSON list of calls`);
  return list.map((one: unknown) => {
    const { action, input } = (one ?? {}) as { action?: unknown; input?: unknown };
    if (typeof action !== "string") throw new UsageError(`${path}: a call without an action`);
    return encode(action, input ?? {});
  });
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${where}: ${(cause as Error).message}`);
  }
}

function encode(action: string, input: unknown): EncodedCall {
  try {
    return encodeCall({ action, input });
  } catch (error) {
    if (error instanceof UnknownAction) throw new UsageError(error.message);
    if (error instanceof JsonError) throw new UsageError(`${action}: ${error.message}`);
    throw error;
  }
}

/** The calls with their inputs in hex, as the API takes them. */
export function hexCalls(calls: readonly EncodedCall[]): HexCall[] {
  return calls.map(({ action, input }) => ({ action, input: toHex(input) }));
}

/** A call with its input as JSON; in hex when this program does not know the action. */
export function tellCall({ action, input }: HexCall): { action: string; input: unknown } {
  try {
    return decodeCall({ action, input: fromHex(input) }) ?? { action, input };
  } catch {
    // What an older or a newer program encoded is shown as it is.
    return { action, input };
  }
}

/** Calls as lines for people. */
export function callLines(calls: readonly HexCall[], indent: string): string[] {
  if (calls.length === 0) return [`${indent}nothing: a resolution`];
  return calls.map((call) => {
    const { action, input } = tellCall(call);
    return `${indent}${printable(action)} ${printable(JSON.stringify(input))}`;
  });
}
