import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";
import { LIGHT_METHODS } from "../../engine/cometbft/rpc.ts";
import type { PeerNode } from "./peer-node.ts";

const call = z.object({
  id: z.union([z.number(), z.string()]),
  method: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.null()])).optional(),
});
const known = z.enum(LIGHT_METHODS);

/** Bytes of one call. */
const CALL_BYTES_MAX = 65_536;

/**
 * The RPC of another organisation's engine as this node's engine sees it: a server on the loopback that passes
 * the light client's questions on to the other node's API. So no engine's RPC has to be reachable from outside,
 * and what protects the API (TLS, a proxy) protects this as well.
 */
export class LightRelay {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(peer: Pick<PeerNode, "light">): Promise<LightRelay> {
    const server = createServer((request, response) => {
      answer(peer, request).then(
        (body) => send(response, 200, body),
        () => send(response, 400, ""),
      );
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    return new LightRelay(server);
  }

  /** Where the engine finds it: `http://127.0.0.1:port`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

async function answer(peer: Pick<PeerNode, "light">, request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > CALL_BYTES_MAX) throw new RangeError("a call too long");
    chunks.push(chunk as Buffer);
  }
  const { id, method, params = {} } = call.parse(JSON.parse(Buffer.concat(chunks).toString()));
  const asked = known.safeParse(method);
  const reply = (more: object): string => JSON.stringify({ jsonrpc: "2.0", id, ...more });
  if (!asked.success) return reply({ error: { code: -32_601, message: "Method not found" } });
  const given = Object.entries(params).filter((pair): pair is [string, string] => pair[1] !== null);
  try {
    const { result, error } = await peer.light(asked.data, Object.fromEntries(given));
    return error === undefined
      ? reply({ result })
      : reply({ error: { code: -32_603, message: error.message, data: error.data ?? "" } });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : "no answer";
    return reply({ error: { code: -32_603, message: "Internal error", data: message } });
  }
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body);
}
