/** The engine's end of an ABCI connection, for tests. */
import { connect, type Socket } from "node:net";
import * as abci from "cosmjs-types/tendermint/abci/types";
import { FrameReader, varint } from "../../src/engine/cometbft/abci/frames.ts";

/** Some members of one kind of request. */
export type RequestParts = { readonly [K in keyof abci.Request]?: object };

/** A request as a frame. */
export function requestFrame(parts: RequestParts): Uint8Array {
  const body = abci.Request.encode(abci.Request.fromPartial<object>(parts)).finish();
  return Uint8Array.from([...varint(body.length), ...body]);
}

/** One connection to an ABCI server. */
export class AbciClient {
  readonly socket: Socket;
  /** Resolves when the connection is gone. */
  readonly gone: Promise<void>;
  readonly #frames = new FrameReader(1e8);
  readonly #answers: abci.Response[] = [];
  #waiting: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#answers.push(...this.#frames.push(chunk).map((frame) => abci.Response.decode(frame)));
      this.#waiting?.();
    });
    socket.on("error", () => {});
    this.gone = new Promise((resolve) => {
      socket.once("close", () => {
        resolve();
        this.#waiting?.();
      });
    });
  }

  static async connect(path: string): Promise<AbciClient> {
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new AbciClient(socket);
  }

  /** Send requests, then a flush. */
  send(...requests: RequestParts[]): void {
    this.write(Buffer.concat([...requests, { flush: {} }].map(requestFrame)));
  }

  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** The next so many answers. Fewer when the connection goes away first. */
  async answers(count: number): Promise<abci.Response[]> {
    while (this.#answers.length < count && !this.socket.destroyed) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    return this.#answers.splice(0, count);
  }

  /** The answer to one request. */
  async ask(request: RequestParts): Promise<abci.Response> {
    this.send(request);
    const [answer] = await this.answers(2);
    return answer as abci.Response;
  }

  close(): void {
    this.socket.destroy();
  }
}
