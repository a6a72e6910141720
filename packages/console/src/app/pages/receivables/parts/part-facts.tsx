import { useText } from "../../../language.ts";
import { useNow, useWords } from "../facts.ts";
import { texts } from "../messages.ts";
import { Organisation } from "../pieces.tsx";
import { Until } from "../requests/until.tsx";
import type { Part } from "../rows.ts";
import { StateTag } from "../state-tag.tsx";

/** Who holds a part, in what state, and who else has a say in it. */
export function PartFacts({ part }: { part: Part }) {
  const t = useText(texts);
  const words = useWords();
  const now = useNow();
  const { lock, pledge, financed, guarantors = [] } = part;
  return (
    <section className="panel stack" aria-label={t("state")}>
      <dl className="facts">
        <dt>{t("holder")}</dt>
        <dd>
          <strong>
            <Organisation id={part.holder} />
          </strong>
        </dd>
        <dt>{t("state")}</dt>
        <dd>
          <StateTag part={part} />
        </dd>
        <dt>{t("tier")}</dt>
        <dd>{part.tier === 0 ? t("tierNone") : t("tierOf", { tier: part.tier })}</dd>
        {lock !== undefined && (
          <>
            <dt>{t("lock")}</dt>
            <dd>
              {words(lock.kind)} {lock.request} ·{" "}
              {lock.until < now ? t("lockGone") : <Until time={lock.until} />}
            </dd>
          </>
        )}
        <dt>{t("pledgedTo")}</dt>
        <dd>{pledge === undefined ? t("nobody") : <Organisation id={pledge.pledgee} />}</dd>
        <dt>{t("financedBy")}</dt>
        <dd>{financed === undefined ? t("nobody") : <Organisation id={financed.financier} />}</dd>
        <dt>{t("guarantors")}</dt>
        <dd>
          {guarantors.length === 0
            ? t("nobody")
            : guarantors.map((one, at) => (
                <span key={one}>
                  {at > 0 && " · "}
                  <Organisation id={one} />
                </span>
              ))}
        </dd>
      </dl>
    </section>
  );
}
