import { type Child, h } from "../web/dom.ts";
import { groups, utcTime } from "../web/format.ts";
import type { Lang } from "../web/language.ts";
import { sign } from "../web/mark.ts";
import type { LookupResult } from "./lookup.ts";
import type { LandingMessages } from "./messages-en.ts";

/** Where a lookup stands. */
export type LookupState =
  | { readonly kind: "idle" }
  | { readonly kind: "working"; readonly file: File; readonly bytes: number }
  | { readonly kind: "failed"; readonly file: File; readonly reason: string }
  | { readonly kind: "done"; readonly file: File; readonly result: LookupResult };

/** The question, and the answer once there is one. */
export function lookupView(options: {
  readonly texts: LandingMessages;
  readonly lang: Lang;
  readonly state: LookupState;
  readonly onFile: (file: File) => void;
  readonly onCancel: () => void;
}): HTMLElement {
  const { texts, lang, state } = options;
  const input = h("input", {
    type: "file",
    id: "lookup-file",
    class: "hidden-text",
    onchange: () => {
      const file = input.files?.[0];
      input.value = "";
      if (file !== undefined) options.onFile(file);
    },
  });
  return h(
    "section",
    { class: "panel lookup", "aria-labelledby": "lookup-title" },
    h(
      "div",
      { class: "lookup-ask" },
      h(
        "div",
        {},
        h("h2", { id: "lookup-title" }, texts.lookupTitle),
        h("p", { class: "muted" }, texts.lookupHint),
      ),
      h("label", { class: "button picker" }, input, texts.lookupChoose),
    ),
    h("div", { class: "lookup-answer" }, answer()),
  );

  function answer(): Child {
    if (state.kind === "working") return workingView(texts, state, options.onCancel);
    if (state.kind === "failed") {
      return outcome("fail", texts.lookupFailed(state.reason), state.file, []);
    }
    return state.kind === "done" && answerView(texts, lang, state.file, state.result);
  }
}

/** What a screen reader hears of it. */
export function spokenLookup(texts: LandingMessages, state: LookupState): string {
  switch (state.kind) {
    case "idle":
      return "";
    case "working":
      return texts.lookupReading(state.file.name);
    case "failed":
      return texts.lookupFailed(state.reason);
    case "done": {
      const { valid, times, complete } = state.result;
      if (!valid) return texts.lookupBad;
      return times === 0 ? texts.lookupMissing : texts.lookupFound(times, complete);
    }
  }
}

/** The bar of a reading under way; its value is changed in place by id. */
function workingView(
  texts: LandingMessages,
  { file, bytes }: { file: File; bytes: number },
  onCancel: () => void,
): HTMLElement {
  const label = texts.lookupReading(file.name);
  return h(
    "div",
    { class: "outcome", "data-lookup": "working" },
    h("p", {}, h("bdi", {}, label)),
    h("progress", {
      id: "lookup-progress",
      max: Math.max(file.size, 1),
      value: bytes,
      "aria-label": label,
    }),
    h("p", { class: "muted small" }, texts.lookupSize(file.size)),
    h(
      "button",
      { type: "button", id: "lookup-cancel", class: "button", onclick: onCancel },
      texts.lookupCancel,
    ),
  );
}

function outcome(
  name: "pass" | "fail" | "absent",
  words: string,
  file: File,
  more: Child,
): HTMLElement {
  return h(
    "div",
    { class: `outcome outcome-${name}`, "data-lookup": name },
    h("p", { class: "outcome-words" }, sign(name), h("strong", {}, words)),
    h("p", { class: "outcome-file" }, h("bdi", {}, file.name)),
    more,
  );
}

function answerView(
  texts: LandingMessages,
  lang: Lang,
  file: File,
  result: LookupResult,
): HTMLElement {
  const { check, valid, deposits, times, complete } = result;
  if (!valid) {
    const reasons = check.layers.filter(({ verdict }) => verdict !== "pass");
    return outcome("fail", texts.lookupBad, file, [
      h(
        "ul",
        {},
        reasons.map(({ detail }) => h("li", {}, detail[lang])),
      ),
      provenance(texts, result),
    ]);
  }
  const height = check.summary?.height ?? 0;
  const time = utcTime(check.summary?.time ?? 0, lang);
  if (times === 0) {
    return outcome("absent", texts.lookupMissing, file, [
      h("p", { class: "muted" }, texts.lookupMissingText(height, time)),
      provenance(texts, result),
    ]);
  }
  return outcome("pass", texts.lookupFound(times, complete), file, [
    h(
      "ul",
      { class: "deposits" },
      deposits.map((deposit) =>
        h(
          "li",
          {},
          h("span", {}, texts.lookupFirst(utcTime(deposit.time, lang))),
          h("span", { class: "muted" }, h("bdi", {}, texts.lookupBy(deposit.member))),
          deposit.withdrawn && h("span", { class: "withdrawn" }, texts.lookupWithdrawn),
          h(
            "a",
            { href: `/v1/receipts/${deposit.index}`, download: `${file.name}.receipt` },
            texts.lookupReceipt,
          ),
        ),
      ),
    ),
    h("p", { class: "muted small" }, texts.lookupAsOf(height, time)),
    provenance(texts, result),
  ]);
}

/** What the verdict stands on. */
function provenance(texts: LandingMessages, result: LookupResult): HTMLElement {
  return h(
    "div",
    { class: "provenance small" },
    h("p", { class: "hash muted" }, `${result.alg} ${result.digest}`),
    h("p", { class: "muted" }, texts.lookupTrust),
    h("p", { class: "hash muted" }, groups(result.fingerprint).join(" ")),
  );
}
