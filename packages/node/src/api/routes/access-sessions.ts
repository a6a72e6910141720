import type { FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import { readCookie, setCookie } from "../../access/cookies.ts";
import { SIGN_IN_MS } from "../../access/limits.ts";
import { covers } from "../../access/principal.ts";
import { type SignIn, SignInRefused } from "../../access/sign-in.ts";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { Problem } from "../problem.ts";
import { type Route, route } from "../route-spec.ts";
import { tokenSignInRoute } from "./access-token-sign-in.ts";

const TAG = "access";

const sessionSchema = z
  .object({
    id: z.string(),
    member: z.string(),
    token: z.string().optional().meta({
      description: "id of the token that it was opened with; admin for the node's own",
    }),
    created: z.int(),
    lastUsed: z.int(),
    expires: z.int(),
    current: z.boolean(),
  })
  .meta({ id: "Session" });

/** Sign-in of staff, and their sessions. */
export function sessionRoutes(context: ApiContext): Route[] {
  return [
    meRoute(context),
    signInRoute(context),
    tokenSignInRoute(context, endCurrent),
    callbackRoute(context),
    signOutRoute(context),
    listRoute(context),
    revokeRoute(context),
  ];
}

function meRoute(context: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/access/me",
      operationId: "whoAmI",
      tag: TAG,
      summary: "Who you are to this node, and what you may ask of it",
      access: "public",
      open: true,
      answers: {
        200: {
          description: "kind is anonymous, admin, token, session or certificate",
          content: {
            [MEDIA.json]: z.object({
              kind: z.string(),
              id: z.string(),
              session: z.string().optional().meta({
                description: "the session, where a browser signed in with a token",
              }),
              member: z.string().optional(),
              capabilities: z.array(z.string()),
              signs: z.boolean().meta({ description: "the node can sign in the member's name" }),
              signIn: z.boolean().meta({ description: "staff can sign in here" }),
            }),
          },
        },
      },
    },
    ({ request, reply }) => {
      const { guard, signsFor, signIn } = context.access;
      const principal = guard.principal(request);
      const { member } = principal;
      reply.header("cache-control", "no-store");
      const signs = member !== undefined && signsFor(member);
      return { ...principal, signs, signIn: signIn !== undefined };
    },
  );
}

function requireSignIn(context: ApiContext): SignIn {
  const { signIn } = context.access;
  if (signIn !== undefined) return signIn;
  throw new Problem("not-offered", "sign-in of staff is not configured here");
}

function signInRoute(context: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/access/sign-in",
      operationId: "beginSignIn",
      tag: TAG,
      summary: "Sign in at the organisation's identity provider (OpenID Connect)",
      access: "public",
      open: true,
      answers: { 302: { description: "to the identity provider" } },
    },
    async ({ request, reply }) => {
      const signIn = requireSignIn(context);
      context.access.guard.requireUnlocked(request);
      const { url, browser } = await refusing(context, request, signIn.begin(Date.now()));
      const cookie = setCookie("sign-in", browser, SIGN_IN_MS / 1000, context.access.cookies);
      return reply
        .code(302)
        .headers({ location: url, "set-cookie": cookie, "cache-control": "no-store" })
        .send();
    },
  );
}

/**
 * The browser arrives from another site, and so would a redirect from here: a Strict cookie does not
 * travel with either. A page that goes on by itself starts afresh on the node's own site.
 */
const ARRIVED =
  '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Signed in</title><a href="/">Go on · 继续</a></html>';

function callbackRoute(context: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/access/callback",
      operationId: "finishSignIn",
      tag: TAG,
      summary: "Where the identity provider sends the browser back to",
      access: "public",
      open: true,
      query: z.looseObject({}),
      answers: { 200: { description: "signed in: a page that leads to the node's own" } },
    },
    async ({ request, reply }) => {
      const signIn = requireSignIn(context);
      const { guard, cookies, sessions, standings } = context.access;
      guard.requireUnlocked(request);
      const browser = readCookie(request.headers.cookie, "sign-in", cookies);
      const query = request.url.slice(request.url.indexOf("?"));
      const now = Date.now();
      const member = await refusing(context, request, signIn.finish(query, browser, now));
      if (standings.member(member, now) === undefined) {
        guard.failedSignIn(request);
        throw new Problem("member-not-active", "the ledger has no active member for this account");
      }
      // A session that the browser had before ends: nobody holds two by accident.
      endCurrent(context, request);
      const secret = sessions.begin(member, now);
      if (secret === undefined) throw new Problem("overloaded", "as many sessions as there may be");
      return finish(reply, [
        setCookie("session", secret, context.access.sessionMinutes * 60, cookies),
        setCookie("sign-in", "", 0, cookies),
      ]);
    },
  );
}

function finish(reply: FastifyReply, cookies: string[]): FastifyReply {
  return reply
    .type("text/html; charset=utf-8")
    .headers({ "set-cookie": cookies, "cache-control": "no-store" })
    .send(ARRIVED);
}

async function refusing<T>(
  { access }: ApiContext,
  request: FastifyRequest,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    // The cause may quote what the provider said, so it stays out of the log and the answer.
    if (error.code === "provider-unreachable") throw new Problem("not-ready", error.message);
    access.guard.failedSignIn(request);
    throw new Problem("sign-in-refused", error.message, { extra: { reason: error.code } });
  }
}

function endCurrent({ access }: ApiContext, request: FastifyRequest): boolean {
  const secret = readCookie(request.headers.cookie, "session", access.cookies);
  const session = secret === undefined ? undefined : access.sessions.find(secret, Date.now());
  return session !== undefined && access.sessions.end(session.id);
}

function signOutRoute(context: ApiContext): Route {
  return route(
    {
      method: "POST",
      path: "/v1/access/sign-out",
      operationId: "signOut",
      tag: TAG,
      summary: "End the session of this browser",
      access: "token",
      capability: "node.read",
      answers: { 204: { description: "ended" } },
    },
    ({ request, reply }) => {
      endCurrent(context, request);
      const cookie = setCookie("session", "", 0, context.access.cookies);
      return reply
        .code(204)
        .headers({
          "set-cookie": cookie,
          "clear-site-data": '"cache"',
          "cache-control": "no-store",
        })
        .send();
    },
  );
}

function listRoute(context: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/access/sessions",
      operationId: "listSessions",
      tag: TAG,
      summary: "Sessions: your own, or all with node.sessions",
      access: "token",
      capability: "node.read",
      answers: {
        200: {
          description: "those that have not ended",
          content: { [MEDIA.json]: z.object({ sessions: z.array(sessionSchema) }) },
        },
      },
    },
    ({ request, reply }) => {
      const { guard, sessions } = context.access;
      const principal = guard.principal(request);
      const all = covers(principal.capabilities, "node.sessions");
      reply.header("cache-control", "no-store");
      return {
        sessions: sessions
          .list(Date.now())
          .filter(({ member }) => all || member === principal.member)
          .map((one) => ({
            ...one,
            current: one.id === (principal.session ?? principal.id),
          })),
      };
    },
  );
}

function revokeRoute(context: ApiContext): Route {
  return route(
    {
      method: "POST",
      path: "/v1/access/sessions/{id}/revoke",
      operationId: "revokeSession",
      tag: TAG,
      summary: "End a session: your own, or any with node.sessions",
      access: "token",
      capability: "node.read",
      params: z.strictObject({ id: z.string().regex(/^[0-9a-f]{12}$/) }),
      answers: { 204: { description: "ended" } },
    },
    ({ params, request, reply }) => {
      const { guard, sessions } = context.access;
      const principal = guard.principal(request);
      const session = sessions.list(Date.now()).find(({ id }) => id === params.id);
      const may =
        session?.member === principal.member || covers(principal.capabilities, "node.sessions");
      if (session === undefined || !may) throw new Problem("not-found", "there is no such session");
      sessions.end(params.id);
      return reply.code(204).header("cache-control", "no-store").send();
    },
  );
}
