import { toHex } from "@tallystick/core/bytes";
import { type CborEncodable, decodeCbor } from "@tallystick/core/cbor";
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
import { stateSchema } from "../schemas.ts";
import { stateAnswer } from "../view-proof.ts";
import { asBuffer } from "./statements.ts";

/** Reading single rows of the state, each with its proof. */
export function stateRoutes(context: ApiContext): Route[] {
  const { apps } = context;
  return [
    route(
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
          const { key: items, value } = proof;
          const row = {
            key: cborToJson(items),
            value: value === null ? null : cborToJson(decodeCbor(value)),
          };
          return { row, draft: stateAnswer(context, reader, [proof]) };
        });
        reply.header("cache-control", "no-store").header("vary", "accept");
        if (type === MEDIA.state) {
          reply.type(type);
          return asBuffer(bytes);
        }
        return { ...params, ...row, checkpoint: presentCertified(certified), proof: toHex(bytes) };
      },
    ),
  ];
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
