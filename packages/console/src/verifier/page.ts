import { FILES_MAX, UNPAIRED_SHOWN } from "../limits.ts";
import { Announcer } from "../web/announcer.ts";
import { h } from "../web/dom.ts";
import { frame } from "../web/frame.ts";
import { declareLanguage, initialLanguage, type Lang, rememberLanguage } from "../web/language.ts";
import { sign } from "../web/mark.ts";
import { askLedger, followCode, readCode } from "./ask-ledger.ts";
import type { Backend } from "./backend.ts";
import { filesOf } from "./files.ts";
import { en, type Messages } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";
import { Session } from "./session.ts";
import type { Notice, SessionState } from "./session-state.ts";
import type { ViewContext } from "./view.ts";
import { answerView } from "./view-answer.ts";
import { batchView, newBatchState } from "./view-batch.ts";
import { dropView } from "./view-drop.ts";
import { type ProgressView, progressView } from "./view-progress.ts";
import { resultView } from "./view-result.ts";
import { trustView } from "./view-trust.ts";

const TEXTS: Readonly<Record<Lang, Messages>> = { en, zh };

/** Draws the page and keeps it in step with the session. */
export function startPage(options: {
  readonly root: HTMLElement;
  readonly backend: Backend;
  readonly trust: string | null;
  /** True when the page came from a node that it may ask. */
  readonly node: boolean;
}): void {
  const { root } = options;
  const open = new Set<string>();
  let lang = initialLanguage();
  let batch = newBatchState();
  let progress: ProgressView | null = null;
  let announced = false;
  const announcer = new Announcer(document.body);
  const session = new Session({
    backend: options.backend,
    trust: options.trust,
    onChange: () => redraw(),
    onProgress: () => progress?.update(session.progress),
  });

  const actions = {
    add: (files: readonly File[]) => void session.add(files),
    remove: (key: string) => void session.remove(key),
    removeTrust: () => void session.removeTrust(),
    ask: () => void askLedger(session),
    clear: () => {
      batch = newBatchState();
      session.clear();
    },
  };

  function context(): ViewContext {
    return { lang, texts: TEXTS[lang], open };
  }

  function redraw(): void {
    const focused = document.activeElement?.id ?? "";
    const texts = TEXTS[lang];
    declareLanguage(lang);
    document.title = texts.pageTitle;
    const { state } = session;
    const { node } = options;
    const shown = node ? { ...texts, footer: texts.footerNode } : texts;
    const main = h(
      "main",
      { id: "main" },
      h(
        "div",
        { class: "intro" },
        h("h1", {}, texts.title),
        h("p", { class: "lead" }, node ? texts.leadNode : texts.lead),
      ),
      dropView(context(), state, actions),
      h("div", { class: "live" }, body(state)),
      state.trust !== null && trustView(context(), state.trust),
    );
    root.replaceChildren(
      frame({ texts: shown, lang, home: node ? "/" : null, onLanguage: choose, main }),
    );
    if (focused !== "") document.getElementById(focused)?.focus();
    announce(state);
  }

  function body(state: SessionState): (HTMLElement | null)[] {
    const notices = state.notices.map((notice) => noticeView(TEXTS[lang], notice));
    if (!state.working) {
      progress = null;
      return [...notices, ...results(state)];
    }
    progress = progressView(context(), () => session.cancel());
    progress.update(session.progress);
    return [...notices, progress.element];
  }

  function results(state: SessionState): (HTMLElement | null)[] {
    const { outcomes, answers, trust, unpaired } = state;
    const single = outcomes.length === 1 ? outcomes[0] : undefined;
    return [
      outcomes.length > 1 ? batchView(context(), outcomes, trust, batch, redraw) : null,
      single === undefined ? null : resultView(context(), single, trust),
      ...answers.map((answer) => answerView(context(), answer, trust)),
      unpairedView(TEXTS[lang], unpaired, outcomes.length > 0, options.node ? actions.ask : null),
    ];
  }

  /** Takes the reader to the verdict once, when it appears; later drawings leave the focus alone. */
  function announce(state: SessionState): void {
    const done = !state.working && state.outcomes.length + state.answers.length > 0;
    if (done && !announced) {
      const heading = root.querySelector<HTMLElement>(".verdict-headline");
      heading?.focus({ preventScroll: true });
      heading?.closest("article")?.scrollIntoView({ block: "nearest" });
    }
    announced = done;
    announcer.say(done ? "" : spoken(TEXTS[lang], state));
  }

  function choose(next: Lang): void {
    lang = next;
    rememberLanguage(next);
    redraw();
    root.querySelector<HTMLElement>(`[data-language="${next}"]`)?.focus();
  }

  function followAddress(): void {
    const code = readCode(location.hash);
    if (code === undefined) return;
    if (options.node) void followCode(session, code);
    else session.notify({ kind: "no-node" });
  }

  listenForFiles((files) => actions.add(files));
  redraw();
  followAddress();
  addEventListener("hashchange", followAddress);
}

/** What a screen reader hears while there is no verdict to take it to. */
function spoken(texts: Messages, { working, notices, unpaired }: SessionState): string {
  if (working) return texts.working;
  const [notice] = notices;
  if (notice !== undefined) return noticeWords(texts, notice);
  const [first] = unpaired;
  if (first === undefined) return "";
  return unpaired.length === 1
    ? texts.needReceipt(first.name)
    : texts.needReceiptMany(unpaired.length);
}

function noticeWords(texts: Messages, notice: Notice): string {
  return {
    unreadable: () => texts.unreadable("name" in notice ? notice.name : ""),
    "bad-trust": () => texts.trustBad("name" in notice ? notice.name : ""),
    "too-many": () => texts.tooMany(FILES_MAX),
    cancelled: () => texts.cancelled,
    "bad-certificate": () => texts.certificateBad("name" in notice ? notice.name : ""),
    "code-mismatch": () => texts.codeMismatch,
    "code-unknown": () => texts.codeUnknown,
    "no-node": () => texts.noNode,
  }[notice.kind]();
}

function noticeView(texts: Messages, notice: Notice): HTMLElement {
  return h("p", { class: "notice" }, sign("info"), h("span", {}, noticeWords(texts, notice)));
}

/** Files without a receipt: nothing can be said about them, and the page says what is missing. */
function unpairedView(
  texts: Messages,
  unpaired: SessionState["unpaired"],
  besideResults: boolean,
  ask: (() => void) | null,
): HTMLElement | null {
  const [first, ...others] = unpaired;
  if (first === undefined) return null;
  const words =
    others.length === 0 ? texts.needReceipt(first.name) : texts.needReceiptMany(unpaired.length);
  const title = besideResults ? texts.batchUnmatched(unpaired.length) : texts.needReceiptTitle;
  return h(
    "section",
    { class: "panel need", "data-status": "need-receipt" },
    h("h2", {}, sign("info"), title),
    h("p", {}, words),
    others.length > 0 &&
      h(
        "ul",
        { class: "names muted" },
        unpaired.slice(0, UNPAIRED_SHOWN).map(({ name }) => h("li", {}, h("bdi", {}, name))),
      ),
    ask === null
      ? h("p", { class: "muted small" }, texts.askOffline)
      : h(
          "div",
          { class: "ask" },
          h("button", { type: "button", id: "ask", class: "button", onclick: ask }, texts.ask),
          h("span", { class: "muted small" }, texts.askText),
        ),
  );
}

/** Drops anywhere on the page, and files pasted into it. */
function listenForFiles(take: (files: readonly File[]) => void): void {
  let depth = 0;
  const show = (change: number) => {
    depth = Math.max(0, depth + change);
    document.body.classList.toggle("dragging", depth > 0);
  };
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
  addEventListener("dragenter", (event) => carriesFiles(event) && show(1));
  addEventListener("dragleave", (event) => carriesFiles(event) && show(-1));
  addEventListener("dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    if (event.dataTransfer === null || !carriesFiles(event)) return;
    // Without this the browser would leave the page and show the file.
    event.preventDefault();
    show(-depth);
    void filesOf(event.dataTransfer).then(take);
  });
  addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) take(files);
  });
}
