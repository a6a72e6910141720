import { concatBytes, fromHex, toHex } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import { encodeRefusal } from "@tallystick/core/refusal";
import { decodeStatement, StatementError } from "@tallystick/core/statement";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import type { FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import type { Logged } from "../../engine/engine.ts";
import { awaitCertified } from "../certified.ts";
import type { ApiContext, Settled } from "../context.ts";
import { sendOutcome } from "../errors.ts";
import { MEDIA } from "../media-types.ts";
import { hexText } from "../parameters.ts";
import { PendingStatements } from "../pending.ts";
import { outcomeName, presentResult } from "../present.ts";
import { Problem } from "../problem.ts";
import { binary, type Route, route } from "../route-spec.ts";
import { outcomeSchema, pendingSchema } from "../schemas.ts";
import { statementsOf } from "../statement-bodies.ts";
import { submitAll } from "../submit.ts";

const TAG = "statements";

/** Sending statements and asking what became of them. */
export function statementRoutes(context: ApiContext): Route[] {
  const { limits } = context;
  const pending = new PendingStatements(limits.pendingStatements, limits.pendingMs);
  return [submitRoute(context, pending), pollRoute(context, pending)];
}

const waitQuery = z.strictObject({
  wait: z.enum(["commit", "receipt", "none"]).default("commit").meta({
    description:
      "`commit`: answer with the outcome once it is durable; `receipt`: answer with the receipt; `none`: answer 202 at once",
  }),
});

function submitRoute(context: ApiContext, pending: PendingStatements): Route {
  const { limits } = context;
  return route(
    {
      method: "POST",
      path: "/v1/statements",
      operationId: "submitStatements",
      tag: TAG,
      summary: "Order one signed statement, or a sequence of up to 100",
      description:
        "Sending the very same bytes again is harmless: the answer is that of the first time. With a sequence, every statement is judged by itself, and the answer is 200 whatever they came to.",
      access: "public",
      // The signature on each statement says who it is from.
      open: true,
      crossOrigin: true,
      query: waitQuery,
      body: {
        [MEDIA.statement]: binary("one statement (docs/reference/statement.md)"),
        [MEDIA.sequence]: binary(`1 to ${limits.sequenceStatements} statements (RFC 8742)`),
      },
      bodyBytes: limits.sequenceBytes,
      answers: {
        200: {
          description: "the outcome (or the receipt) of every statement, in order",
          content: {
            [MEDIA.json]: z.union([outcomeSchema, z.object({ results: z.array(outcomeSchema) })]),
            [MEDIA.receipt]: binary("with wait=receipt and one statement: its receipt"),
            [MEDIA.sequence]: binary(
              "with wait=receipt and a sequence: a receipt for every accepted statement, and a map {format: tallystick-refusal/1, outcome, name, ?index, data} for every refused one",
            ),
          },
        },
        202: {
          description: "taken; poll for the outcome",
          content: {
            [MEDIA.json]: z.union([pendingSchema, z.object({ results: z.array(pendingSchema) })]),
          },
        },
      },
    },
    async ({ query, body, contentType, request, reply }) => {
      const statements = statementsOf(contentType, body, limits);
      const single = contentType === MEDIA.statement;
      if (single && (statements[0] as Uint8Array).length > limits.statementBytes) {
        throw new Problem("too-large", `one statement has at most ${limits.statementBytes} bytes`);
      }
      if (query.wait === "none") return takeAll(context, pending, statements, single, reply);
      const results = await submitAll(context, statements);
      if (!single) return answerMany(context, results, query.wait, reply);
      return answerOne(context, results[0] as Settled, query.wait, request, reply);
    },
  );
}

async function answerOne(
  context: ApiContext,
  result: Settled,
  wait: "commit" | "receipt",
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  reply.header("cache-control", "no-store");
  if (result.code !== OUTCOMES.accepted.number) {
    sendRefusal(context, result, request, reply);
    return reply;
  }
  if (wait === "commit") return presentResult(context.outcomes, result);
  const { index, height } = result as Logged;
  await awaitCertified(context, height);
  reply.headers({ "tallystick-index": index, "tallystick-height": height });
  reply.type(MEDIA.receipt);
  return asBuffer(context.engine.read((reader) => context.receipts.receipt(reader, index, height)));
}

/** Sends the refusal of a statement as a problem body with its place in the log, if it has one. */
export function sendRefusal(
  { outcomes }: Pick<ApiContext, "outcomes">,
  result: Settled,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { outcome: _, name: __, ...extra } = presentResult(outcomes, result);
  sendOutcome(outcomes.get(result.code) ?? OUTCOMES.malformed, extra, request, reply);
}

async function answerMany(
  context: ApiContext,
  results: readonly Settled[],
  wait: "commit" | "receipt",
  reply: FastifyReply,
): Promise<unknown> {
  reply.header("cache-control", "no-store");
  if (wait === "commit") {
    return { results: results.map((result) => presentResult(context.outcomes, result)) };
  }
  const heights = results.map((result) => (result.status === "logged" ? result.height : 0));
  await awaitCertified(context, Math.max(...heights));
  reply.type(MEDIA.sequence);
  const items = context.engine.read((reader) =>
    results.map((result) => {
      const { code, data } = result;
      const place = result.status === "logged" ? { index: result.index } : {};
      if (result.status === "logged" && code === OUTCOMES.accepted.number) {
        return context.receipts.receipt(reader, result.index, result.height);
      }
      const name = outcomeName(context.outcomes, code);
      return encodeRefusal({ outcome: code, name, data, ...place });
    }),
  );
  return asBuffer(concatBytes(...items));
}

/** Takes statements without waiting. Bytes that are no statement are refused at once. */
function takeAll(
  context: ApiContext,
  pending: PendingStatements,
  statements: readonly Uint8Array[],
  single: boolean,
  reply: FastifyReply,
): unknown {
  const names = statements.map(nameOf);
  for (const name of names) pending.set(name, "pending", Date.now());
  submitAll(context, statements).then(
    (results) =>
      results.forEach((result, i) => {
        const name = names[i] as string;
        if (result.status === "refused") pending.set(name, result, Date.now());
        else pending.delete(name);
      }),
    (error: unknown) => {
      for (const name of names) pending.delete(name);
      reply.log.error({ err: error }, "statements taken without waiting could not be ordered");
    },
  );
  const answers = names.map((name) => ({ status: "pending", poll: `/v1/statements/${name}` }));
  reply.code(202).header("cache-control", "no-store");
  return single ? answers[0] : { results: answers };
}

function nameOf(bytes: Uint8Array): string {
  try {
    const { keyId, id } = decodeStatement(bytes);
    return `${toHex(keyId)}/${toHex(id)}`;
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    throw new Problem("invalid-request", "the body holds something that is not a statement");
  }
}

function pollRoute(context: ApiContext, pending: PendingStatements): Route {
  return route(
    {
      method: "GET",
      path: "/v1/statements/{keyId}/{id}",
      operationId: "getStatement",
      tag: TAG,
      summary: "What became of a statement",
      access: "public",
      crossOrigin: true,
      params: z.strictObject({
        keyId: hexText("key that signed it (COSE Key Thumbprint)", 32),
        id: hexText("statement id", 16),
      }),
      answers: {
        200: { description: "its outcome", content: { [MEDIA.json]: outcomeSchema } },
        202: { description: "not decided yet", content: { [MEDIA.json]: pendingSchema } },
      },
    },
    ({ params, request, reply }) => {
      const { keyId, id } = params;
      reply.header("cache-control", "no-store");
      const logged = context.engine.read((reader) => loggedAs(reader, keyId, id));
      const name = `${keyId}/${id}`;
      const known = logged ?? pending.get(name, Date.now());
      if (known === undefined) throw new Problem("not-found", "no such statement is known here");
      if (known === "pending") {
        reply.code(202);
        return { status: "pending", poll: `/v1/statements/${name}` };
      }
      if (known.code === OUTCOMES.accepted.number) return presentResult(context.outcomes, known);
      sendRefusal(context, known, request, reply);
      return reply;
    },
  );
}

function loggedAs(reader: LedgerReader, keyId: string, id: string): Logged | undefined {
  const index = reader.statementIndex(fromHex(keyId), fromHex(id));
  const bytes = index === undefined ? undefined : reader.entry(index);
  const block = index === undefined ? undefined : reader.blockOf(index);
  if (index === undefined || bytes === undefined || block === undefined) return undefined;
  const { outcome, data } = decodeEntry(bytes);
  const { height, time } = block;
  return { status: "logged", code: outcome, data, index, height, time, repeated: true };
}

/** The same bytes as a Buffer, which fastify sends without a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
