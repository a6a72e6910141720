import { h } from "../web/dom.ts";
import { groups } from "../web/format.ts";
import type { TrustInUse } from "./session-state.ts";
import type { ViewContext } from "./view.ts";

/** Whose signatures count, and the fingerprint to compare before believing any verdict. */
export function trustView({ texts }: ViewContext, inUse: TrustInUse): HTMLElement {
  const { trust, fingerprint, name } = inUse;
  const suite = texts.trustSuite[trust.suite] ?? trust.suite;
  return h(
    "section",
    { class: "panel trust", "aria-labelledby": "trust-title" },
    h("h2", { id: "trust-title" }, texts.trustTitle),
    h(
      "dl",
      { class: "facts" },
      h("dt", {}, texts.trustLedger),
      h("dd", {}, h("bdi", {}, trust.name), h("span", { class: "muted" }, ` · ${suite}`)),
      h("dt", {}, texts.trustOrganisations),
      h(
        "dd",
        {},
        h(
          "ul",
          { class: "organisations" },
          trust.organisations.map((organisation) => h("li", {}, h("bdi", {}, organisation.name))),
        ),
        h(
          "span",
          { class: "muted small" },
          trust.quorums.map(({ fromHeight, quorum }, position) => [
            position > 0 && h("br"),
            trust.quorums.length > 1 && texts.trustFrom(fromHeight),
            texts.trustQuorum(quorum, trust.organisations.length),
          ]),
        ),
      ),
      h("dt", {}, texts.trustFingerprint),
      h("dd", { class: "hash fingerprint", id: "fingerprint" }, spaced(fingerprint)),
    ),
    h("p", { class: "trust-sentence" }, texts.trustSentence),
    h("p", { class: "muted small" }, texts.trustCommand(name ?? "trust.json")),
  );
}

/** Groups of four with spaces that a person reads and a copy keeps apart. */
function spaced(hex: string): string {
  return groups(hex).join(" ");
}
