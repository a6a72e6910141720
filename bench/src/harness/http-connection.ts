import { connect, type Socket } from "node:net";

/** A response whose body has arrived whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

interface Expected {
  readonly status: number;
  /** Offset of the body in what has arrived. */
  readonly from: number;
  readonly length: number;
}

const HEAD_END = Buffer.from("\r\n\r\n");

/**
 * One HTTP/1.1 connection that is kept alive and carries one request at a time.
 *
 * The load generator shares the machine with the node, so it spends as little as it can: it knows
 * just enough of HTTP for answers with a Content-Length, which are all that it asks for.
 */
export class HttpConnection {
  readonly #socket: Socket;
  #arrived: Buffer[] = [];
  #length = 0;
  #expected: Expected | undefined;
  #resolve: ((answer: HttpAnswer) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the node closed the connection")));
  }

  /** Connects. @throws the socket's error */
  static open(url: URL): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: url.hostname, port: Number(url.port) });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new HttpConnection(socket));
      });
    });
  }

  /** Sends a request and waits for its answer. @param head everything up to the empty line */
  exchange(head: string, body: Uint8Array): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket.cork();
      this.#socket.write(`${head}content-length: ${body.length}\r\n\r\n`, "latin1");
      this.#socket.write(body);
      this.#socket.uncork();
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#arrived.push(chunk);
    this.#length += chunk.length;
    this.#expected ??= this.#readHead();
    const expected = this.#expected;
    if (expected === undefined || this.#length < expected.from + expected.length) return;
    const whole = this.#whole();
    const body = whole.subarray(expected.from, expected.from + expected.length);
    this.#arrived = [];
    this.#length = 0;
    this.#expected = undefined;
    const resolve = this.#resolve;
    this.#resolve = undefined;
    this.#reject = undefined;
    resolve?.({ status: expected.status, body });
  }

  #whole(): Buffer {
    return this.#arrived.length === 1 ? (this.#arrived[0] as Buffer) : Buffer.concat(this.#arrived);
  }

  #readHead(): Expected | undefined {
    const bytes = this.#whole();
    this.#arrived = [bytes];
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return undefined;
    const head = bytes.toString("latin1", 0, end);
    const length = /^content-length: *(\d+)/im.exec(head)?.[1];
    if (length === undefined) {
      this.#fail(new Error(`an answer without Content-Length: ${head.split("\r\n")[0]}`));
      return undefined;
    }
    return { status: Number(head.slice(9, 12)), from: end + 4, length: Number(length) };
  }

  #fail(error: Error): void {
    const reject = this.#reject;
    this.#resolve = undefined;
    this.#reject = undefined;
    this.#socket.destroy();
    reject?.(error);
  }
}
