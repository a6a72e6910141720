import type { Dice } from "./dice.ts";
import type { EventQueue } from "./event-queue.ts";

/** How the links behave. */
export interface LinkQuality {
  /** Delay of a message, virtual ms. */
  readonly minMs: number;
  readonly maxMs: number;
  /** Probabilities. */
  readonly loss: number;
  readonly duplication: number;
  /** Of a delay ten times as long. */
  readonly stall: number;
}

/** Links that do what they should. */
export const GOOD_LINKS: LinkQuality = { minMs: 1, maxMs: 20, loss: 0, duplication: 0, stall: 0 };

/** Names a way of cutting the network. */
export type PartitionShape = "halves" | "isolate" | "ring" | "one-way" | "random";

/** The links between `n` nodes. Every message goes its own way: order is not kept. */
export class Network {
  quality: LinkQuality = GOOD_LINKS;
  readonly #n: number;
  readonly #events: EventQueue;
  readonly #dice: Dice;
  /** Directed links that are cut, as from * n + to. */
  #cut = new Set<number>();

  constructor(n: number, events: EventQueue, dice: Dice) {
    this.#n = n;
    this.#events = events;
    this.#dice = dice;
  }

  /** Runs `deliver` at the other end: once, later, twice or never. */
  send(from: number, to: number, deliver: () => void | Promise<void>): void {
    const { loss, duplication } = this.quality;
    if (this.#cut.has(from * this.#n + to) || this.#dice.chance(loss)) return;
    const copies = this.#dice.chance(duplication) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      this.#events.after(this.#delay(), () => {
        // What was under way when the link was cut is lost with it.
        if (!this.#cut.has(from * this.#n + to)) return deliver();
      });
    }
  }

  heal(): void {
    this.#cut = new Set();
  }

  /** Cuts links in some shape; what was cut before is whole again. */
  partition(shape: PartitionShape): void {
    const n = this.#n;
    const order = this.#dice.shuffle(Array.from({ length: n }, (_, i) => i));
    const place = (node: number): number => order.indexOf(node);
    const isCut: Record<PartitionShape, (a: number, b: number) => boolean> = {
      halves: (a, b) => place(a) < n >> 1 !== place(b) < n >> 1,
      isolate: (a, b) => place(a) === 0 || place(b) === 0,
      // Everyone hears two neighbours only.
      ring: (a, b) => ![1, n - 1].includes(Math.abs(place(a) - place(b))),
      "one-way": (a) => place(a) === 0,
      random: () => this.#dice.chance(0.4),
    };
    this.#cut = new Set();
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) if (a !== b && isCut[shape](a, b)) this.#cut.add(a * n + b);
    }
  }

  #delay(): number {
    const { minMs, maxMs, stall } = this.quality;
    const delay = minMs + this.#dice.next() * (maxMs - minMs);
    return this.#dice.chance(stall) ? delay * 10 : delay;
  }
}
