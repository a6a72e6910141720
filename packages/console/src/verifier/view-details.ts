import { type Child, h } from "../web/dom.ts";
import { count, fileSize, utcTime } from "../web/format.ts";
import type { DrawnPath } from "./path-steps.ts";
import { reportOf } from "./report.ts";
import type { Outcome, TrustInUse } from "./session-state.ts";
import type { ViewContext } from "./view.ts";
import { pathView } from "./view-path.ts";

/** Every number behind the verdict, folded away until asked for. */
export function detailsView(
  context: ViewContext,
  outcome: Outcome,
  trust: TrustInUse | null,
): HTMLElement {
  const { texts } = context;
  const { picture, milliseconds } = outcome.check;
  return fold(context, `details-${outcome.receipt.key}`, texts.detailsTitle, [
    numbers(context, outcome, trust),
    claims(context, outcome),
    picture?.batchPath && path(context, outcome, picture.batchPath, true),
    picture?.logPath && path(context, outcome, picture.logPath, false),
    h(
      "div",
      { class: "details-foot" },
      h("span", { class: "muted small" }, texts.checkedIn(milliseconds)),
      h(
        "button",
        { type: "button", class: "button", onclick: () => save(outcome, trust) },
        texts.saveReport,
      ),
      h("button", { type: "button", class: "button", onclick: () => window.print() }, texts.print),
    ),
  ]);
}

function fold(context: ViewContext, id: string, title: string, children: Child): HTMLElement {
  const details = h(
    "details",
    { class: "fold", id, open: context.open.has(id) },
    h("summary", {}, title),
    h("div", { class: "fold-body" }, children),
  );
  details.addEventListener("toggle", () => {
    if (details.open) context.open.add(id);
    else context.open.delete(id);
  });
  return details;
}

function numbers(context: ViewContext, outcome: Outcome, trust: TrustInUse | null): HTMLElement {
  const { lang, texts } = context;
  const { fields } = texts;
  const { file, check } = outcome;
  const { summary } = check.result;
  const { picture } = check;
  if (summary === null) return h("div");
  const hash = (text: string) => h("span", { class: "hash" }, text);
  return rows([
    file !== null && [fields.file, [h("bdi", {}, file.name), ` (${count(file.file.size)} B)`]],
    ...summary.digests.map(({ alg, value }): Row => [alg.toUpperCase(), hash(value)]),
    [fields.ledger, hash(summary.ledger)],
    [fields.entry, count(summary.index)],
    [fields.block, count(summary.height)],
    [fields.time, `${utcTime(summary.time, lang)} (${summary.time} ms)`],
    [fields.action, h("code", {}, summary.action)],
    [fields.outcome, String(summary.outcome)],
    [fields.depositor, summary.depositor.member],
    [fields.keyId, hash(summary.depositor.keyId)],
    picture !== null && [fields.statementId, hash(picture.statementId)],
    picture !== null && [fields.recordHash, hash(picture.logPath.leaf)],
    [fields.logSize, count(summary.logSize)],
    picture !== null && [fields.logRoot, hash(picture.logRoot)],
    picture !== null && [fields.stateRoot, hash(picture.stateRoot)],
    ...(picture?.signatures ?? []).map(
      ({ organisation, keyId }): Row => [fields.signature, [`${organisation} · `, hash(keyId)]],
    ),
    trust !== null && [fields.trust, hash(trust.fingerprint)],
    [fields.checked, utcTime(Date.now(), lang)],
  ]);
}

type Row = readonly [label: string, value: Child];

function rows(list: readonly (Row | false)[]): HTMLElement {
  return h(
    "dl",
    { class: "facts" },
    list.map((row) => row !== false && [h("dt", {}, row[0]), h("dd", {}, row[1])]),
  );
}

/** What the depositor wrote; every value is shown as text. */
function claims({ lang, texts }: ViewContext, { check }: Outcome): HTMLElement | null {
  const entries = Object.entries(check.result.summary?.claims ?? {});
  if (entries.length === 0) return null;
  const ofBatch = check.result.summary?.action === "evidence.deposit-batch";
  const names: Readonly<Record<string, string>> = {
    ...texts.claims,
    ...(ofBatch && { size: texts.claimBatchSize }),
  };
  const value = (name: string, claim: unknown): Child => {
    if (name === "capturedAt" && typeof claim === "number") return utcTime(claim, lang);
    if (name === "size" && typeof claim === "number" && !ofBatch)
      return `${count(claim)} B · ${fileSize(claim)}`;
    if (Array.isArray(claim) && claim.every((one) => typeof one === "string")) {
      return h("bdi", {}, claim.join(", "));
    }
    const words = typeof claim === "string" ? claim : JSON.stringify(claim);
    return h("bdi", /^[0-9a-f]{64}$/.test(words) ? { class: "hash" } : {}, words);
  };
  return h(
    "section",
    { class: "details-part" },
    h("h3", {}, texts.detailsStatement),
    h("p", { class: "muted small" }, texts.claimsNote),
    rows(entries.map(([name, claim]): Row => [names[name] ?? name, value(name, claim)])),
  );
}

function path(
  context: ViewContext,
  outcome: Outcome,
  drawn: DrawnPath,
  batch: boolean,
): HTMLElement {
  const { texts } = context;
  const title = batch ? texts.detailsBatchPath : texts.detailsPath;
  const steps = drawn.steps.length;
  return h(
    "section",
    { class: "details-part" },
    h("h3", {}, title),
    h(
      "p",
      { class: "muted small" },
      (batch ? texts.detailsBatchPathText : texts.detailsPathText)(steps, count(drawn.size)),
    ),
    pathView(context, drawn, batch),
    steps > 0 &&
      fold(
        context,
        `table-${batch ? "batch" : "log"}-${outcome.receipt.key}`,
        texts.table,
        table(context, drawn),
      ),
  );
}

function table({ texts }: ViewContext, drawn: DrawnPath): HTMLElement {
  const head = [texts.step, texts.stepSide, texts.stepHash, texts.stepResult];
  return h(
    "div",
    { class: "table-scroll", tabindex: 0, role: "region", "aria-label": texts.table },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          head.map((name) => h("th", { scope: "col" }, name)),
        ),
      ),
      h(
        "tbody",
        {},
        drawn.steps.map(({ side, neighbour, joined }, at) =>
          h(
            "tr",
            {},
            h("td", {}, at + 1),
            h("td", {}, side === "left" ? texts.sideLeft : texts.sideRight),
            h("td", { class: "hash" }, neighbour),
            h("td", { class: "hash" }, joined),
          ),
        ),
      ),
    ),
  );
}

/** Hands the report to the browser as a file; nothing is sent. */
function save(outcome: Outcome, trust: TrustInUse | null): void {
  const text = `${JSON.stringify(reportOf(outcome, trust), null, 2)}\n`;
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  h("a", { href: url, download: `${outcome.receipt.name}.report.json` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
