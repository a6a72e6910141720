import type { CborValue } from "./cbor.ts";
import { readPattern } from "./schema.ts";

/** Ids of organisations and members: `[a-z0-9][a-z0-9._-]{0,62}`. */
export const ID_PATTERN = /^[a-z0-9][a-z0-9._-]{0,62}$/;
/** Names of applications: `[a-z][a-z0-9-]{0,62}`. */
export const APPLICATION_PATTERN = /^[a-z][a-z0-9-]{0,62}$/;
/** Names of actions: an application name, a dot, and a name of the same shape. */
export const ACTION_PATTERN = /^[a-z][a-z0-9-]{0,62}\.[a-z][a-z0-9-]{0,62}$/;

/** Reads an organisation's or member's id. */
export function readId(value: CborValue | undefined, place: string): string {
  return readPattern(value, place, ID_PATTERN, "an id: 1 to 63 of a-z 0-9 . _ -");
}

/** Reads an application's name. */
export function readApplication(value: CborValue | undefined, place: string): string {
  return readPattern(value, place, APPLICATION_PATTERN, "an application name");
}

/** Reads an action's full name, such as `evidence.deposit`. */
export function readAction(value: CborValue | undefined, place: string): string {
  return readPattern(value, place, ACTION_PATTERN, "an action name: application.action");
}
