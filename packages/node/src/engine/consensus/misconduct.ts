import { toHex } from "@tallystick/core/bytes";
import { type Checkpoint, decodeCheckpointProtected } from "@tallystick/core/checkpoint";
import type { Misbehaviour } from "./application.ts";
import type { RosterMember } from "./roster.ts";
import type { SignedRoot } from "./vote-extension.ts";

/** The roots of a ledger at a height, in hex. */
export interface ReportedRoots {
  readonly logSize: number;
  readonly logRoot: string;
  readonly stateRoot: string;
}

/** An organisation's signature over roots that are not this node's: a proof that it lied, or that its node is broken. */
export interface AnotherRoot {
  readonly kind: "another-root";
  readonly organisation: string;
  readonly height: number;
  /** What it signed. */
  readonly claimed: ReportedRoots;
  /** What this node has at that height. */
  readonly own: ReportedRoots;
  /** COSE protected header and signature, hex: with the claimed log root anybody can check them. */
  readonly protected: string;
  readonly signature: string;
}

/** What the engine caught a validator at: its own evidence stands in its block. */
export interface EngineEvidence {
  readonly kind: "duplicate-vote" | "light-client-attack" | "unknown";
  readonly organisation: string;
  readonly height: number;
}

/** What an organisation is named for. */
export type Misconduct = AnotherRoot | EngineEvidence;

/** The report of a signature over another root. */
export function reportAnotherRoot(
  member: RosterMember,
  signed: SignedRoot,
  own: Checkpoint,
): AnotherRoot {
  const { logSize, stateRoot } = decodeCheckpointProtected(signed.protected).checkpoint;
  return {
    kind: "another-root",
    organisation: member.id,
    height: own.height,
    claimed: { logSize, logRoot: toHex(signed.logRoot), stateRoot: toHex(stateRoot) },
    own: { logSize: own.logSize, logRoot: toHex(own.logRoot), stateRoot: toHex(own.stateRoot) },
    protected: toHex(signed.protected),
    signature: toHex(signed.signature),
  };
}

/** The report of what the engine found. */
export function reportEvidence(
  member: RosterMember | undefined,
  { kind, address, height }: Misbehaviour,
): EngineEvidence {
  return { kind, organisation: member?.id ?? toHex(address), height };
}

/** Reports kept in memory. */
const REPORTS_KEPT = 256;

/** What this node has seen of others since it started: each case once, the newest last. */
export class MisconductLog {
  readonly #reports = new Map<string, Misconduct>();
  readonly #tell: (report: Misconduct) => void;

  /** @param tell called for every new case, to write it where it lasts */
  constructor(tell: (report: Misconduct) => void = () => {}) {
    this.#tell = tell;
  }

  get reports(): readonly Misconduct[] {
    return [...this.#reports.values()];
  }

  add(report: Misconduct): void {
    const name = `${report.kind} ${report.organisation} ${report.height}`;
    if (this.#reports.has(name)) return;
    this.#reports.set(name, report);
    const oldest = this.#reports.keys().next();
    if (this.#reports.size > REPORTS_KEPT && !oldest.done) this.#reports.delete(oldest.value);
    this.#tell(report);
  }
}
