import "../../forms/forms.css";
import { useNavigate } from "@tanstack/react-router";
import { type DragEvent, type FormEvent, useId, useRef, useState } from "react";
import { isolated } from "../../../web/format.ts";
import { useFileDigest } from "../../forms/bytes-field.tsx";
import { useText } from "../../language.ts";
import { Icon } from "../../ui/icon.tsx";
import { texts } from "./messages.ts";
import { useLabels } from "./records-api.ts";
import { addressOf, type Search } from "./search.ts";

/** What somebody may remember of a record. */
export function SearchForm(props: { search: Search; algorithm: "sha-256" | "sm3" }) {
  const { search, algorithm } = props;
  const t = useText(texts);
  const id = useId();
  const navigate = useNavigate();
  const [digest, setDigest] = useState(search.digest);
  const [label, setLabel] = useState(search.label);
  const [member, setMember] = useState(search.member);
  const [from, setFrom] = useState(search.from);
  const [to, setTo] = useState(search.to);
  const go = (next: Partial<Search>) => void navigate({ to: "/records", search: addressOf(next) });
  const byFile = useFileDigest(algorithm, (hex) => {
    setDigest(hex);
    go({ digest: hex });
  });
  const wrong = digest !== "" && !/^([0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/.test(clean(digest));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong) return;
    if (digest !== "") go({ digest: clean(digest) });
    else {
      const { table } = search;
      go({ table, label: label.trim(), member: member.trim().toLowerCase(), from, to });
    }
  };
  return (
    <form className="panel record-search" onSubmit={submit} aria-label={t("searchTitle")}>
      <DigestInput
        digest={digest}
        wrong={wrong}
        algorithm={algorithm}
        file={byFile}
        onChange={setDigest}
      />
      <div className="filters">
        <LabelInput label={label} onChange={setLabel} />
        <div className="field">
          <label htmlFor={`${id}-member`}>{t("member")}</label>
          <input
            id={`${id}-member`}
            className="input"
            placeholder={t("memberHint")}
            autoComplete="off"
            spellCheck={false}
            value={member}
            onChange={(event) => setMember(event.target.value)}
          />
        </div>
        <TimeInput label={t("from")} time={from} onChange={setFrom} />
        <TimeInput label={t("to")} time={to} onChange={setTo} />
        <button type="submit" className="button button-main">
          <Icon name="search" size={16} /> {t("search")}
        </button>
        <button type="button" className="button" onClick={() => go({})}>
          {t("clear")}
        </button>
      </div>
    </form>
  );
}

const clean = (digest: string) => digest.replace(/[\s:]/g, "").toLowerCase();

function DigestInput(props: {
  digest: string;
  wrong: boolean;
  algorithm: string;
  file: ReturnType<typeof useFileDigest>;
  onChange: (digest: string) => void;
}) {
  const { digest, wrong, algorithm, file, onChange } = props;
  const t = useText(texts);
  const id = useId();
  const picker = useRef<HTMLInputElement>(null);
  const name = isolated(file.name);
  const drop = (event: DragEvent) => {
    const [one] = event.dataTransfer.files;
    if (one === undefined) return;
    event.preventDefault();
    file.take(one);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a drop target; the button beside does the same
    <div
      className="field record-digest"
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      <label htmlFor={id}>{t("digest")}</label>
      <div className="record-digest-row">
        <input
          id={id}
          className="input input-hex"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={wrong}
          aria-describedby={`${id}-hint`}
          value={digest}
          onChange={(event) => onChange(event.target.value)}
        />
        <input
          ref={picker}
          type="file"
          hidden
          onChange={({ target }) => {
            const [one] = target.files ?? [];
            if (one !== undefined) file.take(one);
            target.value = "";
          }}
        />
        <button type="button" className="button" onClick={() => picker.current?.click()}>
          {t("chooseFile")}
        </button>
      </div>
      <p id={`${id}-hint`} className={wrong ? "field-problem" : "field-about"} role="status">
        {wrong
          ? t("badDigest")
          : file.state === "reading"
            ? t("hashing", { name, percent: file.percent })
            : file.state === "done"
              ? t("fileDigest", { name, alg: algorithm })
              : file.state === "failed"
                ? t("unreadable", { name })
                : t("digestHint")}
      </p>
    </div>
  );
}

function LabelInput({ label, onChange }: { label: string; onChange: (label: string) => void }) {
  const t = useText(texts);
  const id = useId();
  const { data } = useLabels(label.trim());
  return (
    <div className="field">
      <label htmlFor={id}>{t("label")}</label>
      <input
        id={id}
        className="input"
        list={`${id}-labels`}
        autoComplete="off"
        maxLength={64}
        value={label}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={`${id}-labels`}>
        {data?.labels.map((one) => (
          <option key={one.label} value={one.label} />
        ))}
      </datalist>
    </div>
  );
}

function TimeInput(props: {
  label: string;
  time: number | undefined;
  onChange: (time: number | undefined) => void;
}) {
  const { label, time, onChange } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="datetime-local"
        className="input"
        value={time === undefined ? "" : new Date(time).toISOString().slice(0, 16)}
        onChange={(event) => {
          const at = Date.parse(`${event.target.value}Z`);
          onChange(Number.isNaN(at) || at < 0 ? undefined : at);
        }}
      />
    </div>
  );
}
