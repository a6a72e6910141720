import { CborError, type CborMap, decodeCbor } from "@tallystick/core/cbor";
import type { Call } from "@tallystick/ledger/app/calls";
import type { TableReader } from "@tallystick/ledger/app/table-access";
import { LIMITS } from "@tallystick/ledger/limits";
import { OUTCOMES as PLATFORM } from "@tallystick/ledger/outcomes";
import { RESOLUTION, RULES } from "./default-policies.ts";
import type { coverage, Proposal } from "./records/proposals.ts";

/** Calls as a proposal keeps them. */
export type StoredCalls = Proposal["calls"];

/** Outcomes that no vote and no waiting can change. */
const HOPELESS: readonly number[] = [
  PLATFORM.unknownAction.number,
  PLATFORM.forbidden.number,
  PLATFORM.invalidInput.number,
];

/** True when a call with this outcome can never be carried out. */
export function isHopeless(outcome: number): boolean {
  return HOPELESS.includes(outcome);
}

/** Calls to run, or undefined when an input is not a map in deterministic CBOR. */
export function readCalls(stored: StoredCalls): Call[] | undefined {
  const calls: Call[] = [];
  for (const { action, input } of stored) {
    const map = readInput(input);
    if (map === undefined) return undefined;
    calls.push({ action, input: map });
  }
  return calls;
}

function readInput(input: Uint8Array): CborMap | undefined {
  try {
    const value = decodeCbor(input, { maxDepth: LIMITS.inputDepth });
    return value instanceof Map ? value : undefined;
  } catch (error) {
    if (error instanceof CborError) return undefined;
    throw error;
  }
}

/**
 * The kind that calls belong to: that of the policy which names the action, or else its application,
 * or else the rules of the ledger. Undefined when they are not all of one kind.
 */
export function kindOf(
  table: TableReader<typeof coverage>,
  calls: readonly { readonly action: string }[],
): string | undefined {
  const kinds = new Set(calls.map(({ action }) => kindOfAction(table, action)));
  if (kinds.size === 0) return RESOLUTION;
  return kinds.size === 1 ? [...kinds][0] : undefined;
}

function kindOfAction(table: TableReader<typeof coverage>, action: string): string {
  const all = `${action.slice(0, action.indexOf("."))}.*`;
  return (table.get({ action }) ?? table.get({ action: all }))?.kind ?? RULES;
}
