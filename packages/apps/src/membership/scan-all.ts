import type { AnyTable, IndexOf, RowOf } from "@tallystick/ledger/app/define-table";
import type { ScanQuery, TableReader } from "@tallystick/ledger/app/table-access";

const PAGE = 100;

/** Every row of an index under a query, page by page. */
export function* scanAll<T extends AnyTable>(
  table: TableReader<T>,
  index: IndexOf<T>,
  query: Omit<ScanQuery, "limit" | "after"> = {},
): Generator<RowOf<T>> {
  let after: string | undefined;
  do {
    const page = table.scan(index, { ...query, limit: PAGE, after });
    yield* page.rows;
    after = page.next;
  } while (after !== undefined);
}
