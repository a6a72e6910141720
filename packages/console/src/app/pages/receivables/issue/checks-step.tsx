import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { DataTable } from "../../../explore/data-table.tsx";
import { useText } from "../../../language.ts";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { Loading } from "../../../ui/loading.tsx";
import { useWords } from "../facts.ts";
import { texts as common } from "../messages.ts";
import type { Finding, Policy } from "../rows.ts";
import { texts } from "./messages.ts";
import { StepFoot } from "./step-foot.tsx";
import type { StepProps } from "./step-props.ts";
import { useFindings, usePromised } from "./use-findings.ts";

/** What does not fit, before anything is sent, and what the policy makes of it. */
export function ChecksStep(props: StepProps) {
  const { policy, next, back } = props;
  const t = useText(texts);
  const words = useWords();
  const promised = usePromised(props);
  const { data: findings, error, refetch } = useFindings(props, promised);
  const [tried, setTried] = useState(false);
  const blocked = findings?.some(({ code }) => policy.blocking.includes(code)) ?? false;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (promised !== undefined && findings !== undefined && !blocked) next();
  };
  return (
    <form className="stack" noValidate onSubmit={submit}>
      <p className="muted">{t("checksIntro")}</p>
      {promised === undefined && <p role="alert">{t("termsFirst")}</p>}
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {promised !== undefined && findings === undefined && error === null && <Loading />}
      {findings !== undefined && findings.length === 0 && (
        <p className="note" role="status">
          <strong>✓ {t("nothingFound")}</strong> {t("nothingFoundText")}
        </p>
      )}
      {findings !== undefined && findings.length > 0 && (
        <FindingTable findings={findings} policy={policy} />
      )}
      <p className="field-about">
        {t("policySays", { blocking: policy.blocking.map(words).join(t("comma")) })}
      </p>
      {tried && blocked && (
        <p className="field-problem" role="alert">
          {t("blockedNow")}
        </p>
      )}
      <StepFoot back={back} busy={promised !== undefined && findings === undefined} />
    </form>
  );
}

function FindingTable({
  findings,
  policy,
}: {
  findings: readonly Finding[];
  policy: Pick<Policy, "blocking">;
}) {
  const t = useText(texts);
  const c = useText(common);
  const words = useWords();
  return (
    <DataTable
      caption={t("found")}
      rows={findings}
      rowKey={({ code }) => code}
      columns={[
        {
          key: "finding",
          title: t("finding"),
          render: ({ code }) => <span className="tag tag-warn">▲ {words(code)}</span>,
        },
        {
          key: "papers",
          title: t("papersConcerned"),
          render: ({ documents }) =>
            documents.length === 0
              ? "–"
              : documents.map((document) => (
                  <span key={document}>
                    <Link to={`/explorer/statements/${document}`}>
                      {c("document", { document })}
                    </Link>{" "}
                  </span>
                )),
        },
        {
          key: "consequence",
          title: t("consequence"),
          render: ({ code }) =>
            policy.blocking.includes(code) ? <strong>✕ {t("blocks")}</strong> : t("listed"),
        },
      ]}
    />
  );
}
