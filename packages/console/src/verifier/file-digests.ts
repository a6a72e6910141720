import type { WantedDigest } from "../web/digests.ts";
import type { Backend } from "./backend.ts";
import type { Item } from "./classify.ts";
import type { KnownDigests } from "./plan.ts";
import { wantedKey } from "./protocol.ts";

interface Running {
  readonly wanted: ReadonlySet<string>;
  readonly controller: AbortController;
  readonly done: Promise<void>;
  bytes: number;
}

/**
 * Digests of files, each computed once however often the question comes up again, so that adding a
 * trust file does not read a large video a second time.
 */
export class FileDigests {
  readonly #backend: Backend;
  readonly #known = new Map<string, Map<string, Uint8Array>>();
  readonly #running = new Map<string, Running>();
  readonly #onProgress: () => void;

  constructor(backend: Backend, onProgress: () => void) {
    this.#backend = backend;
    this.#onProgress = onProgress;
  }

  /** What has been computed of a file so far. */
  known(item: Item): KnownDigests {
    return this.#known.get(item.key) ?? new Map();
  }

  /** Bytes of a file that were read in the run under way. */
  bytesRead(item: Item): number {
    return this.#running.get(item.key)?.bytes ?? 0;
  }

  /**
   * Makes sure that the digests are known.
   *
   * @throws DOMException AbortError after a cancel; Error when the file cannot be read
   */
  async ensure(item: Item, wanted: readonly WantedDigest[]): Promise<void> {
    const missing = wanted.filter((one) => !this.known(item).has(wantedKey(one)));
    if (missing.length === 0) return;
    const running = this.#running.get(item.key);
    if (running !== undefined && missing.every((one) => running.wanted.has(wantedKey(one)))) {
      return running.done;
    }
    running?.controller.abort();
    return this.#start(item, missing);
  }

  /** Stops reading one file, or all of them. */
  cancel(item?: Item): void {
    for (const [key, running] of this.#running) {
      if (item === undefined || item.key === key) running.controller.abort();
    }
  }

  #start(item: Item, missing: readonly WantedDigest[]): Promise<void> {
    const controller = new AbortController();
    const wanted = new Set(missing.map(wantedKey));
    const running: Running = {
      wanted,
      controller,
      done: this.#read(item, missing, controller),
      bytes: 0,
    };
    this.#running.set(item.key, running);
    return running.done;
  }

  async #read(item: Item, missing: readonly WantedDigest[], controller: AbortController) {
    const onProgress = (bytes: number) => {
      const running = this.#running.get(item.key);
      if (running?.controller === controller) running.bytes = bytes;
      this.#onProgress();
    };
    try {
      const task = { kind: "hash", file: item.file, wanted: missing } as const;
      const { signal } = controller;
      const digests = (await this.#backend.run(task, { onProgress, signal })) as Uint8Array[];
      const known = this.#known.get(item.key) ?? new Map<string, Uint8Array>();
      for (const [at, one] of missing.entries())
        known.set(wantedKey(one), digests[at] as Uint8Array);
      this.#known.set(item.key, known);
    } finally {
      if (this.#running.get(item.key)?.controller === controller) this.#running.delete(item.key);
    }
  }
}
