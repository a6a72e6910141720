import { encodeEntryBundle, parseTilePath, type TileName, tileWidth } from "@tallystick/core/tiles";
import * as z from "zod";
import type { ApiContext } from "../context.ts";
import { IMMUTABLE_PUBLIC } from "../media-types.ts";
import { Problem } from "../problem.ts";
import { binary, type Route, route } from "../route-spec.ts";
import { asBuffer } from "./statements.ts";

const TAG = "tlog";
const TEXT = "text/plain; charset=utf-8";
const BYTES = "application/octet-stream";

/**
 * The log in the C2SP tlog-tiles layout below `/log`, for mirrors, witnesses and monitors that know
 * nothing of Tallystick.
 */
export function tlogRoutes(context: ApiContext): Route[] {
  return [checkpointRoute(context), tileRoute(context)];
}

function checkpointRoute({ note }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/log/checkpoint",
      operationId: "getTlogCheckpoint",
      tag: TAG,
      summary: "The last checkpoint that the organisations have signed, as a C2SP signed note",
      description:
        "The first line is an ordinary signature of this node's organisation, the others are the checkpoint signatures of all that signed (docs/reference/certificate.md).",
      access: "public",
      crossOrigin: true,
      answers: {
        200: { description: "the note", content: { [TEXT]: binary("note") } },
      },
    },
    async ({ reply }) => {
      reply.type(TEXT).header("cache-control", "no-store");
      return await note();
    },
  );
}

function tileRoute({ engine }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/log/tile/{path*}",
      operationId: "getTlogTile",
      tag: TAG,
      summary: "A tile of hashes, or a bundle of entries",
      description:
        "`/log/tile/<level>/<n>[.p/<width>]` and `/log/tile/entries/<n>[.p/<width>]`, C2SP tlog-tiles.",
      access: "public",
      crossOrigin: true,
      params: z.strictObject({
        path: z.string().max(64).meta({ description: "path of the tile" }),
      }),
      answers: {
        200: { description: "it never changes", content: { [BYTES]: binary("tile") } },
      },
    },
    ({ params, reply }) => {
      const name = parseTilePath(`tile/${params.path}`);
      if (name === undefined) throw new Problem("not-found", "that is not the path of a tile");
      const bytes = engine.read((reader) => {
        const level = name.kind === "tile" ? name.level : 0;
        if (name.width > tileWidth(level, name.index, reader.logSize)) return undefined;
        return name.kind === "tile"
          ? reader.tile(name.level, name.index, name.width)
          : entryBundle(reader, name);
      });
      if (bytes === undefined) throw new Problem("not-found", "the log has not grown so far");
      reply.type(BYTES).header("cache-control", IMMUTABLE_PUBLIC);
      return asBuffer(bytes);
    },
  );
}

function entryBundle(
  reader: { entries(from: number, limit: number): { entry: Uint8Array }[] },
  { index, width }: TileName,
): Uint8Array {
  return encodeEntryBundle(reader.entries(index * 256, width).map(({ entry }) => entry));
}
