import { toHex } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import { decodeStatement, type Statement, StatementError } from "@tallystick/core/statement";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import type { OutcomeDefinition } from "@tallystick/ledger/outcomes";
import { cborToJson } from "./api/cbor-json.ts";
import type { EventSource, StreamEvent } from "./api/event-stream.ts";
import { outcomeName } from "./api/present.ts";
import type { Engine } from "./engine/engine.ts";

/** Which entries a reader wants. */
export interface EntryFilter {
  readonly action: string | undefined;
  readonly member: string | undefined;
}

/** The log from any index on as events, for streams that resume by log index. */
export function logEvents(
  engine: Pick<Engine, "read" | "onBlock">,
  outcomes: ReadonlyMap<number, OutcomeDefinition>,
  filter: EntryFilter,
): EventSource {
  return {
    has: (from) => engine.read((reader) => reader.logSize) > from,
    subscribe: (listener) => engine.onBlock(listener),
    read: (from, limit) =>
      engine.read((reader) => {
        const found: StreamEvent[] = [];
        let block: BlockRecord | undefined;
        const page = reader.entries(from, limit);
        for (const { index, entry } of page) {
          if (block === undefined || index >= block.logSize) block = reader.blockOf(index);
          const event = eventOf(outcomes, index, entry, block, filter);
          if (event !== undefined) found.push(event);
        }
        return { events: found, next: from + page.length };
      }),
  };
}

function eventOf(
  outcomes: ReadonlyMap<number, OutcomeDefinition>,
  index: number,
  bytes: Uint8Array,
  block: BlockRecord | undefined,
  filter: EntryFilter,
): StreamEvent | undefined {
  const { statement: signed, outcome, data } = decodeEntry(bytes);
  const statement = readable(signed);
  if (filter.action !== undefined && statement?.action !== filter.action) return undefined;
  if (filter.member !== undefined && statement?.issuer !== filter.member) return undefined;
  return {
    id: index,
    event: "entry",
    data: {
      index,
      height: block?.height ?? null,
      time: block?.time ?? null,
      member: statement?.issuer ?? null,
      keyId: statement === undefined ? null : toHex(statement.keyId),
      id: statement === undefined ? null : toHex(statement.id),
      action: statement?.action ?? null,
      outcome,
      name: outcomeName(outcomes, outcome),
      data: cborToJson(data),
    },
  };
}

function readable(bytes: Uint8Array): Statement | undefined {
  try {
    return decodeStatement(bytes);
  } catch (error) {
    if (error instanceof StatementError) return undefined;
    throw error;
  }
}
