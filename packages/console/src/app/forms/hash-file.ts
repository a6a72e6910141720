import { type Perform, type RunOptions, WorkerPool } from "../../verifier/backend.ts";
import { digestBlob } from "../../web/digests.ts";

/** For browsers that refuse workers: the page reads the file itself, slice by slice. */
const hashHere: Perform = (task, options) =>
  task.kind === "hash"
    ? digestBlob(task.file, task.wanted, options)
    : Promise.reject(new TypeError("only files are hashed here"));

const spawn = () =>
  new Worker(new URL("../pages/deposit/check-worker.ts", import.meta.url), { type: "module" });

let pool: WorkerPool | undefined;

/**
 * Digest of a file, computed beside the page, which stays responsive however large the file is.
 * @throws DOMException AbortError when the signal fires; Error when the file cannot be read
 */
export async function hashFile(file: Blob, alg: string, options: RunOptions): Promise<Uint8Array> {
  pool ??= new WorkerPool({ spawn, perform: hashHere, limit: 1 });
  const task = { kind: "hash", file, wanted: [{ alg }] } as const;
  const [digest] = (await pool.run(task, options)) as Uint8Array[];
  if (digest === undefined) throw new TypeError(`no digest ${alg}`);
  return digest;
}
