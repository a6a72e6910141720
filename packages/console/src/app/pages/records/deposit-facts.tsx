import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { count, fileSize } from "../../../web/format.ts";
import { useText } from "../../language.ts";
import { Digest } from "../../ui/digest.tsx";
import { Moment } from "../../ui/moment.tsx";
import { OrganisationName } from "../../ui/organisation-name.tsx";
import { texts } from "./messages.ts";
import { Labels } from "./record-table.tsx";
import type { Deposit } from "./records-api.ts";

/** What a deposit says, each figure with a way to what proves it. */
export function DepositFacts({ deposit }: { deposit: Deposit }) {
  const t = useText(texts);
  const { alg, digest, ordinal, also, size, mediaType, capturedAt, source, labels, note } = deposit;
  return (
    <section className="panel stack">
      <h2>{t("facts")}</h2>
      <dl className="facts">
        <Fact name={t("digestOf", { alg })}>
          <Digest whole value={digest} label={t("digestOf", { alg })} />
        </Fact>
        {also?.map((one) => (
          <Fact key={one.alg} name={t("alsoDigest", { alg: one.alg })}>
            <Digest whole value={one.value} label={t("alsoDigest", { alg: one.alg })} />
          </Fact>
        ))}
        <Fact name={t("ordinal")}>
          {ordinal === 0 ? t("ordinalFirst") : t("ordinalNth", { number: ordinal })}
        </Fact>
        <Fact name={t("time")}>
          <Moment time={deposit.time} />
        </Fact>
        <Fact name={t("depositor")}>
          <Link to="/records" search={{ member: deposit.member }}>
            <bdi>{deposit.member}</bdi>
          </Link>
        </Fact>
        <Fact name={t("organisation")}>
          <OrganisationName id={deposit.organisation} />
        </Fact>
        <Fact name={t("entry")}>
          <Link to={`/explorer/statements/${deposit.index}`}>
            {t("statement", { index: count(deposit.index) })}
          </Link>
        </Fact>
        {size !== undefined && (
          <Fact name={t("size")}>
            {fileSize(size)} <span className="muted">({count(size)} B)</span>
          </Fact>
        )}
        {mediaType !== undefined && <Fact name={t("mediaType")}>{mediaType}</Fact>}
        {capturedAt !== undefined && (
          <Fact name={t("capturedAt")}>
            <Moment time={capturedAt} />
          </Fact>
        )}
        {source !== undefined && (
          <Fact name={t("source")}>
            <bdi>{source}</bdi>
          </Fact>
        )}
        {labels !== undefined && labels.length > 0 && (
          <Fact name={t("labels")}>
            <Labels labels={labels} />
          </Fact>
        )}
        {note !== undefined && (
          <Fact name={t("note")}>
            <bdi className="value-text">{note}</bdi>
          </Fact>
        )}
      </dl>
      <p className="muted small">{t("claimsNote")}</p>
    </section>
  );
}

/** One line of facts. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
