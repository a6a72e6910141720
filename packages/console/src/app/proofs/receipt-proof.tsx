import { decodeReceipt } from "@tallystick/core/receipt";
import { portableSuite } from "@tallystick/core/suite/portable";
import type { Trust } from "@tallystick/core/trust";
import { verify } from "@tallystick/core/verify";
import { useMemo, useState } from "react";
import { count } from "../../web/format.ts";
import { useText } from "../language.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { Loading } from "../ui/loading.tsx";
import { AlterToggle } from "./alter-toggle.tsx";
import { texts } from "./messages.ts";
import { StageView } from "./stage-view.tsx";
import { inclusionStage } from "./stages.ts";
import { useCheckpoint, useReceipt, useSuite } from "./use-proof.ts";
import { Verdicts } from "./verdicts.tsx";

/** The proof that an entry is on the log: verdicts, and the path to the signed root when asked for. */
export function ReceiptProof({ index, open = false }: { index: number; open?: boolean }) {
  const { data: bytes, error, refetch } = useReceipt(index);
  const suite = useSuite();
  const problem = error ?? suite.error;
  if (problem !== null) return <ErrorNote error={problem} onRetry={() => void refetch()} />;
  if (bytes === undefined || suite.trust === undefined) return <Loading />;
  return <CheckedReceipt bytes={bytes} trust={suite.trust} open={open} />;
}

/** A receipt that is there, checked in this browser. */
export function CheckedReceipt(props: { bytes: Uint8Array; trust: Trust; open?: boolean }) {
  const { bytes, trust } = props;
  const t = useText(texts);
  const [open, setOpen] = useState(props.open === true);
  const result = useMemo(() => verify({ receipt: bytes, trust, now: Date.now() }), [bytes, trust]);
  return (
    <div className="proof">
      <Verdicts valid={result.valid} layers={result.layers} />
      <button
        type="button"
        className="button proof-open"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {open ? t("hidePath") : t("showPath")}
      </button>
      {open && <LogPath bytes={bytes} trust={trust} />}
    </div>
  );
}

function LogPath({ bytes, trust }: { bytes: Uint8Array; trust: Trust }) {
  const t = useText(texts);
  const [altered, setAltered] = useState(false);
  const receipt = useMemo(() => decodeReceipt(bytes), [bytes]);
  const { height, logSize } = receipt.checkpoint;
  const { data: checkpoint, error } = useCheckpoint(height);
  const suite = useMemo(() => portableSuite(trust.suite), [trust.suite]);
  const stage = useMemo(() => {
    const data = altered ? withLastBitFlipped(receipt.entry) : receipt.entry;
    const { index, path } = receipt;
    return inclusionStage(suite, "log", { data, index, size: logSize, path }, checkpoint?.logRoot);
  }, [suite, receipt, logSize, altered, checkpoint]);
  if (error !== null) return <ErrorNote error={error} />;
  if (checkpoint === undefined) return <Loading />;
  return (
    <>
      <p className="muted">{t("howTo")}</p>
      <StageView
        stage={stage}
        title={t("logTitle")}
        hashName={suite.hashName}
        statedBy={t("statedBy", { height: count(height) })}
      />
      <AlterToggle altered={altered} onChange={setAltered} />
    </>
  );
}

/** The same bytes but for one bit. */
export function withLastBitFlipped(bytes: Uint8Array): Uint8Array {
  const other = bytes.slice();
  other[other.length - 1] = (other[other.length - 1] ?? 0) ^ 1;
  return other;
}
