import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

/** A body, whole and compressed. */
export interface Encoded {
  readonly plain: Buffer;
  readonly br?: Buffer;
  readonly gzip?: Buffer;
}

const [toBrotli, toGzip] = [promisify(brotliCompress), promisify(gzip)];

/** A text that is sent often and hardly ever changes. */
export class EncodedText {
  #text = "";
  #encoded: Promise<Encoded> | undefined;

  /** The text compressed: once, off the main thread, until another is given. */
  of(text: string): Promise<Encoded> {
    if (this.#encoded === undefined || this.#text !== text) {
      this.#text = text;
      this.#encoded = compress(Buffer.from(text, "utf8"));
    }
    return this.#encoded;
  }
}

async function compress(plain: Buffer): Promise<Encoded> {
  const [br, zipped] = await Promise.all([toBrotli(plain), toGzip(plain)]);
  return { plain, br, gzip: zipped };
}

/** The smallest form that the caller takes; sets the headers that say which it is. */
export function bodyFor(request: FastifyRequest, reply: FastifyReply, body: Encoded): Buffer {
  reply.header("vary", "accept-encoding");
  const accepted = request.headers["accept-encoding"] ?? "";
  for (const [name, bytes] of [
    ["br", body.br],
    ["gzip", body.gzip],
  ] as const) {
    if (bytes === undefined || !accepts(accepted, name)) continue;
    reply.header("content-encoding", name);
    return bytes;
  }
  return body.plain;
}

/** Whether a coding is named, and not refused by a quality of zero (RFC 9110 s12.5.3). */
function accepts(header: string, name: string): boolean {
  return header.split(",").some((part) => {
    const [coding = "", ...parameters] = part.split(";").map((one) => one.trim().toLowerCase());
    return coding === name && !parameters.some((one) => /^q=0(\.0*)?$/.test(one));
  });
}
