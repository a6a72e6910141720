import { type DragEvent, useEffect, useRef, useState } from "react";
import { filesOf } from "../../../verifier/files.ts";
import { useText } from "../../language.ts";
import { Icon } from "../../ui/icon.tsx";
import { texts } from "./messages.ts";

/** The area that takes files and folders; files may be dropped anywhere on the page. */
export function DropArea(props: { small: boolean; onFiles: (files: readonly File[]) => void }) {
  const { small, onFiles } = props;
  const t = useText(texts);
  const [over, setOver] = useState(false);
  const take = useRef(onFiles);
  useEffect(() => {
    take.current = onFiles;
  });
  useEffect(() => {
    const hold = (event: globalThis.DragEvent) => event.preventDefault();
    const drop = (event: globalThis.DragEvent) => {
      event.preventDefault();
      setOver(false);
      if (event.dataTransfer) void filesOf(event.dataTransfer).then((files) => take.current(files));
    };
    addEventListener("dragover", hold);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", hold);
      removeEventListener("drop", drop);
    };
  }, []);
  const leave = (event: DragEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
  };
  return (
    <section
      className={`drop${small ? " drop-small" : ""}${over ? " drop-over" : ""}`}
      aria-label={t("drop")}
      onDragEnter={() => setOver(true)}
      onDragLeave={leave}
    >
      {!small && <Icon name="deposit" size={36} />}
      <p className="drop-title">{t(over ? "dropNow" : "drop")}</p>
      <p className="muted">{t("dropText")}</p>
      <div className="drop-buttons">
        <Picker label={t("chooseFiles")} folder={false} main={!small} onFiles={onFiles} />
        <Picker label={t("chooseFolder")} folder main={false} onFiles={onFiles} />
      </div>
    </section>
  );
}

/** A file input in the looks of a button: the input itself has the focus and the keys. */
function Picker(props: {
  label: string;
  folder: boolean;
  main: boolean;
  onFiles: (files: readonly File[]) => void;
}) {
  const { label, folder, main, onFiles } = props;
  return (
    <label
      className={`button picker${main ? " button-main" : ""}${folder ? " picker-folder" : ""}`}
    >
      <input
        type="file"
        className="hidden-text"
        multiple
        {...(folder ? { webkitdirectory: "" } : {})}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file chosen again must count as a change again.
          event.currentTarget.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
      {label}
    </label>
  );
}
