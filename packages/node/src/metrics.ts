import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { EngineStatus } from "./engine/engine.ts";

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const COUNTS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** Values that are read when somebody scrapes, not kept up to date in between. */
export interface MetricSources {
  readonly engine: () => EngineStatus;
  /** Time of the last block, ms since 1970 UTC. */
  readonly lastTime: () => number;
  /** Bytes that the store takes on disk. */
  readonly storeBytes: () => number;
  /** Open event streams. */
  readonly eventStreams: () => number;
  /** Digests waiting for a batch. */
  readonly digestsQueued: () => number;
}

/**
 * The node's Prometheus metrics. Names end in their unit; labels have few values and never hold
 * anything that a caller wrote. `docs/operate/monitoring.md` lists them.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly #statements: Counter<"outcome">;
  readonly #requests: Counter<"route" | "status">;
  readonly #requestSeconds: Histogram<"route">;
  readonly #receipts: Counter;
  readonly #digests: Counter;
  readonly #batchDigests: Histogram;
  readonly #batchSeconds: Histogram;
  readonly #blockStatements: Histogram;
  readonly #statementSeconds: Histogram;

  constructor(sources: MetricSources, options: { process?: boolean } = {}) {
    const registers = [this.registry];
    if (options.process !== false) collectDefaultMetrics({ register: this.registry });
    this.#statements = new Counter({
      name: "tallystick_statements_total",
      help: "Statements answered, by the name of their outcome",
      labelNames: ["outcome"],
      registers,
    });
    this.#requests = new Counter({
      name: "tallystick_http_requests_total",
      help: "HTTP answers, by route and status class",
      labelNames: ["route", "status"],
      registers,
    });
    this.#requestSeconds = new Histogram({
      name: "tallystick_http_request_duration_seconds",
      help: "Time from the first byte of a request to the end of its answer, by route",
      labelNames: ["route"],
      buckets: SECONDS,
      registers,
    });
    this.#receipts = new Counter({
      name: "tallystick_receipts_total",
      help: "Receipts built",
      registers,
    });
    this.#digests = new Counter({
      name: "tallystick_digests_total",
      help: "Digests ordered in batches",
      registers,
    });
    this.#batchDigests = new Histogram({
      name: "tallystick_batch_digests",
      help: "Digests in one batch",
      buckets: [1, 10, 100, 1000, 10_000, 100_000, 1_000_000],
      registers,
    });
    this.#batchSeconds = new Histogram({
      name: "tallystick_batch_duration_seconds",
      help: "Time from the first digest of a batch to its commit",
      buckets: SECONDS,
      registers,
    });
    this.#blockStatements = new Histogram({
      name: "tallystick_block_statements",
      help: "Statements in one block",
      buckets: COUNTS,
      registers,
    });
    this.#statementSeconds = new Histogram({
      name: "tallystick_statement_duration_seconds",
      help: "Time from the arrival of a call's statements until all of them are durable",
      buckets: SECONDS,
      registers,
    });
    this.#readings(sources);
  }

  #readings(sources: MetricSources): void {
    const { engine } = sources;
    this.#gauge("tallystick_height_blocks", "Height of the last block", () => engine().height);
    this.#gauge(
      "tallystick_certified_height_blocks",
      "Last height that the organisations have signed",
      () => engine().certifiedHeight,
    );
    this.#gauge("tallystick_log_size_entries", "Entries in the log", () => engine().logSize);
    this.#gauge(
      "tallystick_queue_statements",
      "Statements taken and not answered",
      () => engine().inFlight,
    );
    this.#gauge(
      "tallystick_clock_behind_seconds",
      "How far the system clock lags behind the last block",
      () => engine().clockBehindMs / 1000,
    );
    this.#gauge("tallystick_engine_running_bool", "1 while the engine takes statements", () =>
      engine().state === "running" ? 1 : 0,
    );
    this.#gauge(
      "tallystick_last_block_time_seconds",
      "Time of the last block, since 1970 UTC",
      () => sources.lastTime() / 1000,
    );
    this.#gauge("tallystick_store_bytes", "Size of the store on disk", sources.storeBytes);
    this.#gauge("tallystick_event_streams", "Open event streams", sources.eventStreams);
    this.#gauge("tallystick_queue_digests", "Digests waiting for a batch", sources.digestsQueued);
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** Counts answered statements. */
  statements(outcome: string, count = 1): void {
    this.#statements.inc({ outcome }, count);
  }

  /** Counts one HTTP answer. @param route the pattern of the route, never the path asked for */
  request(route: string, status: number, seconds: number): void {
    this.#requests.inc({ route, status: `${Math.floor(status / 100)}xx` });
    this.#requestSeconds.observe({ route }, seconds);
  }

  /** Counts receipts built. */
  receipts(count: number): void {
    this.#receipts.inc(count);
  }

  /** Records one committed batch of digests. */
  batch(digests: number, seconds: number): void {
    this.#digests.inc(digests);
    this.#batchDigests.observe(digests);
    this.#batchSeconds.observe(seconds);
  }

  /** Records one committed block. */
  block(statements: number): void {
    this.#blockStatements.observe(statements);
  }

  /** Records how long the statements of one call took to become durable. */
  submitted(seconds: number): void {
    this.#statementSeconds.observe(seconds);
  }
}
