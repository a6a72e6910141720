import { chmodSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { dirname } from "node:path";
import { ABCI_LIMITS, type AbciLimits } from "../limits.ts";
import { AbciConnection } from "./connection.ts";
import { AbciService, type AbciServiceParts } from "./service.ts";

/** Settings of an {@link AbciServer}. */
export interface AbciServerOptions extends AbciServiceParts {
  /** Path of the socket, in a folder that is its owner's alone. */
  readonly path: string;
  readonly limits?: Partial<AbciLimits>;
  /** Called when a connection was cut for what came over it. The state machine has not seen it. */
  readonly onProblem?: (problem: unknown) => void;
  /** Called when the first connection of an engine arrives, and when its last one has gone. */
  readonly onConnected?: (connected: boolean) => void;
}

/**
 * Serves an application to an engine over a Unix socket (CometBFT v0.38 spec/abci/abci++_client_server.md).
 * The engine dials it, with four connections that do not say what they are for.
 */
export class AbciServer {
  readonly #options: AbciServerOptions;
  readonly #service: AbciService;
  readonly #server: Server;
  readonly #connections = new Set<AbciConnection>();

  private constructor(options: AbciServerOptions, server: Server) {
    this.#options = options;
    this.#service = new AbciService(options);
    this.#server = server;
    const limits = { ...ABCI_LIMITS, ...options.limits };
    server.maxConnections = limits.connections;
    server.on("connection", (socket) => {
      const first = this.#connections.size === 0;
      const connection = new AbciConnection(socket, this.#service, limits, (problem) =>
        options.onProblem?.(problem),
      );
      this.#connections.add(connection);
      socket.once("close", () => {
        this.#connections.delete(connection);
        if (this.#connections.size === 0) options.onConnected?.(false);
      });
      if (first) {
        options.grammar?.restart();
        options.onConnected?.(true);
      }
    });
  }

  /**
   * Listen. A socket that a dead process left behind is replaced: the caller holds the lock of the data
   * directory, so nobody else can be behind it.
   * @throws RangeError when others may enter the folder of the socket; the errors of listening
   */
  static async listen(options: AbciServerOptions): Promise<AbciServer> {
    const { path } = options;
    if ((statSync(dirname(path)).mode & 0o077) !== 0) {
      throw new RangeError("the folder of the socket is open to others");
    }
    rmSync(path, { force: true });
    const server = createServer();
    const abci = new AbciServer(options, server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, () => {
        server.off("error", reject);
        resolve();
      });
    });
    chmodSync(path, 0o600);
    return abci;
  }

  /** Open connections. */
  get connections(): number {
    return this.#connections.size;
  }

  /** What the application threw, when it did. */
  get fault(): unknown {
    return this.#service.fault;
  }

  /** Hang up, wait for the call that is under way, and let go of the socket. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#connections) connection.close();
    await closed;
    await this.#service.idle();
    rmSync(this.#options.path, { force: true });
  }
}
