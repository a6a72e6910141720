import { toHex } from "@tallystick/core/bytes";
import { decodeStateAnswer } from "@tallystick/core/state-answer";
import type { StateProof } from "@tallystick/core/state-proof";
import { portableSuite } from "@tallystick/core/suite/portable";
import type { Trust } from "@tallystick/core/trust";
import { verifyStateAnswer } from "@tallystick/core/verify-state-answer";
import { useMemo, useState } from "react";
import { count } from "../../web/format.ts";
import { useText } from "../language.ts";
import { AlterToggle } from "./alter-toggle.tsx";
import { texts } from "./messages.ts";
import { withLastBitFlipped } from "./receipt-proof.tsx";
import { StageView } from "./stage-view.tsx";
import { stateStages } from "./stages.ts";
import { useAppRoots } from "./use-proof.ts";
import { Verdicts } from "./verdicts.tsx";

/** A state answer, checked in this browser: verdicts, and each record's path when asked for. */
export function CheckedAnswer(props: { bytes: Uint8Array; trust: Trust; open?: boolean }) {
  const { bytes, trust } = props;
  const t = useText(texts);
  const [open, setOpen] = useState(props.open === true);
  const result = useMemo(
    () => verifyStateAnswer({ answer: bytes, trust, now: Date.now() }),
    [bytes, trust],
  );
  const answer = useMemo(() => decodeStateAnswer(bytes), [bytes]);
  const { height, stateRoot } = answer.checkpoint;
  return (
    <div className="proof">
      <Verdicts valid={result.valid} layers={result.layers} formatTitle={t("answerFile")} />
      <button
        type="button"
        className="button proof-open"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {open ? t("hidePath") : t("showPath")}
      </button>
      {open && <p className="muted">{t("howTo")}</p>}
      {open &&
        answer.proofs.map((proof) => (
          <StatePath
            key={`${proof.table} ${toHex(proof.apps.path[0] ?? new Uint8Array(0))} ${String(proof.key)}`}
            proof={proof}
            suite={trust.suite}
            height={height}
            stateRoot={toHex(stateRoot)}
            named={answer.proofs.length > 1}
          />
        ))}
    </div>
  );
}

function StatePath(props: {
  proof: StateProof;
  suite: Trust["suite"];
  height: number;
  stateRoot: string;
  named: boolean;
}) {
  const { proof, height, stateRoot, named } = props;
  const t = useText(texts);
  const [altered, setAltered] = useState(false);
  const suite = useMemo(() => portableSuite(props.suite), [props.suite]);
  const { data: roots } = useAppRoots(height);
  const stated = roots?.get(proof.app);
  const [rows, apps] = useMemo(() => {
    const { value } = proof;
    const shown =
      altered && value !== null ? { ...proof, value: withLastBitFlipped(value) } : proof;
    return stateStages(suite, shown, stateRoot, stated);
  }, [suite, proof, stateRoot, stated, altered]);
  const absent = proof.value === null;
  return (
    <div className="proof-record">
      {named && (
        <h3>
          <code>{`${proof.app}.${proof.table}`}</code> {absent ? t("absent") : t("present")}
        </h3>
      )}
      <StageView
        stage={rows}
        title={absent ? t("rowsAbsentTitle") : t("rowsTitle")}
        hashName={suite.hashName}
        statedBy={t("statedRows", { height: count(height) })}
      />
      <StageView
        stage={apps}
        title={t("appsTitle")}
        hashName={suite.hashName}
        statedBy={t("statedBy", { height: count(height) })}
      />
      {!absent && <AlterToggle altered={altered} onChange={setAltered} />}
    </div>
  );
}
