import { Link } from "@tanstack/react-router";
import { useText } from "../../../language.ts";
import { partAddress, useWords } from "../facts.ts";
import { texts } from "../messages.ts";
import { Money, Organisation } from "../pieces.tsx";
import { StateTag } from "../state-tag.tsx";
import type { Cell } from "./cells.ts";

/** What was clicked in the picture. */
export function ChosenCell({ cell, currency }: { cell: Cell | undefined; currency: string }) {
  const t = useText(texts);
  const words = useWords();
  return (
    <div role="status">
      {cell !== undefined && (
        <p className="note receivables-chosen-note">
          <span className="act-row">
            <strong>
              <Money minor={cell.units} currency={currency} />
            </strong>
            <Organisation id={cell.holder} />
            {cell.step !== undefined && (
              <Link to={`/explorer/statements/${cell.step.number}`}>
                {words(cell.step.kind)} {cell.step.number}
              </Link>
            )}
            {cell.part !== undefined && (
              <>
                <StateTag part={cell.part} />
                <Link to={partAddress(cell.part)}>{t("openPart")}</Link>
              </>
            )}
          </span>
        </p>
      )}
    </div>
  );
}
