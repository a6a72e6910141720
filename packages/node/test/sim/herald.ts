import type { Evidence, Vote } from "./chain-types.ts";
import type { Gossip } from "./gossip.ts";
import type { HeightBook } from "./height-book.ts";
import type { RoundsParts } from "./rounds-parts.ts";

/** What a node knows at the moment. */
export interface Knowledge {
  readonly height: number;
  readonly book: HeightBook;
  readonly txs: readonly Uint8Array[];
  readonly evidence: readonly Evidence[];
  /** Votes on the last block, while the next round has not begun. */
  readonly lastVotes: readonly Vote[];
}

/** Carries what a node knows to its peers. */
export class Herald {
  readonly #parts: RoundsParts;
  readonly #known: () => Knowledge;

  constructor(parts: RoundsParts, known: () => Knowledge) {
    this.#parts = parts;
    this.#known = known;
  }

  /** Tells every peer something. */
  tell(what: Partial<Gossip>): void {
    for (let to = 0; to < this.#parts.n; to++) {
      if (to !== this.#parts.index) this.#parts.send(to, { ...this.#hello(), ...what });
    }
  }

  /** Tells every peer what may be new to it. */
  tellAll(): void {
    const { book, txs, evidence, lastVotes } = this.#known();
    this.tell({
      proposals: [...book.proposals.values()],
      blocks: [...book.blocks.values()],
      votes: [...book.allVotes(), ...lastVotes],
      evidence,
      txs: this.#parts.some(txs),
    });
  }

  /** Sends somebody who is behind the block that he works on. */
  help({ from, height }: Gossip): void {
    const decided = this.#parts.storage.blocks.get(height);
    if (decided !== undefined) this.#parts.send(from, { ...this.#hello(), decided });
  }

  #hello(): Gossip {
    return { from: this.#parts.index, height: this.#known().height };
  }
}
