import type { FastifyReply, FastifyRequest } from "fastify";
import type * as z from "zod";

/** A body or answer that is bytes and not JSON. */
export interface BinaryBody {
  readonly binary: true;
  readonly description: string;
}

/** What one content type carries: a zod schema (JSON or text) or bytes. */
export type ContentSchema = z.ZodType | BinaryBody;

/** One possible answer of a route. */
export interface AnswerSpec {
  readonly description: string;
  /** By content type; absent when the answer has no body. */
  readonly content?: Readonly<Record<string, ContentSchema>>;
}

/**
 * Who may call: anybody who may read, or whoever is known and has the capability of the route. The
 * former is anybody who reaches the port unless the setting `access.read` says otherwise.
 */
export type Access = "public" | "token";

/** Schemas of the three parts of a request; a part left out must be absent or is not read. */
export interface RouteSpec<
  P extends z.ZodObject | undefined = z.ZodObject | undefined,
  Q extends z.ZodObject | undefined = z.ZodObject | undefined,
> {
  readonly method: "GET" | "POST";
  /** OpenAPI form: `/v1/entries/{index}`; a last `{path*}` takes all that follows. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  /** With access `public`: answered to anybody, also where reading needs a sign-in. */
  readonly open?: boolean;
  /** With access `token`: what the caller must have; `node.admin` unless given. */
  readonly capability?: string;
  readonly params?: P;
  readonly query?: Q;
  /** Content types that the route takes, each with what it carries. */
  readonly body?: Readonly<Record<string, ContentSchema>>;
  /** Largest body, bytes; required when there is a body. */
  readonly bodyBytes?: number;
  readonly answers: Readonly<Record<number, AnswerSpec>>;
  /** Other web sites may read the answer when the operator lists them (see cors.ts). */
  readonly crossOrigin?: boolean;
  /** The answer is a stream: no HEAD, and it does not count as work to wait for at a stop. */
  readonly stream?: boolean;
  /** Left out of the OpenAPI document (pages for people). */
  readonly undocumented?: boolean;
}

/** The parsed parts of a request. */
export interface RouteInput<P, Q> {
  readonly params: P;
  readonly query: Q;
  /** JSON value or bytes, not yet checked: the handler decodes what it takes. */
  readonly body: unknown;
  /** Essence of the request's content type, lower case; empty when there is no body. */
  readonly contentType: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** Answers a request; the value returned is sent as JSON unless it is bytes, text or a stream. */
export type RouteHandler<P, Q> = (input: RouteInput<Parsed<P>, Parsed<Q>>) => unknown;

/** A route: its description and its handler. */
export interface Route {
  readonly spec: RouteSpec;
  readonly handle: (input: RouteInput<never, never>) => unknown;
}

/** Ties a handler to its description, so that the schemas type what the handler gets. */
export function route<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
>(spec: RouteSpec<P, Q>, handle: RouteHandler<P, Q>): Route {
  return { spec: spec as RouteSpec, handle: handle as Route["handle"] };
}

/** Bytes in a body or an answer, with the words for the OpenAPI document. */
export function binary(description: string): BinaryBody {
  return { binary: true, description };
}

/** True for a body that is bytes. */
export function isBinary(schema: ContentSchema): schema is BinaryBody {
  return "binary" in schema;
}
