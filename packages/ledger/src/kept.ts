/** Remembers what a reading came to, by name. */
export interface Memo<V> {
  /**
   * What `read` comes to, or came to when it was asked for under that name before. What comes to
   * `undefined` is not remembered.
   */
  get(name: string, read: () => V): V;
}

/** Places among which all rows and scans are shared out: those of one place are forgotten together. */
const PLACES = 65_536;

/**
 * Which committed rows have changed, and when: not row by row, which would take room for each that was
 * ever read, but in as many places as a table of numbers has. So what is still known may be read again
 * for nothing, and what has changed never passes for known.
 *
 * Nothing of it reaches a result: it decides what is read again, not what is read.
 */
export class ReadMarks {
  /** Number of the last change in each place. */
  readonly #changed = new Float64Array(PLACES);
  /** Changes so far. */
  #now = 0;
  /** Places that the reading under way has looked at. */
  #reading: number[] | undefined;

  /** Changes so far: what was valid at this number needs no further look. */
  get now(): number {
    return this.#now;
  }

  /** Begins a change: all that was read before is older. */
  advance(): void {
    this.#now++;
  }

  /** What is at this place has changed. */
  touch(place: number): void {
    this.#changed[place] = this.#now;
  }

  /** A reading under way has looked at this place. */
  note(place: number): void {
    this.#reading?.push(place);
  }

  /** A reading under way goes by what was read at these places. */
  noteAll(places: readonly number[]): void {
    if (this.#reading !== undefined) for (const place of places) this.#reading.push(place);
  }

  /** True unless one of the places has changed since. */
  unchanged(places: readonly number[], since: number): boolean {
    for (const place of places) if ((this.#changed[place] as number) > since) return false;
    return true;
  }

  /** Does a reading and says which places it has looked at. Readings may lie in one another. */
  record<V>(read: () => V): { readonly value: V; readonly places: readonly number[] } {
    const outer = this.#reading;
    const places: number[] = [];
    this.#reading = places;
    try {
      return { value: read(), places };
    } finally {
      this.#reading = outer;
      this.noteAll(places);
    }
  }
}

/** The place of some bytes (FNV-1a, folded). @param space keeps rows and scans of different kinds apart */
export function placeOf(space: number, bytes: Uint8Array): number {
  let hash = Math.imul(0x811c9dc5 ^ space, 0x01000193);
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 16)) & (PLACES - 1);
}

interface Entry<V> {
  readonly value: V;
  readonly places: readonly number[];
  /** Number of the change up to which it is known to be good. */
  seen: number;
}

/** What was worked out from committed rows, each until a row that it was worked out from changes. */
export class Kept<V> implements Memo<V> {
  readonly #marks: ReadMarks;
  readonly #max: number;
  readonly #entries = new Map<string, Entry<V>>();

  /** @param max entries; one more and all are forgotten */
  constructor(marks: ReadMarks, max: number) {
    this.#marks = marks;
    this.#max = max;
  }

  get(name: string, read: () => V): V {
    const marks = this.#marks;
    const known = this.#entries.get(name);
    if (known !== undefined && isGood(known, marks)) {
      marks.noteAll(known.places);
      return known.value;
    }
    const seen = marks.now;
    const { value, places } = marks.record(read);
    if (value === undefined) {
      if (known !== undefined) this.#entries.delete(name);
      return value;
    }
    if (known === undefined && this.#entries.size >= this.#max) this.#entries.clear();
    this.#entries.set(name, { value, places, seen });
    return value;
  }
}

function isGood<V>(entry: Entry<V>, marks: ReadMarks): boolean {
  const { now } = marks;
  if (entry.seen === now) return true;
  if (!marks.unchanged(entry.places, entry.seen)) return false;
  entry.seen = now;
  return true;
}

/** Makes something once for each object that it is asked for, and keeps it beside that object. */
export function onceFor<O extends object, W>(make: (object: O) => W): (object: O) => W {
  const made = new WeakMap<O, W>();
  return (object) => {
    let found = made.get(object);
    if (found === undefined) {
      found = make(object);
      made.set(object, found);
    }
    return found;
  };
}

/** Remembers for as long as it is there: for rows that do not change under it. */
export class Remembered<V> implements Memo<V> {
  readonly #entries = new Map<string, V>();

  get(name: string, read: () => V): V {
    const known = this.#entries.get(name);
    if (known !== undefined) return known;
    const value = read();
    if (value !== undefined) this.#entries.set(name, value);
    return value;
  }
}
