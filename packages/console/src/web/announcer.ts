import { h } from "./dom.ts";

/**
 * Says things to screen readers. Its element stays while the page is drawn anew around it: a live
 * region that is itself replaced is not read out.
 */
export class Announcer {
  readonly #element = h("p", { class: "hidden-text", role: "status" });

  constructor(body: HTMLElement) {
    body.append(this.#element);
  }

  /** Says a sentence once; saying the same again changes nothing. */
  say(words: string): void {
    if (this.#element.textContent !== words) this.#element.textContent = words;
  }
}
