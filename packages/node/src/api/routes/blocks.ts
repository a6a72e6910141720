import { toHex } from "@tallystick/core/bytes";
import { decodeCheckpointProtected } from "@tallystick/core/checkpoint";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import * as z from "zod";
import { heightAt } from "../../search/find-records.ts";
import { blocksSchema, oneBlockSchema } from "../browse-schemas.ts";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { booleanText, pageQuery, uintText } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { type Route, route } from "../route-spec.ts";

/** Blocks by height and by time. */
export function blockRoutes(context: ApiContext): Route[] {
  return [blocksRoute(context), blockRoute(context)];
}

function blocksRoute({ engine, limits }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/blocks",
      operationId: "listBlocks",
      tag: "log",
      summary: "Blocks by height, the latest first unless asked otherwise",
      access: "public",
      crossOrigin: true,
      query: z.strictObject({
        from: uintText("height of the first block of the page").optional(),
        at: uintText("instead: begin with the first block at or after this time, ms").optional(),
        ascending: booleanText("the earliest first").optional(),
        empty: booleanText("false leaves out blocks without entries; true unless given").optional(),
        ...pageQuery,
      }),
      answers: { 200: { description: "a page", content: { [MEDIA.json]: blocksSchema } } },
    },
    ({ query, reply }) => {
      const { limit = limits.pageDefault, ascending = false, empty = true, at } = query;
      reply.header("cache-control", "no-store");
      return engine.read((reader) => {
        const first = at === undefined ? query.from : Math.min(heightAt(reader, at), reader.height);
        const step = ascending ? 1 : -1;
        const blocks: unknown[] = [];
        let height = first ?? (ascending ? 0 : reader.height);
        let looked = 0;
        for (; height >= 0 && height <= reader.height; height += step) {
          if (blocks.length === limit || looked++ === limits.entriesLookedAt) break;
          const block = reader.block(height);
          if (block !== undefined && (empty || block.count > 0)) {
            blocks.push(presentBlock(reader, block));
          }
        }
        const more = height >= 0 && height <= reader.height;
        return { blocks, ...(more ? { next: height } : {}), height: reader.height };
      });
    },
  );
}

function blockRoute({ engine }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/blocks/{height}",
      operationId: "getBlock",
      tag: "log",
      summary: "A block: its place in time and log, its roots, who signed it",
      access: "public",
      crossOrigin: true,
      params: z.strictObject({ height: uintText("number of the block") }),
      answers: { 200: { description: "it", content: { [MEDIA.json]: oneBlockSchema } } },
    },
    ({ params, reply }) =>
      engine.read((reader) => {
        const block = reader.block(params.height);
        if (block === undefined) throw new Problem("not-found", "there is no such block yet");
        reply.header("cache-control", "no-store");
        const appRoots = block.appRoots.map(({ app, root }) => ({ app, root: toHex(root) }));
        return { ...presentBlock(reader, block), appRoots };
      }),
  );
}

function presentBlock(reader: LedgerReader, block: BlockRecord): Record<string, unknown> {
  const { height, time, firstIndex, count, logSize, logRoot, stateRoot } = block;
  const signatures = reader.certificate(height)?.signatures ?? [];
  return {
    ...{ height, time, firstIndex, count, logSize },
    logRoot: toHex(logRoot),
    stateRoot: toHex(stateRoot),
    signedBy: signatures.map((one) => decodeCheckpointProtected(one.protected).organisation),
  };
}
