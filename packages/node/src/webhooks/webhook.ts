import { createHmac } from "node:crypto";
import type { Logger } from "pino";
import type { EventSource, StreamEvent } from "../api/event-stream.ts";
import {
  WEBHOOK_BACKOFF_MAX_MS,
  WEBHOOK_BACKOFF_MS,
  WEBHOOK_BATCH_ENTRIES,
  WEBHOOK_POLL_MS,
} from "../limits.ts";
import { type Posted, postJson } from "./post.ts";
import type { WebhookConfig } from "./webhook-config.ts";
import type { WebhookState } from "./webhook-state.ts";

/** What a webhook needs of the node around it. */
export interface WebhookParts {
  readonly config: WebhookConfig;
  readonly state: WebhookState;
  /** The log, which is the queue: nothing is kept beside it but a place. */
  readonly source: EventSource;
  /** Entries in the log now: where one that is new begins. */
  readonly logSize: () => number;
  readonly ledger: string;
  readonly logger: Pick<Logger, "info" | "warn">;
}

interface Facts {
  readonly action: string | null;
  readonly outcome: number;
}

/**
 * Tells one address of entries, in the order of the log, at least once each. Requests are signed by the
 * Standard Webhooks rules (HMAC-SHA-256 over id, time and body). While the other side does not answer
 * with 2xx the same entries are sent again, with pauses that double.
 */
export class Webhook {
  readonly #parts: WebhookParts;
  readonly #key: Buffer;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;
  #wake: () => void = () => {};
  #next: number;

  constructor(parts: WebhookParts) {
    this.#parts = parts;
    const { state, source, logSize } = parts;
    this.#key = state.secret();
    const kept = state.next();
    this.#next = kept ?? logSize();
    if (kept === undefined) state.keep(this.#next);
    const unsubscribe = source.subscribe(() => this.#wake());
    this.#done = this.#run().finally(unsubscribe);
  }

  /** Ends it; what is under way is broken off and told again next time. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { source, state, config } = this.#parts;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      if (!source.has(this.#next)) {
        await this.#sleep(WEBHOOK_POLL_MS);
        continue;
      }
      const page = source.read(this.#next, WEBHOOK_BATCH_ENTRIES);
      const events = page.events.filter((event) => isWanted(event, config));
      if (events.length > 0 && !(await this.#deliver(events))) continue;
      this.#next = page.next;
      state.keep(this.#next);
    }
  }

  /** True once they were taken; false when the node stops before that. */
  async #deliver(events: readonly StreamEvent[]): Promise<boolean> {
    const { config, ledger, logger } = this.#parts;
    const { signal } = this.#stop;
    const body = JSON.stringify({ ledger, events: events.map(({ data }) => data) });
    // The same entries have the same id however often they are told, and others another one.
    const [first, last] = [events[0]?.id ?? 0, events.at(-1)?.id ?? 0];
    for (let attempt = 1; !signal.aborted; attempt++) {
      const posted = await this.#post(`${ledger.slice(0, 16)}-${first}-${last}`, body);
      if ("status" in posted && posted.status >= 200 && posted.status < 300) {
        if (attempt > 1)
          logger.info({ webhook: config.name, from: first }, "the webhook is taken again");
        return true;
      }
      // Told at the first try, and then ever more seldom.
      if ((attempt & (attempt - 1)) === 0 && !signal.aborted) {
        logger.warn(
          { webhook: config.name, from: first, attempt, ...posted },
          "the webhook was not taken",
        );
      }
      const pause = WEBHOOK_BACKOFF_MS * 2 ** Math.min(attempt - 1, 20);
      await this.#pause(Math.min(pause, WEBHOOK_BACKOFF_MAX_MS));
    }
    return false;
  }

  #post(id: string, body: string): Promise<Posted> {
    const { url, allowLocal = false } = this.#parts.config;
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac("sha256", this.#key)
      .update(`${id}.${timestamp}.${body}`)
      .digest("base64");
    const headers = {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`,
      "user-agent": "tallystick",
    };
    return postJson(new URL(url), body, headers, { allowLocal, signal: this.#stop.signal });
  }

  /** Waits for a block, or for a while. */
  async #sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#stop.signal.aborted) this.#wake();
    });
    this.#wake = () => {};
  }

  /** Waits the whole time, whatever blocks come; a stop ends it. */
  async #pause(ms: number): Promise<void> {
    const until = performance.now() + ms;
    while (!this.#stop.signal.aborted && performance.now() < until) {
      await this.#sleep(Math.max(1, until - performance.now()));
    }
  }
}

function isWanted(
  { data }: StreamEvent,
  { actions = [], refusals = false }: WebhookConfig,
): boolean {
  const { action, outcome } = data as Facts;
  if (outcome !== 0 && !refusals) return false;
  if (actions.length === 0) return true;
  return actions.some((one) => action === one || action?.startsWith(`${one}.`) === true);
}
