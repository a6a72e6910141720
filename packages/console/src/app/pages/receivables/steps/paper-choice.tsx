import { useView } from "../../../acting/views.ts";
import { useText } from "../../../language.ts";
import { PAPERS_LISTED } from "../../../limits.ts";
import { useOwnOrganisation, useWords } from "../facts.ts";
import { texts } from "../messages.ts";
import { Money } from "../pieces.tsx";
import type { Paper } from "../rows.ts";

/** The papers on which something is to rest: those in which the reader's organisation buys or sells. */
export function PaperChoice(props: {
  chosen: readonly number[];
  choose: (chosen: readonly number[]) => void;
  /** Only papers of this seller, and to this buyer; what is chosen is listed whosever it is. */
  seller?: string | undefined;
  buyer?: string | undefined;
}) {
  const { chosen, choose, seller, buyer: to } = props;
  const t = useText(texts);
  const words = useWords();
  const papers = usePapers().filter(
    (paper) =>
      chosen.includes(paper.document) ||
      ((seller === undefined || paper.seller === seller) &&
        (to === undefined || paper.buyer === to)),
  );
  return (
    <fieldset className="field-group">
      <legend>{t("papers")}</legend>
      <p className="field-about">{t("papersHint")}</p>
      {papers.length === 0 && <p className="muted">{t("noPapers")}</p>}
      {papers.map(({ document, kind, code, amount, currency, date, buyer, seller: by }) => (
        <label key={document} className="receivables-tick">
          <input
            type="checkbox"
            checked={chosen.includes(document)}
            onChange={({ target }) =>
              choose(
                target.checked ? [...chosen, document] : chosen.filter((one) => one !== document),
              )
            }
          />
          <span>
            {words(kind)} <strong>{code}</strong>{" "}
            {amount !== undefined && currency !== undefined && (
              <Money minor={amount} currency={currency} />
            )}{" "}
            <span className="muted small">
              {by} → {buyer} · {date} · {t("document", { document })}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Papers of the reader's organisation as buyer and as seller, the latest first, without older versions. */
export function usePapers(): readonly Paper[] {
  const own = useOwnOrganisation();
  const limit = PAPERS_LISTED;
  const none = own === undefined;
  type Answer = { documents: readonly Paper[] };
  const bought = useView<Answer>("receivable", "documents", none ? null : { buyer: own, limit });
  const sold = useView<Answer>("receivable", "documents", none ? null : { seller: own, limit });
  const all = new Map<number, Paper>();
  for (const { data } of [bought, sold]) {
    for (const paper of data?.documents ?? []) all.set(paper.document, paper);
  }
  for (const { corrects } of [...all.values()]) if (corrects !== undefined) all.delete(corrects);
  return [...all.values()].sort((a, b) => b.document - a.document);
}
