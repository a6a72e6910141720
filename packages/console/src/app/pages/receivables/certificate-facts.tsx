import { useText } from "../../language.ts";
import { Moment } from "../../ui/moment.tsx";
import { useDueDate } from "./facts.ts";
import { texts } from "./messages.ts";
import { Money, Organisation } from "./pieces.tsx";
import { Until } from "./requests/until.tsx";
import type { Certificate } from "./rows.ts";

/** What a certificate promises. */
export function CertificateFacts({ certificate }: { certificate: Certificate }) {
  const t = useText(texts);
  const dueDate = useDueDate();
  const { currency, amount, redeemed, cancelled } = certificate;
  const unpaid = BigInt(amount) - BigInt(redeemed) - BigInt(cancelled);
  const yes = (value: boolean) => t(value ? "yes" : "no");
  return (
    <section className="panel stack" aria-label={t("promise")}>
      <dl className="facts">
        <dt>{t("amount")}</dt>
        <dd>
          <strong>
            <Money minor={amount} currency={currency} />
          </strong>
          {unpaid !== BigInt(amount) && (
            <span className="muted">
              {" "}
              · {t("unpaid")} <Money minor={unpaid} currency={currency} />
            </span>
          )}
        </dd>
        <dt>{t("debtor")}</dt>
        <dd>
          <Organisation id={certificate.debtor} />
        </dd>
        <dt>{t("payee")}</dt>
        <dd>
          <Organisation id={certificate.payee} />
        </dd>
        {certificate.drawer !== certificate.debtor && (
          <>
            <dt>{t("drawer")}</dt>
            <dd>
              <Organisation id={certificate.drawer} />
            </dd>
          </>
        )}
        <dt>{t("due")}</dt>
        <dd>
          {dueDate(certificate.due)} · {t("payBy")} <Until time={certificate.payBy} />
        </dd>
        <dt>{t("issued")}</dt>
        <dd>
          <Moment time={certificate.issued} />
        </dd>
        <dt>{t("may")}</dt>
        <dd>
          {t("mayWhat", {
            transfer: yes(certificate.transferable),
            split: yes(certificate.divisible),
            recourse: yes(certificate.recourse),
          })}
        </dd>
      </dl>
    </section>
  );
}
