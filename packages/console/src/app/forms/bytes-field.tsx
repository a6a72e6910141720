import { toHex } from "@tallystick/core/bytes";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { isolated } from "../../web/format.ts";
import { useText } from "../language.ts";
import { Icon } from "../ui/icon.tsx";
import type { FieldProps } from "./field-context.ts";
import { FieldFrame } from "./field-frame.tsx";
import { hashFile } from "./hash-file.ts";
import { texts } from "./messages.ts";
import { useAlgorithmFor } from "./scalar-fields.tsx";
import type { JsonSchema } from "./schema.ts";

/** Bytes in hex, or the digest of a file that is dropped on the field. */
export function BytesField(props: FieldProps<JsonSchema>) {
  const { draft, onChange } = props;
  const alg = useAlgorithmFor(props);
  const file = useFileDigest(alg, onChange);
  const dropped = (event: DragEvent) => {
    const [one] = event.dataTransfer.files;
    if (alg === undefined || one === undefined) return;
    event.preventDefault();
    file.take(one);
  };
  return (
    <FieldFrame {...props}>
      {(links) => (
        <>
          <textarea
            {...links}
            className="input input-hex"
            rows={(props.schema.maxLength ?? 0) > 128 ? 4 : 2}
            spellCheck={false}
            autoComplete="off"
            value={typeof draft === "string" ? draft : ""}
            onChange={(event) => onChange(event.target.value)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={dropped}
          />
          {alg !== undefined && <FileDigest alg={alg} file={file} />}
        </>
      )}
    </FieldFrame>
  );
}

type Reading = ReturnType<typeof useFileDigest>;

function FileDigest({ alg, file }: { alg: string; file: Reading }) {
  const t = useText(texts);
  const picker = useRef<HTMLInputElement>(null);
  const name = isolated(file.name);
  return (
    <p className="field-file">
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
      <button type="button" className="link-button" onClick={() => picker.current?.click()}>
        <Icon name="deposit" size={16} /> {t("fileDigest", { alg })}
      </button>
      <span className="muted small" role="status">
        {file.state === "idle" && t("fileDigestHint")}
        {file.state === "reading" && t("hashing", { name, percent: file.percent })}
        {file.state === "done" && t("hashed", { name, alg })}
        {file.state === "failed" && t("unreadable", { name })}
      </span>
    </p>
  );
}

/** Reads a file and hands on its digest in hex; a second file ends the reading of the first. */
export function useFileDigest(alg: string | undefined, onDigest: (hex: string) => void) {
  const [state, setState] = useState<"idle" | "reading" | "done" | "failed">("idle");
  const [name, setName] = useState("");
  const [percent, setPercent] = useState(0);
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);
  const take = (file: File) => {
    if (alg === undefined) return;
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setName(file.name);
    setPercent(0);
    setState("reading");
    const onProgress = (bytes: number) =>
      setPercent(file.size === 0 ? 100 : Math.floor((100 * bytes) / file.size));
    hashFile(file, alg, { onProgress, signal: controller.signal }).then(
      (digest) => {
        if (controller.signal.aborted) return;
        setState("done");
        onDigest(toHex(digest));
      },
      () => {
        if (!controller.signal.aborted) setState("failed");
      },
    );
  };
  return { state, name, percent, take };
}
