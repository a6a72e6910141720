import type { FastifyRequest } from "fastify";
import * as z from "zod";
import { setCookie } from "../../access/cookies.ts";
import { TOKEN_SHOWN_MAX } from "../../access/limits.ts";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { Problem } from "../problem.ts";
import { type Route, route } from "../route-spec.ts";

const shown = z.strictObject({
  token: z
    .string()
    .regex(/^[\x21-\x7e]+$/)
    .max(TOKEN_SHOWN_MAX)
    .meta({ description: "an API token, or the node's own" }),
});

/**
 * Sign-in with a token: a page shows it once, in a body, and goes on with a cookie that no script can
 * read. The session does what the token may do, and ends with it.
 * @param endCurrent ends the session that the browser brings, if there is one
 */
export function tokenSignInRoute(
  context: ApiContext,
  endCurrent: (context: ApiContext, request: FastifyRequest) => boolean,
): Route {
  const { access, limits } = context;
  return route(
    {
      method: "POST",
      path: "/v1/access/sign-in",
      operationId: "signInWithToken",
      tag: "access",
      summary: "Open a session in this browser with a token",
      description:
        "For the node's own pages: needs their Origin. The session has the rights of the token, ends with it, and otherwise as every session does.",
      access: "public",
      open: true,
      body: { [MEDIA.json]: shown },
      bodyBytes: limits.jsonBytes,
      answers: { 204: { description: "signed in; the session is a cookie" } },
    },
    ({ body, request, reply }) => {
      const { guard, sessions, cookies, sessionMinutes } = access;
      const { token } = shown.parse(body);
      const { id, member } = guard.showToken(request, token);
      if (member === undefined) throw new Problem("not-allowed", "the token is nobody's");
      endCurrent(context, request);
      const secret = sessions.begin(member, Date.now(), id);
      if (secret === undefined) throw new Problem("overloaded", "as many sessions as there may be");
      return reply
        .code(204)
        .headers({
          "set-cookie": setCookie("session", secret, sessionMinutes * 60, cookies),
          "cache-control": "no-store",
        })
        .send();
    },
  );
}
