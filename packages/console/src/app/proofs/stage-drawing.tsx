import { useText } from "../language.ts";
import { texts } from "./messages.ts";
import type { Stage } from "./stages.ts";

const WIDTH = 380;
const SPINE = 190;
const REACH = 92;
const ROW = 46;
const TOP = 40;
const FOOT = 44;

/** First digits of a hash, as the drawing shows it. */
export const shortHash = (hex: string): string => `${hex.slice(0, 8)}…`;

/**
 * A path as a picture: the first hash at the foot, the root at the top, each neighbour on its own side.
 * What this browser computed stands on the spine. `step` is the joining that is looked at: 0 the foot.
 */
export function StageDrawing({ stage, step }: { stage: Stage; step: number }) {
  const t = useText(texts);
  const { steps, start, root, stated } = stage;
  const height = TOP + steps.length * ROW + FOOT;
  const y = (level: number) => height - FOOT - level * ROW;
  const verdict = stated === undefined ? "" : stated === root ? " proof-equal" : " proof-unequal";
  return (
    <svg
      className="proof-drawing"
      viewBox={`0 0 ${WIDTH} ${height}`}
      width={WIDTH}
      height={height}
      role="img"
      aria-label={t("drawing", {
        steps: steps.length,
        start: shortHash(start),
        root: shortHash(root),
      })}
    >
      <line className="proof-spine" x1={SPINE} x2={SPINE} y1={y(0)} y2={y(steps.length)} />
      {step > 0 && <line className="proof-way" x1={SPINE} x2={SPINE} y1={y(0)} y2={y(step)} />}
      {steps.map(({ own, left, right, empty }, at) => {
        const onLeft = own === "right";
        const x = onLeft ? SPINE - REACH : SPINE + REACH;
        const join = y(at + 1);
        const on = at + 1 === step ? " proof-on" : "";
        return (
          <g key={join} className={`proof-step${on}`}>
            <path className="proof-branch" d={`M${x} ${y(at) - 6}Q${x} ${join} ${SPINE} ${join}`} />
            <circle className={empty ? "proof-empty" : "proof-neighbour"} cx={x} cy={y(at)} r={6} />
            <text x={onLeft ? x - 12 : x + 12} y={y(at) + 4} className={onLeft ? "proof-end" : ""}>
              {empty ? "∅" : shortHash(onLeft ? left : right)}
            </text>
          </g>
        );
      })}
      {[start, ...steps.map(({ joined }) => joined)].map((hash, at) => {
        const last = at === steps.length;
        const on = at === step ? " proof-on" : "";
        return (
          <g key={y(at)} className={`proof-knot${last ? verdict : ""}${on}`}>
            <circle cx={SPINE} cy={y(at)} r={last || at === 0 ? 8 : 6} />
            {at === 0 && steps.length > 0 && (
              <text x={SPINE} y={y(0) + 26} className="proof-middle">
                {`${t("leaf")} ${shortHash(hash)}`}
              </text>
            )}
            {last && (
              <text x={SPINE} y={y(at) - 18} className="proof-middle">
                {`${t("root")} ${shortHash(hash)}`}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
