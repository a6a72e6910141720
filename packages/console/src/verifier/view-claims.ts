import type { ClaimResult } from "@tallystick/core/claims/verify-claims";
import { h } from "../web/dom.ts";
import { sign } from "../web/mark.ts";
import type { ViewContext } from "./view.ts";

/** Every claim of a file in words, with its verdict; why, where it does not hold. */
export function claimsView(context: ViewContext, claims: readonly ClaimResult[]): HTMLElement {
  const { texts } = context;
  return h(
    "section",
    { class: "records claims" },
    h("h3", {}, texts.claimsTitle),
    h(
      "ul",
      {},
      claims.map((claim) => claimView(context, claim)),
    ),
    h("p", { class: "muted small" }, texts.claimsScope),
  );
}

function claimView({ texts, lang }: ViewContext, claim: ClaimResult): HTMLElement {
  const { verdict, words, detail } = claim;
  const chip = verdict === "pass" ? "proven" : verdict === "fail" ? "invalid" : "absent";
  return h(
    "li",
    { class: "record claim", "data-verdict": verdict },
    h(
      "p",
      { class: "record-head" },
      h(
        "span",
        { class: `chip chip-${chip}` },
        sign(verdict),
        texts.claimVerdicts[verdict] ?? verdict,
      ),
      h("bdi", {}, words[lang]),
    ),
    verdict !== "pass" && h("p", { class: "small" }, h("bdi", {}, detail[lang])),
  );
}
