import type { FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import { type EntryFilter, logEvents } from "../../events.ts";
import type { ApiContext } from "../context.ts";
import { streamEvents } from "../event-stream.ts";
import { MEDIA } from "../media-types.ts";
import { nameText, uintText } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { binary, type Route, route } from "../route-spec.ts";

/** Open event streams of a server, and the end of all of them. */
export class EventStreams {
  readonly #stop = new AbortController();
  #open = 0;

  get open(): number {
    return this.#open;
  }

  /** Ends every stream; readers resume elsewhere or later with the last id they saw. */
  stop(): void {
    this.#stop.abort();
  }

  async run(stream: (stop: AbortSignal) => Promise<unknown>): Promise<void> {
    this.#open += 1;
    try {
      await stream(this.#stop.signal);
    } finally {
      this.#open -= 1;
    }
  }
}

/** The log as it grows. */
export function eventRoutes(context: ApiContext, streams: EventStreams): Route[] {
  const { limits } = context;
  return [
    route(
      {
        method: "GET",
        path: "/v1/events",
        operationId: "streamEvents",
        tag: "events",
        summary: "Entries as they are logged (server-sent events)",
        description:
          "The id of an event is its log index. A reader that reconnects sends the last one it saw as Last-Event-ID (browsers do so by themselves) and misses nothing. Without it, and without `from`, the stream starts at the end of the log. A comment line comes every 15 s on a quiet stream.",
        access: "public",
        crossOrigin: true,
        stream: true,
        query: z.strictObject({
          from: uintText("log index to start at; Last-Event-ID goes before it").optional(),
          action: nameText("only entries of this action, such as evidence.deposit").optional(),
          member: nameText("only entries signed by this member").optional(),
        }),
        answers: {
          200: {
            description:
              "events named `entry`: {index, height, time, member, keyId, id, action, outcome, name, data}",
            content: { [MEDIA.events]: binary("text/event-stream") },
          },
        },
      },
      ({ query, request, reply }) => {
        if (streams.open >= limits.eventStreams) {
          throw new Problem("overloaded", "as many event streams are open as this node serves", {
            headers: { "retry-after": "5" },
          });
        }
        const resume = lastEventId(request.headers["last-event-id"]);
        const from = resume ?? query.from ?? context.engine.read((reader) => reader.logSize);
        const { action, member } = query;
        open(context, streams, from, { action, member }, reply);
        endWithRight(context, request, reply);
        return reply;
      },
    ),
  ];
}

/** A stream outlives the request that was let in: it ends when that would be let in no more. */
function endWithRight(
  { access, limits }: ApiContext,
  request: FastifyRequest,
  { raw: response }: FastifyReply,
): void {
  const watch = setInterval(() => {
    if (!access.guard.stillAllowed(request)) response.destroy();
  }, limits.eventHeartbeatMs);
  response.once("close", () => clearInterval(watch));
}

function open(
  context: ApiContext,
  streams: EventStreams,
  from: number,
  filter: EntryFilter,
  reply: FastifyReply,
): void {
  const { limits } = context;
  const response = reply.raw;
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) response.setHeader(name, value as string);
  }
  reply.hijack();
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    // Tells nginx not to collect the stream before it passes it on.
    "x-accel-buffering": "no",
  });
  const options = {
    heartbeatMs: limits.eventHeartbeatMs,
    stallMs: limits.eventStallMs,
    batch: limits.eventBatch,
  };
  const source = logEvents(context.engine, context.outcomes, filter);
  streams
    .run((stop) => streamEvents(response, source, from, options, stop))
    .catch((error: unknown) => {
      reply.log.error({ err: error }, "an event stream broke");
      response.destroy();
    });
}

/** Index to resume at: the one after the last that the reader saw. */
function lastEventId(header: string | string[] | undefined): number | undefined {
  if (header === undefined || header === "") return undefined;
  if (typeof header === "string" && /^(?:0|[1-9][0-9]{0,15})$/.test(header)) {
    return Number(header) + 1;
  }
  throw new Problem("invalid-request", "Last-Event-ID: must be a log index");
}
