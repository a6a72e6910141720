import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { askView } from "../../../acting/views.ts";
import { useText } from "../../../language.ts";
import { Loading } from "../../../ui/loading.tsx";
import { Moment } from "../../../ui/moment.tsx";
import { unitsOf, useWords } from "../facts.ts";
import { texts } from "../messages.ts";
import { Money, Organisation } from "../pieces.tsx";
import type { Certificate, Endorsement, Part } from "../rows.ts";

interface Provenance {
  readonly chain: readonly Endorsement[];
  readonly next?: number;
}

/** The endorsements that led to a part, the newest first; undefined until all of them are there. */
export function useChain(part: Part | undefined): readonly Endorsement[] | undefined {
  const { data } = useQuery({
    queryKey: ["views", "receivable", "chain", part?.certificate, part?.start, part?.last],
    enabled: part !== undefined,
    queryFn: async ({ signal }) => {
      const rows: Endorsement[] = [];
      const key = { certificate: part?.certificate ?? 0, start: part?.start ?? "0" };
      let from: number | undefined;
      do {
        const query = { ...key, from };
        const page = await askView<Provenance>("receivable", "provenance", query, signal);
        rows.push(...page.chain);
        from = page.next;
      } while (from !== undefined);
      return rows;
    },
  });
  return data;
}

/** How a part came to its holder, from the promise on. */
export function Chain(props: {
  certificate: Certificate;
  rows: readonly Endorsement[] | undefined;
}) {
  const { certificate, rows } = props;
  const t = useText(texts);
  const words = useWords();
  if (rows === undefined) return <Loading />;
  return (
    <section className="panel stack" aria-labelledby="receivables-chain">
      <h2 id="receivables-chain">{t("chain")}</h2>
      <p className="muted">{t("chainText")}</p>
      {rows.length === 0 && <p>{t("chainNone")}</p>}
      <ol className="receivables-chain">
        {[...rows].reverse().map((row) => (
          <li key={row.number}>
            <p>
              <strong>{words(row.kind)}</strong> <Organisation id={row.from} /> →{" "}
              <Organisation id={row.to} />
            </p>
            <p className="muted small">
              <Money minor={unitsOf(row)} currency={certificate.currency} /> ·{" "}
              <Moment time={row.time} show="absolute" /> ·{" "}
              <Link to={`/explorer/statements/${row.number}`}>
                {t("entry", { index: row.number })}
              </Link>
              {row.recourse === false && <> · {t("notLiable")}</>}
              {row.transferable === false && <> · {t("notOn")}</>}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
