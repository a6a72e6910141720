import { spawnFromSource, WorkerPool } from "../verifier/backend.ts";
import { perform } from "../verifier/perform.ts";
import { serveWorker } from "../verifier/serve-worker.ts";
import { startPage } from "./page.ts";

// The page's one script is also the worker's script: what has no document is a worker.
if (typeof document === "undefined") {
  serveWorker(globalThis as unknown as Parameters<typeof serveWorker>[0], perform);
} else {
  const source = document.currentScript?.textContent ?? "";
  const backend = new WorkerPool({ spawn: spawnFromSource(source), perform, limit: 1 });
  startPage(document.getElementById("app") ?? document.body, backend);
}
