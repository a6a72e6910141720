import { useRef } from "react";
import { isolated } from "../../../../web/format.ts";
import { useFileDigest } from "../../../forms/bytes-field.tsx";
import { useText } from "../../../language.ts";
import { useSuite } from "../../../proofs/use-proof.ts";
import { Icon } from "../../../ui/icon.tsx";
import { Frame } from "../steps/frame.tsx";
import type { Problem } from "../steps/step-input.ts";
import { texts } from "./messages.ts";

/** The digest of a file: of one that is dropped or chosen, or typed in hex. The file stays here. */
export function FileField(props: {
  problem: Problem | undefined;
  value: string;
  onChange: (digest: string) => void;
}) {
  const { problem, value, onChange } = props;
  const t = useText(texts);
  const { algorithm } = useSuite();
  const file = useFileDigest(algorithm, onChange);
  const picker = useRef<HTMLInputElement>(null);
  const name = isolated(file.name);
  const take = (files: FileList | null) => {
    const [one] = files ?? [];
    if (one !== undefined) file.take(one);
  };
  return (
    <Frame label={t("file")} hint={t("fileHint")} problem={problem}>
      {(links) => (
        <>
          <textarea
            {...links}
            className="input input-hex"
            rows={2}
            spellCheck={false}
            autoComplete="off"
            value={value}
            onChange={({ target }) => onChange(target.value.trim().toLowerCase())}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              take(event.dataTransfer.files);
            }}
          />
          <p className="field-file">
            <input
              ref={picker}
              type="file"
              hidden
              onChange={({ target }) => {
                take(target.files);
                target.value = "";
              }}
            />
            <button type="button" className="link-button" onClick={() => picker.current?.click()}>
              <Icon name="deposit" size={16} /> {t("chooseFile")}
            </button>
            <span className="muted small" role="status">
              {file.state === "reading" && t("fileReading", { name, percent: file.percent })}
              {file.state === "done" && t("fileDone", { name })}
              {file.state === "failed" && t("fileFailed", { name })}
            </span>
          </p>
        </>
      )}
    </Frame>
  );
}
