import { decodeReceipt } from "@tallystick/core/receipt";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { count } from "../../../web/format.ts";
import { useStatus } from "../../api/facts.ts";
import { useApps } from "../../explore/definitions.ts";
import { OutcomeText } from "../../explore/outcome.tsx";
import { Value } from "../../explore/value.tsx";
import { useText } from "../../language.ts";
import { Downloads } from "../../proofs/downloads.tsx";
import { ReceiptProof } from "../../proofs/receipt-proof.tsx";
import { useReceipt } from "../../proofs/use-proof.ts";
import { Digest } from "../../ui/digest.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Page } from "../../ui/page.tsx";
import { ActionName } from "./action-name.tsx";
import { Crumbs } from "./crumbs.tsx";
import { type Entry, type ListedStatement, useEntry } from "./log-api.ts";
import { texts } from "./messages.ts";

/** One statement: who signed what and when, what the ledger answered, and the proof of it. */
export default function OneStatement() {
  const t = useText(texts);
  const { index = "" } = useParams({ strict: false }) as { index?: string };
  const number = Number(index);
  const { data, error, refetch } = useEntry(number);
  return (
    <Page title={t("statement", { index: Number.isNaN(number) ? index : count(number) })}>
      <Crumbs way={[{ to: "/explorer/statements", title: t("statements") }]} />
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <StatementFacts entry={data} />}
      {data !== undefined && (
        <section className="stack">
          <h2>{t("proof")}</h2>
          <ReceiptProof index={number} />
        </section>
      )}
      {data !== undefined && <TakeAway index={number} />}
    </Page>
  );
}

type PlacedEntry = Entry & { readonly place: ListedStatement | undefined };

function StatementFacts({ entry }: { entry: PlacedEntry }) {
  const t = useText(texts);
  const { action, member, keyId, id, input, outcome, name, data, place } = entry;
  const { data: apps } = useApps();
  const schema = apps
    ?.flatMap(({ actions }) => actions)
    .find(({ fullName }) => fullName === action)?.input;
  return (
    <>
      <OutcomeText outcome={outcome} name={name} data={data} />
      <section className="panel stack">
        <dl className="facts">
          <dt>{t("what")}</dt>
          <dd>
            <ActionName action={action} />
          </dd>
          {action === null && <dd>{t("notReadableText")}</dd>}
          {member !== null && (
            <>
              <dt>{t("who")}</dt>
              <dd>
                <Link to="/explorer/statements" search={{ member }}>
                  <bdi>{member}</bdi>
                </Link>
              </dd>
            </>
          )}
          {place !== undefined && (
            <>
              <dt>{t("time")}</dt>
              <dd>
                <Moment time={place.time} />
                {" · "}
                <Link to={`/explorer/blocks/${place.height}`}>
                  {t("block", { height: count(place.height) })}
                </Link>
              </dd>
            </>
          )}
          {keyId !== null && (
            <>
              <dt>{t("key")}</dt>
              <dd>
                <Digest value={keyId} label={t("key")} />
              </dd>
            </>
          )}
          {id !== null && (
            <>
              <dt>{t("statementId")}</dt>
              <dd>
                <Digest value={id} label={t("statementId")} />
              </dd>
            </>
          )}
        </dl>
      </section>
      {action !== null && (
        <section className="panel stack">
          <h2>{t("input")}</h2>
          <Value value={input} schema={schema} />
        </section>
      )}
      <Bytes hex={entry.entry} />
    </>
  );
}

function Bytes({ hex }: { hex: string }) {
  const t = useText(texts);
  const [open, setOpen] = useState(false);
  return (
    <section className="stack">
      <h2>{t("bytes")}</h2>
      <p>
        <button
          type="button"
          className="link-button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {t("showBytes", { count: hex.length / 2 })}
        </button>
      </p>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no pointer scrolls it with the keyboard
        <section className="hex-dump" tabIndex={0} aria-label={t("entryBytes")}>
          {hex}
        </section>
      )}
    </section>
  );
}

function TakeAway({ index }: { index: number }) {
  const { data: bytes } = useReceipt(index);
  const { data: status } = useStatus();
  if (bytes === undefined || status === undefined) return null;
  const organisations = decodeReceipt(bytes).headers.map(({ organisation }) => organisation);
  const ledger = { name: status.name, id: status.ledger };
  return <Downloads record={{ stem: `statement-${index}`, index, organisations, ledger }} />;
}
