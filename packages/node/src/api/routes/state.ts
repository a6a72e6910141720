import { toHex } from "@tallystick/core/bytes";
import { type CborEncodable, decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { STATE_ANSWER_PROOFS_MAX, STATE_KEY_FIELDS_MAX } from "@tallystick/core/limits";
import type { StateProof } from "@tallystick/core/state-proof";
import type { App } from "@tallystick/ledger/app/define-app";
import type { AnyTable } from "@tallystick/ledger/app/define-table";
import { wireOf } from "@tallystick/ledger/app/fields";
import * as z from "zod";
import { cborToJson } from "../cbor-json.ts";
import { certifiedState } from "../certified.ts";
import type { ApiContext } from "../context.ts";
import { chooseType, MEDIA } from "../media-types.ts";
import { describeIssue, nameText } from "../parameters.ts";
import { presentCertified } from "../present.ts";
import { Problem } from "../problem.ts";
import { binary, type Route, route } from "../route-spec.ts";
import { stateRowsSchema, stateSchema } from "../schemas.ts";
import { stateAnswer } from "../view-proof.ts";
import { asBuffer } from "./statements.ts";

const rowsRequest = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        app: nameText("application"),
        table: nameText("table"),
        key: z
          .array(z.unknown())
          .max(STATE_KEY_FIELDS_MAX)
          .meta({ description: "key fields in the order of the table, as in JSON answers" }),
      }),
    )
    .min(1)
    .max(STATE_ANSWER_PROOFS_MAX),
});

/** Reading single rows of the state, each with its proof. */
export function stateRoutes(context: ApiContext): Route[] {
  return [oneRow(context), manyRows(context)];
}

/** Rows of any tables, all of one block: what a file of claims is made from. */
function manyRows(context: ApiContext): Route {
  return route(
    {
      method: "POST",
      path: "/v1/state",
      operationId: "proveState",
      tag: "state",
      summary: "Rows of the state of one block, or their absence, with proof",
      description:
        "Any rows of any tables, each once; a read, though it is a POST: the names do not fit a query. All are proved under one checkpoint.",
      access: "public",
      crossOrigin: true,
      body: { [MEDIA.json]: rowsRequest },
      bodyBytes: context.limits.jsonBytes,
      answers: {
        200: {
          description: "the rows, in the order in which they were asked for",
          content: { [MEDIA.json]: stateRowsSchema, [MEDIA.state]: binary("*.proof file") },
        },
      },
    },
    async ({ body, request, reply }) => {
      const type = chooseType(request.headers.accept, [MEDIA.json, MEDIA.state]);
      const asked = namedRows(context.apps, body);
      const { rows, bytes, certified } = await certifiedState(context, (reader) => {
        const proofs = asked.map(({ app, table, key }) => reader.stateProof(app, table, key));
        return { rows: proofs.map(presentRow), draft: stateAnswer(context, reader, proofs) };
      });
      reply.header("cache-control", "no-store").header("vary", "accept");
      if (type === MEDIA.state) {
        reply.type(type);
        return asBuffer(bytes);
      }
      return { rows, checkpoint: presentCertified(certified), proof: toHex(bytes) };
    },
  );
}

function namedRows(apps: readonly App[], body: unknown) {
  const parsed = rowsRequest.safeParse(body);
  if (!parsed.success) throw new Problem("invalid-request", describeIssue(parsed.error));
  const rows = parsed.data.rows.map(({ app, table, key }) => ({
    app,
    table,
    key: keyFields(tableNamed(apps, app, table), key),
  }));
  const names = new Set(
    rows.map(({ app, table, key }) => toHex(encodeCbor([app, table, [...key]]))),
  );
  if (names.size < rows.length) throw new Problem("invalid-request", "rows: one is named twice");
  return rows;
}

function presentRow({ app, table, key, value }: StateProof) {
  const row = value === null ? null : cborToJson(decodeCbor(value));
  return { app, table, key: cborToJson(key) as unknown[], value: row };
}

function oneRow(context: ApiContext): Route {
  const { apps } = context;
  return route(
    {
      method: "GET",
      path: "/v1/state/{app}/{table}",
      operationId: "getState",
      tag: "state",
      summary: "A row of the state, or its absence, with proof",
      access: "public",
      crossOrigin: true,
      params: z.strictObject({ app: nameText("application"), table: nameText("table") }),
      query: z.strictObject({
        key: z.string().max(4096).meta({
          description:
            'key fields as a JSON array in the order of the table, such as ["sha-256","<hex>",0]',
        }),
      }),
      answers: {
        200: {
          description: "the row; `value` is null when there is none, and the proof shows it",
          content: { [MEDIA.json]: stateSchema, [MEDIA.state]: binary("*.proof file") },
        },
      },
    },
    async ({ params, query, request, reply }) => {
      const type = chooseType(request.headers.accept, [MEDIA.json, MEDIA.state]);
      const table = tableNamed(apps, params.app, params.table);
      const key = keyItems(table, query.key);
      const { row, bytes, certified } = await certifiedState(context, (reader) => {
        const proof = reader.stateProof(params.app, params.table, key);
        return { row: presentRow(proof), draft: stateAnswer(context, reader, [proof]) };
      });
      reply.header("cache-control", "no-store").header("vary", "accept");
      if (type === MEDIA.state) {
        reply.type(type);
        return asBuffer(bytes);
      }
      return { ...row, checkpoint: presentCertified(certified), proof: toHex(bytes) };
    },
  );
}

/** A table of this ledger by its name. @throws Problem `not-found` */
export function tableNamed(apps: readonly App[], app: string, name: string): AnyTable {
  const found = apps.find((one) => one.name === app);
  const table = found && Object.values(found.tables).find((one) => one.name === name);
  if (table === undefined) throw new Problem("not-found", "this ledger has no such table");
  return table;
}

/** Key fields from JSON, each by its own field: `"0a"` is bytes or a text as the table has it. */
function keyItems(table: AnyTable, text: string): CborEncodable[] {
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    throw new Problem("invalid-request", "key: must be JSON");
  }
  return keyFields(table, values);
}

function keyFields(table: AnyTable, values: unknown): CborEncodable[] {
  const fields = Object.entries(table.key);
  if (!Array.isArray(values) || values.length !== fields.length) {
    const names = fields.map(([name]) => name).join(", ");
    throw new Problem("invalid-request", `key: must be an array of ${names}`);
  }
  return fields.map(([name, field], i) => {
    const parsed = field.safeParse(values[i]);
    if (parsed.success) return wireOf(field).write(parsed.data);
    throw new Problem("invalid-request", `key.${name}: ${describeIssue(parsed.error)}`);
  });
}
