import { evidenceName, isFresh } from "./block-rules.ts";
import type { Block, Evidence } from "./chain-types.ts";
import type { RoundsParts } from "./rounds-parts.ts";

/** Contradictions that a node knows of and no block has yet. */
export class EvidencePool {
  readonly #parts: RoundsParts;
  readonly #known = new Map<string, Evidence>();

  constructor(parts: RoundsParts) {
    this.#parts = parts;
  }

  get all(): readonly Evidence[] {
    return [...this.#known.values()];
  }

  /** What may go into the next block. */
  get fresh(): readonly Evidence[] {
    return this.all.filter((one) => isFresh(this.#parts, one));
  }

  add(evidence: Evidence): void {
    this.#known.set(evidenceName(evidence), evidence);
  }

  decided({ evidence }: Block): void {
    for (const one of evidence) this.#known.delete(evidenceName(one));
  }
}
