import { useState } from "react";
import { useText } from "../../../language.ts";
import { moneyText, unitsOf } from "../facts.ts";
import { texts } from "../messages.ts";
import type { Part } from "../rows.ts";
import type { Cell } from "./cells.ts";

/** Finds the parts of a holder in the picture, one after the other. */
export function Finder(props: {
  parts: readonly Part[];
  cells: readonly Cell[];
  names: ReadonlyMap<string, string>;
  holder: string;
  currency: string;
  choose: (holder: string) => void;
  show: (cell: Cell | undefined) => void;
}) {
  const { parts, cells, names, holder, currency, choose, show } = props;
  const t = useText(texts);
  const [at, setAt] = useState(-1);
  const holders = [...new Set(parts.map((part) => part.holder))].sort();
  const found = cells
    .filter(({ part }) => part !== undefined && part.holder === holder)
    .sort((a, b) => a.from - b.from);
  const sum = parts
    .filter((part) => part.holder === holder)
    .reduce((units, part) => units + unitsOf(part), 0n);
  const next = () => {
    const to = (at + 1) % found.length;
    setAt(to);
    show(found[to]);
  };
  return (
    <div className="receivables-finder">
      <label htmlFor="receivables-finder">{t("find")}</label>
      <select
        id="receivables-finder"
        className="input"
        value={holder}
        onChange={({ target }) => {
          choose(target.value);
          setAt(-1);
          show(undefined);
        }}
      >
        <option value="">{t("everybody", { count: holders.length })}</option>
        {holders.map((one) => (
          <option key={one} value={one}>
            {names.get(one) ?? one}
          </option>
        ))}
      </select>
      {holder !== "" && (
        <>
          <button type="button" className="button" onClick={next}>
            {t("nextFound")}
          </button>
          <span className="muted" role="status">
            {t("found", { count: found.length, sum: moneyText(sum, currency) })}
          </span>
        </>
      )}
    </div>
  );
}
