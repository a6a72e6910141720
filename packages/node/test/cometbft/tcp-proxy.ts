/** A TCP connection's way through the network, for tests: it can be cut, slowed, narrowed and reset. */
import { connect, createServer, type Server, type Socket } from "node:net";

/** How a link behaves. */
export interface LinkTrouble {
  /**
   * `hang`: what is sent arrives nowhere, and nobody is told, as when a cable is pulled; `reset`:
   * connections break, and new ones are refused.
   */
  readonly cut?: "hang" | "reset" | undefined;
  /** Time that each piece takes, ms. */
  readonly delayMs?: number | undefined;
  /** Bytes a second, each way. */
  readonly bytesPerSecond?: number | undefined;
}

/** Bytes that are on their way at most, per direction, before the sender has to wait. */
const UNDER_WAY_MAX = 262_144;

/** Stands before one listener of the loopback. */
export class TcpProxy {
  readonly #server: Server;
  readonly #target: () => number;
  readonly #pipes = new Set<Pipe>();
  #trouble: LinkTrouble = {};

  private constructor(server: Server, target: () => number) {
    this.#server = server;
    this.#target = target;
    server.on("connection", (socket) => this.#accept(socket));
  }

  /** @param target port that it stands before, asked for each connection */
  static async listen(target: () => number): Promise<TcpProxy> {
    const server = createServer({ pauseOnConnect: true });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new TcpProxy(server, target);
  }

  /** Such as `127.0.0.1:4711`. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  set trouble(trouble: LinkTrouble) {
    this.#trouble = trouble;
    for (const pipe of this.#pipes) {
      if (trouble.cut === "reset") pipe.end();
      else pipe.wake();
    }
  }

  /** Break the connections that are open; new ones are taken. */
  reset(): void {
    for (const pipe of this.#pipes) pipe.end();
  }

  async close(): Promise<void> {
    this.reset();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(near: Socket): void {
    near.on("error", () => {});
    if (this.#trouble.cut === "reset") {
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.#target(), "127.0.0.1");
    far.on("error", () => {});
    const end = (): void => {
      near.destroy();
      far.destroy();
      for (const pipe of pipes) this.#pipes.delete(pipe);
    };
    const trouble = (): LinkTrouble => this.#trouble;
    const pipes = [new Pipe(near, far, trouble, end), new Pipe(far, near, trouble, end)];
    for (const pipe of pipes) this.#pipes.add(pipe);
    near.on("close", end);
    far.on("close", end);
    near.resume();
  }
}

/** One direction of a connection: pieces leave in the order in which they came. */
class Pipe {
  readonly end: () => void;
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #trouble: () => LinkTrouble;
  readonly #pieces: { readonly bytes: Buffer; readonly came: number }[] = [];
  #underWay = 0;
  /** When the line is free again. */
  #free = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, trouble: () => LinkTrouble, end: () => void) {
    this.#from = from;
    this.#to = to;
    this.#trouble = trouble;
    this.end = () => {
      clearTimeout(this.#timer);
      end();
    };
    from.on("data", (bytes: Buffer) => {
      this.#pieces.push({ bytes, came: performance.now() });
      this.#underWay += bytes.length;
      if (this.#underWay > UNDER_WAY_MAX) from.pause();
      this.wake();
    });
  }

  /** Sends what is due, and looks again when the next piece is. */
  wake(): void {
    clearTimeout(this.#timer);
    const { cut, delayMs = 0, bytesPerSecond } = this.#trouble();
    while (cut === undefined) {
      const [piece] = this.#pieces;
      if (piece === undefined) return;
      const now = performance.now();
      const due = Math.max(piece.came + delayMs, this.#free);
      if (due > now) {
        this.#timer = setTimeout(() => this.wake(), due - now);
        return;
      }
      this.#pieces.shift();
      const { length } = piece.bytes;
      if (bytesPerSecond !== undefined) {
        this.#free = Math.max(now, this.#free) + (length * 1000) / bytesPerSecond;
      }
      this.#to.write(piece.bytes);
      this.#underWay -= length;
      if (this.#underWay <= UNDER_WAY_MAX) this.#from.resume();
    }
  }
}
