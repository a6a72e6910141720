/** What happens next, in virtual time. Same order for the same insertions, whatever the machine. */
export interface SimEvent {
  /** Virtual ms. */
  readonly at: number;
  run(): void | Promise<void>;
}

interface Queued {
  readonly event: SimEvent;
  readonly order: number;
}

/** A binary heap of events by time, then by order of insertion. */
export class EventQueue {
  readonly #heap: Queued[] = [];
  #inserted = 0;
  #now = 0;

  /** Virtual ms since the start. */
  get now(): number {
    return this.#now;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** Runs something after so many virtual ms. */
  after(delay: number, run: SimEvent["run"]): void {
    this.#push({ at: this.#now + Math.max(0, delay), run });
  }

  /** Takes the next event out and moves the time to it. */
  next(): SimEvent | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined) return undefined;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    this.#now = top.event.at;
    return top.event;
  }

  /** The next event if it is not after a time; otherwise the time is moved there. */
  nextBefore(time: number): SimEvent | undefined {
    const top = this.#heap[0];
    if (top !== undefined && top.event.at <= time) return this.next();
    this.#now = Math.max(this.#now, time);
    return undefined;
  }

  #push(event: SimEvent): void {
    const heap = this.#heap;
    heap.push({ event, order: this.#inserted++ });
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(): void {
    let at = 0;
    for (;;) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#heap.length && this.#before(child, first)) first = child;
      }
      if (first === at) return;
      this.#swap(at, first);
      at = first;
    }
  }

  #before(a: number, b: number): boolean {
    const left = this.#heap[a] as Queued;
    const right = this.#heap[b] as Queued;
    if (left.event.at !== right.event.at) return left.event.at < right.event.at;
    return left.order < right.order;
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap;
    [heap[a], heap[b]] = [heap[b], heap[a]] as [Queued, Queued];
  }
}
