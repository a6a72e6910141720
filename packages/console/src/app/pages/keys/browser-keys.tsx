import { Link } from "@tanstack/react-router";
import { type FormEvent, useId, useRef, useState } from "react";
import { publicHex } from "../../acting/act-form.tsx";
import { ActLink } from "../../acting/act-link.tsx";
import { useMyMember } from "../../acting/views.ts";
import { useStatus } from "../../api/facts.ts";
import { DataTable } from "../../explore/data-table.tsx";
import { useText } from "../../language.ts";
import {
  type BrowserKey,
  chooseKey,
  chosenKey,
  forgetBrowserKey,
  keysOffered,
  makeBrowserKey,
} from "../../signing/browser-keys.ts";
import { useBrowserKeys, useKeyMember } from "../../signing/signers.ts";
import { Copy } from "../../ui/copy.tsx";
import { Digest } from "../../ui/digest.tsx";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Moment } from "../../ui/moment.tsx";
import { WithCode } from "../../ui/with-code.tsx";
import { AskFirst } from "./ask-first.tsx";
import { texts } from "./messages.ts";
import { readSeed } from "./read-seed.ts";

/** The keys that this browser holds for the ledger: made, taken in, bound, chosen, forgotten. */
export function BrowserKeys() {
  const t = useText(texts);
  const { data: status } = useStatus();
  const keys = useBrowserKeys();
  if (status === undefined || keys === undefined) return <Loading />;
  if (status.suite === "gm")
    return (
      <p className="note note-warn">
        <WithCode text={t("gm")} />
      </p>
    );
  if (!keysOffered()) return <Empty title={t("notOffered")}>{t("notOfferedText")}</Empty>;
  return (
    <>
      <p className="muted">{t("browserText")}</p>
      {keys.length === 0 ? (
        <Empty icon="keys" title={t("noKeys")}>
          {t("noKeysText")}
        </Empty>
      ) : (
        <KeyTable keys={keys} />
      )}
      {keys.some(({ keyId }) => keyId === chosenKey()) && (
        <p>
          <button type="button" className="button" onClick={() => chooseKey(null)}>
            {t("useNode")}
          </button>
        </p>
      )}
      <MakeKey ledger={status.ledger} />
      <details>
        <summary>{t("import")}</summary>
        <ImportKey ledger={status.ledger} />
      </details>
      <Backup />
    </>
  );
}

function KeyTable({ keys }: { keys: readonly BrowserKey[] }) {
  const t = useText(texts);
  return (
    <DataTable
      caption={t("browser")}
      rows={keys}
      rowKey={({ keyId }) => keyId}
      columns={[
        {
          key: "key",
          title: t("columnKey"),
          render: (key) => (
            <>
              <strong>
                <bdi>{key.label}</bdi>
              </strong>{" "}
              {key.keyId === chosenKey() && <span className="tag tag-good">{t("inUse")}</span>}
              <br />
              <Digest value={key.keyId} label={t("columnKey")} />
            </>
          ),
        },
        {
          key: "public",
          title: t("publicKey"),
          render: (key) => (
            <>
              <code className="small">{publicHex(key).slice(0, 8)}…</code>
              <Copy text={publicHex(key)} label={t("publicKey")} />
            </>
          ),
        },
        { key: "owner", title: t("columnOwner"), render: (key) => <Owner keyId={key.keyId} /> },
        {
          key: "made",
          title: t("made"),
          render: ({ created }) => <Moment time={created} show="absolute" />,
        },
        { key: "do", title: t("columnDo"), render: (key) => <Doings browserKey={key} /> },
      ]}
    />
  );
}

function Owner({ keyId }: { keyId: string }) {
  const t = useText(texts);
  const { data } = useKeyMember(keyId);
  return data == null ? (
    <span className="muted">{t("notBound")}</span>
  ) : (
    <Link to={`/organisations/members/${data}`}>{data}</Link>
  );
}

function Doings({ browserKey: key }: { browserKey: BrowserKey }) {
  const t = useText(texts);
  const me = useMyMember();
  const { data: owner } = useKeyMember(key.keyId);
  const bound = typeof owner === "string";
  const ask = t("forgetAsk", { label: key.label });
  return (
    <span className="act-row">
      {bound && key.keyId !== chosenKey() && (
        <button type="button" className="link-button" onClick={() => chooseKey(key.keyId)}>
          {t("use")}
        </button>
      )}
      {owner === null && me !== undefined && (
        <ActLink
          action="membership.add-key"
          known={{ member: me.member, key: publicHex(key) }}
          quiet
        >
          {t("bind", { member: me.member })}
        </ActLink>
      )}
      <AskFirst
        words={t("forget")}
        question={bound ? `${ask} ${t("forgetBound")}` : ask}
        run={() => forgetBrowserKey(key.keyId)}
      />
    </span>
  );
}

function MakeKey({ ledger }: { ledger: string }) {
  const t = useText(texts);
  const id = useId();
  const [label, setLabel] = useState("");
  const [missing, setMissing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const make = (event: FormEvent) => {
    event.preventDefault();
    setMissing(label.trim() === "");
    setError(null);
    if (label.trim() === "") return;
    makeBrowserKey({ ledger, label: label.trim() }).then(() => setLabel(""), setError);
  };
  return (
    <form className="panel schema-form" noValidate onSubmit={make}>
      <h2>{t("make")}</h2>
      <LabelField id={id} label={label} missing={missing} onChange={setLabel} />
      {error !== null && <ErrorNote error={error} />}
      <div className="schema-form-foot">
        <button type="submit" className="button button-main">
          {t("make")}
        </button>
      </div>
    </form>
  );
}

function ImportKey({ ledger }: { ledger: string }) {
  const t = useText(texts);
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [label, setLabel] = useState("");
  const [wrong, setWrong] = useState<"label" | "seed">();
  const [error, setError] = useState<unknown>(null);
  const take = (event: FormEvent) => {
    event.preventDefault();
    // The field is not the page's state, so that the private part is nowhere once it was taken in.
    const raw = readSeed(field.current?.value ?? "");
    const problem = label.trim() === "" ? "label" : raw === undefined ? "seed" : undefined;
    setWrong(problem);
    setError(null);
    if (problem !== undefined || raw === undefined) return;
    if (field.current !== null) field.current.value = "";
    makeBrowserKey({ ledger, label: label.trim(), raw })
      .then(() => setLabel(""), setError)
      .finally(() => raw.fill(0));
  };
  return (
    <form className="panel schema-form" noValidate autoComplete="off" onSubmit={take}>
      <LabelField
        id={`${id}-label`}
        label={label}
        missing={wrong === "label"}
        onChange={setLabel}
      />
      <div className={wrong === "seed" ? "field field-wrong" : "field"}>
        <label htmlFor={`${id}-seed`}>{t("seed")}</label>
        <textarea
          ref={field}
          id={`${id}-seed`}
          className="input input-hex"
          rows={4}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={wrong === "seed"}
          aria-describedby={`${id}-seed-help`}
        />
        {wrong === "seed" && (
          <p className="field-problem" role="alert">
            {t("seedWrong")}
          </p>
        )}
        <p className="field-about" id={`${id}-seed-help`}>
          {t("seedHelp")}
        </p>
      </div>
      {error !== null && <ErrorNote error={error} />}
      <div className="schema-form-foot">
        <button type="submit" className="button">
          {t("importDo")}
        </button>
      </div>
    </form>
  );
}

function LabelField(props: {
  id: string;
  label: string;
  missing: boolean;
  onChange: (label: string) => void;
}) {
  const t = useText(texts);
  const { id, label, missing, onChange } = props;
  return (
    <div className={missing ? "field field-wrong" : "field"}>
      <label htmlFor={id}>{t("label")}</label>
      <input
        id={id}
        className="input"
        maxLength={60}
        value={label}
        aria-invalid={missing}
        aria-describedby={`${id}-help`}
        onChange={(event) => onChange(event.target.value)}
      />
      {missing && (
        <p className="field-problem" role="alert">
          {t("labelNeeded")}
        </p>
      )}
      <p className="field-about" id={`${id}-help`}>
        {t("labelHelp")}
      </p>
    </div>
  );
}

/** What a key that cannot be read out cannot do, and what to do instead. */
function Backup() {
  const t = useText(texts);
  const me = useMyMember();
  return (
    <section className="stack">
      <h2>{t("backup")}</h2>
      <p>{t("backup1")}</p>
      <ol className="act-steps">
        {([t("backup2"), t("backup3"), t("backup4")] as const).map((words) => (
          <li key={words}>
            <div>{words}</div>
          </li>
        ))}
      </ol>
      {me !== undefined && (
        <p>
          <Link to={`/organisations/members/${me.member}`}>{t("guardians")}</Link>
        </p>
      )}
    </section>
  );
}
