import "../../explore/explore.css";
import "./records.css";
import { Link, useParams } from "@tanstack/react-router";
import { count } from "../../../web/format.ts";
import { useText } from "../../language.ts";
import { ReceiptProof } from "../../proofs/receipt-proof.tsx";
import { CheckedAnswer } from "../../proofs/state-proof-view.tsx";
import { useSuite } from "../../proofs/use-proof.ts";
import { Digest } from "../../ui/digest.tsx";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Moment } from "../../ui/moment.tsx";
import { OrganisationName } from "../../ui/organisation-name.tsx";
import { Page } from "../../ui/page.tsx";
import { Fact } from "./deposit-facts.tsx";
import { texts } from "./messages.ts";
import { Labels } from "./record-table.tsx";
import { type Batch, useBatch } from "./records-api.ts";
import { TakeRecord } from "./take-record.tsx";

/** One batch of digests that were deposited under their Merkle root. */
export default function OneBatch() {
  const t = useText(texts);
  const params = useParams({ strict: false }) as { root?: string; ordinal?: string };
  const root = (params.root ?? "").toLowerCase();
  const ordinal = Number(params.ordinal ?? "0");
  const { data, error, refetch } = useBatch(root, ordinal);
  const { trust } = useSuite();
  const batch = data?.data.batches[0];
  return (
    <Page
      title={t("batchTitle", { root: `${root.slice(0, 12)}…` })}
      actions={
        <Link className="button" to="/records" search={{ table: "batches" }}>
          {t("toRecords")}
        </Link>
      }
    >
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && batch === undefined && (
        <Empty icon="records" title={t("noRecord")}>
          {t("noRecordText")}
        </Empty>
      )}
      {batch !== undefined && (
        <>
          <BatchFacts batch={batch} />
          <section className="stack">
            <h2>{t("logProof")}</h2>
            <ReceiptProof index={batch.index} open />
          </section>
        </>
      )}
      {data !== undefined && trust !== undefined && (
        <section className="stack">
          <h2>{t("stateProof")}</h2>
          <CheckedAnswer bytes={data.bytes} trust={trust} />
        </section>
      )}
      {batch !== undefined && (
        <TakeRecord
          stem={`batch-${batch.root.slice(0, 16)}-${batch.ordinal}`}
          index={batch.index}
          row={{ app: "evidence", table: "batches", key: [batch.root, batch.ordinal] }}
        />
      )}
    </Page>
  );
}

function BatchFacts({ batch }: { batch: Batch }) {
  const t = useText(texts);
  const { root, size, time, member, organisation, index, algorithms, source, labels } = batch;
  return (
    <section className="panel stack">
      <h2>{t("facts")}</h2>
      <dl className="facts">
        <Fact name={t("rootColumn")}>
          <Digest whole value={root} label={t("rootColumn")} />
        </Fact>
        <Fact name={t("leaves")}>{count(size)}</Fact>
        <Fact name={t("time")}>
          <Moment time={time} />
        </Fact>
        <Fact name={t("depositor")}>
          <bdi>{member}</bdi>
        </Fact>
        <Fact name={t("organisation")}>
          <OrganisationName id={organisation} />
        </Fact>
        <Fact name={t("entry")}>
          <Link to={`/explorer/statements/${index}`}>
            {t("statement", { index: count(index) })}
          </Link>
        </Fact>
        {algorithms !== undefined && <Fact name={t("algorithms")}>{algorithms.join(", ")}</Fact>}
        {source !== undefined && (
          <Fact name={t("source")}>
            <bdi>{source}</bdi>
          </Fact>
        )}
        {labels !== undefined && (
          <Fact name={t("labels")}>
            <Labels labels={labels} />
          </Fact>
        )}
      </dl>
    </section>
  );
}
