import "../../acting/acting.css";
import "../../explore/explore.css";
import "../../forms/forms.css";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { actAddress, callsIn, type PlannedCall, proposalAddress } from "../../acting/address.ts";
import { useView } from "../../acting/views.ts";
import { useApps } from "../../explore/definitions.ts";
import { useLanguage, useText } from "../../language.ts";
import { useCall } from "../../signing/use-call.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Page } from "../../ui/page.tsx";
import { CallList } from "./call-list.tsx";
import { ChangeList } from "./change-list.tsx";
import { texts } from "./messages.ts";
import type { KindPolicy } from "./records.ts";
import { halfOf, kindsOf, usePolicyWords } from "./words.ts";

/** A proposal that is being put together; its calls stand in the address. */
export default function NewProposal() {
  const t = useText(texts);
  const navigate = useNavigate();
  const { calls: given } = useSearch({ strict: false }) as { calls?: unknown };
  const calls = callsIn(given);
  const remove = (at: number) =>
    void navigate({ href: proposalAddress(calls.filter((_, i) => i !== at)) });
  return (
    <Page title={t("newProposal")} intro={t("newIntro")}>
      <p>
        <Link to="/governance">← {t("proposals")}</Link>
      </p>
      <section className="stack">
        <h2>{t("calls")}</h2>
        <CallList
          calls={calls}
          beside={(at) => (
            <button type="button" className="link-button" onClick={() => remove(at)}>
              {t("removeCall")}
            </button>
          )}
        />
        <AddAction calls={calls} />
      </section>
      {calls.length > 0 && <ChangeList what={{ calls }} />}
      <Deciding calls={calls} />
      <Submit calls={calls} />
    </Page>
  );
}

function AddAction({ calls }: { calls: readonly PlannedCall[] }) {
  const t = useText(texts);
  const lang = useLanguage();
  const id = useId();
  const navigate = useNavigate();
  const { data } = useApps();
  return (
    <div className="field">
      <label htmlFor={id}>{t("addAction")}</label>
      <select
        id={id}
        className="input"
        value=""
        aria-describedby={`${id}-help`}
        onChange={(event) =>
          void navigate({
            href: actAddress(event.target.value, { calls, back: proposalAddress(calls) }),
          })
        }
      >
        <option value="">{t("choose")}</option>
        {data?.map((app) => {
          const open = app.actions.filter(({ roles }) => roles.includes("consortium"));
          return open.length === 0 ? null : (
            <optgroup key={app.name} label={app.title[lang]}>
              {open.map(({ fullName, title }) => (
                <option key={fullName} value={fullName}>
                  {title[lang]}
                </option>
              ))}
            </optgroup>
          );
        })}
      </select>
      <p className="field-about" id={`${id}-help`}>
        {t("addActionHelp")}
      </p>
    </div>
  );
}

/** By which policy these calls would be decided. */
function Deciding({ calls }: { calls: readonly PlannedCall[] }) {
  const t = useText(texts);
  const lang = useLanguage();
  const words = usePolicyWords();
  const { data } = useView<{ policies: readonly KindPolicy[] }>("governance", "policies");
  if (data === undefined) return null;
  const actions = calls.map(({ action }) => action);
  const kinds = kindsOf(actions, data.policies);
  if (kinds.length > 1) {
    return <p className="note note-bad">{t("mixed", { kinds: kinds.join(", ") })}</p>;
  }
  const policy = data.policies.find(({ kind }) => kind === kinds[0]);
  return policy === undefined ? null : (
    <section className="panel stack">
      <h2>{t("decidedAs", { kind: halfOf(policy.title, lang) })}</h2>
      <ul>
        {words(policy).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

function Submit({ calls }: { calls: readonly PlannedCall[] }) {
  const t = useText(texts);
  const lang = useLanguage();
  const id = useId();
  const call = useCall();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: apps } = useApps();
  const [title, setTitle] = useState("");
  const [digest, setDigest] = useState("");
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const untitled = title.trim() === "" || [...title].length > 200;
  const wrongDigest = digest !== "" && !/^[0-9a-f]{64}$/.test(digest);
  const titleOf = (action: string) =>
    apps?.flatMap(({ actions }) => actions).find(({ fullName }) => fullName === action)?.title[
      lang
    ] ?? action;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (untitled || wrongDigest) return;
    setFailure(null);
    const { encodeCalls } = await import("../../acting/consortium-calls.ts");
    let encoded: ReturnType<typeof encodeCalls>;
    try {
      encoded = encodeCalls(calls);
    } catch (error) {
      // The calls stand in the address, where anything can stand.
      return setFailure(error);
    }
    const told = calls.map(({ action, input }) => `${titleOf(action)} ${JSON.stringify(input)}`);
    const came = await call({
      action: "governance.propose",
      input: {
        title: title.trim().normalize("NFC"),
        calls: encoded,
        ...(digest === "" ? {} : { text: digest }),
      },
      words: t("proposeWords", {
        title: title.trim(),
        calls: told.length === 0 ? t("proposeNothing") : told.join("; "),
      }),
    });
    if (came.status !== "accepted") return;
    await client.invalidateQueries();
    const { proposal } = came.data as { proposal: number };
    await navigate({ href: `/governance/proposals/${proposal}` });
  };
  return (
    <form className="schema-form" noValidate onSubmit={(event) => void submit(event)}>
      <div className={tried && untitled ? "field field-wrong" : "field"}>
        <label htmlFor={`${id}-title`}>{t("titleLabel")}</label>
        <input
          id={`${id}-title`}
          className="input"
          value={title}
          aria-invalid={tried && untitled}
          aria-describedby={`${id}-title-help`}
          onChange={(event) => setTitle(event.target.value)}
        />
        {tried && untitled && (
          <p className="field-problem" role="alert">
            {t("titleNeeded")}
          </p>
        )}
        <p className="field-about" id={`${id}-title-help`}>
          {t("titleHelp")}
        </p>
      </div>
      <div className={tried && wrongDigest ? "field field-wrong" : "field"}>
        <label htmlFor={`${id}-text`}>{t("textLabel")}</label>
        <input
          id={`${id}-text`}
          className="input input-hex"
          value={digest}
          spellCheck={false}
          aria-invalid={tried && wrongDigest}
          aria-describedby={`${id}-text-help`}
          onChange={(event) => setDigest(event.target.value.trim().toLowerCase())}
        />
        {tried && wrongDigest && (
          <p className="field-problem" role="alert">
            {t("textWrong")}
          </p>
        )}
        <p className="field-about" id={`${id}-text-help`}>
          {t("textHelp")}
        </p>
      </div>
      {failure !== null && <ErrorNote error={failure} />}
      <div className="schema-form-foot">
        <button type="submit" className="button button-main">
          {t("propose")}
        </button>
      </div>
    </form>
  );
}
