import type { Perform } from "./backend.ts";
import type { Reply, Request } from "./protocol.ts";

/** The part of a dedicated worker's global scope that is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(reply: Reply): void;
}

/** Answers the page's requests from inside a worker, one at a time as they come. */
export function serveWorker(scope: WorkerScope, perform: Perform): void {
  scope.onmessage = (event) => {
    const { id, task } = event.data;
    const onProgress = (bytes: number) => scope.postMessage({ id, kind: "progress", bytes });
    perform(task, { onProgress }).then(
      (value) => scope.postMessage({ id, kind: "done", value }),
      (error: unknown) =>
        scope.postMessage({
          id,
          kind: "error",
          message: error instanceof Error ? error.message : String(error),
        }),
    );
  };
}
