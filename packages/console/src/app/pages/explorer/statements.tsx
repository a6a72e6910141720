import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { useApps } from "../../explore/definitions.ts";
import { Pager, usePaging } from "../../explore/paging.tsx";
import { useLanguage, useText } from "../../language.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { Crumbs } from "./crumbs.tsx";
import { useLiveStatements, withLive } from "./live-statements.ts";
import { type StatementFilter, useStatements } from "./log-api.ts";
import { texts } from "./messages.ts";
import { StatementTable } from "./statement-table.tsx";

/** Every statement on the log, from the last down, narrowed at will, new ones by themselves. */
export default function Statements() {
  const t = useText(texts);
  const filter = useFilter();
  const key = JSON.stringify(filter);
  const paging = usePaging<number>(key);
  const [live, setLive] = useState(true);
  const { data, error, refetch, isPlaceholderData } = useStatements({
    ...filter,
    before: paging.cursor,
  });
  const first = paging.page === 1;
  const came = useLiveStatements(live && first, narrowing(filter));
  const fresh = came.filter(({ outcome }) => fits(outcome, filter.outcome));
  const shown = data === undefined ? [] : first ? withLive(fresh, data.items) : data.items;
  return (
    <Page
      title={t("statements")}
      intro={t("statementsIntro")}
      actions={
        <button
          type="button"
          className="button"
          aria-pressed={live}
          title={live ? t("liveOn") : t("liveOff")}
          onClick={() => setLive(!live)}
        >
          <span className={live ? "live-dot live-dot-on" : "live-dot"} /> {t("live")}
        </button>
      }
    >
      <Crumbs />
      <Filter key={key} filter={filter} />
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.next !== undefined && shown.length === 0 && (
        <p className="note note-warn">{t("lookFurther")}</p>
      )}
      {data !== undefined && data.next === undefined && shown.length === 0 && (
        <Empty title={t("noStatements")} icon="search">
          {t("noStatementsText")}
        </Empty>
      )}
      {shown.length > 0 && (
        <StatementTable caption={t("statements")} statements={shown} busy={isPlaceholderData} />
      )}
      <Pager paging={paging} next={data?.next} />
    </Page>
  );
}

function narrowing({ action, member }: StatementFilter) {
  return {
    ...(action === undefined ? {} : { action }),
    ...(member === undefined ? {} : { member }),
  };
}

const fits = (outcome: number, wanted: StatementFilter["outcome"]) =>
  wanted === undefined || (outcome === 0) === (wanted === "accepted");

function useFilter(): StatementFilter {
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const text = (name: string) => {
    const value = search[name];
    return value === undefined || value === "" ? undefined : String(value);
  };
  const outcome = text("outcome");
  return {
    action: text("action"),
    member: text("member"),
    outcome: outcome === "accepted" || outcome === "refused" ? outcome : undefined,
  };
}

function Filter({ filter }: { filter: StatementFilter }) {
  const t = useText(texts);
  const lang = useLanguage();
  const id = useId();
  const navigate = useNavigate();
  const { data: apps } = useApps();
  const [member, setMember] = useState(filter.member ?? "");
  const go = (next: StatementFilter) => {
    const search = Object.fromEntries(Object.entries(next).filter(([, value]) => value));
    void navigate({ to: "/explorer/statements", search });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const name = member.trim().toLowerCase();
    go({ ...filter, member: name === "" ? undefined : name });
  };
  return (
    <form className="filters" onSubmit={submit}>
      <div className="field">
        <label htmlFor={`${id}-action`}>{t("filterAction")}</label>
        <select
          id={`${id}-action`}
          className="input"
          value={filter.action ?? ""}
          onChange={(event) => go({ ...filter, action: event.target.value })}
        >
          <option value="">{t("any")}</option>
          {apps?.map((app) => (
            <optgroup key={app.name} label={app.title[lang]}>
              {app.actions.map(({ fullName, title }) => (
                <option key={fullName} value={fullName}>
                  {title[lang]}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-outcome`}>{t("filterOutcome")}</label>
        <select
          id={`${id}-outcome`}
          className="input"
          value={filter.outcome ?? ""}
          onChange={(event) =>
            go({ ...filter, outcome: event.target.value as StatementFilter["outcome"] })
          }
        >
          <option value="">{t("any")}</option>
          <option value="accepted">{t("acceptedOnly")}</option>
          <option value="refused">{t("refusedOnly")}</option>
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-member`}>{t("filterMember")}</label>
        <input
          id={`${id}-member`}
          className="input"
          autoComplete="off"
          spellCheck={false}
          value={member}
          onChange={(event) => setMember(event.target.value)}
        />
      </div>
      <button type="submit" className="button">
        {t("apply")}
      </button>
    </form>
  );
}
