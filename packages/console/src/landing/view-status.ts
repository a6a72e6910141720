import { toHex } from "@tallystick/core/bytes";
import { h } from "../web/dom.ts";
import { count, utcTime } from "../web/format.ts";
import type { Lang } from "../web/language.ts";
import type { LandingMessages } from "./messages-en.ts";
import type { NodeStatus, PublishedTrust } from "./node-api.ts";

/** What is known of the node. */
export interface StatusState {
  readonly status: NodeStatus | null;
  readonly trust: PublishedTrust | null;
  /** Whether the last question was answered. */
  readonly reachable: boolean;
}

/** The ledger's figures. `update` changes them in place, so that nothing jumps while they run. */
export interface StatusView {
  readonly element: HTMLElement;
  update(state: StatusState): void;
}

/** Three figures that live, and what this ledger is. */
export function statusView(texts: LandingMessages, lang: Lang): StatusView {
  const records = h("strong", { id: "records" }, "–");
  const blocks = h("strong", { id: "blocks" }, "–");
  const recordsUnit = h("span", { class: "muted" }, texts.records(0));
  const blocksUnit = h("span", { class: "muted" }, texts.blocks(0));
  const ago = h("strong", { id: "last-block" }, "–");
  const title = h("h2", { id: "ledger-name" }, texts.asking);
  const trouble = h("p", { class: "trouble small", role: "status" });
  const facts = h("dl", { class: "ledger-facts" });
  const element = h(
    "section",
    { class: "panel status", "aria-labelledby": "ledger-name" },
    title,
    h(
      "ul",
      { class: "figures" },
      h("li", {}, records, recordsUnit),
      h("li", {}, blocks, blocksUnit),
      h("li", {}, ago, h("span", { class: "muted" }, texts.lastBlock)),
    ),
    facts,
    trouble,
  );
  let shown = "";
  function update({ status, trust, reachable }: StatusState): void {
    trouble.textContent = reachable || status === null ? "" : texts.unreachable;
    if (status === null) return;
    title.textContent = status.name;
    records.textContent = count(status.logSize);
    blocks.textContent = count(status.height);
    recordsUnit.textContent = texts.records(status.logSize);
    blocksUnit.textContent = texts.blocks(status.height);
    ago.textContent = texts.ago(Math.max(0, Math.round((Date.now() - status.time) / 1000)));
    ago.title = utcTime(status.time, lang);
    const key = `${status.ledger} ${trust?.text ?? ""}`;
    if (key === shown) return;
    shown = key;
    facts.replaceChildren(...factRows(texts, status, trust));
  }
  return { element, update };
}

function factRows(
  texts: LandingMessages,
  status: NodeStatus,
  published: PublishedTrust | null,
): HTMLElement[] {
  const names = published?.trust.organisations.map(({ name }) => name) ?? [];
  const ledgerId = published === null ? status.ledger : toHex(published.trust.ledgerId);
  return [
    h("dt", {}, texts.organisations),
    h("dd", {}, names.length === 0 ? "–" : names.map((name) => h("bdi", {}, name))),
    h("dt", {}, texts.suite),
    h("dd", {}, texts.suites[status.suite] ?? status.suite),
    h("dt", {}, texts.ledgerId),
    h("dd", { class: "hash" }, ledgerId),
    h("dt", {}, texts.version),
    h("dd", {}, status.version),
  ];
}
