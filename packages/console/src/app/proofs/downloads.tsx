import "../forms/forms.css";
import "./proofs.css";
import { useState } from "react";
import { useText } from "../language.ts";
import { saveBytes } from "../signing/save-bytes.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { Icon } from "../ui/icon.tsx";
import { texts } from "./messages.ts";
import { fetchAll, type TakenFile, type TakenRecord, takenFiles } from "./take-away.ts";
import { zip } from "./zip.ts";

/** Everything that is needed to check a record elsewhere, file by file and as one archive. */
export function Downloads({ record }: { record: TakenRecord }) {
  const t = useText(texts);
  const [busy, setBusy] = useState("");
  const [error, setError] = useState<unknown>();
  const files = takenFiles(record);
  const run = (name: string, work: () => Promise<void>) => {
    setBusy(name);
    setError(undefined);
    work()
      .catch(setError)
      .finally(() => setBusy(""));
  };
  const archive = `${record.stem}.zip`;
  return (
    <section className="panel downloads" aria-labelledby="downloads-title">
      <h2 id="downloads-title">{t("downloads")}</h2>
      <p className="muted">{t("downloadsIntro")}</p>
      <ul>
        {files.map((file) => (
          <li key={file.name}>
            <FileButton file={file} busy={busy === file.name} onRun={run} />
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="button button-main"
        disabled={busy !== ""}
        onClick={() =>
          run(archive, async () =>
            saveBytes(zip(await fetchAll(files)), archive, "application/zip"),
          )
        }
      >
        <Icon name="download" size={16} /> {busy === archive ? t("packing") : t("all")}
      </button>
      {error !== undefined && (
        <>
          <p>{t("failedDownload")}</p>
          <ErrorNote error={error} />
        </>
      )}
    </section>
  );
}

function FileButton(props: {
  file: TakenFile;
  busy: boolean;
  onRun: (name: string, work: () => Promise<void>) => void;
}) {
  const t = useText(texts);
  const { file, busy, onRun } = props;
  const { name, about, type } = file;
  return (
    <>
      <button
        type="button"
        className="link-button"
        aria-label={t("download", { name })}
        disabled={busy}
        onClick={() => onRun(name, async () => saveBytes(await file.bytes(), name, type))}
      >
        <Icon name="download" size={16} /> <bdi className="file-name">{name}</bdi>
      </button>
      <span className="muted small">{about}</span>
    </>
  );
}
