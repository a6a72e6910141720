import { join } from "node:path";
import { toHex } from "@tallystick/core/bytes";
import { makePrivateFolder, writeFileAtomic } from "../../files.ts";
import type { HaltReport } from "../consensus/halt.ts";
import { EngineFault } from "../engine.ts";
import type { Machine } from "../machine.ts";
import type { EngineHome } from "./engine-home.ts";
import type { EngineHalt } from "./supervisor.ts";

/** What is known when a node halts. */
export interface HaltFacts {
  /** What the matter is, in a word. */
  readonly trouble: string;
  /** The engine's line that told of it. */
  readonly line?: string;
  /** What the application was at. */
  readonly application?: Omit<HaltReport, "error">;
  readonly fault: EngineFault;
  readonly machine: Machine;
  /** The engine's last lines. */
  readonly lines: readonly string[];
}

/** Blocks whose roots stand in a report, so that it can be laid beside another node's. */
const BLOCKS = 20;

/** The fault that an engine's halt is to the node. */
export function faultOfHalt({ trouble, line }: EngineHalt): EngineFault {
  const code = trouble === "diverged" ? "diverged" : "engine-failed";
  const fix = WAYS_OUT[trouble];
  const way = fix === undefined ? "" : `; ${fix} (docs/operate/recovery.md)`;
  return new EngineFault(code, `the engine was halted (${trouble}): ${line.slice(0, 500)}${way}`);
}

/** What an operator does about an engine that does not start again. */
const WAYS_OUT: Readonly<Partial<Record<EngineHalt["trouble"], string>>> = {
  "data-damaged": "stop the node and let the engine begin anew: `tallystick engine reset`",
  "out-of-step": "stop the node and let the engine begin anew: `tallystick engine reset`",
  "wal-damaged": "the disk fails again and again: look at it first",
  "validator-state": "stop the node and run `tallystick engine new-voting-record`",
  "double-vote": "another engine votes with the keys of this organisation: end it for good",
  diverged: "keep the directory and find out why before anything else",
};

/**
 * Leave a report beside the engine's files: what happened, the last lines of its log, and the roots of
 * the last blocks application by application, for `tallystick diff-state`. It holds no contents and no keys.
 *
 * @returns its path, or undefined when it could not be written: the halt itself must go on
 */
export function writeHaltReport(home: EngineHome, facts: HaltFacts): string | undefined {
  const now = new Date().toISOString();
  const { trouble, line, application, fault, machine, lines } = facts;
  const report = {
    format: "tallystick-halt/1",
    time: now,
    trouble,
    fault: { code: fault.code, message: fault.message, cause: textOf(fault.cause) },
    engineLine: line ?? null,
    application: application ?? null,
    blocks: rootsOf(machine),
    engineLog: lines,
  };
  try {
    makePrivateFolder(home.halts);
    const path = join(home.halts, `halt-${now.replaceAll(/[:.]/g, "-")}.json`);
    writeFileAtomic(path, `${JSON.stringify(report, null, 2)}\n`, 0o600);
    return path;
  } catch {
    return undefined;
  }
}

function rootsOf(machine: Machine): unknown {
  try {
    return machine.query((reader) => {
      const from = Math.max(0, reader.height - BLOCKS + 1);
      return Array.from({ length: reader.height - from + 1 }, (_, i) => {
        const block = reader.block(from + i);
        if (block === undefined) return { height: from + i, missing: true };
        const { height, time, logSize, logRoot, stateRoot, appRoots } = block;
        const roots = appRoots.map(({ app, root }) => [app, toHex(root)]);
        return {
          ...{ height, time, logSize },
          logRoot: toHex(logRoot),
          stateRoot: toHex(stateRoot),
          appRoots: Object.fromEntries(roots) as Record<string, string>,
        };
      });
    });
  } catch (error) {
    return `the ledger cannot be read: ${textOf(error)}`;
  }
}

function textOf(error: unknown): string | null {
  if (error === undefined) return null;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
