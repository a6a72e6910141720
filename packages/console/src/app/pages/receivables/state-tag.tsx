import { useNow, useWords } from "./facts.ts";
import { type Look, lookOf, SIGNS } from "./look.ts";
import type { Part } from "./rows.ts";

const TAGS: Readonly<Record<Look, string>> = {
  circulable: "tag tag-good",
  "non-transferable": "tag",
  locked: "tag tag-warn",
  pledged: "tag tag-warn",
  "awaiting-receipt": "tag",
  matured: "tag tag-bad",
  redeemed: "tag",
  cancelled: "tag",
};

/** The state of a part, by sign and word; beside it that it is financed or pledged as well. */
export function StateTag({ part }: { part: Part }) {
  const words = useWords();
  const now = useNow();
  const look = lookOf(part, now);
  const also = [
    ...(look !== "matured" && part.status === "matured" ? (["matured"] as const) : []),
    ...(look !== "pledged" && part.pledge !== undefined ? (["pledged"] as const) : []),
  ];
  return (
    <span className="tags">
      {[look, ...also].map((one) => (
        <span key={one} className={TAGS[one]}>
          <span aria-hidden="true">{SIGNS[one]}</span> {words(one)}
        </span>
      ))}
      {part.financed !== undefined && <span className="tag">¥ {words("finance")}</span>}
    </span>
  );
}
