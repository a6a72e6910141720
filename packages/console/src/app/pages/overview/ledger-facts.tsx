import type { Status } from "../../api/facts.ts";
import { useText } from "../../language.ts";
import { Digest } from "../../ui/digest.tsx";
import { texts } from "./messages.ts";

/** What this ledger is, and where its trust file is had. */
export function LedgerFacts({ status }: { status: Status }) {
  const t = useText(texts);
  return (
    <section className="panel" aria-labelledby="facts">
      <h2 id="facts">{t("facts")}</h2>
      <dl className="overview-facts">
        <dt>{t("ledgerId")}</dt>
        <dd>
          <Digest value={status.ledger} label={t("ledgerId")} />
        </dd>
        <dt>{t("suite")}</dt>
        <dd>{t(`suite-${status.suite}`)}</dd>
        <dt>{t("node")}</dt>
        <dd>{t("version", { version: status.version, organisation: status.organisation })}</dd>
        <dt>{t("trust")}</dt>
        <dd>
          <a href="/v1/trust" download="trust.json">
            {t("download")}
          </a>
          <p className="muted small">{t("trustText")}</p>
        </dd>
      </dl>
    </section>
  );
}
