/** A change of rules tried on real history: nothing but a store of its own is written. */
import { LEDGER_RULES } from "@tallystick/apps/applications";
import { equalBytes, toHex } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { decodeEntry } from "@tallystick/core/entry";
import { LedgerFault } from "@tallystick/ledger/errors";
import { Ledger } from "@tallystick/ledger/ledger";
import type { RulesResolver } from "@tallystick/ledger/rules";
import { NodeError } from "../../node-error.ts";
import { actionOf, blockOf, entriesOf } from "../replay.ts";
import type { History } from "./open-history.ts";
import type { Program } from "./replay-history.ts";
import { scratchStore } from "./scratch-store.ts";

/** What is tried. */
export interface Rehearsal {
  readonly app: string;
  readonly version: number;
  /** First block that is executed under it. */
  readonly at: number;
}

/** How to try it. */
export interface RehearseOptions extends Rehearsal {
  /** Last block; the last of the history unless given. */
  readonly to?: number | undefined;
  readonly scratch?: string | undefined;
  readonly onBlock?: (height: number, last: number) => void;
  /** The clock that the time is taken with, ms. */
  readonly clock?: () => number;
  /** Another program than this one's, in tests. */
  readonly program?: Program;
}

/** Statements whose outcome changes in one way. */
export interface OutcomeChange {
  readonly action: string;
  /** Outcome numbers; the same when only the data differ. */
  readonly before: number;
  readonly after: number;
  readonly count: number;
  /** Log index of the first. */
  readonly first: number;
}

/** What a rehearsal found. */
export interface RehearsalResult {
  /** First and last block that was executed under the version, and how many statements they hold. */
  readonly from: number;
  readonly to: number;
  readonly statements: number;
  /** By action, the most frequent first. */
  readonly changes: readonly OutcomeChange[];
  /** First block whose roots are not the recorded ones; null when all are the same. */
  readonly firstOtherRoot: number | null;
  /** Roots after the last block, recorded and rehearsed, of the applications whose roots differ; hex. */
  readonly roots: readonly {
    readonly app: string;
    readonly recorded: string;
    readonly rehearsed: string;
  }[];
  /** Milliseconds of executing before and under the version, and of the slowest block under it. */
  readonly time: {
    readonly beforeMs: number;
    readonly underMs: number;
    readonly slowest: { readonly height: number; readonly ms: number } | null;
  };
  /** What stopped the state machine: the version would halt the ledger here. */
  readonly halted: { readonly height: number; readonly reason: string } | null;
}

/**
 * Execute a history again, from a height on under another version of one application's rules.
 *
 * @throws NodeError `invalid-option` when the ledger or the program lacks it, or there is no such block
 */
export async function rehearse(
  recorded: History,
  options: RehearseOptions,
): Promise<RehearsalResult> {
  const { at, onBlock = () => {} } = options;
  const { clock = () => performance.now(), program = LEDGER_RULES } = options;
  const last = Math.min(options.to ?? recorded.height, recorded.height);
  requirePossible(recorded, program, options, last);
  const scratch = scratchStore(options.scratch);
  try {
    const { suite, genesis } = recorded;
    const rules = rehearsedRules(program.rules, options);
    const fresh = await Ledger.open({ ...program, rules, store: scratch.store, suite, genesis });
    const tally = new Tally(at);
    for (let height = 1; height <= last; height++) {
      const record = recorded.block(height);
      const entries = entriesOf(recorded, record);
      const began = clock();
      try {
        const block = fresh.execute(blockOf(record, entries));
        tally.timed(height, clock() - began);
        if (height >= at) {
          for (const [i, entry] of entries.entries()) {
            tally.compare(record.firstIndex + i, entry, block.entries[i] as Uint8Array);
          }
          tally.roots(record, block);
        }
        await fresh.commit(block);
      } catch (error) {
        if (!(error instanceof LedgerFault)) throw error;
        tally.halted = { height, reason: error.message };
        break;
      }
      onBlock(height, last);
    }
    return tally.result(last);
  } finally {
    await scratch.close();
  }
}

function requirePossible(
  { founding, height }: History,
  { apps }: Program,
  { app, version, at }: Rehearsal,
  last: number,
): void {
  const refuse = (message: string, fix: string): never => {
    throw new NodeError("invalid-option", message, fix);
  };
  if (!founding.applications.includes(app)) {
    refuse(
      `the ledger has no application ${app}`,
      `name one of ${founding.applications.join(", ")}`,
    );
  }
  const found = apps.find(({ name }) => name === app);
  const known = [...(found?.earlier ?? []).map((rules) => rules.version), found?.version ?? 0];
  if (!known.includes(version)) {
    refuse(`this program has no version ${version} of ${app}`, `it has ${known.join(", ")}`);
  }
  if (at < 1 || at > last) {
    refuse(
      `there is no block ${at} to rehearse from`,
      `name one from 1 to ${Math.min(last, height)}`,
    );
  }
}

/** What the ledger's state says of versions, but for the application that is tried. */
function rehearsedRules(
  real: RulesResolver | undefined,
  { app, version, at }: Rehearsal,
): RulesResolver {
  // Without an application that keeps versions any will do: its tables are not looked at.
  const base = real ?? { app: "membership", tables: {}, resolve: () => undefined };
  return {
    ...base,
    resolve: (tables, name) => {
      const plan = base.resolve(tables, name);
      if (name !== app) return plan;
      const before = plan ?? { version: 1, fromHeight: 0 };
      return { ...before, next: { version, fromHeight: at } };
    },
  };
}

type Roots = Pick<ReturnType<History["block"]>, "height" | "stateRoot" | "logRoot" | "appRoots">;

/** Counts what comes out otherwise. */
class Tally {
  halted: RehearsalResult["halted"] = null;
  readonly #at: number;
  readonly #changes = new Map<string, { -readonly [K in keyof OutcomeChange]: OutcomeChange[K] }>();
  #statements = 0;
  #firstOtherRoot: number | null = null;
  #roots: RehearsalResult["roots"] = [];
  #beforeMs = 0;
  #underMs = 0;
  #slowest: RehearsalResult["time"]["slowest"] = null;

  constructor(at: number) {
    this.#at = at;
  }

  timed(height: number, ms: number): void {
    if (height < this.#at) this.#beforeMs += ms;
    else {
      this.#underMs += ms;
      if (ms > (this.#slowest?.ms ?? 0)) this.#slowest = { height, ms };
    }
  }

  compare(index: number, recorded: Uint8Array, rehearsed: Uint8Array): void {
    this.#statements++;
    if (equalBytes(recorded, rehearsed)) return;
    const [before, after] = [decodeEntry(recorded).outcome, decodeEntry(rehearsed).outcome];
    const action = actionOf(recorded);
    const name = toHex(encodeCbor([action, before, after]));
    const known = this.#changes.get(name);
    if (known !== undefined) known.count++;
    else this.#changes.set(name, { action, before, after, count: 1, first: index });
  }

  roots(recorded: Roots, rehearsed: Roots): void {
    this.#roots = recorded.appRoots.flatMap(({ app, root }) => {
      const now = rehearsed.appRoots.find((one) => one.app === app)?.root ?? new Uint8Array(0);
      const [before, after] = [toHex(root), toHex(now)];
      return before === after ? [] : [{ app, recorded: before, rehearsed: after }];
    });
    const same = this.#roots.length === 0 && equalBytes(recorded.logRoot, rehearsed.logRoot);
    if (!same) this.#firstOtherRoot ??= recorded.height;
  }

  result(last: number): RehearsalResult {
    const changes = [...this.#changes.values()].sort(
      (a, b) => b.count - a.count || a.first - b.first,
    );
    return {
      from: this.#at,
      to: this.halted === null ? last : this.halted.height - 1,
      statements: this.#statements,
      changes,
      firstOtherRoot: this.#firstOtherRoot,
      roots: this.#roots,
      time: { beforeMs: this.#beforeMs, underMs: this.#underMs, slowest: this.#slowest },
      halted: this.halted,
    };
  }
}
