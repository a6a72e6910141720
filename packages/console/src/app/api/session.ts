import { useQueryClient } from "@tanstack/react-query";
import { ApiProblem } from "./problem.ts";
import { postJson } from "./request.ts";

/** Address that leads to the organisation's identity provider, and back. */
export const ACCOUNT_SIGN_IN = "/v1/access/sign-in";

/** Signs in with a token, and out again. Whatever the node said to somebody else is forgotten. */
export function useSession(): {
  /** The token goes once, in a body; what stays is a cookie that no script can read. @throws ApiProblem */
  signIn: (token: string) => Promise<void>;
  /** @throws ApiProblem when the node does not answer: the session goes on then */
  signOut: () => Promise<void>;
} {
  const client = useQueryClient();
  return {
    async signIn(token) {
      await postJson("/v1/access/sign-in", { token });
      await client.resetQueries();
    },
    async signOut() {
      try {
        await postJson("/v1/access/sign-out");
      } catch (error) {
        // A session that has ended by itself is out already.
        if (!(error instanceof ApiProblem && error.status === 401)) throw error;
      }
      client.clear();
      await client.resetQueries();
    },
  };
}
