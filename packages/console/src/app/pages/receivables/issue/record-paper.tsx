import "../../../signing/signing.css";
import { DOCUMENT_KINDS } from "@tallystick/apps/receivable/documents/fields";
import { dayOfText } from "@tallystick/apps/receivable/policy/calendar";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useText } from "../../../language.ts";
import { useCall } from "../../../signing/use-call.ts";
import { useWords } from "../facts.ts";
import { texts as common } from "../messages.ts";
import type { Paper } from "../rows.ts";
import { Frame, LineField, MoneyField } from "../steps/frame.tsx";
import { type Problem, readAmount } from "../steps/step-input.ts";
import { without } from "./draft.ts";
import { FileField } from "./file-field.tsx";
import { texts } from "./messages.ts";

/** What somebody has entered of a paper. */
interface Entered {
  readonly kind: Paper["kind"];
  readonly code: string;
  readonly digest: string;
  readonly date: string;
  readonly currency: string;
  readonly amount: string;
  readonly contract: string;
  readonly invoice: string;
}

type Problems = Partial<Record<keyof Entered, Problem>>;

/** A paper is recorded on the ledger by its digest and typed fields, and chosen for the certificate. */
export function RecordPaper(props: {
  seller: string;
  buyer: string;
  currencies: readonly string[];
  /** Papers of these two that are there. */
  papers: readonly Paper[];
  onRecorded: (document: number) => void;
  onClose: () => void;
}) {
  const { seller, buyer, currencies, papers, onRecorded, onClose } = props;
  const t = useText(texts);
  const c = useText(common);
  const words = useWords();
  const id = useId();
  const call = useCall();
  const client = useQueryClient();
  const dialog = useRef<HTMLDialogElement>(null);
  const [entered, setEntered] = useState<Entered>({
    ...{ kind: "invoice", code: "", digest: "", date: "", currency: currencies[0] ?? "" },
    ...{ amount: "", contract: "", invoice: "" },
  });
  const [problems, setProblems] = useState<Problems>({});
  const set = (changed: Partial<Entered>) => {
    setEntered((before) => ({ ...before, ...changed }));
    setProblems((before) => without(before, changed));
  };
  useEffect(() => dialog.current?.showModal(), []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const judged = judgePaper(entered);
    setProblems("problems" in judged ? judged.problems : {});
    if ("problems" in judged) return;
    const { kind, code, date } = entered;
    const said = { kind: words(kind), code: code.trim(), seller, buyer, date };
    const came = await call({
      action: `receivable.record-${kind}`,
      input: { ...judged.input, seller, buyer },
      words: t("recordWords", said),
    });
    if (came.status !== "accepted") return;
    await client.invalidateQueries();
    onRecorded(came.index);
    onClose();
  };

  return (
    <dialog
      ref={dialog}
      className="signing"
      aria-labelledby={`${id}-title`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={`${id}-title`}>{t("recordTitle", { seller })}</h2>
      <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
        <Choose
          label={t("kind")}
          value={entered.kind}
          options={DOCUMENT_KINDS.map((kind) => [kind, words(kind)])}
          onChange={(kind) => set({ kind: kind as Paper["kind"] })}
        />
        <LineField
          label={t("code")}
          hint={t("codeHint")}
          problem={problems.code}
          max={63}
          value={entered.code}
          onChange={(code) => set({ code })}
        />
        <FileField
          problem={problems.digest}
          value={entered.digest}
          onChange={(digest) => set({ digest })}
        />
        <Frame label={t("date")} problem={problems.date}>
          {(links) => (
            <input
              {...links}
              type="date"
              className="input input-number"
              value={entered.date}
              onChange={({ target }) => set({ date: target.value })}
            />
          )}
        </Frame>
        {currencies.length > 1 && (
          <Choose
            label={t("currency")}
            value={entered.currency}
            options={currencies.map((one) => [one, one])}
            onChange={(currency) => set({ currency })}
          />
        )}
        <MoneyField
          label={t("amountOn")}
          problem={problems.amount}
          optional={!needsAmount(entered.kind)}
          currency={entered.currency}
          value={entered.amount}
          onChange={(amount) => set({ amount })}
        />
        {entered.kind !== "contract" && (
          <Choose
            label={t("contract")}
            value={entered.contract}
            options={linksOf("contract", papers, t("none"))}
            onChange={(contract) => set({ contract })}
          />
        )}
        {!needsAmount(entered.kind) && (
          <Choose
            label={t("invoice")}
            value={entered.invoice}
            options={linksOf("invoice", papers, t("none"))}
            onChange={(invoice) => set({ invoice })}
          />
        )}
        {Object.keys(problems).length > 0 && (
          <p className="field-problem" role="alert">
            {c("problems")}
          </p>
        )}
        <div className="page-actions">
          <button type="submit" className="button button-main">
            {c("review")}
          </button>
          <button type="button" className="button" onClick={onClose}>
            {c("cancel")}
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** A contract and an invoice say how much; papers of the goods may. */
const needsAmount = (kind: Paper["kind"]): boolean => kind === "contract" || kind === "invoice";

function linksOf(kind: Paper["kind"], papers: readonly Paper[], none: string) {
  const found = papers.filter((paper) => paper.kind === kind);
  return [["", none], ...found.map(({ document, code }) => [String(document), code])] as [
    string,
    string,
  ][];
}

function judgePaper(
  entered: Entered,
): { readonly input: Readonly<Record<string, unknown>> } | { readonly problems: Problems } {
  const { kind, code, digest, date, currency, amount, contract, invoice } = entered;
  const problems: Problems = {};
  const input: Record<string, unknown> = { code: code.trim(), digest, date };
  if (code.trim() === "") problems.code = "missing";
  if (!/^[0-9a-f]{64}$/.test(digest)) problems.digest = digest === "" ? "missing" : "notDigest";
  if (date === "") problems.date = "missing";
  else if (dayOfText(date) === undefined) problems.date = "noDate";
  if (needsAmount(kind) || amount.trim() !== "") {
    const read = readAmount(amount, currency);
    if (typeof read === "bigint") Object.assign(input, { amount: read.toString(), currency });
    else problems.amount = read;
  }
  if (kind !== "contract" && contract !== "") input["contract"] = Number(contract);
  if (!needsAmount(kind) && invoice !== "") input["invoice"] = Number(invoice);
  return Object.keys(problems).length > 0 ? { problems } : { input };
}

/** A choice among few. */
function Choose(props: {
  label: string;
  value: string;
  options: readonly (readonly [value: string, title: string])[];
  onChange: (value: string) => void;
}) {
  const { label, value, options, onChange } = props;
  return (
    <Frame label={label}>
      {(links) => (
        <select
          {...links}
          className="input"
          value={value}
          onChange={({ target }) => onChange(target.value)}
        >
          {options.map(([one, title]) => (
            <option key={one} value={one}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}
