import { Link, useParams } from "@tanstack/react-router";
import { useView } from "../../acting/views.ts";
import { useText } from "../../language.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { CertificateFacts } from "./certificate-facts.tsx";
import { texts } from "./messages.ts";
import { NotLive } from "./pieces.tsx";
import type { Certificate } from "./rows.ts";
import { IssueTree } from "./tree/issue-tree.tsx";

/** One certificate, and what became of it. */
export default function CertificatePage() {
  const t = useText(texts);
  const { certificate: number = "" } = useParams({ strict: false }) as Record<string, string>;
  const well = /^\d{1,15}$/.test(number);
  const { data, error, refetch } = useView<{ certificate?: Certificate }>(
    "receivable",
    "certificate",
    well ? { certificate: Number(number) } : null,
  );
  const row = data?.certificate;
  return (
    <Page title={t("certificateName", { certificate: number })} intro={t("certificateIntro")}>
      <p>
        <Link to="/receivables">← {t("title")}</Link>
      </p>
      <NotLive />
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {well && data === undefined && error === null && <Loading />}
      {(!well || (data !== undefined && row === undefined)) && (
        <Empty title={t("noCertificate")}>{t("noCertificateText")}</Empty>
      )}
      {row !== undefined && (
        <>
          <CertificateFacts certificate={row} />
          <IssueTree certificate={row} />
        </>
      )}
    </Page>
  );
}
