import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { Server as TlsServer } from "node:tls";
import { buildVerifierPage } from "@tallystick/console/build-verifier";
import type { SuiteName } from "@tallystick/core/algorithms";
import type { Store } from "@tallystick/ledger/store";
import type { FastifyInstance } from "fastify";
import { type Logger, pino } from "pino";
import { type OpenAccess, openAccess } from "./access/open-access.ts";
import { Aggregator } from "./aggregator.ts";
import { ConsolePages } from "./api/console-pages.ts";
import type { ApiContext } from "./api/context.ts";
import { addDocs } from "./api/docs-pages.ts";
import { type ApiLimits, apiLimits } from "./api/limits.ts";
import { EventStreams } from "./api/routes/events.ts";
import { allRoutes } from "./api/routes/index-of-routes.ts";
import { createServer } from "./api/server.ts";
import { BatchBuilder } from "./batch-builder.ts";
import { batchOrders } from "./batch-orders.ts";
import { checkpointNotes } from "./checkpoint-note.ts";
import type { StoreName } from "./config.ts";
import { CertificatePrinter } from "./documents/certificate/certificate-printer.ts";
import { CometEngine } from "./engine/cometbft/comet-engine.ts";
import { trustUpdates } from "./engine/consensus/roster-proofs.ts";
import { type EngineFault, STILL_READABLE } from "./engine/engine.ts";
import { initialise } from "./init.ts";
import { trustKeyNamed } from "./keys/node-keys.ts";
import { memberCalls } from "./member-calls.ts";
import { Metrics } from "./metrics.ts";
import { addNetworkMetrics } from "./network-metrics.ts";
import { sampleNetwork } from "./network-sample.ts";
import { NodeError } from "./node-error.ts";
import { type OpenNode, openNode } from "./open-node.ts";
import { awaitedCertificate } from "./ops/awaited-certificate.ts";
import { backupStream } from "./ops/backup.ts";
import { diskUse } from "./ops/disk-use.ts";
import { networkOperation, networkReport } from "./ops/network/network-report.ts";
import { reportReadiness } from "./ops/upgrade/readiness.ts";
import { watchVersions } from "./ops/upgrade/watch-versions.ts";
import { readBatchOf } from "./read-batch.ts";
import { Receipts } from "./receipts.ts";
import { LabelSearch } from "./search/label-search.ts";
import { NODE_VERSION } from "./version.ts";
import { openWebhooks } from "./webhooks/open-webhooks.ts";

/** Age of the last block at which a quiet ledger makes an empty one, ms. */
const HEARTBEAT_MS = 60_000;

/** How to start a node. */
export interface StartOptions {
  readonly dataDir: string;
  /** Address to listen on; 127.0.0.1 unless given. */
  readonly host?: string | undefined;
  /** Port to listen on; 7070 unless given, 0 for any free one. */
  readonly port?: number | undefined;
  readonly logLevel?: "silent" | "fatal" | "error" | "warn" | "info" | "debug" | undefined;
  /** Further host names that the node answers to. */
  readonly hosts?: readonly string[] | undefined;
  /** Other web sites whose pages may read from this node; see api/cors.ts. */
  readonly corsOrigins?: readonly string[] | undefined;
  readonly passphraseFile?: string | undefined;
  /** For a new node only: name of the ledger, suite, store. */
  readonly name?: string | undefined;
  readonly suite?: SuiteName | undefined;
  readonly store?: StoreName | undefined;
  /**
   * A quiet ledger makes an empty block this often, so that what it signs about time and state stays
   * fresh; a minute unless given, 0 for never. ms
   */
  readonly heartbeatMs?: number | undefined;
  /** How often the files of the TLS settings are looked at, ms; every 10 s unless given. */
  readonly tlsWatchMs?: number | undefined;
  /** Limits of the API other than the usual, for tests. */
  readonly limits?: Partial<ApiLimits> | undefined;
  /** Stands between the engine's store and the checksums; for fault injection. */
  readonly wrapStore?: ((store: Store) => Store) | undefined;
  /** Takes the lines for people: that the node is ready, and where. Standard output unless given. */
  readonly announce?: ((line: string) => void) | undefined;
}

/** A node that serves. */
export interface RunningNode {
  /** Such as `http://127.0.0.1:7070`. */
  readonly url: string;
  /** The node behind the server. */
  readonly node: OpenNode;
  /** True when this start made the data directory. */
  readonly created: boolean;
  /**
   * Resolves when the engine fails in a way after which nothing can be served: damage, or a disk that
   * does not write. The process is to be closed and started again. A full disk is not one: reading
   * goes on.
   */
  readonly failed: Promise<EngineFault>;
  /** Finish what is under way, close every connection and stream, leave a clean store. */
  close(): Promise<void>;
}

/**
 * Starts a node: initialises its data directory on the first run, opens it, serves.
 * @throws NodeError and the faults of the parts, each with what to do
 */
export async function startNode(options: StartOptions): Promise<RunningNode> {
  const announce = options.announce ?? ((line: string) => void process.stdout.write(`${line}\n`));
  const logger = nodeLogger(options.logLevel ?? "info");
  const { dataDir, passphraseFile } = options;
  const { promise: failed, resolve: fail } = Promise.withResolvers<EngineFault>();
  const { created } = await initialise(options);
  const node = await openNode({
    dataDir,
    passphraseFile,
    ...(options.wrapStore === undefined ? {} : { wrapStore: options.wrapStore }),
    onFault: (fault) => {
      logger.fatal({ code: fault.code, err: fault }, "the engine has failed");
      if (!STILL_READABLE.has(fault.code)) fail(fault);
    },
    onNotice: ({ what, detail }) => logger.warn({ detail }, what),
  });
  if (created) announce(`A new ledger was made in ${dataDir}`);
  if (node.passphraseSource === "data-directory") {
    logger.warn(
      "the passphrase of the keys lies beside them in the data directory: move it to where only this process can read it (docs/operate/keys.md)",
    );
  }
  try {
    const { url, close } = await serve(node, options, logger);
    announce(`Tallystick is ready: ${url}`);
    return { url, node, created, failed, close };
  } catch (error) {
    await node.close();
    throw error;
  }
}

/** Logs carry codes and numbers: no payloads, no headers, no secrets. They go to standard error. */
function nodeLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ["req.headers", "headers", "*.passphrase", "*.token"],
    },
    pino.destination(2),
  );
}

async function serve(
  node: OpenNode,
  options: StartOptions,
  logger: Logger,
): Promise<Pick<RunningNode, "url" | "close">> {
  const limits = { ...apiLimits, ...options.limits };
  const host = options.host ?? "127.0.0.1";
  const port = options.port ?? 7070;
  const streams = new EventStreams();
  const builder = new BatchBuilder();
  let stopping = false;
  const ready = (): boolean => !stopping && node.engine.status().state === "running";
  // Genesis is signed by nobody: until there is a block, nothing about the state can be proved.
  if (node.ledger.height === 0) await node.engine.heartbeat();
  const metrics = nodeMetrics(node, streams, () => aggregator.queued);
  const { passphraseFile } = options;
  const access = await openAccess(node, { logger, metrics, limits, passphraseFile });
  const labels = new LabelSearch(node.engine, node.paths.labels);
  const parts = { limits, streams, builder, ready, metrics, access, labels };
  const { context, aggregator, printer } = buildContext(node, parts);
  const routes = allRoutes(context, streams);
  const server = createServer({
    routes,
    limits,
    guard: access.guard,
    tls: access.tls?.options,
    boundTo: host,
    hosts: options.hosts ?? [],
    corsOrigins: options.corsOrigins ?? [],
    console: context.pages.console,
    logger,
    metrics,
    serving: () => !stopping,
  });
  await addDocs(server, routes, NODE_VERSION);
  await listen(server, host, port);
  if (access.tls !== undefined)
    access.tls.follow(server.server as unknown as TlsServer, options.tlsWatchMs);
  const heart = startHeart(node, options.heartbeatMs ?? HEARTBEAT_MS);
  const stopReporting = reportReadiness({
    engine: node.engine,
    rules: () => node.ledger.rules,
    organisation: node.config.organisation,
    program: `tallystick ${NODE_VERSION}`,
    sign: (call) => context.sign(call, node.config.member),
    onRefused: (code) => logger.warn({ code }, "the ledger refused the report of readiness"),
  });
  const stopWatching = watchVersions(
    node.engine,
    () => node.ledger.rules,
    (missing) =>
      logger.warn(
        missing,
        "a version of the rules is decided that this program has not got: install one that has it before its height, or this node halts there (docs/operate/upgrade.md)",
      ),
  );
  const stopWebhooks = openWebhooks(node, logger);
  const close = once(async () => {
    stopping = true;
    clearInterval(heart);
    stopReporting();
    stopWatching();
    streams.stop();
    await stopWebhooks();
    await closeServer(server, limits.drainMs);
    await aggregator.drain();
    await builder.close();
    await printer.close();
    labels.close();
    access.close();
    await node.close();
  });
  return { url: urlOf(server, host), close };
}

/** Makes a block whenever the last one is older than `everyMs`. */
function startHeart({ engine, ledger }: OpenNode, everyMs: number): NodeJS.Timeout | undefined {
  if (everyMs === 0) return undefined;
  return setInterval(() => {
    // What goes wrong with it shows in the engine's status and is told to onFault.
    if (Date.now() - ledger.lastTime >= everyMs) void engine.heartbeat();
  }, everyMs / 4);
}

interface ContextParts {
  readonly limits: ApiLimits;
  readonly streams: EventStreams;
  readonly builder: BatchBuilder;
  readonly ready: () => boolean;
  readonly metrics: Metrics;
  readonly access: OpenAccess;
  readonly labels: LabelSearch;
}

function nodeMetrics(node: OpenNode, streams: EventStreams, digestsQueued: () => number): Metrics {
  const { engine, ledger, store } = node;
  const metrics = new Metrics({
    engine: () => engine.status(),
    lastTime: () => ledger.lastTime,
    storeBytes: () => store.stats().bytes,
    eventStreams: () => streams.open,
    digestsQueued,
  });
  engine.onBlock(({ count }) => metrics.block(count));
  if (engine instanceof CometEngine) {
    addNetworkMetrics(metrics.registry, () => sampleNetwork(node, engine));
  }
  return metrics;
}

function buildContext(
  node: OpenNode,
  { limits, builder, ready, metrics, access, labels }: ContextParts,
): { context: ApiContext; aggregator: Aggregator; printer: CertificatePrinter } {
  const { config, engine, ledger, suite } = node;
  const receipts = new Receipts(
    (keyId) => ledger.identity(keyId)?.publicKey,
    (count) => metrics.receipts(count),
  );
  const sign = memberCalls({
    signers: access.signers,
    ledgerId: ledger.ledgerId,
    // A clock that was set back must not make statements that have already expired.
    now: () => Math.max(Date.now(), ledger.lastTime),
  });
  const aggregator = new Aggregator({
    suite: config.suite,
    build: (job) => builder.build(job),
    order: batchOrders({
      ...{ engine, receipts, outcomes: ledger.outcomes },
      sign: (call) => sign(call, config.member),
    }),
    onBatch: (digests, seconds) => metrics.batch(digests, seconds),
  });
  const printer = new CertificatePrinter({
    // Beside the configuration, as its other paths.
    fonts: (config.certificates?.fonts ?? []).map(({ path, face }) => ({
      path: resolve(node.paths.root, path),
      face,
    })),
    filing: config.certificates?.filing,
  });
  const context: ApiContext = {
    engine,
    receipts,
    aggregator,
    metrics,
    access,
    limits,
    labels,
    apps: node.apps,
    outcomes: ledger.outcomes,
    ledger: {
      id: ledger.ledgerId,
      name: config.name,
      suite: config.suite,
      organisation: config.organisation,
      genesis: node.genesis,
      get trust() {
        return node.trust;
      },
    },
    certificates: { printer, verifyAt: config.certificates?.verifyAt },
    version: NODE_VERSION,
    sign,
    note: checkpointNotes({
      suite,
      signer: node.organisationSigner,
      read: (run) => engine.read(run),
      keyOf: (organisation, keyId) => trustKeyNamed(node.parsedTrust, organisation, keyId)?.key,
    }),
    readBatch: readBatchOf(node.store),
    trustUpdates: (reader, after) => trustUpdates(reader, node.store, after),
    // The snapshot is taken when the first byte is asked for, so that one who leaves before that
    // leaves none open.
    backup: async function* (options) {
      const certificate = (height: number) => awaitedCertificate(engine, height);
      const signed = config.engine === "cometbft" ? { certificate } : {};
      yield* backupStream({ identity: node, snapshot: engine.snapshot(), ...signed }, options);
    },
    ready,
    disk: () => diskUse(node),
    network: {
      engine: config.engine ?? "embedded",
      report: () => networkReport(node),
      operation: () => networkOperation(node),
    },
    pages: {
      console: new ConsolePages(),
      verifier: () => buildVerifierPage({ trust: node.trust, node: true }),
    },
  };
  return { context, aggregator, printer };
}

async function listen(server: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (cause) {
    await server.close();
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") {
      throw new NodeError(
        "port-in-use",
        `port ${port} on ${host} is in use by another program`,
        "stop that program, or choose another port with --port or TALLYSTICK_PORT",
        cause,
      );
    }
    throw new NodeError(
      "cannot-listen",
      `cannot listen on ${host} port ${port} (${code ?? "unknown error"})`,
      "choose an address of this machine with --host and a port with --port or TALLYSTICK_PORT",
      cause,
    );
  }
}

/** Requests under way are finished; whoever takes longer than `drainMs` is cut off. */
async function closeServer(server: FastifyInstance, drainMs: number): Promise<void> {
  // A connection that ends its last answer after the server was closed would stay open, idle.
  const idle = setInterval(() => server.server.closeIdleConnections(), 20);
  const cut = setTimeout(() => server.server.closeAllConnections(), drainMs);
  try {
    await server.close();
  } finally {
    clearInterval(idle);
    clearTimeout(cut);
  }
}

function urlOf(server: FastifyInstance, host: string): string {
  const { port } = server.server.address() as AddressInfo;
  const name = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host;
  const scheme = server.server instanceof TlsServer ? "https" : "http";
  return `${scheme}://${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}:${port}`;
}

function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= run();
    return done;
  };
}
