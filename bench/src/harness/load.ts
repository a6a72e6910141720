import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { BenchContext } from "./bench.ts";
import type { LoadCommand, LoadPlan, LoadReply, LoadResult, LoadSpec } from "./load-messages.ts";

/** The load generator, seen from the benchmark. */
export interface Load {
  /**
   * Signs statements or draws digests; nothing of it is measured.
   * @param urls of nodes of one ledger: the connections are shared out among them
   */
  prepare(urls: readonly string[], spec: LoadSpec): Promise<{ bodies: number; bytes: number }>;
  /** Sends prepared bodies and waits for every answer. */
  run(plan: LoadPlan): Promise<LoadResult>;
}

/** Starts a load generator that ends with the benchmark. */
export function startLoad(context: BenchContext): Load {
  const child = fork(fileURLToPath(new URL("load-process.ts", import.meta.url)), {
    serialization: "advanced",
    execArgv: [],
  });
  context.defer(() => void child.kill());
  return {
    async prepare(urls, spec) {
      const reply = await ask(child, { do: "prepare", urls, spec });
      if (reply.done !== "prepare") throw new Error(`load generator: ${JSON.stringify(reply)}`);
      return reply;
    },
    async run(plan) {
      const reply = await ask(child, { do: "run", plan });
      if (reply.done !== "run") throw new Error(`load generator: ${JSON.stringify(reply)}`);
      return reply.result;
    },
  };
}

function ask(child: ChildProcess, command: LoadCommand): Promise<LoadReply> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) => reject(new Error(`the load generator ended: ${code}`));
    child.once("exit", gone);
    child.once("message", (reply) => {
      child.off("exit", gone);
      resolve(reply as LoadReply);
    });
    child.send(command);
  });
}
