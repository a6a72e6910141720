/** A node tells the ledger what its program can execute, when that is not what the ledger has from it. */
import { upgrade } from "@tallystick/apps/upgrade/index";
import { encodeInput } from "@tallystick/ledger/app/call-input";
import type { AppRules } from "@tallystick/ledger/rules";
import type { Engine } from "../../engine/engine.ts";
import type { MemberCall } from "../../member-calls.ts";

/** What a {@link reportReadiness} is made of. */
export interface ReadinessParts {
  readonly engine: Engine;
  /** Versions in force and known, of the ledger as it is opened. */
  readonly rules: () => readonly AppRules[];
  readonly organisation: string;
  /** Name and number of the program. */
  readonly program: string;
  readonly sign: (call: MemberCall) => Promise<Uint8Array>;
  /** Told of a report that the ledger refused, with the outcome. */
  readonly onRefused?: (code: number) => void;
  /** Milliseconds between attempts while the statement cannot be ordered. */
  readonly againMs?: number;
}

const APP = "upgrade";
const AGAIN_MS = 60_000;

/**
 * Submit what the program can execute, unless the ledger has it already. An organisation that has said
 * nothing is taken to have what is in force, so a ledger with nothing newer in sight hears nothing.
 *
 * Works in the background until it is done or stopped: a node must start also while the others are away.
 *
 * @returns stops it
 */
export function reportReadiness(parts: ReadinessParts): () => void {
  const { againMs = AGAIN_MS } = parts;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const attempt = (): void => {
    submit(parts).catch(() => {
      // Too few organisations are there, or the engine has failed, which shows elsewhere.
      if (!stopped) timer = setTimeout(attempt, againMs).unref();
    });
  };
  attempt();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

async function submit(parts: ReadinessParts): Promise<void> {
  const due = dueReport(parts);
  if (due === undefined) return;
  const answer = await parts.engine.submit(await parts.sign(due));
  if (answer.status === "busy") throw new Error("the queue is full");
  if (answer.code !== 0) parts.onRefused?.(answer.code);
}

/** The report that the ledger lacks, or undefined. */
function dueReport({
  engine,
  rules,
  organisation,
  program,
}: ReadinessParts): MemberCall | undefined {
  const present = rules();
  if (!present.some(({ app }) => app === APP)) return undefined;
  const said = engine.read((reader) =>
    saidBy(reader.runView<Said>(APP, "readiness", { organisation })),
  );
  const newest = (one: AppRules): number => one.known.at(-1) ?? one.version;
  const same = present.every((one) => (said.get(one.app) ?? one.version) === newest(one));
  if (same) return undefined;
  const applications = present.map((one) => ({ app: one.app, newest: newest(one) }));
  const { report } = upgrade.actions;
  return { action: `${APP}.${report.name}`, input: encodeInput(report, { program, applications }) };
}

interface Said {
  readonly readiness: readonly {
    readonly applications: readonly { app: string; newest: number }[];
  }[];
}

function saidBy({ output }: { readonly output: Said }): ReadonlyMap<string, number> {
  const [row] = output.readiness;
  return new Map(row?.applications.map(({ app, newest }) => [app, newest]));
}
