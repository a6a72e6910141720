import { h } from "../web/dom.ts";
import type { Progress } from "./session-state.ts";
import type { ViewContext } from "./view.ts";

/** The work under way. `update` changes it in place, so that a screen reader hears it once. */
export interface ProgressView {
  readonly element: HTMLElement;
  update(progress: Progress): void;
}

/** A bar, what is being read, how fast, and a way to stop. */
export function progressView({ texts }: ViewContext, onCancel: () => void): ProgressView {
  const bar = h("progress", { max: 1, value: 0, "aria-label": texts.working });
  const what = h("span", { class: "progress-what" });
  const numbers = h("span", { class: "muted small progress-numbers" });
  const element = h(
    "section",
    { class: "panel progress", "aria-label": texts.working },
    h("div", { class: "progress-head" }, what, numbers),
    bar,
    h("button", { type: "button", id: "cancel", class: "button", onclick: onCancel }, texts.cancel),
  );
  const update = (progress: Progress) => {
    const { bytesDone, bytesTotal, reading, receiptsDone, receiptsTotal, startedAt } = progress;
    const seconds = (performance.now() - startedAt) / 1000;
    bar.value = bytesTotal === 0 ? 0 : bytesDone / bytesTotal;
    what.textContent = reading === null ? texts.working : texts.hashing(reading);
    const parts: string[] = [];
    if (reading !== null) parts.push(texts.hashProgress(bytesDone, bytesTotal));
    if (reading !== null && seconds > 0.5) parts.push(texts.rate(bytesDone / seconds));
    if (receiptsTotal > 1) parts.push(texts.workingMany(receiptsDone, receiptsTotal));
    numbers.textContent = parts.join(" · ");
    if (reading === null && receiptsTotal > 0) bar.value = receiptsDone / receiptsTotal;
  };
  return { element, update };
}
