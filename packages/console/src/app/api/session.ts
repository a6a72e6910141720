import { useQueryClient } from "@tanstack/react-query";
import { postJson } from "./request.ts";

/** Address that leads to the organisation's identity provider, and back. */
export const ACCOUNT_SIGN_IN = "/v1/access/sign-in";

/** Signs in with a token, and out again. Whatever the node said to somebody else is forgotten. */
export function useSession(): {
  /** The token goes once, in a body; what stays is a cookie that no script can read. @throws ApiProblem */
  signIn: (token: string) => Promise<void>;
  signOut: () => Promise<void>;
} {
  const client = useQueryClient();
  return {
    async signIn(token) {
      await postJson("/v1/access/sign-in", { token });
      await client.resetQueries();
    },
    async signOut() {
      await postJson("/v1/access/sign-out");
      client.clear();
      await client.resetQueries();
    },
  };
}
