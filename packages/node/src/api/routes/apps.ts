import { fromHex, toHex } from "@tallystick/core/bytes";
import type { CborMap } from "@tallystick/core/cbor";
import { decodeOutput, encodeInput } from "@tallystick/ledger/app/call-input";
import type { AnyAction } from "@tallystick/ledger/app/define-action";
import type { App } from "@tallystick/ledger/app/define-app";
import type { AnyView } from "@tallystick/ledger/app/define-view";
import { fromJson, toJson } from "@tallystick/ledger/app/json-values";
import {
  jsonFromTexts,
  type ParameterTexts,
  parametersOf,
} from "@tallystick/ledger/app/parameters";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import type { FastifyRequest } from "fastify";
import * as z from "zod";
import { certifiedState } from "../certified.ts";
import type { ApiContext, Settled } from "../context.ts";
import { chooseType, MEDIA } from "../media-types.ts";
import { booleanText } from "../parameters.ts";
import { lastCheckpoint, outcomeName, placeOf, presentCertified } from "../present.ts";
import { Problem } from "../problem.ts";
import { binary, type Route, route } from "../route-spec.ts";
import { checkpointSchema } from "../schemas.ts";
import { submitOnce } from "../submit.ts";
import { stateAnswer } from "../view-proof.ts";
import { asBuffer, sendRefusal } from "./statements.ts";

/** A call for each action and each view of every application, made from their definitions. */
export function appRoutes(context: ApiContext): Route[] {
  return context.apps.flatMap((app) => [
    ...Object.values(app.actions).map((action) => actionRoute(context, app, action)),
    ...Object.values(app.views).map((view) => viewRoute(context, app, view)),
  ]);
}

function actionRoute(context: ApiContext, app: App, action: AnyAction): Route {
  const refusals = action.refusals.map(({ name }) => name);
  const outcome = {
    outcome: z.int(),
    name: z.string(),
    index: z.int(),
    height: z.int(),
    receipt: z.string(),
  };
  return route(
    {
      method: "POST",
      path: `/v1/apps/${app.name}/${action.name}`,
      operationId: operationId(app.name, action.name),
      tag: app.name,
      summary: action.title.en,
      description: [
        action.summary.en,
        "The node signs the statement for the caller's member, whose key it keeps.",
        "With the header Idempotency-Key (32 hex digits, the statement id) a retry gets the first answer.",
        refusals.length === 0 ? "" : `Refusals of its own: ${refusals.join(", ")}.`,
      ]
        .join(" ")
        .trim(),
      access: "token",
      capability: `${app.name}.${action.name}`,
      body: { [MEDIA.json]: action.input },
      bodyBytes: context.limits.jsonBytes,
      answers: {
        200: {
          description: "accepted and durable",
          content: { [MEDIA.json]: z.object({ ...outcome, data: action.output }) },
        },
      },
    },
    async ({ body, request, reply }) => {
      const id = idempotencyKey(request.headers["idempotency-key"]);
      const member = signingMember(context, request);
      const result = await callAsMember(context, member, {
        action: `${app.name}.${action.name}`,
        input: encodeInput(action, fromJson(action.input, body)),
        ...(id === undefined ? {} : { id }),
      });
      reply.header("cache-control", "no-store");
      if (result.code === OUTCOMES.accepted.number) {
        return presentAccepted(context, action, result);
      }
      sendRefusal(context, result, request, reply);
      return reply;
    },
  );
}

/** The member in whose name a caller acts. @throws Problem when the node keeps no key of it */
export function signingMember({ access }: ApiContext, request: FastifyRequest): string {
  const { member } = access.guard.principal(request);
  if (member !== undefined && access.signsFor(member)) return member;
  throw new Problem("no-member-key", "this node keeps no key of your member");
}

async function callAsMember(
  context: ApiContext,
  member: string,
  call: { action: string; input: CborMap; id?: Uint8Array },
): Promise<Settled> {
  return submitOnce(context, await context.sign(call, member));
}

function presentAccepted(
  { outcomes }: ApiContext,
  action: AnyAction,
  result: Settled,
): Record<string, unknown> {
  return {
    outcome: result.code,
    name: outcomeName(outcomes, result.code),
    ...placeOf(result),
    data: toJson(action.output, decodeOutput(action, result.data)),
  };
}

function idempotencyKey(header: string | string[] | undefined): Uint8Array | undefined {
  if (header === undefined) return undefined;
  if (typeof header === "string" && /^[0-9a-f]{32}$/.test(header)) return fromHex(header);
  throw new Problem("invalid-request", "Idempotency-Key: must be 32 lower-case hex digits");
}

function viewRoute(context: ApiContext, app: App, view: AnyView): Route {
  const { engine } = context;
  const proofQuery = view.proves
    ? { proof: booleanText("attach proofs of every row that answers the question").optional() }
    : {};
  return route(
    {
      method: "GET",
      path: `/v1/apps/${app.name}/${view.name}`,
      operationId: operationId(app.name, view.name),
      tag: app.name,
      summary: view.title.en,
      description: view.summary.en,
      access: "public",
      crossOrigin: true,
      // The view's own schema judges the values; see inputFromQuery for how text becomes them.
      query: queryShape(view).extend(proofQuery) as unknown as z.ZodObject<
        Record<string, z.ZodType>
      >,
      answers: {
        200: {
          description: "the answer, as of the checkpoint given",
          content: {
            [MEDIA.json]: z.object({
              data: view.output,
              checkpoint: checkpointSchema,
              ...(view.proves
                ? { proof: z.string().optional().meta({ description: "state answer, hex" }) }
                : {}),
            }),
            ...(view.proves ? { [MEDIA.state]: binary("*.proof file") } : {}),
          },
        },
      },
    },
    async ({ query, request, reply }) => {
      const { proof, ...asked } = query as ParameterTexts & { proof?: unknown };
      const offered = view.proves ? ([MEDIA.json, MEDIA.state] as const) : ([MEDIA.json] as const);
      const type = chooseType<string>(request.headers.accept, offered);
      const input = fromJson(view.input, jsonFromTexts(view.inputShape, asked));
      const proofs = proof === true || type === MEDIA.state;
      const run = (reader: LedgerReader) => reader.runView(app.name, view.name, input, { proofs });
      reply.header("cache-control", "no-store").header("vary", "accept");
      if (!proofs) {
        return engine.read((reader) => ({
          data: toJson(view.output, run(reader).output),
          checkpoint: lastCheckpoint(reader),
        }));
      }
      const { data, bytes, certified } = await certifiedState(context, (reader) => {
        const answer = run(reader);
        const data = toJson(view.output, answer.output);
        return { data, draft: stateAnswer(context, reader, answer.proofs) };
      });
      if (type === MEDIA.state) {
        reply.type(type);
        return asBuffer(bytes);
      }
      return { data, checkpoint: presentCertified(certified), proof: toHex(bytes) };
    },
  );
}

/**
 * The query parameters of a view: any text at this point, documented by the JSON schema of the
 * field that the text will become.
 */
function queryShape(view: AnyView): z.ZodObject {
  const json = z.toJSONSchema(view.input, { io: "input", unrepresentable: "any" }) as {
    properties?: Record<string, Record<string, unknown>>;
    required?: string[];
  };
  const repeatable = new Set(
    parametersOf(view.inputShape).flatMap((one) => (one.repeatable ? [one.name] : [])),
  );
  const shape: Record<string, z.ZodType> = {};
  for (const [name, property] of Object.entries(json.properties ?? {})) {
    const { description, ...wire } = property;
    const one = z.string().max(4096);
    const text = (repeatable.has(name) ? z.union([one, z.array(one).max(64)]) : one).meta({
      ...(typeof description === "string" ? { description } : {}),
      wire,
    });
    shape[name] = json.required?.includes(name) === true ? text : text.optional();
  }
  return z.strictObject(shape);
}

/** `evidence`, `deposit-batch` to `evidenceDepositBatch`. */
function operationId(app: string, name: string): string {
  return `${app}-${name}`.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
