import { Link, useParams } from "@tanstack/react-router";
import { useView } from "../../../acting/views.ts";
import { useText } from "../../../language.ts";
import { Empty } from "../../../ui/empty.tsx";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { Loading } from "../../../ui/loading.tsx";
import { Page } from "../../../ui/page.tsx";
import { CertificateFacts } from "../certificate-facts.tsx";
import { unitsOf } from "../facts.ts";
import { texts } from "../messages.ts";
import { Money, NotLive } from "../pieces.tsx";
import type { Certificate, Part } from "../rows.ts";
import { BankProof } from "./bank-proof.tsx";
import { Chain, useChain } from "./chain.tsx";
import { PartFacts } from "./part-facts.tsx";
import { PartSteps } from "./part-steps.tsx";

/** One part: who holds it, how it came there, what can be done with it, and what proves it. */
export default function PartPage() {
  const t = useText(texts);
  const params = useParams({ strict: false }) as Record<string, string>;
  const { certificate: number = "", start = "" } = params;
  const well = /^\d{1,15}$/.test(number) && /^\d{1,16}$/.test(start);
  const { data, error, refetch } = useView<{ certificate?: Certificate; part?: Part }>(
    "receivable",
    "part",
    well ? { certificate: Number(number), start } : null,
  );
  const { certificate, part } = data ?? {};
  const chain = useChain(part);
  return (
    <Page title={t("partName", { certificate: number, start })} intro={t("partIntro")}>
      <p className="act-row">
        <Link to="/receivables">← {t("title")}</Link>
        <Link to={`/receivables/${number}`}>{t("certificateName", { certificate: number })}</Link>
      </p>
      <NotLive />
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {well && data === undefined && error === null && <Loading />}
      {(!well || (data !== undefined && part === undefined)) && (
        <Empty title={t("noPart")}>{t("noPartText")}</Empty>
      )}
      {part !== undefined && certificate !== undefined && (
        <>
          <p className="receivables-amount">
            <Money minor={unitsOf(part)} currency={certificate.currency} />
          </p>
          <PartSteps certificate={certificate} part={part} chain={chain} />
          <PartFacts part={part} />
          <Chain certificate={certificate} rows={chain} />
          <BankProof part={part} />
          <h2>{t("promise")}</h2>
          <CertificateFacts certificate={certificate} />
        </>
      )}
    </Page>
  );
}
