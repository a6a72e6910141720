import { useRef, useState } from "react";
import { count, fileSize } from "../../../web/format.ts";
import { useText } from "../../language.ts";
import { Digest } from "../../ui/digest.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { DepositFile, Deposits } from "./deposits.ts";
import { FileActions } from "./file-actions.tsx";
import { texts } from "./messages.ts";

/** Height of one row, px; the style sheet has the same. */
const ROW = 56;
/** Rows drawn above and below what is seen. */
const MARGIN = 6;
const HEIGHT_MAX = 9 * ROW;

/** The files with what each has come to: only the rows that are seen exist, so ten thousand are as quick as ten. */
export function FileList(props: { deposits: Deposits; onProblem: (error: unknown) => void }) {
  const { deposits, onProblem } = props;
  const t = useText(texts);
  const { files } = deposits;
  const [top, setTop] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const height = Math.min(files.length * ROW, HEIGHT_MAX);
  const from = Math.max(0, Math.floor(top / ROW) - MARGIN);
  const to = Math.min(files.length, Math.ceil((top + height) / ROW) + MARGIN);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are not drawn need their number told
    <div
      ref={box}
      className="files"
      role="list"
      aria-label={t("files", { count: files.length })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with keys
      tabIndex={0}
      style={{ height }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <div style={{ height: files.length * ROW, position: "relative" }} role="presentation">
        {files.slice(from, to).map((file, at) => (
          // biome-ignore lint/a11y/useSemanticElements: see above
          <div
            key={file.key}
            role="listitem"
            aria-setsize={files.length}
            aria-posinset={from + at + 1}
            className={`file file-${file.stage}`}
            style={{ top: (from + at) * ROW }}
          >
            <Row deposits={deposits} file={file} onProblem={onProblem} />
          </div>
        ))}
      </div>
    </div>
  );
}

function Row(props: {
  deposits: Deposits;
  file: DepositFile;
  onProblem: (error: unknown) => void;
}) {
  const { deposits, file, onProblem } = props;
  const t = useText(texts);
  const { stage, digest, path } = file;
  return (
    <>
      <span className="file-name">
        <bdi title={path}>{path}</bdi>
        <span className="muted small">
          {fileSize(file.file.size)}
          {digest !== undefined && (
            <>
              {" · "}
              <Digest value={digest} label={t("digestOf", { name: path })} />
            </>
          )}
        </span>
      </span>
      <span className="file-stage">
        {stage === "hashing" && file.file.size > 0 ? (
          <progress max={file.file.size} value={file.bytesRead} aria-label={t("stage-hashing")} />
        ) : (
          <>
            {stage === "done" && <Icon name="done" size={16} />}
            {(stage === "failed" || stage === "unreadable") && <Icon name="warning" size={16} />}
            <span>
              {stage === "done"
                ? t("entry", { index: count(file.index ?? 0) })
                : t(`stage-${stage}`)}
            </span>
          </>
        )}
      </span>
      <span className="file-buttons">
        {stage === "done" ? (
          <FileActions file={file} onProblem={onProblem} />
        ) : (
          stage !== "sending" && (
            <button
              type="button"
              className="icon-button"
              aria-label={t("remove", { name: path })}
              onClick={() => deposits.remove(file)}
            >
              <Icon name="close" size={16} />
            </button>
          )
        )}
      </span>
    </>
  );
}
