import type { Socket } from "node:net";
import type { ConnectionLimits } from "../limits.ts";
import { FrameReader } from "./frames.ts";
import { type AbciRequest, decodeRequest } from "./messages.ts";
import type { AbciService } from "./service.ts";

/** The place of a request in the order of the answers. */
interface Slot {
  readonly bytes: number;
  readonly flush: boolean;
  frame: Uint8Array | undefined;
}

/** Answers are written when so many bytes of them have come together, at the latest. */
const WRITE_BYTES = 65_536;

/**
 * One connection of an engine. Requests are taken up as they come and answered in the order in which they
 * came, whichever is ready first: an engine that sees another order stops itself.
 */
export class AbciConnection {
  readonly #socket: Socket;
  readonly #service: AbciService;
  readonly #limits: ConnectionLimits;
  readonly #onProblem: (problem: unknown) => void;
  readonly #frames: FrameReader;
  readonly #slots: Slot[] = [];
  #openBytes = 0;
  #out: Uint8Array[] = [];
  #outBytes = 0;
  #writing = false;
  #closed = false;

  /** @param onProblem called when the other side sends what is no request; the connection is gone then */
  constructor(
    socket: Socket,
    service: AbciService,
    limits: ConnectionLimits,
    onProblem: (problem: unknown) => void,
  ) {
    this.#socket = socket;
    this.#service = service;
    this.#limits = limits;
    this.#onProblem = onProblem;
    this.#frames = new FrameReader(limits.frameBytes);
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("drain", () => this.#pace());
    socket.on("error", () => this.close());
    socket.on("close", () => this.close());
  }

  /** True when nobody is there to be answered. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Hang up. */
  close(): void {
    this.#closed = true;
    this.#slots.length = 0;
    this.#out = [];
    this.#socket.destroy();
  }

  #read(chunk: Uint8Array): void {
    if (this.#closed) return;
    try {
      for (const frame of this.#frames.push(chunk)) {
        this.#take(decodeRequest(frame), frame.length);
      }
    } catch (problem) {
      this.#fail(problem);
      return;
    }
    this.#pace();
  }

  #take(request: AbciRequest, bytes: number): void {
    const slot: Slot = { bytes, flush: request.kind === "flush", frame: undefined };
    this.#slots.push(slot);
    this.#openBytes += bytes;
    this.#service.answer(request, this).then(
      (frame) => {
        if (frame === undefined) return;
        slot.frame = frame;
        if (this.#slots[0] === slot) this.#advance();
      },
      (problem: unknown) => this.#fail(problem),
    );
  }

  /** Pass on the answers whose turn has come. */
  #advance(): void {
    if (this.#closed) return;
    let done = 0;
    let flush = false;
    for (const { frame, bytes, flush: isFlush } of this.#slots) {
      if (frame === undefined) break;
      this.#out.push(frame);
      this.#outBytes += frame.length;
      this.#openBytes -= bytes;
      flush ||= isFlush;
      done += 1;
    }
    this.#slots.splice(0, done);
    if (flush || this.#outBytes >= WRITE_BYTES) this.#write();
    else this.#writeSoon();
    this.#pace();
  }

  /** What gets ready in one turn of the event loop goes out together. */
  #writeSoon(): void {
    if (this.#writing || this.#outBytes === 0) return;
    this.#writing = true;
    setImmediate(() => {
      this.#writing = false;
      this.#write();
    });
  }

  #write(): void {
    if (this.#outBytes === 0 || this.#closed) return;
    const [only] = this.#out;
    this.#socket.write(this.#out.length === 1 ? (only as Uint8Array) : Buffer.concat(this.#out));
    this.#out = [];
    this.#outBytes = 0;
  }

  /**
   * Read on, or wait. Answers are always written, so that an engine that waits for one before it sends
   * more is never waited for.
   */
  #pace(): void {
    if (this.#closed) return;
    const { openRequests, openBytes, unreadBytes } = this.#limits;
    const wait =
      this.#slots.length >= openRequests ||
      this.#openBytes >= openBytes ||
      this.#socket.writableLength >= unreadBytes;
    if (wait) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  #fail(problem: unknown): void {
    if (this.#closed) return;
    this.close();
    this.#onProblem(problem);
  }
}
