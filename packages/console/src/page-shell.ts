import { createHash } from "node:crypto";

/** One self-contained page: everything it needs is inside the text. */
export interface PageParts {
  /** Language of the fixed texts before the script runs. */
  readonly lang: "en" | "zh";
  readonly title: string;
  readonly description: string;
  readonly style: string;
  readonly script: string;
  /** Shown to readers whose browser runs no script. */
  readonly withoutScript: string;
  /** Data the script reads, by element id. Never executed: a data block is not a script. */
  readonly data?: Readonly<Record<string, string>>;
  /** Directives beside those for the inline style and script. */
  readonly policy: readonly string[];
}

const ICON =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1f5f4f"/><path d="M8 6h6v5l-2 2 2 2v3l-2 2 2 2v4H8zM18 6h6v20h-6v-4l-2-2 2-2v-3l-2-2 2-2z" fill="#f7f6f2"/></svg>',
  );

/**
 * Assembles the page.
 *
 * The policy stands in a `meta` element because the page is also opened from a disk, where no
 * server could send it. It names the one style and the one script by hash (CSP 3 s2.3.1), so that
 * markup smuggled into a name or a receipt can run nothing.
 */
export function assemblePage(parts: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashSource(parts.script)}'`,
    `style-src '${hashSource(parts.style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    ...parts.policy,
  ].join("; ");
  const data = Object.entries(parts.data ?? {}).map(
    ([id, text]) => `<script type="application/json" id="${id}">${embedJson(text)}</script>\n`,
  );
  return `<!doctype html>
<html lang="${parts.lang === "zh" ? "zh-CN" : "en"}" data-lang="${parts.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="description" content="${escapeHtml(parts.description)}">
<title>${escapeHtml(parts.title)}</title>
<link rel="icon" href="${ICON}">
<style>${refuse(parts.style, "</style")}</style>
</head>
<body>
<div id="app"></div>
<noscript><p class="no-script">${escapeHtml(parts.withoutScript)}</p></noscript>
${data.join("")}<script>${refuse(refuse(parts.script, "</script"), "<!--")}</script>
</body>
</html>
`;
}

/**
 * The policy a page carries, for a server that wants to send it as a header as well
 * (`frame-ancestors` works only there).
 */
export function policyOf(page: string): string {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
  if (policy === undefined) throw new TypeError("the page carries no policy");
  return `${policy}; frame-ancestors 'none'`;
}

/** Text as HTML character data or a double-quoted attribute value. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function hashSource(text: string): string {
  return `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
}

/** A JSON string literal that cannot end its element: every `<` becomes an escape of JSON. */
function embedJson(text: string): string {
  return JSON.stringify(text).replaceAll("<", "\\u003c");
}

function refuse(text: string, sequence: string): string {
  if (text.toLowerCase().includes(sequence)) {
    throw new TypeError(`inline text must not contain ${sequence}`);
  }
  return text;
}
