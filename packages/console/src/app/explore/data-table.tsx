import "./explore.css";
import type { ReactNode } from "react";

/** A column of a table. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: Row) => ReactNode;
  /** True for figures, which stand at the right. */
  readonly numeric?: boolean;
}

/** A table that becomes one card a row where the screen is narrow. */
export function DataTable<Row>(props: {
  /** What the table shows, for screen readers. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row, at: number) => string;
  busy?: boolean;
  /** True for tables of many columns, which are scrolled and not squeezed. */
  wide?: boolean;
}) {
  const { caption, columns, rows, rowKey, busy = false, wide = false } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no pointer scrolls it with the keyboard
    <section className="table-frame" aria-label={caption} tabIndex={0} aria-busy={busy}>
      <table aria-label={caption} className={wide ? "data-table data-table-wide" : "data-table"}>
        <thead>
          <tr>
            {columns.map(({ key, title, numeric }) => (
              <th key={key} scope="col" className={numeric === true ? "numeric" : ""}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={rowKey(row, at)}>
              {columns.map(({ key, title, numeric, render }) => (
                <td key={key} data-label={title} className={numeric === true ? "numeric" : ""}>
                  <div className="cell">{render(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
