import type { ClaimResult } from "@tallystick/core/claims/verify-claims";
import type { Sentence } from "@tallystick/core/verify";
import { h } from "../web/dom.ts";
import { fileSize, localTime, utcTime } from "../web/format.ts";
import { sign } from "../web/mark.ts";
import type { ShownRecord } from "./check-answer.ts";
import type { AnswerOutcome, TrustInUse } from "./session-state.ts";
import { failures, signatureCount } from "./verdict.ts";
import type { ViewContext } from "./view.ts";
import { claimsView } from "./view-claims.ts";
import { layersView, shortened } from "./view-layers.ts";
import { STATUS_SIGN } from "./view-result.ts";

/** The verdict on a state answer: what the ledger held, and what it did not, at one block. */
export function answerView(
  context: ViewContext,
  outcome: AnswerOutcome,
  trust: TrustInUse | null,
): HTMLElement {
  const { texts, lang } = context;
  const { answer, check } = outcome;
  const { valid, layers, summary, records, claims } = check;
  const failed = [...failures(layers), ...falseClaims(claims ?? [])];
  const status = valid ? "proven" : failed.length > 0 ? "invalid" : "undecided";
  // Proven absence must not look like a proven file.
  const absent = valid && claims === null && isAbsence(outcome);
  const reasons = failed.length > 0 ? failed : layers.filter(({ verdict }) => verdict !== "pass");
  const time = utcTime(summary?.time ?? 0, lang);
  const headline = {
    proven:
      claims !== null
        ? texts.headlineClaims(time)
        : absent
          ? texts.headlineAbsent(time)
          : texts.headlineAnswer(time),
    undecided: texts.headlineUndecided,
    invalid:
      summary === null
        ? texts.headlineAnswerUnreadable
        : failures(layers).length > 0
          ? texts.headlineAnswerInvalid
          : texts.headlineClaimsFalse,
  }[status];
  const counted = signatureCount(layers);
  const total = trust?.trust.organisations.length ?? 0;
  return h(
    "article",
    {
      class: `panel result result-${absent ? "undecided" : status}`,
      "data-status": absent ? "absent" : status,
    },
    h(
      "header",
      { class: "verdict" },
      h(
        "p",
        { class: "verdict-status" },
        sign(absent ? "absent" : STATUS_SIGN[status]),
        absent ? texts.statusAbsent : texts.status[status],
      ),
      h("h2", { class: "verdict-headline", tabindex: -1 }, headline),
      h("p", { class: "verdict-file" }, h("bdi", {}, answer.name)),
      valid
        ? h(
            "ul",
            { class: "verdict-facts" },
            absent && h("li", {}, texts.absentBatch),
            counted !== null && h("li", {}, texts.signedBy(counted, total)),
            summary !== null && h("li", {}, texts.answerBlock(summary.height, summary.logSize)),
            summary !== null &&
              h("li", { class: "muted" }, texts.localTime(localTime(summary.time))),
          )
        : h(
            "ul",
            { class: "verdict-reasons" },
            reasons.map(({ detail }) => h("li", {}, shortened(detail[lang]))),
          ),
    ),
    claims !== null && claims.length > 0 && claimsView(context, claims),
    records.length > 0 && recordsView(context, outcome, valid),
    layersView(context, layers, texts.answerFormat),
  );
}

/** Claims that are not so, as reasons why the file does not hold. */
function falseClaims(claims: readonly ClaimResult[]): { detail: Sentence }[] {
  return claims
    .filter(({ verdict }) => verdict === "fail")
    .map(({ words, detail }) => ({
      detail: { en: `${words.en} — ${detail.en}`, zh: `${words.zh}——${detail.zh}` },
    }));
}

function recordsView(context: ViewContext, outcome: AnswerOutcome, valid: boolean): HTMLElement {
  const { texts } = context;
  return h(
    "section",
    { class: "records" },
    h("h3", {}, valid ? texts.recordsTitle : texts.recordsUnproven),
    h(
      "ul",
      {},
      outcome.check.records.map((record) => recordView(context, outcome, record)),
    ),
  );
}

function recordView(
  { texts }: ViewContext,
  { files }: AnswerOutcome,
  record: ShownRecord,
): HTMLElement {
  const { app, table, key, present, fields, deposit } = record;
  const file = deposit && files.find(({ digests }) => digests.get(deposit.alg) === deposit.digest);
  return h(
    "li",
    { class: "record", "data-present": String(present) },
    h(
      "p",
      { class: "record-head" },
      h("span", { class: `chip chip-${present ? "proven" : "absent"}` }, [
        sign(present ? "pass" : "absent"),
        present ? texts.recordPresent : texts.recordAbsent,
      ]),
      h("span", {}, deposit ? texts.recordDeposit(deposit.ordinal + 1) : `${app} / ${table}`),
    ),
    file !== undefined &&
      file !== null &&
      h(
        "p",
        { class: "record-file" },
        present ? texts.recordFileHeld : texts.recordFileNotHeld,
        " ",
        h("bdi", {}, file.item.name),
        ` · ${fileSize(file.item.file.size)}`,
      ),
    h(
      "p",
      { class: "hash small muted" },
      deposit ? `${deposit.alg} ${deposit.digest}` : key.join(" · "),
    ),
    fields.length > 0 &&
      h(
        "dl",
        { class: "facts small" },
        fields.map(([name, text]) => [h("dt", {}, name), h("dd", {}, h("bdi", {}, text))]),
      ),
  );
}

/** Whether the answer says of a file that was given that it was never deposited under its digest. */
function isAbsence({ check, files }: AnswerOutcome): boolean {
  const about = check.records.filter(
    ({ deposit }) =>
      deposit !== null && files.some(({ digests }) => digests.get(deposit.alg) === deposit.digest),
  );
  return about.length > 0 && about.every(({ present }) => !present);
}
