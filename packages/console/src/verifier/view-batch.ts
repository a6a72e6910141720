import { ROWS_SHOWN } from "../limits.ts";
import { h } from "../web/dom.ts";
import { count, utcTime } from "../web/format.ts";
import { sign } from "../web/mark.ts";
import type { Outcome, TrustInUse } from "./session-state.ts";
import { type Status, statusOf } from "./verdict.ts";
import type { ViewContext } from "./view.ts";
import { resultView, STATUS_SIGN } from "./view-result.ts";

const ORDER: readonly Status[] = ["invalid", "undecided", "genuine", "proven"];

/** What the table of many receipts remembers between drawings. */
export interface BatchState {
  rows: number;
  selected: string | null;
}

/** A fresh state. */
export const newBatchState = (): BatchState => ({ rows: ROWS_SHOWN, selected: null });

/** Verdicts on many receipts: the sum first, then a row each, those that do not hold on top. */
export function batchView(
  context: ViewContext,
  outcomes: readonly Outcome[],
  trust: TrustInUse | null,
  state: BatchState,
  redraw: () => void,
): HTMLElement {
  const { texts } = context;
  const sorted = outcomes
    .map((outcome) => ({ outcome, status: statusOf(outcome) }))
    .sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  const number = (status: Status) => sorted.filter((one) => one.status === status).length;
  const good = number("proven") + number("genuine");
  const worst = sorted[0]?.status ?? "undecided";
  const hidden = sorted.length - state.rows;
  return h(
    "article",
    { class: `panel result result-${worst}`, "data-status": worst },
    h(
      "header",
      { class: "verdict" },
      h("h2", { class: "verdict-headline", tabindex: -1 }, texts.batchTitle(good, sorted.length)),
      h(
        "ul",
        { class: "batch-counts" },
        ORDER.filter((status) => number(status) > 0).map((status) =>
          h(
            "li",
            { class: `chip chip-${status}` },
            sign(STATUS_SIGN[status]),
            `${count(number(status))} ${texts.batchCounts[status]}`,
          ),
        ),
      ),
    ),
    h(
      "ul",
      { class: "batch-rows" },
      sorted.slice(0, state.rows).map((one) => row(context, one, trust, state, redraw)),
    ),
    hidden > 0 &&
      h(
        "button",
        {
          type: "button",
          id: "batch-more",
          class: "button batch-more",
          onclick: () => {
            state.rows += ROWS_SHOWN;
            redraw();
          },
        },
        texts.batchMore(Math.min(hidden, ROWS_SHOWN)),
      ),
  );
}

function row(
  context: ViewContext,
  { outcome, status }: { outcome: Outcome; status: Status },
  trust: TrustInUse | null,
  state: BatchState,
  redraw: () => void,
): HTMLElement {
  const { lang, texts } = context;
  const { receipt, file, check } = outcome;
  const { summary } = check.result;
  const selected = state.selected === receipt.key;
  return h(
    "li",
    { class: "batch-row", "data-status": status },
    h(
      "button",
      {
        type: "button",
        id: `row-${receipt.key}`,
        "aria-expanded": String(selected),
        onclick: () => {
          state.selected = selected ? null : receipt.key;
          redraw();
        },
      },
      h("span", { class: `chip-sign chip-${status}` }, sign(STATUS_SIGN[status])),
      h(
        "span",
        { class: "batch-name" },
        h("bdi", {}, file?.name ?? receipt.name),
        h(
          "span",
          { class: "muted small" },
          summary === null ? receipt.name : texts.batchLine(utcTime(summary.time, lang)),
        ),
      ),
      h("span", { class: `batch-status chip-${status}` }, texts.status[status]),
    ),
    selected && resultView(context, outcome, trust),
  );
}
