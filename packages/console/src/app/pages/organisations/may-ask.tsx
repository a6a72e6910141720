import { useId, useState } from "react";
import { useView } from "../../acting/views.ts";
import { useApps } from "../../explore/definitions.ts";
import { useLanguage, useText } from "../../language.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { texts } from "./messages.ts";

interface Answer {
  readonly allowed: boolean;
  readonly by: "role" | "grant" | "delegation" | "nothing" | "suspended" | "unknown";
  readonly grant?: { readonly role: string };
  readonly delegation?: { readonly delegator: string };
}

/** Asks the ledger whether a member may take an action, and by which right. */
export function MayAsk({ member }: { member: string }) {
  const t = useText(texts);
  const lang = useLanguage();
  const id = useId();
  const { data: apps } = useApps();
  const [action, setAction] = useState("evidence.deposit");
  const definition = apps
    ?.flatMap(({ actions }) => actions)
    .find(({ fullName }) => fullName === action);
  // The ledger is told to whom the action is open at all; the consortium signs nothing.
  const open = definition?.roles.filter((role) => role !== "consortium");
  const { data, error } = useView<Answer>(
    "membership",
    "may",
    definition === undefined ? null : { member, action, open: open ?? [] },
  );
  return (
    <section className="panel stack">
      <h2>{t("may")}</h2>
      <p className="muted">{t("mayText")}</p>
      <div className="field">
        <label htmlFor={id}>{t("mayAction")}</label>
        <select
          id={id}
          className="input"
          value={action}
          onChange={(event) => setAction(event.target.value)}
        >
          {apps?.map((app) => (
            <optgroup key={app.name} label={app.title[lang]}>
              {app.actions
                .filter(({ roles }) => roles.some((role) => role !== "consortium"))
                .map(({ fullName, title }) => (
                  <option key={fullName} value={fullName}>
                    {title[lang]} ({fullName})
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </div>
      {error !== null && <ErrorNote error={error} />}
      {data !== undefined && (
        <p role="status">
          <span className={data.allowed ? "tag tag-good" : "tag tag-bad"}>{words(data, t)}</span>
        </p>
      )}
    </section>
  );
}

function words(answer: Answer, t: ReturnType<typeof useText<typeof texts.en>>): string {
  switch (answer.by) {
    case "role":
      return t("mayYes");
    case "grant":
      return t("mayGrant", { role: answer.grant?.role ?? "" });
    case "delegation":
      return t("mayDelegation", { member: answer.delegation?.delegator ?? "" });
    case "suspended":
      return t("maySuspended");
    default:
      return t("mayNo");
  }
}
