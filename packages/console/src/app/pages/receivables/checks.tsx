import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ViewTable } from "../../acting/view-table.tsx";
import { useText } from "../../language.ts";
import { Choice } from "./choice.tsx";
import { useWhose, useWords } from "./facts.ts";
import { texts } from "./messages.ts";
import type { Finding } from "./rows.ts";

interface Discrepancy {
  readonly found: number;
  readonly certificate?: number;
  readonly findings: readonly Finding[];
}

/** What did not fit between trade papers. */
export function Checks() {
  const t = useText(texts);
  const words = useWords();
  const organisation = useWhose();
  const [side, setSide] = useState("buyer");
  if (organisation === undefined) return null;
  return (
    <>
      <p className="muted">{t("checksText")}</p>
      <Choice
        label={t("checksSide")}
        value={side}
        options={(["buyer", "seller"] as const).map((value) => ({
          ...{ value, title: t(`checks-${value}`) },
        }))}
        choose={setSide}
      />
      <ViewTable<Discrepancy>
        app="receivable"
        view="discrepancies"
        list="discrepancies"
        query={{ [side]: organisation }}
        caption={t("checks")}
        rowKey={({ found }) => String(found)}
        empty={{ title: t("checksNone") }}
        columns={[
          {
            key: "found",
            title: t("foundAt"),
            render: ({ found }) => (
              <Link to={`/explorer/statements/${found}`}>{t("entry", { index: found })}</Link>
            ),
          },
          {
            key: "certificate",
            title: t("certificate"),
            render: ({ certificate }) =>
              certificate === undefined ? (
                "–"
              ) : (
                <Link to={`/receivables/${certificate}`}>
                  {t("certificateName", { certificate })}
                </Link>
              ),
          },
          {
            key: "findings",
            title: t("findings"),
            render: ({ findings }) => (
              <ul className="receivables-claims">
                {findings.map(({ code, documents }) => (
                  <li key={code}>
                    <span className="tag tag-warn">▲ {words(code)}</span>{" "}
                    {documents.map((document) => (
                      <span key={document}>
                        <Link to={`/explorer/statements/${document}`}>
                          {t("document", { document })}
                        </Link>{" "}
                      </span>
                    ))}
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </>
  );
}
