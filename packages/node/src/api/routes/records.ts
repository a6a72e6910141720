import { concatBytes, toHex } from "@tallystick/core/bytes";
import { leafHash } from "@tallystick/core/log-tree";
import { decodeReceipt, encodeReceipt, toCoseReceipts } from "@tallystick/core/receipt";
import { checkpointOf } from "@tallystick/ledger/block-record";
import * as z from "zod";
import { certifiedRead, certifiedState } from "../certified.ts";
import type { ApiContext } from "../context.ts";
import { chooseType, IMMUTABLE, MEDIA } from "../media-types.ts";
import { booleanText, pageQuery, uintText } from "../parameters.ts";
import { lastCertifiedCheckpoint, presentCheckpoint, presentEntry } from "../present.ts";
import { Problem } from "../problem.ts";
import { binary, type Route, route } from "../route-spec.ts";
import {
  checkpointSchema,
  consistencySchema,
  entriesSchema,
  entrySchema,
  inclusionSchema,
} from "../schemas.ts";
import { proveWrittenRows } from "../state-rows.ts";
import { asBuffer } from "./statements.ts";

const indexParams = z.strictObject({ index: uintText("position in the log") });

/** Receipts, entries, checkpoints and log proofs. */
export function recordRoutes(context: ApiContext): Route[] {
  return [
    receiptRoute(context),
    coseRoute(context),
    entryRoute(context),
    entriesRoute(context),
    checkpointRoute(context),
    blockCheckpointRoute(context),
    inclusionRoute(context),
    consistencyRoute(context),
  ];
}

function receiptRoute(context: ApiContext): Route {
  const { receipts, apps } = context;
  return route(
    {
      method: "GET",
      path: "/v1/receipts/{index}",
      operationId: "getReceipt",
      tag: "receipts",
      summary: "The receipt of an entry",
      description:
        "Bound to the first checkpoint with the entry that the organisations have signed, so it never changes; asked for before then, it waits. With state=true it is bound to the last checkpoint and proves the rows that the entry's action wrote, as they are now. With engine=true it also carries the consensus engine's own commit.",
      access: "public",
      crossOrigin: true,
      params: indexParams,
      query: z.strictObject({
        state: booleanText("prove the rows that the action wrote").optional(),
        engine: booleanText("add the consensus engine's own commit, where there is one").optional(),
      }),
      answers: {
        200: {
          description: "a receipt bundle (docs/reference/receipt.md)",
          content: { [MEDIA.receipt]: binary("*.receipt file") },
        },
      },
    },
    async ({ params, query, reply }) => {
      const { index } = params;
      if (query.state !== true) {
        const receipt = await certifiedRead(context, (reader) => receipts.receipt(reader, index));
        reply.type(MEDIA.receipt).header("cache-control", IMMUTABLE);
        return asBuffer(query.engine === true ? await withEngine(context, receipt) : receipt);
      }
      const { bytes } = await certifiedState(context, (reader) => ({
        draft: receipts.stateReceipt(reader, index, (statement, entry) =>
          proveWrittenRows(reader, apps, statement, entry, index),
        ),
      }));
      reply.type(MEDIA.receipt).header("cache-control", "no-store");
      return asBuffer(query.engine === true ? await withEngine(context, bytes) : bytes);
    },
  );
}

/** A receipt with the engine's own commit of its checkpoint. @throws Problem when there is none */
async function withEngine({ engine }: ApiContext, bytes: Uint8Array): Promise<Uint8Array> {
  const receipt = decodeReceipt(bytes);
  const { height } = receipt.checkpoint;
  const commit = await engine.commitOf?.(height);
  if (commit === undefined) {
    throw new Problem("not-found", `no consensus engine ordered block ${height} of this ledger`);
  }
  return encodeReceipt({ ...receipt, engine: commit });
}

function coseRoute(context: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/receipts/{index}/cose",
      operationId: "getCoseReceipts",
      tag: "receipts",
      summary: "The receipt of an entry as standalone RFC 9942 COSE receipts",
      access: "public",
      crossOrigin: true,
      params: indexParams,
      answers: {
        200: {
          description: "one COSE_Sign1 for each organisation, as a sequence (RFC 8742)",
          content: { [MEDIA.sequence]: binary("COSE receipts") },
        },
      },
    },
    async ({ params, reply }) => {
      const bundle = await certifiedRead(context, (reader) =>
        context.receipts.receipt(reader, params.index),
      );
      reply.type(MEDIA.sequence).header("cache-control", IMMUTABLE);
      return asBuffer(concatBytes(...toCoseReceipts(decodeReceipt(bundle))));
    },
  );
}

function entryRoute({ engine, outcomes }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/entries/{index}",
      operationId: "getEntry",
      tag: "log",
      summary: "An entry of the log",
      access: "public",
      crossOrigin: true,
      params: indexParams,
      answers: {
        200: {
          description: "the entry",
          content: {
            [MEDIA.json]: entrySchema,
            [MEDIA.entry]: binary("leaf data of the log tree"),
          },
        },
      },
    },
    ({ params, request, reply }) => {
      const type = chooseType(request.headers.accept, [MEDIA.json, MEDIA.entry]);
      const bytes = engine.read((reader) => reader.entry(params.index)?.slice());
      if (bytes === undefined) throw new Problem("not-found", "the log has no such entry yet");
      reply.header("cache-control", IMMUTABLE).header("vary", "accept");
      if (type === MEDIA.json) return presentEntry(outcomes, params.index, bytes);
      reply.type(type);
      return asBuffer(bytes);
    },
  );
}

function entriesRoute({ engine, outcomes, limits }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/entries",
      operationId: "listEntries",
      tag: "log",
      summary: "Entries of the log, in order",
      access: "public",
      crossOrigin: true,
      query: z.strictObject({
        from: uintText("first position, 0 by default").optional(),
        ...pageQuery,
      }),
      answers: {
        200: {
          description: "a page; a page may end early when its entries are large",
          content: {
            [MEDIA.json]: entriesSchema,
            [MEDIA.sequence]: binary("entries, each a CBOR item, from `from` on"),
          },
        },
      },
    },
    ({ query, request, reply }) => {
      const type = chooseType(request.headers.accept, [MEDIA.json, MEDIA.sequence]);
      const { from = 0, limit = limits.pageDefault } = query;
      const { page, logSize } = engine.read((reader) => {
        const page: { index: number; entry: Uint8Array }[] = [];
        let bytes = 0;
        for (const one of reader.entries(from, limit)) {
          bytes += one.entry.length;
          if (page.length > 0 && bytes > limits.pageBytes) break;
          page.push({ index: one.index, entry: one.entry.slice() });
        }
        return { page, logSize: reader.logSize };
      });
      reply.header("cache-control", "no-store").header("vary", "accept");
      if (type === MEDIA.sequence) {
        reply.type(type);
        return asBuffer(concatBytes(...page.map(({ entry }) => entry)));
      }
      const next = from + page.length;
      return {
        entries: page.map(({ index, entry }) => presentEntry(outcomes, index, entry)),
        ...(page.length > 0 && next < logSize ? { next } : {}),
        logSize,
      };
    },
  );
}

function checkpointRoute({ engine }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/checkpoint",
      operationId: "getCheckpoint",
      tag: "log",
      summary: "The last checkpoint that the organisations have signed, with their signatures",
      access: "public",
      crossOrigin: true,
      answers: { 200: { description: "it", content: { [MEDIA.json]: checkpointSchema } } },
    },
    ({ reply }) => {
      reply.header("cache-control", "no-store");
      return engine.read(lastCertifiedCheckpoint);
    },
  );
}

function blockCheckpointRoute({ engine, ledger }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/checkpoints/{height}",
      operationId: "getCheckpointAt",
      tag: "log",
      summary: "The checkpoint of a block",
      description:
        "Where several organisations sign, some blocks have no signatures of their own: those of a later block cover them.",
      access: "public",
      crossOrigin: true,
      params: z.strictObject({ height: uintText("number of the block") }),
      answers: { 200: { description: "it", content: { [MEDIA.json]: checkpointSchema } } },
    },
    ({ params, reply }) => {
      const { height } = params;
      const { block, certificate } = engine.read((reader) => ({
        block: reader.block(height),
        certificate: reader.certificate(height),
      }));
      if (block === undefined) throw new Problem("not-found", "there is no such block yet");
      reply.header("cache-control", certificate === undefined ? "no-store" : IMMUTABLE);
      const checkpoint = checkpointOf(ledger.id, block, certificate?.time);
      return presentCheckpoint(checkpoint, certificate?.signatures ?? []);
    },
  );
}

function inclusionRoute({ engine }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/log/inclusion",
      operationId: "getInclusion",
      tag: "log",
      summary: "Inclusion path of an entry (RFC 9162 s2.1.3)",
      access: "public",
      crossOrigin: true,
      query: z.strictObject({
        index: uintText("position of the entry"),
        size: uintText("size of the log; all of it by default").optional(),
      }),
      answers: { 200: { description: "the path", content: { [MEDIA.json]: inclusionSchema } } },
    },
    ({ query, reply }) =>
      engine.read((reader) => {
        const { index, size = reader.logSize } = query;
        const entry = reader.entry(index);
        if (entry === undefined || size > reader.logSize || index >= size) {
          throw new Problem("not-found", "the log has no such entry at that size");
        }
        reply.header("cache-control", query.size === undefined ? "no-store" : IMMUTABLE);
        return {
          index,
          size,
          leafHash: toHex(leafHash(reader.suite, entry)),
          path: reader.inclusion(index, size).map(toHex),
        };
      }),
  );
}

function consistencyRoute({ engine }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/log/consistency",
      operationId: "getConsistency",
      tag: "log",
      summary: "Consistency path between two sizes of the log (RFC 9162 s2.1.4)",
      access: "public",
      crossOrigin: true,
      query: z.strictObject({
        first: uintText("older size"),
        second: uintText("newer size; all of the log by default").optional(),
      }),
      answers: { 200: { description: "the path", content: { [MEDIA.json]: consistencySchema } } },
    },
    ({ query, reply }) =>
      engine.read((reader) => {
        const { first, second = reader.logSize } = query;
        if (first > second || second > reader.logSize) {
          throw new Problem("not-found", "the log has not had those sizes");
        }
        reply.header("cache-control", query.second === undefined ? "no-store" : IMMUTABLE);
        return { first, second, path: reader.consistency(first, second).map(toHex) };
      }),
  );
}
