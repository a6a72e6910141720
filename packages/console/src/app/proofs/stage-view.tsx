import "./proofs.css";
import { useState } from "react";
import { count } from "../../web/format.ts";
import { useText } from "../language.ts";
import { Digest } from "../ui/digest.tsx";
import { Icon } from "../ui/icon.tsx";
import { useCrossCheck } from "./cross-check.ts";
import { texts } from "./messages.ts";
import { StageDrawing } from "./stage-drawing.tsx";
import type { Making, Stage, Step } from "./stages.ts";

const HASH_NAMES = { "sha-256": "SHA-256", sm3: "SM3" } as const;

/** One tree of a proof: its picture, every step with its inputs, and what it comes to. */
export function StageView(props: {
  stage: Stage;
  title: string;
  hashName: "sha-256" | "sm3";
  /** Who states the root, when something does. */
  statedBy?: string;
}) {
  const { stage, title, hashName, statedBy } = props;
  const t = useText(texts);
  const [step, setStep] = useState(0);
  const same = useCrossCheck(stage, hashName);
  const { steps } = stage;
  return (
    <section className="proof-stage">
      <h3>{title}</h3>
      <div className="proof-columns">
        <figure className="proof-figure">
          <StageDrawing stage={stage} step={step} />
          {steps.length > 0 && (
            <figcaption className="proof-walk">
              <button
                type="button"
                className="button"
                disabled={step === 0}
                onClick={() => setStep(step - 1)}
              >
                ↓ {t("down")}
              </button>
              <span role="status">
                {step === 0 ? t("atFoot") : t("stepOf", { step, total: steps.length })}
              </span>
              <button
                type="button"
                className="button"
                disabled={step === steps.length}
                onClick={() => setStep(step + 1)}
              >
                ↑ {t("up")}
              </button>
            </figcaption>
          )}
        </figure>
        <div className="proof-words">
          {same !== undefined && steps.length > 0 && (
            <p className="muted small">{t("crossNote")}</p>
          )}
          <Makings stage={stage} hash={HASH_NAMES[hashName]} />
          {steps.length === 0 && <p className="muted">{t("noSteps")}</p>}
          <ol className="proof-steps">
            {steps.map((one, at) => (
              <StepRow
                // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
                key={at}
                step={one}
                number={at + 1}
                stage={stage}
                hash={HASH_NAMES[hashName]}
                same={same?.[at]}
                on={at + 1 === step}
                onLook={() => setStep(at + 1)}
              />
            ))}
          </ol>
          <Ending stage={stage} statedBy={statedBy} />
        </div>
      </div>
    </section>
  );
}

function Makings({ stage, hash }: { stage: Stage; hash: string }) {
  const t = useText(texts);
  return (
    <div className="proof-start">
      <h4>{t("start")}</h4>
      <dl>
        {stage.making.map((one) => (
          <MakingRow key={one.what} making={one} hash={hash} />
        ))}
      </dl>
    </div>
  );
}

function MakingRow({ making, hash }: { making: Making; hash: string }) {
  const t = useText(texts);
  const { what, formula, input, length } = making;
  const name = t(`making-${what}`, { count: count(length) });
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {what !== "empty" && <code className="proof-formula">{`${hash}(${formula}) = `}</code>}
        <Digest value={making.hash} label={name} />
        {input !== undefined && (
          <details className="proof-input">
            <summary>{t("hashedBytes")}</summary>
            <code>{input}</code>
          </details>
        )}
      </dd>
    </>
  );
}

function StepRow(props: {
  step: Step;
  number: number;
  stage: Stage;
  hash: string;
  same: boolean | undefined;
  on: boolean;
  onLook: () => void;
}) {
  const { step, number, stage, hash, same, on, onLook } = props;
  const t = useText(texts);
  const input = (side: "left" | "right") => {
    const label = side === "left" ? t("leftInput") : t("rightInput");
    const own = step.own === side;
    return (
      <div className={own ? "proof-input-own" : ""}>
        <dt>
          {label}
          <span className="muted"> · {own ? t("own") : t("neighbour")}</span>
        </dt>
        <dd>
          {!own && step.empty ? t("emptySubtree") : <Digest value={step[side]} label={label} />}
        </dd>
      </div>
    );
  };
  const inputs = [stage.prefix, t("leftInput"), t("rightInput")].filter((one) => one !== "");
  return (
    <li className={on ? "proof-row proof-row-on" : "proof-row"}>
      <button
        type="button"
        className="proof-number"
        aria-label={t("stepOf", { step: number, total: stage.steps.length })}
        aria-pressed={on}
        onClick={onLook}
      >
        {number}
      </button>
      <dl>
        {input("left")}
        {input("right")}
        <div className="proof-result">
          <dt>
            {t("result", { hash })}
            {on && <code className="proof-formula"> {`${hash}(${inputs.join(" ‖ ")})`}</code>}
          </dt>
          <dd>
            <Digest value={step.joined} label={t("result", { hash })} />
            <span className={same === false ? "proof-mark proof-mark-bad" : "proof-mark"}>
              {same === undefined ? "" : same ? "✓ " : "≠ "}
              {same === undefined ? t("computedHere") : same ? t("crossSame") : t("crossDiffers")}
            </span>
          </dd>
        </div>
      </dl>
    </li>
  );
}

/** Whether the root is the one that something else states. */
function Ending({ stage, statedBy }: { stage: Stage; statedBy: string | undefined }) {
  const t = useText(texts);
  const { root, stated } = stage;
  if (stated === undefined) {
    return (
      <p className="proof-ending-open">
        {t("computedRoot")}: <Digest value={root} label={t("computedRoot")} />{" "}
        <span className="muted">{t("goesOn")}</span>
      </p>
    );
  }
  const equal = root === stated;
  return (
    <div className={equal ? "proof-ending proof-good" : "proof-ending proof-bad"}>
      <dl>
        <dt>{t("computedRoot")}</dt>
        <dd>
          <Digest value={root} label={t("computedRoot")} />
        </dd>
        <dt>{statedBy}</dt>
        <dd>
          <Digest value={stated} label={statedBy ?? ""} />
        </dd>
      </dl>
      <p>
        <Icon name={equal ? "done" : "warning"} />
        <strong>{equal ? t("equal") : t("notEqual")}</strong>{" "}
        {equal ? t("equalText") : t("notEqualText")}
      </p>
    </div>
  );
}
