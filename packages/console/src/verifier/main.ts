import { WORKERS_MAX } from "../limits.ts";
import { spawnFromSource, WorkerPool } from "./backend.ts";
import { startPage } from "./page.ts";
import { perform } from "./perform.ts";
import { serveWorker } from "./serve-worker.ts";

// The page's one script is also the workers' script: what has no document is a worker.
if (typeof document === "undefined") {
  serveWorker(globalThis as unknown as Parameters<typeof serveWorker>[0], perform);
} else {
  const source = document.currentScript?.textContent ?? "";
  const limit = Math.min(WORKERS_MAX, Math.max(1, navigator.hardwareConcurrency || 1));
  const embedded = document.getElementById("trust")?.textContent;
  startPage({
    root: document.getElementById("app") ?? document.body,
    backend: new WorkerPool({ spawn: spawnFromSource(source), perform, limit }),
    trust: embedded === undefined || embedded === null ? null : JSON.parse(embedded),
    // A copy that was saved from a node has no node behind it any more.
    node: document.getElementById("node") !== null && location.protocol.startsWith("http"),
  });
}
