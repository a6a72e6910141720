import type { Policy } from "../rows.ts";
import type { Draft } from "./draft.ts";

/** The steps of an issue, in their order. */
export const STEPS = ["papers", "terms", "checks", "review"] as const;

/** Name of a step. */
export type StepName = (typeof STEPS)[number];

/** What every step gets. */
export interface StepProps {
  /** The organisation that promises to pay: the reader's. */
  readonly own: string;
  readonly policy: Policy;
  readonly draft: Draft;
  readonly change: (changed: Partial<Draft>) => void;
  readonly next: () => void;
  /** Absent in the first step. */
  readonly back: (() => void) | undefined;
}
