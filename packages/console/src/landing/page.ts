import { POLL_MS } from "../limits.ts";
import type { Backend } from "../verifier/backend.ts";
import { h } from "../web/dom.ts";
import { frame } from "../web/frame.ts";
import { declareLanguage, initialLanguage, type Lang, rememberLanguage } from "../web/language.ts";
import { lookUp } from "./lookup.ts";
import { en, type LandingMessages } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";
import { fetchStatus, fetchTrust } from "./node-api.ts";
import { quickStart } from "./quick-start.ts";
import { type LookupState, lookupView } from "./view-lookup.ts";
import { type StatusState, type StatusView, statusView } from "./view-status.ts";

const TEXTS: Readonly<Record<Lang, LandingMessages>> = { en, zh };

const LINKS = [
  ["verify", "/verify"],
  ["docs", "/docs"],
  ["openapi", "/openapi.json"],
  ["trust", "/v1/trust"],
  ["metrics", "/metrics"],
  ["checkpoint", "/log/checkpoint"],
] as const;

/** Draws the page and keeps its figures fresh. */
export function startPage(root: HTMLElement, backend: Backend): void {
  let lang = initialLanguage();
  let lookup: LookupState = { kind: "idle" };
  let controller = new AbortController();
  let known: StatusState = { status: null, trust: null, reachable: true };
  let status: StatusView;

  function redraw(): void {
    const texts = TEXTS[lang];
    declareLanguage(lang);
    document.title =
      known.status === null ? texts.pageTitle : `${known.status.name} · ${texts.pageTitle}`;
    status = statusView(texts, lang);
    status.update(known);
    const main = h(
      "main",
      { id: "main" },
      h(
        "div",
        { class: "hero" },
        h("h1", {}, texts.headline),
        h("p", { class: "lead" }, texts.lead),
      ),
      status.element,
      lookupView({ texts, lang, state: lookup, onFile: take, onCancel: () => controller.abort() }),
      quickStart(texts, location),
      linksView(texts),
    );
    root.replaceChildren(frame({ texts, lang, home: "/", onLanguage: choose, main }));
  }

  function choose(next: Lang): void {
    lang = next;
    rememberLanguage(next);
    redraw();
    root.querySelector<HTMLElement>(`[data-language="${next}"]`)?.focus();
  }

  function show(next: LookupState): void {
    lookup = next;
    redraw();
  }

  function take(file: File): void {
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    const onProgress = (bytes: number) => {
      lookup = { kind: "working", file, bytes };
      const bar = document.getElementById("lookup-progress");
      if (bar instanceof HTMLProgressElement) bar.value = bytes;
    };
    show({ kind: "working", file, bytes: 0 });
    lookUp(file, backend, { onProgress, signal }).then(
      (result) => !signal.aborted && show({ kind: "done", file, result }),
      (error: unknown) => {
        if (signal.aborted)
          return lookup.kind === "working" && lookup.file === file && show({ kind: "idle" });
        show({
          kind: "failed",
          file,
          reason: error instanceof Error ? error.message : String(error),
        });
      },
    );
  }

  async function refresh(): Promise<void> {
    try {
      const next = await fetchStatus();
      const trust = known.trust ?? (await fetchTrust().catch(() => null));
      known = { status: next, trust, reachable: true };
    } catch {
      known = { ...known, reachable: false };
    }
    status.update(known);
  }

  redraw();
  listenForFiles(take);
  void refresh();
  setInterval(() => {
    if (document.visibilityState === "visible") void refresh();
  }, POLL_MS);
}

function linksView(texts: LandingMessages): HTMLElement {
  return h(
    "nav",
    { class: "links", "aria-label": texts.linksTitle },
    h(
      "ul",
      {},
      LINKS.map(([name, href]) => {
        const [title, words] = texts.links[name];
        return h(
          "li",
          {},
          h(
            "a",
            { class: "panel", href },
            h("strong", {}, title),
            h("span", { class: "muted small" }, words),
          ),
        );
      }),
    ),
  );
}

/** Takes the first file of a drop anywhere on the page. */
function listenForFiles(take: (file: File) => void): void {
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) take(file);
  });
}
