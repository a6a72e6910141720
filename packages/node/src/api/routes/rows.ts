import type { AnyTable } from "@tallystick/ledger/app/define-table";
import { fieldAt } from "@tallystick/ledger/app/define-table";
import { toJson } from "@tallystick/ledger/app/json-values";
import type { OrderedValue } from "@tallystick/ledger/app/table-access";
import * as z from "zod";
import { rowsSchema } from "../browse-schemas.ts";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { booleanText, describeIssue, nameText, pageQuery } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { type Route, route } from "../route-spec.ts";
import { tableNamed } from "./state.ts";

/** Rows of any table, page by page. */
export function rowRoutes({ engine, apps, limits }: ApiContext): Route[] {
  return [
    route(
      {
        method: "GET",
        path: "/v1/rows/{app}/{table}",
        operationId: "listRows",
        tag: "state",
        summary: "Rows of a table, page by page",
        description:
          "In the order in which they were first written, or along an index of the table. The list itself is not proved; GET /v1/state proves each of its rows.",
        access: "public",
        crossOrigin: true,
        params: z.strictObject({ app: nameText("application"), table: nameText("table") }),
        query: z.strictObject({
          index: z
            .string()
            .regex(/^[A-Za-z][A-Za-z0-9]{0,62}$/, "must be the name of an index")
            .optional()
            .meta({ description: "index of the table to follow, such as byTime" }),
          prefix: z.string().max(4096).optional().meta({
            description:
              'with an index: values of its first fields that every row shares, as a JSON array such as ["alice"]',
          }),
          reverse: booleanText("the last first").optional(),
          after: z
            .string()
            .regex(
              /^(?:0|[1-9][0-9]{0,14}|(?:[0-9a-f]{2}){1,1100})$/,
              "must be a position from `next`",
            )
            .optional()
            .meta({ description: "`next` of the page before" }),
          ...pageQuery,
        }),
        answers: { 200: { description: "a page", content: { [MEDIA.json]: rowsSchema } } },
      },
      ({ params, query, reply }) => {
        const table = tableNamed(apps, params.app, params.table);
        const { index, prefix: given, reverse, after, limit = limits.pageDefault } = query;
        if (given !== undefined && index === undefined) {
          throw new Problem("invalid-request", "prefix: goes with an index");
        }
        const prefix = given === undefined ? [] : prefixValues(table, index ?? "", given);
        const asked = { index, reverse, after, limit: Math.min(limit, limits.rowsPerPage), prefix };
        const page = engine.read((reader) => reader.rows(params.app, params.table, asked));
        reply.header("cache-control", "no-store");
        return {
          ...params,
          rows: page.rows.map((row) => toJson(table.row, row)),
          ...(page.next === undefined ? {} : { next: page.next }),
        };
      },
    ),
  ];
}

/** Values of an index's first fields from JSON, each by its own field. */
function prefixValues(table: AnyTable, index: string, text: string): OrderedValue[] {
  const paths = table.indexes[index] ?? [];
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    throw new Problem("invalid-request", "prefix: must be JSON");
  }
  if (!Array.isArray(values) || values.length > paths.length) {
    throw new Problem("invalid-request", `prefix: must be an array of ${paths.join(", ")}`);
  }
  return values.map((value: unknown, i) => {
    const path = paths[i] ?? "";
    const parsed = fieldAt({ ...table.key, ...table.value }, path)?.safeParse(value);
    if (parsed?.success === true) return parsed.data as OrderedValue;
    const why = parsed === undefined ? "unknown" : describeIssue(parsed.error);
    throw new Problem("invalid-request", `prefix.${path}: ${why}`);
  });
}
