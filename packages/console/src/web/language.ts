/** The languages of the pages. */
export type Lang = "en" | "zh";

const STORAGE_KEY = "tallystick-lang";

/** The language to begin with: chosen earlier, else the first one of the browser's that we have. */
export function initialLanguage(): Lang {
  const stored = read();
  if (stored !== null) return stored;
  for (const tag of navigator.languages) {
    const primary = tag.toLowerCase().split("-")[0];
    if (primary === "zh" || primary === "en") return primary;
  }
  return document.documentElement.dataset["lang"] === "zh" ? "zh" : "en";
}

/** Remembers a choice, where the browser allows it, and tells assistive technology of it. */
export function rememberLanguage(lang: Lang): void {
  try {
    localStorage.setItem(STORAGE_KEY, lang);
  } catch {
    // Storage is refused to pages from a disk in some browsers; the choice then lasts this visit.
  }
}

/** Declares the page's language, which picks voice, fonts and line breaking. */
export function declareLanguage(lang: Lang): void {
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
}

function read(): Lang | null {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return stored === "zh" || stored === "en" ? stored : null;
  } catch {
    return null;
  }
}
