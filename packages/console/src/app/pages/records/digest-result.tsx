import { count } from "../../../web/format.ts";
import { useText } from "../../language.ts";
import { CheckedAnswer } from "../../proofs/state-proof-view.tsx";
import { useSuite } from "../../proofs/use-proof.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Loading } from "../../ui/loading.tsx";
import { algorithmsFor } from "./addresses.ts";
import { texts } from "./messages.ts";
import { RecordTable } from "./record-table.tsx";
import { useDigest } from "./records-api.ts";

/** Whether a digest is on the ledger, how often, and the proof of either. */
export function DigestResult(props: { digest: string; algorithm: "sha-256" | "sm3" }) {
  const { digest, algorithm } = props;
  const t = useText(texts);
  const { trust } = useSuite();
  const algorithms = algorithmsFor(digest, algorithm);
  const { data, error, refetch } = useDigest(algorithms, digest);
  if (algorithms.length === 0) return <p className="note note-bad">{t("badDigest")}</p>;
  if (error !== null) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined || trust === undefined) return <Loading />;
  const known = data.filter(
    ({ data: { deposits, aliases } }) => deposits.length + aliases.length > 0,
  );
  const records = known.flatMap(({ data: { deposits, aliases } }) => [
    ...deposits,
    ...aliases.map(({ deposit }) => deposit),
  ]);
  // What is nowhere is shown to be absent under the algorithm that this ledger itself uses.
  const shown = known.length > 0 ? known : data.slice(0, 1);
  return (
    <section className="stack">
      <div className={records.length > 0 ? "note note-good" : "note note-warn"} role="status">
        <p className="record-found">
          <Icon name={records.length > 0 ? "done" : "info"} />{" "}
          <strong>
            {records.length > 0 ? t("foundTitle", { count: records.length }) : t("absentTitle")}
          </strong>
        </p>
        {records.length === 0 && (
          <p>
            {t("absentText")} <a href="/verify">{t("toVerify")}</a>
          </p>
        )}
        {known.some((one) => one.data.more) && <p>{t("moreOrdinals")}</p>}
      </div>
      {records.length > 0 && (
        <RecordTable records={records.map((row) => ({ table: "deposits", row }))} />
      )}
      {shown.map(({ alg, bytes, checkpoint }) => (
        <section key={alg} className="stack">
          <h2>
            {t("byDigestProof")} <span className="tag">{alg}</span>{" "}
            <span className="hidden-text">{count(checkpoint.height)}</span>
          </h2>
          <CheckedAnswer bytes={bytes} trust={trust} />
        </section>
      ))}
    </section>
  );
}
