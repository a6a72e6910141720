import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { count } from "../../../web/format.ts";
import { type ActionDefinition, useApps } from "../../explore/definitions.ts";
import { Value } from "../../explore/value.tsx";
import { SchemaForm } from "../../forms/schema-form.tsx";
import { useLanguage, useText } from "../../language.ts";
import { ReceiptProof } from "../../proofs/receipt-proof.tsx";
import { useSuite } from "../../proofs/use-proof.ts";
import type { Accepted } from "../../signing/send-call.ts";
import { useCall } from "../../signing/use-call.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { Crumbs } from "./crumbs.tsx";
import { texts } from "./messages.ts";
import { useNames } from "./names.ts";

/** A form for any action, made from its definition; what is entered is shown before it is signed. */
export default function CallAction() {
  const t = useText(texts);
  const lang = useLanguage();
  const { app: appName, name } = useNames();
  const { data, error, refetch } = useApps();
  const app = data?.find((one) => one.name === appName);
  const action = app?.actions.find((one) => one.name === name);
  const way = [{ to: `/explorer/apps/${appName}`, title: app?.title[lang] ?? appName }];
  return (
    <Page title={action?.title[lang] ?? name} intro={action?.summary[lang]}>
      <Crumbs way={way} />
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && action === undefined && <p>{t("unknownCall")}</p>}
      {action !== undefined && <CallForm key={action.fullName} action={action} />}
    </Page>
  );
}

function CallForm({ action }: { action: ActionDefinition }) {
  const t = useText(texts);
  const { algorithm } = useSuite();
  const call = useCall();
  const initial = usePrefilled();
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<Accepted>();
  const [failure, setFailure] = useState<unknown>();
  const submit = async (input: Record<string, unknown>) => {
    setBusy(true);
    setFailure(undefined);
    setResult(undefined);
    const came = await call({ action: action.fullName, input });
    setBusy(false);
    if (came.status === "accepted") setResult(came);
    if (came.status === "refused") setFailure(came.error);
  };
  return (
    <>
      <p className="muted">
        <code>{action.fullName}</code> · {t("roles", { roles: action.roles.join(", ") })}
      </p>
      <section className="panel stack">
        <p>{t("callIntro")}</p>
        <SchemaForm
          key={algorithm}
          schema={action.input}
          algorithm={algorithm}
          initial={initial}
          submit={t("sign")}
          busy={busy}
          onSubmit={(input) => void submit(input)}
        />
      </section>
      {failure !== undefined && <ErrorNote error={failure} />}
      {result !== undefined && <CallResult action={action} result={result} />}
      <Refusals action={action} />
    </>
  );
}

/** What another page has filled in already: it stands in the address, and the reader sees it in the form. */
function usePrefilled(): unknown {
  const { input } = useSearch({ strict: false }) as { input?: unknown };
  return typeof input === "object" && input !== null ? input : undefined;
}

function CallResult({ action, result }: { action: ActionDefinition; result: Accepted }) {
  const t = useText(texts);
  return (
    <section className="stack">
      <h2>{t("result")}</h2>
      <div className="note note-good">
        <Value value={result.data} schema={action.output} />
        <p>
          <Link to={`/explorer/statements/${result.index}`}>
            {t("receiptAt", { index: count(result.index) })}
          </Link>
        </p>
      </div>
      <ReceiptProof index={result.index} />
    </section>
  );
}

function Refusals({ action }: { action: ActionDefinition }) {
  const t = useText(texts);
  const lang = useLanguage();
  // Checks that an action shares with others may name the same refusal again.
  const refusals = [...new Map(action.refusals.map((one) => [one.number, one])).values()];
  if (refusals.length === 0) return null;
  return (
    <details>
      <summary>
        {t("reasons")} ({refusals.length})
      </summary>
      <dl className="facts">
        {refusals.map(({ number, name, text, fix }) => (
          <div className="facts-pair" key={number}>
            <dt>
              <code>{name}</code> <span className="small">({number})</span>
            </dt>
            <dd>
              {text[lang]} <span className="muted">{fix[lang]}</span>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
