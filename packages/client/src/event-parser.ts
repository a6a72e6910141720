/** One event of a stream. */
export interface ParsedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Longest event taken, characters; a longer one is not one of a node. */
const EVENT_CHARS_MAX = 1_000_000;

/** Parser of `text/event-stream` (WHATWG HTML s9.2.6), fed with text in any portions. */
export class EventParser {
  #rest = "";
  #id = "";
  #event = "";
  #data: string[] = [];

  /** The events that `text` completes. @throws RangeError when one is absurdly long */
  push(text: string): ParsedEvent[] {
    const events: ParsedEvent[] = [];
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") this.#dispatch(events);
      else this.#field(line);
    }
    const held = this.#rest.length + this.#data.reduce((sum, part) => sum + part.length, 0);
    if (held > EVENT_CHARS_MAX) throw new RangeError("an event is too long");
    return events;
  }

  #dispatch(events: ParsedEvent[]): void {
    if (this.#data.length > 0) {
      const event = this.#event === "" ? "message" : this.#event;
      events.push({ id: this.#id, event, data: this.#data.join("\n") });
    }
    this.#event = "";
    this.#data = [];
  }

  #field(line: string): void {
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") this.#data.push(value);
    else if (name === "event") this.#event = value;
    else if (name === "id" && !value.includes("\0")) this.#id = value;
  }
}
