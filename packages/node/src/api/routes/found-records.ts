import * as z from "zod";
import { findRecords } from "../../search/find-records.ts";
import { labelsSchema, recordsSchema } from "../browse-schemas.ts";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { nameText, pageQuery, uintText } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { type Route, route } from "../route-spec.ts";

const PROGRESS =
  "The first search by label makes an index of the log's labels, which goes on by itself: `indexed` of `logSize` entries have been read.";

/** Finding records of evidence by what a person remembers of them. */
export function foundRecordRoutes(context: ApiContext): Route[] {
  return [recordsRoute(context), labelsRoute(context)];
}

function recordsRoute({ engine, apps, labels, limits }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/records",
      operationId: "findRecords",
      tag: "evidence",
      summary: "Find records of evidence by label, depositor and time, the latest first",
      description: `Every condition given must hold. By digest ask /v1/apps/evidence/by-digest, which proves its answer. ${PROGRESS}`,
      access: "public",
      crossOrigin: true,
      query: z.strictObject({
        label: labelText(
          "a label of the record or of its annotations; case does not matter",
        ).optional(),
        table: z.enum(["deposits", "batches"]).optional().meta({
          description: "without a label: which of the two to list, deposits unless given",
        }),
        member: nameText("who deposited it").optional(),
        from: uintText("not before, milliseconds since 1970 UTC").optional(),
        to: uintText("before, milliseconds since 1970 UTC").optional(),
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
      answers: { 200: { description: "a page", content: { [MEDIA.json]: recordsSchema } } },
    },
    ({ query, reply }) => {
      const evidence = apps.find(({ name }) => name === "evidence");
      if (evidence === undefined) throw new Problem("not-offered", "this ledger has no evidence");
      if (query.label !== undefined && query.after !== undefined && !/^[0-9]+$/.test(query.after)) {
        throw new Problem("invalid-request", "after: must be a position from `next`");
      }
      const limit = Math.min(query.limit ?? limits.pageDefault, limits.rowsPerPage);
      reply.header("cache-control", "no-store");
      return engine.read((reader) => findRecords(reader, evidence, labels, { ...query, limit }));
    },
  );
}

function labelsRoute({ labels, limits }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/records/labels",
      operationId: "listLabels",
      tag: "evidence",
      summary: "Labels in use that begin with a text, the most frequent first",
      description: PROGRESS,
      access: "public",
      crossOrigin: true,
      query: z.strictObject({ begins: labelText("how they begin; all unless given").optional() }),
      answers: { 200: { description: "at most 20", content: { [MEDIA.json]: labelsSchema } } },
    },
    ({ query, reply }) => {
      reply.header("cache-control", "no-store");
      return labels.suggest(query.begins ?? "", limits.labelsSuggested);
    },
  );
}

function labelText(description: string) {
  return z.string().min(1).max(64).meta({ description });
}
