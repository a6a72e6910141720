/** Worker of the console: hashes files and checks receipts. */
import { perform } from "../../../verifier/perform.ts";
import { serveWorker } from "../../../verifier/serve-worker.ts";

serveWorker(globalThis as unknown as Parameters<typeof serveWorker>[0], perform);
