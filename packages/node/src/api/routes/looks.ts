import { allows, answer as answerAction } from "@tallystick/apps/supervision/actions/queries";
import type { Query, Scope } from "@tallystick/apps/supervision/records";
import { equalBytes, fromHex, toHex, utf8 } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { decodeGenesis } from "@tallystick/core/genesis";
import { encodeInput } from "@tallystick/ledger/app/call-input";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import * as z from "zod";
import {
  type Answer,
  answerQuestion,
  readQuestion,
  Unanswerable,
} from "../../supervision/answer-question.ts";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { uintText } from "../parameters.ts";
import { placeOf } from "../present.ts";
import { Problem } from "../problem.ts";
import { type Route, route } from "../route-spec.ts";
import { submitOnce } from "../submit.ts";
import { signingMember } from "./apps.ts";
import { sendRefusal } from "./statements.ts";

/** What a query whose notice is delayed asked, which the ledger has a commitment to. */
const openingSchema = z.strictObject({
  salt: z.string().regex(/^[0-9a-f]{64}$/),
  subject: z.string().max(63),
  recordClass: z.string().max(63),
  question: z.string().max(2000),
});

/** Looks of observers, for ledgers that have the application. */
export function lookRoutes(context: ApiContext): Route[] {
  return context.apps.some(({ name }) => name === "supervision") ? [answerRoute(context)] : [];
}

function answerRoute(context: ApiContext): Route {
  return route(
    {
      method: "POST",
      path: "/v1/supervision/queries/{query}/answer",
      operationId: "answerQuery",
      tag: "supervision",
      summary: "Answer a query that stands on the ledger",
      description:
        "The question is taken from the ledger, or, while notice is delayed, from the body, which must be what was committed to. The digest of the answer goes onto the ledger before the answer is given.",
      access: "token",
      capability: "supervision.answer",
      params: z.strictObject({ query: uintText("the query") }),
      body: { [MEDIA.json]: openingSchema.or(z.strictObject({})) },
      bodyBytes: context.limits.jsonBytes,
      answers: {
        200: {
          description: "the answer, as JSON text whose digest is on the ledger",
          content: {
            [MEDIA.json]: z.object({
              query: z.int(),
              answer: z.string(),
              digest: z.string(),
              index: z.int(),
              height: z.int(),
              receipt: z.string(),
            }),
          },
        },
      },
    },
    async ({ params, body, request, reply }) => {
      const member = signingMember(context, request);
      const asked = openedQuery(context, params.query, body);
      const found = await look(context, asked);
      const answer = JSON.stringify(found);
      const digest = context.engine.read((reader) => reader.suite.hash(utf8(answer)));
      const input = encodeInput(answerAction, {
        ...{ query: params.query, digest, records: found.records },
      });
      const call = { action: "supervision.answer", input };
      const result = await submitOnce(context, await context.sign(call, member));
      reply.header("cache-control", "no-store");
      if (result.code !== OUTCOMES.accepted.number) {
        sendRefusal(context, result, request, reply);
        return reply;
      }
      return { query: params.query, answer, digest: toHex(digest), ...placeOf(result) };
    },
  );
}

type Asked = Pick<Query, "level"> & {
  readonly subject: string;
  readonly recordClass: string;
  readonly question: string;
};

/** What a query asks, by the ledger. @throws Problem when it is not there, or was not asked so */
function openedQuery({ engine }: ApiContext, query: number, body: unknown): Asked {
  const { row, scope, suite } = engine.read((reader) => {
    const view = reader.runView<{ query?: Query; scope?: Scope }>("supervision", "look", { query });
    return { suite: reader.suite, row: view.output.query, scope: view.output.scope };
  });
  if (row === undefined) throw new Problem("not-found", `there is no query ${query}`);
  const { level, subject, recordClass, question, delayed } = row;
  if (subject !== undefined && recordClass !== undefined && question !== undefined) {
    return { level, subject, recordClass, question };
  }
  const parsed = openingSchema.safeParse(body);
  if (!parsed.success || delayed === undefined) {
    throw new Problem(
      "invalid-request",
      "say what was committed to: salt, subject, recordClass, question",
    );
  }
  const { salt, ...open } = parsed.data;
  const said = encodeCbor([fromHex(salt), open.subject, open.recordClass, open.question]);
  if (!equalBytes(suite.hash(said), delayed.commitment)) {
    throw new Problem("invalid-request", "that is not what the query committed to");
  }
  if (scope === undefined || !allows(scope, { ...row, ...open })) {
    throw new Problem("not-allowed", "the query lies outside the scope that it rests on");
  }
  return { level, ...open };
}

async function look({ engine, apps, ledger }: ApiContext, asked: Asked): Promise<Answer> {
  const store = engine.snapshot();
  try {
    const { applications } = decodeGenesis(ledger.genesis);
    const question = readQuestion(asked.question);
    return await answerQuestion({ store, apps, applications }, question, asked);
  } catch (error) {
    if (error instanceof Unanswerable) throw new Problem("invalid-request", error.message);
    throw error;
  } finally {
    store.close();
  }
}
