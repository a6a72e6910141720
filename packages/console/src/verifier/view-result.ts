import { h } from "../web/dom.ts";
import { fileSize, localTime } from "../web/format.ts";
import { type SignName, sign } from "../web/mark.ts";
import type { Outcome, TrustInUse } from "./session-state.ts";
import {
  failures,
  headline,
  type Status,
  signatureCount,
  signerNames,
  statusOf,
} from "./verdict.ts";
import type { ViewContext } from "./view.ts";
import { detailsView } from "./view-details.ts";
import { layersView, shortened } from "./view-layers.ts";

/** Sign and colour of each status. */
export const STATUS_SIGN: Readonly<Record<Status, SignName>> = {
  proven: "pass",
  genuine: "info",
  undecided: "not-checkable",
  invalid: "fail",
};

/** Organisations that signed are named up to so many. */
const SIGNERS_NAMED = 5;

/** The verdict on one receipt: in words, then layer by layer, then every number. */
export function resultView(
  context: ViewContext,
  outcome: Outcome,
  trust: TrustInUse | null,
): HTMLElement {
  const status = statusOf(outcome);
  return h(
    "article",
    { class: `panel result result-${status}`, "data-status": status },
    verdictView(context, outcome, trust),
    layersView(context, outcome.check.result.layers),
    outcome.check.result.summary !== null && detailsView(context, outcome, trust),
  );
}

function verdictView(
  context: ViewContext,
  outcome: Outcome,
  trust: TrustInUse | null,
): HTMLElement {
  const { texts } = context;
  const status = statusOf(outcome);
  const held = status === "proven" || status === "genuine";
  return h(
    "header",
    { class: "verdict" },
    h("p", { class: "verdict-status" }, sign(STATUS_SIGN[status]), texts.status[status]),
    h("h2", { class: "verdict-headline", tabindex: -1 }, headline(outcome, context)),
    h("p", { class: "verdict-file" }, subject(context, outcome)),
    held ? factsView(context, outcome, trust) : reasonsView(context, outcome, status),
    certificateNote(context, outcome, trust),
    nextStep(context, outcome, trust),
  );
}

function subject({ texts }: ViewContext, { file, receipt }: Outcome): (HTMLElement | string)[] {
  if (file === null) return [h("bdi", {}, receipt.name), ` · ${texts.noFile}`];
  return [h("bdi", {}, file.name), ` · ${fileSize(file.file.size)}`];
}

function factsView(
  context: ViewContext,
  { check }: Outcome,
  trust: TrustInUse | null,
): HTMLElement | null {
  const { texts } = context;
  const { summary, layers } = check.result;
  if (summary === null) return null;
  const counted = signatureCount(layers);
  const total = trust?.trust.organisations.length ?? 0;
  const names = signerNames(layers, trust?.trust);
  return h(
    "ul",
    { class: "verdict-facts" },
    h("li", {}, texts.depositedBy(summary.depositor.member)),
    counted !== null &&
      h(
        "li",
        {},
        texts.signedBy(counted, total),
        names.length <= SIGNERS_NAMED && [texts.colon, h("bdi", {}, names.join(texts.comma))],
      ),
    h(
      "li",
      {},
      trust !== null && [h("bdi", {}, trust.trust.name), " · "],
      texts.ledgerEntry(summary.index, summary.height),
    ),
    h("li", { class: "muted" }, texts.localTime(localTime(summary.time))),
  );
}

function reasonsView({ lang }: ViewContext, { check }: Outcome, status: Status): HTMLElement {
  const { layers } = check.result;
  const reasons =
    status === "invalid"
      ? failures(layers)
      : layers.filter(({ verdict }) => verdict === "not-checkable");
  return h(
    "ul",
    { class: "verdict-reasons" },
    reasons.map(({ detail }) => h("li", {}, shortened(detail[lang]))),
  );
}

/** Where the receipt came out of a certificate: what of the paper counts, and whose trust it names. */
function certificateNote(
  { texts }: ViewContext,
  { receipt }: Outcome,
  trust: TrustInUse | null,
): HTMLElement | null {
  const sheet = receipt.certificate;
  if (sheet === undefined) return null;
  const other = trust !== null && trust.fingerprint !== sheet.trust;
  return h(
    "div",
    { class: "certificate-note" },
    h("p", {}, texts.fromCertificate),
    sheet.fileName !== undefined &&
      h("p", { class: "muted small" }, texts.certificateName, h("bdi", {}, sheet.fileName)),
    h(
      "p",
      { class: other ? "" : "muted small" },
      other ? texts.certificateTrustOther : texts.certificateTrust,
      " ",
      h("span", { class: "hash" }, sheet.trust),
    ),
  );
}

function nextStep(
  { texts }: ViewContext,
  outcome: Outcome,
  trust: TrustInUse | null,
): HTMLElement | null {
  const status = statusOf(outcome);
  if (status === "genuine") return h("p", { class: "next" }, texts.nextFile);
  if (status === "undecided" && trust === null) return h("p", { class: "next" }, texts.nextTrust);
  return null;
}
