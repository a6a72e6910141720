import { NAMES_SHOWN } from "../limits.ts";
import { h } from "../web/dom.ts";
import { count, fileSize } from "../web/format.ts";
import { sign } from "../web/mark.ts";
import type { Item, Kind } from "./classify.ts";
import type { SessionState } from "./session-state.ts";
import type { ViewContext } from "./view.ts";

/** What the person can do with the drop area. */
export interface DropActions {
  readonly add: (files: readonly File[]) => void;
  readonly remove: (key: string) => void;
  readonly removeTrust: () => void;
  readonly clear: () => void;
}

/** The area that takes files in, and the three slots that say what is there. */
export function dropView(
  context: ViewContext,
  state: SessionState,
  actions: DropActions,
): HTMLElement {
  const { texts } = context;
  const busy = state.items.length > 0;
  return h(
    "section",
    { class: `panel drop${busy ? " drop-compact" : ""}`, "aria-label": texts.dropTitle },
    h(
      "div",
      { class: "drop-target" },
      h(
        "div",
        { class: "drop-words" },
        h("p", { class: "drop-title drop-still" }, texts.dropTitle),
        h("p", { class: "drop-title drop-active", "aria-hidden": "true" }, texts.dropActive),
        h("p", { class: "muted small" }, texts.dropHint),
      ),
      h(
        "div",
        { class: "drop-buttons" },
        picker("pick-files", texts.chooseFiles, actions, { primary: !busy, folder: false }),
        picker("pick-folder", texts.chooseFolder, actions, { primary: false, folder: true }),
        busy && clearButton(texts.clear, actions),
      ),
    ),
    h(
      "ol",
      { class: "slots", "aria-label": texts.listLabel },
      slot(context, 1, texts.slotFile, texts.slotFileEmpty, itemsOf(state, "file"), actions),
      slot(context, 2, texts.slotReceipt, texts.slotReceiptEmpty, receiptsOf(state), actions),
      trustSlot(context, state, actions),
    ),
  );
}

const itemsOf = (state: SessionState, kind: Kind) =>
  state.items.filter((item) => item.kind === kind);

const receiptsOf = (state: SessionState) => [
  ...itemsOf(state, "receipt"),
  ...itemsOf(state, "answer"),
];

/** A file input under a button's looks: the input itself takes the focus and the keys. */
function picker(
  id: string,
  label: string,
  actions: DropActions,
  { primary, folder }: { primary: boolean; folder: boolean },
): HTMLElement {
  const input = h("input", {
    type: "file",
    id,
    class: "hidden-text",
    multiple: true,
    webkitdirectory: folder,
    onchange: () => {
      const files = [...(input.files ?? [])];
      // The same file chosen again must count as a change again.
      input.value = "";
      actions.add(files);
    },
  });
  return h(
    "label",
    { class: `button picker${primary ? " primary" : ""}${folder ? " picker-folder" : ""}` },
    input,
    label,
  );
}

function clearButton(label: string, actions: DropActions): HTMLElement {
  const attributes = { type: "button", id: "clear", class: "button quiet", onclick: actions.clear };
  return h("button", attributes, label);
}

function slot(
  context: ViewContext,
  number: number,
  title: string,
  empty: string,
  items: readonly Item[],
  actions: DropActions,
): HTMLElement {
  const full = items.length > 0;
  return h(
    "li",
    { class: `slot${full ? " slot-full" : ""}` },
    slotHead(number, title, full),
    full ? names(context, items, actions) : h("p", { class: "muted small" }, empty),
  );
}

function slotHead(number: number, title: string, full: boolean): HTMLElement {
  return h(
    "div",
    { class: "slot-head" },
    full ? sign("pass") : h("span", { class: "slot-number", "aria-hidden": "true" }, number),
    h("h2", {}, title),
  );
}

function names(context: ViewContext, items: readonly Item[], actions: DropActions): HTMLElement {
  const shown = items.length <= NAMES_SHOWN ? items : items.slice(0, NAMES_SHOWN - 1);
  const hidden = items.length - shown.length;
  return h(
    "ul",
    { class: "names" },
    shown.map((item) => nameRow(context, item, actions)),
    hidden > 0 && h("li", { class: "muted small" }, context.texts.andMore(count(hidden))),
  );
}

function nameRow({ texts }: ViewContext, item: Item, actions: DropActions): HTMLElement {
  return h(
    "li",
    {},
    h(
      "span",
      { class: "name" },
      h("bdi", { class: "name-text" }, item.name),
      h("span", { class: "muted small" }, fileSize(item.file.size)),
    ),
    removeButton(texts.remove(item.name), () => actions.remove(item.key)),
  );
}

function removeButton(label: string, onclick: () => void): HTMLElement {
  return h(
    "button",
    { type: "button", class: "remove", "aria-label": label, title: label, onclick },
    sign("fail"),
  );
}

function trustSlot(context: ViewContext, state: SessionState, actions: DropActions): HTMLElement {
  const { texts } = context;
  const { trust } = state;
  if (trust === null) return slot(context, 3, texts.slotTrust, texts.slotTrustEmpty, [], actions);
  const origin = trust.name === null ? texts.trustEmbedded : texts.trustFromFile(trust.name);
  return h(
    "li",
    { class: "slot slot-full" },
    slotHead(3, texts.slotTrust, true),
    h(
      "ul",
      { class: "names" },
      h(
        "li",
        {},
        h(
          "span",
          { class: "name" },
          h("bdi", { class: "name-text" }, trust.trust.name),
          h("span", { class: "muted small" }, origin),
        ),
        trust.name !== null && removeButton(texts.remove(trust.name), actions.removeTrust),
      ),
    ),
  );
}
