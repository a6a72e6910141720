import { h } from "../web/dom.ts";
import type { LandingMessages } from "./messages-en.ts";

/** The command line's own default; any other address has to be named. */
const DEFAULT_ORIGIN = "http://127.0.0.1:7070";

/** The option that leads the command line to this node; empty where it finds it by itself. */
export function urlOption({ origin }: Pick<Location, "origin">): string {
  const known = origin === DEFAULT_ORIGIN || origin === "http://localhost:7070";
  return known ? "" : ` --url ${origin}`;
}

/** Three commands with the address of this node in them. */
export function quickStart(
  texts: LandingMessages,
  location: Pick<Location, "origin">,
): HTMLElement {
  const url = urlOption(location);
  const commands = [
    [texts.startDeposit, `npx tallystick deposit report.pdf --out receipts/${url}`],
    [texts.startVerify, "npx tallystick verify report.pdf receipts/report.pdf.receipt"],
    [texts.startLookup, `npx tallystick lookup report.pdf${url}`],
  ] as const;
  return h(
    "section",
    { class: "panel start", "aria-labelledby": "start-title" },
    h("h2", { id: "start-title" }, texts.startTitle),
    h(
      "ol",
      {},
      commands.map(([words, command]) =>
        h(
          "li",
          {},
          h("p", { class: "muted small" }, words),
          h("div", { class: "command" }, h("code", {}, command), copyButton(texts, command)),
        ),
      ),
    ),
  );
}

function copyButton(texts: LandingMessages, command: string): HTMLElement {
  const button = h(
    "button",
    { type: "button", class: "button quiet", "aria-label": `${texts.copy}: ${command}` },
    texts.copy,
  );
  button.addEventListener("click", () => {
    navigator.clipboard?.writeText(command).then(
      () => {
        button.textContent = texts.copied;
      },
      () => undefined,
    );
  });
  return button;
}
