import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { ActForm } from "../../acting/act-form.tsx";
import { callsIn, groupIn, pageIn, proposalAddress } from "../../acting/address.ts";
import { lasts } from "../../acting/lasting.ts";
import { texts } from "../../acting/messages.ts";
import { type ActionDefinition, useApps } from "../../explore/definitions.ts";
import { Value } from "../../explore/value.tsx";
import { useLanguage, useText } from "../../language.ts";
import type { Accepted } from "../../signing/send-call.ts";
import { useCall } from "../../signing/use-call.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";

/** The form of one action, as other pages lead to it: `/act/membership/suspend-member?known=…`. */
export default function Act() {
  const t = useText(texts);
  const lang = useLanguage();
  const { app = "", name = "" } = useParams({ strict: false }) as Record<string, string>;
  const { back } = useSearch({ strict: false }) as Record<string, unknown>;
  const { data, error, refetch } = useApps();
  const action = data?.find((one) => one.name === app)?.actions.find((one) => one.name === name);
  const page = pageIn(back);
  return (
    <Page
      title={action?.title[lang] ?? (data === undefined ? `${app}.${name}` : t("unknownAction"))}
      intro={action?.summary[lang]}
    >
      {page !== undefined && (
        <p>
          <Link to={page}>← {t("goBack")}</Link>
        </p>
      )}
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && action === undefined && (
        <Empty title={t("unknownAction")}>{t("unknownActionText")}</Empty>
      )}
      {action !== undefined && <Acting key={action.fullName} action={action} back={page} />}
    </Page>
  );
}

function Acting({ action, back }: { action: ActionDefinition; back: string | undefined }) {
  const t = useText(texts);
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const client = useQueryClient();
  const call = useCall();
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<Accepted>();
  const [failure, setFailure] = useState<unknown>();
  const calls = callsIn(search["calls"]);
  const { fullName } = action;
  const sign = async (input: Readonly<Record<string, unknown>>) => {
    setBusy(true);
    setFailure(undefined);
    const came = await call({ action: fullName, input, irreversible: lasts(fullName) });
    setBusy(false);
    if (came.status === "refused") setFailure(came.error);
    if (came.status !== "accepted") return;
    setResult(came);
    await client.invalidateQueries();
  };
  if (result !== undefined) return <Done action={action} result={result} back={back} />;
  return (
    <>
      <ActForm
        action={action}
        known={groupIn(search["known"])}
        suggested={groupIn(search["suggested"])}
        planned={calls.length > 0}
        busy={busy}
        onSign={(input) => void sign(input)}
        onPropose={(input) =>
          void navigate({ href: proposalAddress([...calls, { action: fullName, input }]) })
        }
      />
      {failure !== undefined && <ErrorNote error={failure} />}
      <p className="muted small">
        <code>{fullName}</code> ·{" "}
        {t("roles", { roles: action.roles.map((role) => t(`role-${role}` as "way")).join(" · ") })}
      </p>
    </>
  );
}

function Done(props: { action: ActionDefinition; result: Accepted; back: string | undefined }) {
  const t = useText(texts);
  const { action, result, back } = props;
  const told = typeof result.data === "object" && result.data !== null;
  return (
    <section className="note note-good" role="status">
      <p className="act-row">
        <Icon name="done" /> <strong>{t("done")}</strong>
      </p>
      {told && Object.keys(result.data as object).length > 0 && (
        <Value value={result.data} schema={action.output} />
      )}
      <p className="act-row">
        <Link to={`/explorer/statements/${result.index}`}>
          {t("doneAt", { index: result.index })}
        </Link>
        {back !== undefined && <Link to={back}>{t("goBack")}</Link>}
      </p>
    </section>
  );
}
