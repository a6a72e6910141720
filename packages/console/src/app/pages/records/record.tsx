import "../../explore/explore.css";
import "./records.css";
import { Link, useParams } from "@tanstack/react-router";
import { useText } from "../../language.ts";
import { ReceiptProof } from "../../proofs/receipt-proof.tsx";
import { CheckedAnswer } from "../../proofs/state-proof-view.tsx";
import { useSuite } from "../../proofs/use-proof.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { recordAddress } from "./addresses.ts";
import { DepositFacts } from "./deposit-facts.tsx";
import { texts } from "./messages.ts";
import { RecordHistory } from "./record-history.tsx";
import { type DepositRef, type History, useHistory } from "./records-api.ts";
import { TakeRecord } from "./take-record.tsx";

/** One deposit: what was said, what became of it, and the proofs of both. */
export default function Record() {
  const t = useText(texts);
  const ref = useRef();
  const { data, error, refetch } = useHistory(ref);
  const { trust } = useSuite();
  const deposit = data?.data.deposit;
  return (
    <Page
      title={t("recordTitle", { digest: `${ref.digest.slice(0, 12)}…` })}
      actions={
        <>
          {deposit !== undefined && (
            <Further to={ref} withdrawn={deposit.withdrawn !== undefined} />
          )}
          <Link className="button" to="/records">
            {t("toRecords")}
          </Link>
        </>
      }
    >
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && deposit === undefined && (
        <Empty icon="records" title={t("noRecord")}>
          {t("noRecordText")}
        </Empty>
      )}
      {data !== undefined && deposit !== undefined && (
        <>
          <Standing history={data.data} />
          <DepositFacts deposit={deposit} />
          <RecordHistory history={data.data} deposit={deposit} />
          <section className="stack">
            <div>
              <h2>{t("logProof")}</h2>
              <p className="muted">{t("logProofText")}</p>
            </div>
            <ReceiptProof index={deposit.index} open />
          </section>
        </>
      )}
      {data !== undefined && trust !== undefined && (
        <section className="stack">
          <div>
            <h2>{t("stateProof")}</h2>
            <p className="muted">{t("stateProofText")}</p>
          </div>
          <CheckedAnswer bytes={data.bytes} trust={trust} />
        </section>
      )}
      {deposit !== undefined && (
        <TakeRecord
          certificate
          stem={`record-${deposit.digest.slice(0, 16)}-${deposit.ordinal}`}
          index={deposit.index}
          row={{
            app: "evidence",
            table: "deposits",
            key: [deposit.alg, deposit.digest, deposit.ordinal],
          }}
        />
      )}
    </Page>
  );
}

function useRef(): DepositRef {
  const params = useParams({ strict: false }) as Readonly<Record<string, string | undefined>>;
  const { alg = "", digest = "", ordinal = "0" } = params;
  return { alg, digest: digest.toLowerCase(), ordinal: Number(ordinal) };
}

/** What can still be said about the record: forms that know already which one is meant. */
function Further({ to, withdrawn }: { to: DepositRef; withdrawn: boolean }) {
  const t = useText(texts);
  const actions = withdrawn ? (["annotate"] as const) : (["annotate", "withdraw"] as const);
  return actions.map((action) => (
    <Link
      key={action}
      className="button"
      to={`/explorer/apps/evidence/actions/${action}`}
      search={{ input: { deposit: to } }}
    >
      {t(action)}
    </Link>
  ));
}

/** Withdrawn or followed by another: said before everything else. */
function Standing({ history }: { history: History }) {
  const t = useText(texts);
  const { deposit, successors } = history;
  const [later] = successors;
  return (
    <>
      {deposit?.withdrawn !== undefined && (
        <div className="note note-warn">
          <p>
            <strong>{t("withdrawnTitle")}</strong>
          </p>
          <p>
            <bdi>{t("withdrawnText", { reason: deposit.withdrawn.reason })}</bdi>
          </p>
        </div>
      )}
      {later !== undefined && (
        <div className="note note-warn">
          <p>
            <strong>{t("supersededTitle")}</strong>
          </p>
          <p>
            {t("supersededText")} <Link to={recordAddress(later)}>{t("laterRecord")}</Link>
          </p>
        </div>
      )}
    </>
  );
}
