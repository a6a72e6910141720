import { h } from "./dom.ts";
import type { Lang } from "./language.ts";
import { mark } from "./mark.ts";

/** What surrounds the content of every page. */
export interface FrameTexts {
  readonly brand: string;
  readonly languageGroup: string;
  readonly footer: string;
}

/** Masthead with the language switch, main content, footer. */
export function frame(options: {
  readonly texts: FrameTexts;
  readonly lang: Lang;
  readonly home: string | null;
  readonly onLanguage: (lang: Lang) => void;
  readonly main: HTMLElement;
}): HTMLElement {
  const { texts, lang, home } = options;
  const pick = (value: Lang, label: string) =>
    h(
      "button",
      {
        type: "button",
        class: "button quiet",
        lang: value === "zh" ? "zh-CN" : "en",
        "aria-pressed": String(value === lang),
        "data-language": value,
        onclick: () => options.onLanguage(value),
      },
      label,
    );
  const brand = [mark(), h("span", {}, texts.brand)];
  return h(
    "div",
    { class: "frame" },
    h(
      "header",
      { class: "masthead" },
      home === null
        ? h("div", { class: "brand" }, brand)
        : h("a", { class: "brand", href: home }, brand),
      h(
        "div",
        { class: "languages", role: "group", "aria-label": texts.languageGroup },
        pick("en", "English"),
        pick("zh", "中文"),
      ),
    ),
    options.main,
    h("footer", { class: "footer" }, h("p", {}, texts.footer)),
  );
}
