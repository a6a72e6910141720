import { ID_PATTERN } from "@tallystick/core/identifiers";
import * as z from "zod";
import { rightsOnNode } from "../../access/guard.ts";
import { TOKEN_CAPABILITIES_MAX, TOKEN_DAYS_MAX, TOKEN_NAME_MAX } from "../../access/limits.ts";
import { CAPABILITY_FORM, covers, includesAll, type Principal } from "../../access/principal.ts";
import type { TokenRecord } from "../../access/token-file.ts";
import { TooManyTokens } from "../../access/tokens.ts";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { Problem } from "../problem.ts";
import { type Route, route } from "../route-spec.ts";

const TAG = "access";

const request = z.strictObject({
  name: z
    .string()
    .regex(/^[^\p{Cc}]+$/u)
    .max(TOKEN_NAME_MAX)
    .meta({ description: "what it is for" }),
  member: z.string().regex(ID_PATTERN).optional().meta({ description: "yourself unless given" }),
  capabilities: z
    .array(z.string().regex(CAPABILITY_FORM))
    .min(1)
    .max(TOKEN_CAPABILITIES_MAX)
    .meta({ description: "such as evidence.deposit, evidence.*, node.read; * for every action" }),
  days: z.int().min(1).max(TOKEN_DAYS_MAX).optional().meta({ description: "90 unless given" }),
});

const tokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    member: z.string(),
    capabilities: z.array(z.string()),
    by: z.string().meta({ description: "member that made it, or admin" }),
    created: z.int(),
    expires: z.int(),
    lastUsed: z.int().optional(),
    revoked: z.int().optional(),
  })
  .meta({ id: "Token" });

const idParameter = z.strictObject({ id: z.string().regex(/^[0-9a-f]{12}$/) });

/** API tokens: made, listed, revoked. */
export function tokenRoutes(context: ApiContext): Route[] {
  return [listRoute(context), createRoute(context), revokeRoute(context)];
}

function listRoute(context: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/access/tokens",
      operationId: "listTokens",
      tag: TAG,
      summary: "Tokens: your own, or all with node.tokens",
      access: "token",
      capability: "node.read",
      answers: {
        200: {
          description: "newest first",
          content: { [MEDIA.json]: z.object({ tokens: z.array(tokenSchema) }) },
        },
      },
    },
    ({ request, reply }) => {
      const { guard, tokens } = context.access;
      const principal = guard.principal(request);
      reply.header("cache-control", "no-store");
      return {
        tokens: tokens
          .list()
          .filter((one) => maySee(principal, one))
          .map(present),
      };
    },
  );
}

function createRoute(context: ApiContext): Route {
  return route(
    {
      method: "POST",
      path: "/v1/access/tokens",
      operationId: "createToken",
      tag: TAG,
      summary: "Make a token: for yourself, or for any member with node.tokens",
      description:
        "The answer holds the token, once; the node keeps a hash. A token never does more than its member: the ledger judges each action, and rights on the node end with those of the member. A token makes no tokens unless it has node.tokens.",
      access: "token",
      capability: "node.read",
      body: { [MEDIA.json]: request },
      bodyBytes: context.limits.jsonBytes,
      answers: {
        200: {
          description: "made",
          content: { [MEDIA.json]: tokenSchema.extend({ token: z.string() }) },
        },
      },
    },
    ({ body, request: http, reply }) => {
      const { guard, tokens } = context.access;
      const principal = guard.principal(http);
      const { name, member = principal.member, capabilities, days } = request.parse(body);
      if (member === undefined) throw new Problem("invalid-request", "member: must be given");
      requireAllowed(context, principal, member, capabilities);
      reply.header("cache-control", "no-store");
      const by = principal.kind === "admin" ? "admin" : (principal.member ?? "admin");
      try {
        const made = tokens.create({ name, member, capabilities, days, by }, Date.now());
        return { ...present(made.record), token: made.token };
      } catch (error) {
        if (!(error instanceof TooManyTokens)) throw error;
        throw new Problem("overloaded", "as many tokens as this node keeps");
      }
    },
  );
}

/** @throws Problem when whoever asks may not make a token of these capabilities for this member */
function requireAllowed(
  { access, ledger }: ApiContext,
  principal: Principal,
  member: string,
  capabilities: readonly string[],
): void {
  const inPerson = principal.kind === "session" || principal.kind === "certificate";
  if (!covers(principal.capabilities, "node.tokens")) {
    if (!inPerson || member !== principal.member) {
      throw new Problem(
        "not-allowed",
        "a token for another member needs the capability node.tokens",
      );
    }
  }
  const standing = access.standings.member(member, Date.now());
  if (standing === undefined) {
    throw new Problem("member-not-active", "the ledger has no active member of this id");
  }
  const onNode = capabilities.filter((one) => one.startsWith("node."));
  if (!includesAll(rightsOnNode(standing, ledger.organisation), onNode)) {
    throw new Problem("not-allowed", "only operators of the node's organisation run the node");
  }
  if (onNode.length < capabilities.length && !access.signsFor(member)) {
    throw new Problem(
      "no-member-key",
      "this node keeps no key of that member: its token can only read",
    );
  }
}

function revokeRoute(context: ApiContext): Route {
  return route(
    {
      method: "POST",
      path: "/v1/access/tokens/{id}/revoke",
      operationId: "revokeToken",
      tag: TAG,
      summary: "Revoke a token: your own, or any with node.tokens",
      description: "It counts from the next request on.",
      access: "token",
      capability: "node.read",
      params: idParameter,
      answers: {
        200: { description: "revoked", content: { [MEDIA.json]: tokenSchema } },
      },
    },
    ({ params, request: http, reply }) => {
      const { guard, tokens } = context.access;
      const record = tokens.get(params.id);
      if (record === undefined || !maySee(guard.principal(http), record)) {
        throw new Problem("not-found", "there is no such token");
      }
      tokens.revoke(params.id, Date.now());
      reply.header("cache-control", "no-store");
      return present(tokens.get(params.id) ?? record);
    },
  );
}

function maySee(principal: Principal, { member }: TokenRecord): boolean {
  return principal.member === member || covers(principal.capabilities, "node.tokens");
}

function present({ hash: _, ...record }: TokenRecord): Omit<TokenRecord, "hash"> {
  return record;
}
