import "./page.css";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { count } from "../../../web/format.ts";
import { useStatus, useTrust } from "../../api/facts.ts";
import { useText } from "../../language.ts";
import { DEPOSIT_EACH_MAX } from "../../limits.ts";
import { askApproval } from "../../signing/use-call.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Page } from "../../ui/page.tsx";
import { buildBatch } from "./batch.ts";
import { batchInput, type Claims, depositInput, NO_CLAIMS } from "./claims.ts";
import { Deposits, newPool } from "./deposits.ts";
import { DetailsForm } from "./details-form.tsx";
import { DropArea } from "./drop-area.tsx";
import { FileList } from "./file-list.tsx";
import { texts } from "./messages.ts";
import { HashProgress, SendProgress } from "./progress.tsx";
import { Result } from "./result.tsx";
import { byDigest, hashOf, type Mode, sendDeposits } from "./send-deposits.ts";

// They outlive the page, so that looking at another page loses nothing.
const pool = newPool();
const deposits = new Deposits(pool);

/** Deposits files: drop, hash, say something about them, sign, save the proofs. */
export default function DepositPage() {
  const t = useText(texts);
  useSyncExternalStore(deposits.subscribe, deposits.snapshot);
  const { data: status, error: statusError, refetch } = useStatus();
  const { data: trust } = useTrust();
  const [claims, setClaims] = useState<Claims>(NO_CLAIMS);
  const [chosen, setChosen] = useState<Mode | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [sending, setSending] = useState<AbortController | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  useFocusOnResult(sending !== null);
  const suite = status?.suite;
  useEffect(() => {
    if (suite !== undefined) deposits.hashWith(hashOf(suite));
  }, [suite]);

  const totals = deposits.totals();
  const groups = byDigest(deposits.files);
  const mode = chosen ?? (groups.length > DEPOSIT_EACH_MAX ? "batch" : "each");
  const many = groups.length > 1;
  const hashed = totals.files > 0 && totals.hashed + totals.unreadable === totals.files;

  const add = (files: readonly File[]) => {
    setProblem(null);
    deposits.add(files);
  };
  const again = () => {
    deposits.clear();
    setProblem(null);
    setChosen(null);
  };
  const deposit = async () => {
    const [first] = groups[0] ?? [];
    if (first === undefined || status === undefined || trust === undefined) return;
    setProblem(null);
    const signer = await askApproval(approval(groups, mode, status.suite, claims, t));
    if (signer === null) return button.current?.focus();
    const controller = new AbortController();
    setSending(controller);
    await sendDeposits(deposits, {
      signer,
      ledger: status.ledger,
      suite: status.suite,
      trust: trust.text,
      claims,
      mode: many ? mode : "each",
      backend: pool,
      signal: controller.signal,
    }).catch(setProblem);
    setSending(null);
  };
  const firstFailed = deposits.files.find(({ stage }) => stage === "failed");

  return (
    <Page title={t("title")} intro={t("intro")}>
      {statusError !== null && status === undefined && (
        <ErrorNote error={statusError} onRetry={() => void refetch()} />
      )}
      {sending === null && <Result deposits={deposits} onAgain={again} onProblem={setProblem} />}
      {totals.done === 0 && sending === null && <DropArea small={totals.files > 0} onFiles={add} />}
      {totals.files === 0 && <Steps />}
      {deposits.leftOut > 0 && (
        <p role="alert">{t("leftOut", { count: deposits.leftOut, max: count(totals.files) })}</p>
      )}
      {problem !== null && <ErrorNote error={problem} />}
      {sending !== null && <SendProgress deposits={deposits} onStop={() => sending.abort()} />}
      {totals.files > 0 && (
        <>
          <HashProgress deposits={deposits} />
          {firstFailed !== undefined && sending === null && (
            <section className="deposit-failed">
              <p>{t("failedSome", { count: totals.failed })}</p>
              <ErrorNote error={firstFailed.error} />
            </section>
          )}
          <FileList deposits={deposits} onProblem={setProblem} />
          {groups.length > 0 && sending === null && (
            <>
              <DetailsForm
                claims={claims}
                mode={mode}
                many={many}
                onClaims={setClaims}
                onMode={setChosen}
              />
              <div className="page-actions">
                <button
                  ref={button}
                  type="button"
                  className="button button-main"
                  disabled={!hashed || trust === undefined}
                  onClick={() => void deposit()}
                >
                  {t("deposit", { count: groups.flat().length })}
                </button>
                <button type="button" className="button" onClick={again}>
                  {t("clear")}
                </button>
                {!hashed && <span className="muted small">{t("hashFirst")}</span>}
              </div>
            </>
          )}
        </>
      )}
    </Page>
  );
}

/** What will happen, for somebody who is here for the first time. */
function Steps() {
  const t = useText(texts);
  return (
    <ol className="deposit-steps">
      {(["stepDigest", "stepSign", "stepKeep"] as const).map((step, at) => (
        <li key={step}>
          <span className="deposit-step-number" aria-hidden="true">
            {at + 1}
          </span>
          <span>
            <strong>{t(step)}</strong>
            <span className="muted">{t(`${step}Text`)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Takes the reader to the result once, when sending has ended. */
function useFocusOnResult(sending: boolean): void {
  const before = useRef(sending);
  useEffect(() => {
    if (before.current && !sending) document.getElementById("deposited")?.focus();
    before.current = sending;
  }, [sending]);
}

/** What the box shows before anything is signed. */
function approval(
  groups: ReturnType<typeof byDigest>,
  mode: Mode,
  suite: "intl" | "gm",
  claims: Claims,
  t: (key: "approveOne" | "approveEach" | "approveBatch", values?: { count: number }) => string,
) {
  const alg = hashOf(suite);
  const lines = groups.map(([file]) => `${file?.digest}  ${file?.path}`);
  const [first] = groups[0] as [(typeof deposits.files)[number]];
  if (groups.length > 1 && mode === "batch") {
    const { root, size } = buildBatch(
      suite,
      alg,
      groups.map(([file]) => file?.digest ?? ""),
    );
    return {
      action: "evidence.deposit-batch",
      input: batchInput(root, size, alg, claims),
      words: t("approveBatch", { count: groups.length }),
      count: 1,
      lines,
    };
  }
  return {
    action: "evidence.deposit",
    input: depositInput(first, alg, claims),
    words: groups.length === 1 ? t("approveOne") : t("approveEach", { count: groups.length }),
    count: groups.length,
    lines,
  };
}
