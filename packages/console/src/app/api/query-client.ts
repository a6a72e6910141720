import { QueryClient } from "@tanstack/react-query";
import { RETRIES_MAX } from "../limits.ts";
import { ApiProblem } from "./problem.ts";

/** Answers of the node that pages share. A refusal is final; a node that is away is asked again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) =>
        failures < RETRIES_MAX &&
        error instanceof ApiProblem &&
        (error.code === "unreachable" || error.status === 503),
      refetchOnWindowFocus: true,
    },
  },
});
