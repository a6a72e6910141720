import { decodeEntry } from "@tallystick/core/entry";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import * as z from "zod";
import { statementsSchema } from "../browse-schemas.ts";
import { cborToJson } from "../cbor-json.ts";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { nameText, pageQuery, uintText } from "../parameters.ts";
import { outcomeName, presentSigned } from "../present.ts";
import { type Route, route } from "../route-spec.ts";

/** Entries read from the store in one step. */
const STEP = 200;

/** Statements as somebody reads them who looks through the log: the latest first, filtered. */
export function listedStatementRoutes({ engine, outcomes, limits }: ApiContext): Route[] {
  return [
    route(
      {
        method: "GET",
        path: "/v1/statements",
        operationId: "listStatements",
        tag: "statements",
        summary: "Statements on the log, the latest first",
        description:
          "With filters a page ends when as many entries have been looked at as one call may: it may then be empty and have a next one.",
        access: "public",
        crossOrigin: true,
        query: z.strictObject({
          before: uintText(
            "log index below which to begin; the end of the log unless given",
          ).optional(),
          action: nameText("only statements of this action, such as evidence.deposit").optional(),
          member: nameText("only statements signed by this member").optional(),
          outcome: z
            .enum(["accepted", "refused"])
            .optional()
            .meta({ description: "only those that were accepted, or refused" }),
          ...pageQuery,
        }),
        answers: { 200: { description: "a page", content: { [MEDIA.json]: statementsSchema } } },
      },
      ({ query, reply }) => {
        const { limit = limits.pageDefault, action, member, outcome } = query;
        reply.header("cache-control", "no-store");
        return engine.read((reader) => {
          const statements: unknown[] = [];
          const floor = Math.min(query.before ?? reader.logSize, reader.logSize);
          const lowest = Math.max(0, floor - limits.entriesLookedAt);
          let next = floor;
          let block: BlockRecord | undefined;
          scan: for (let end = floor; end > lowest; end -= STEP) {
            const start = Math.max(lowest, end - STEP);
            for (const { index, entry } of reader.entries(start, end - start).reverse()) {
              if (statements.length === limit) break scan;
              next = index;
              const { statement, outcome: code, data } = decodeEntry(entry);
              if (
                outcome !== undefined &&
                (code === OUTCOMES.accepted.number) !== (outcome === "accepted")
              )
                continue;
              const signed = presentSigned(statement);
              if (action !== undefined && signed.action !== action) continue;
              if (member !== undefined && signed.member !== member) continue;
              if (block === undefined || index < block.firstIndex) block = reader.blockOf(index);
              statements.push({
                index,
                height: block?.height,
                time: block?.time,
                ...signed,
                outcome: code,
                name: outcomeName(outcomes, code),
                data: cborToJson(data),
              });
            }
          }
          return {
            statements,
            ...(next > 0 && floor > 0 ? { next } : {}),
            logSize: reader.logSize,
          };
        });
      },
    ),
  ];
}
