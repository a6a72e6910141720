import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useText } from "../../../language.ts";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { Loading } from "../../../ui/loading.tsx";
import { moneyText, useNow, useOrganisations, useWords } from "../facts.ts";
import { LOOKS, SIGNS } from "../look.ts";
import { texts } from "../messages.ts";
import type { Certificate } from "../rows.ts";
import { type Cell, cellsInSight, panned, type View, viewOf, WHOLE, zoomed } from "./cells.ts";
import { ChosenCell } from "./chosen-cell.tsx";
import { Drawing, ROW_PX } from "./drawing.tsx";
import { Finder } from "./finder.tsx";
import { PartTable } from "./part-table.tsx";
import { PAN_STEP, useNavigation, ZOOM_STEP } from "./use-navigation.ts";
import { type Tree, useTree } from "./use-tree.ts";

/** Pixels below which a cell is drawn together with its neighbours. */
const LEAST_PX = 6;

/** The tree of an issue: a picture, and the same as a table. */
export function IssueTree({ certificate }: { certificate: Certificate }) {
  const t = useText(texts);
  const { tree, error, refetch } = useTree(certificate);
  return (
    <section className="stack" aria-labelledby="receivables-tree">
      <h2 id="receivables-tree">{t("tree")}</h2>
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {tree === undefined && error === null && <Loading />}
      {tree !== undefined && <Picture certificate={certificate} tree={tree} />}
    </section>
  );
}

function Picture({ certificate, tree }: { certificate: Certificate; tree: Tree }) {
  const t = useText(texts);
  const words = useWords();
  const now = useNow();
  const organisations = useOrganisations();
  const frame = useRef<HTMLElement>(null);
  const width = useWidth(frame);
  const [view, setView] = useState<View>(WHOLE);
  const [holder, setHolder] = useState("");
  const [chosen, setChosen] = useState<Cell>();
  const { cells } = tree;
  const { amount, currency } = certificate;
  const closest = useMemo(() => closestOf(cells), [cells]);
  const change = useCallback((to: (view: View) => View) => setView(to), []);
  const names = new Map(organisations.map(({ organisation, name }) => [organisation, name]));
  const seen = useMemo(
    () => (width === 0 ? [] : cellsInSight(cells, view, width, LEAST_PX)),
    [cells, view, width],
  );
  const levels = cells.reduce((most, { level }) => Math.max(most, level), 0) + 1;
  const cellAt = (target: EventTarget) => {
    const id =
      target instanceof Element ? target.closest("[data-cell]")?.getAttribute("data-cell") : null;
    return seen.find((one) => one.id === id);
  };
  const choose = (target: EventTarget) => {
    const cell = cellAt(target);
    if (cell === undefined) return;
    if (cell.kind === "bundle" || cell.id === chosen?.id) setView(viewOf(cell));
    else setChosen(cell);
  };
  const handlers = useNavigation(frame, closest, change, choose);
  const wanted =
    holder === ""
      ? undefined
      : (cell: Cell): boolean =>
          cell.members === undefined
            ? cell.part?.holder === holder
            : cell.members.some(({ part }) => part?.holder === holder);
  const zoom = (times: number) => setView((one) => zoomed(one, times, 0.5, closest));
  return (
    <>
      {!tree.complete && <p className="note note-warn">{t("treePartly")}</p>}
      <div className="receivables-tools">
        <Finder
          parts={tree.parts}
          cells={cells}
          names={names}
          holder={holder}
          currency={currency}
          choose={setHolder}
          show={(cell) => {
            setView(cell === undefined ? WHOLE : viewOf(cell));
            setChosen(cell);
          }}
        />
        <section className="page-actions" aria-label={t("zoom")}>
          <Tool sign="←" title={t("left")} act={() => setView((one) => panned(one, -PAN_STEP))} />
          <Tool sign="→" title={t("right")} act={() => setView((one) => panned(one, PAN_STEP))} />
          <Tool sign="+" title={t("closer")} act={() => zoom(ZOOM_STEP)} />
          <Tool sign="−" title={t("farther")} act={() => zoom(1 / ZOOM_STEP)} />
          <button type="button" className="button" onClick={() => setView(WHOLE)}>
            {t("whole")}
          </button>
        </section>
      </div>
      <section
        ref={frame}
        className="receivables-picture"
        aria-label={t("treeLabel")}
        aria-describedby="receivables-tree-hint"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no pointer moves it with the keyboard
        tabIndex={0}
        {...handlers}
      >
        <svg
          width={width}
          height={levels * ROW_PX}
          role="img"
          aria-label={t("treeSummary", {
            ...{ count: tree.parts.length, levels: levels - 1 },
            amount: moneyText(amount, currency),
          })}
        >
          <Drawing
            cells={seen}
            view={view}
            width={width}
            now={now}
            wanted={wanted}
            chosen={chosen?.id}
            words={{
              name: (id) => names.get(id) ?? id,
              money: (units) => moneyText(units, currency),
              step: words,
              bundle: (count) => t("bundle", { count }),
              promise: t("promiseOf"),
            }}
          />
        </svg>
      </section>
      <Legend />
      <p className="muted small" id="receivables-tree-hint">
        {t("treeHint")}
      </p>
      <ChosenCell cell={chosen} currency={currency} />
      <PartTable parts={tree.parts} currency={currency} holder={holder} />
    </>
  );
}

function Tool({ sign, title, act }: { sign: string; title: string; act: () => void }) {
  return (
    <button type="button" className="button" title={title} aria-label={title} onClick={act}>
      {sign}
    </button>
  );
}

/** What the signs and colours mean. */
function Legend() {
  const t = useText(texts);
  const words = useWords();
  return (
    <ul className="receivables-legend" aria-label={t("legend")}>
      {LOOKS.map((look) => (
        <li key={look}>
          <span className={`receivables-swatch receivables-swatch-${look}`} aria-hidden="true">
            {SIGNS[look]}
          </span>
          {words(look)}
        </li>
      ))}
    </ul>
  );
}

/** The closest view that is of use: the smallest cell fills a third of it. */
function closestOf(cells: readonly Cell[]): number {
  return Math.min(1, 3 * cells.reduce((least, { from, to }) => Math.min(least, to - from), 1));
}

/** The width of an element, kept fresh. */
function useWidth(of: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = of.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [of]);
  return width;
}
