import { QueryClient } from "@tanstack/react-query";
import { RETRIES_MAX } from "../limits.ts";
import { ApiProblem } from "./problem.ts";

/** Answers of the node that pages share. A refusal is final; a node that is away is asked again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    // The node is often on this very machine, or on a network that the browser takes for none.
    mutations: { networkMode: "always" },
    queries: {
      networkMode: "always",
      retry: (failures, error) =>
        failures < RETRIES_MAX &&
        error instanceof ApiProblem &&
        (error.code === "unreachable" || error.status === 503),
      refetchOnWindowFocus: true,
    },
  },
});
