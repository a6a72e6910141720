import { Agent, request } from "node:http";
import { z } from "zod";

/** The engine did not answer, or answered what it should not. */
export class RpcError extends Error {
  override readonly name = "RpcError";
}

/** Largest answer that is read, bytes. */
const ANSWER_BYTES_MAX = 33_554_432;

/** Patience with one call, ms. */
const CALL_MS = 10_000;

const answer = z.object({
  id: z.number(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string(), data: z.string().optional() }).optional(),
});

const status = z.object({
  node_info: z.object({ version: z.string() }),
  sync_info: z.object({
    latest_block_height: z.string(),
    latest_block_time: z.string(),
    earliest_block_height: z.string(),
    catching_up: z.boolean(),
  }),
  validator_info: z.object({ voting_power: z.string() }),
});

const consensusState = z.object({
  peers: z.array(
    z.object({
      node_address: z.string(),
      peer_state: z.object({ round_state: z.object({ height: z.string() }) }),
    }),
  ),
});

const unconfirmed = z.object({ total: z.string(), total_bytes: z.string() });

const netInfo = z.object({
  peers: z.array(z.object({ node_info: z.object({ id: z.string() }), remote_ip: z.string() })),
});

/** What a light client asks of an engine. */
export const LIGHT_METHODS = ["commit", "validators", "consensus_params"] as const;
export type LightMethod = (typeof LIGHT_METHODS)[number];

/** What it is answered: one of the two. */
export interface LightAnswer {
  readonly result?: unknown;
  readonly error?: { readonly message: string; readonly data?: string | undefined } | undefined;
}

/** Where the engine says that it stands. */
export interface EnginePosition {
  readonly height: number;
  /** Time of that block, ms since 1970 UTC. */
  readonly timeMs: number;
  /** First block that it still has. */
  readonly earliestHeight: number;
  /** True while it catches up with blocks that the others have. */
  readonly catchingUp: boolean;
  /** This organisation's voting power; 0 for an observer. */
  readonly power: number;
  /** What the engine says of its own version. */
  readonly version: string;
}

/** A peer that the engine is connected with. */
export interface EnginePeer {
  readonly nodeId: string;
  readonly address: string;
}

/** Calls to the engine's JSON-RPC over its Unix socket. */
export class EngineRpc {
  readonly #path: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });

  /** @param path of the socket */
  constructor(path: string) {
    this.#path = path;
  }

  /** @throws RpcError */
  async position(): Promise<EnginePosition> {
    const {
      node_info: node,
      sync_info: sync,
      validator_info: validator,
    } = read(status, await this.#call("status"));
    return {
      height: Number(sync.latest_block_height),
      timeMs: Date.parse(sync.latest_block_time),
      earliestHeight: Number(sync.earliest_block_height),
      catchingUp: sync.catching_up,
      power: Number(validator.voting_power),
      version: node.version,
    };
  }

  /**
   * The block that each peer has last, as it has told this engine, by node id. One that still catches up
   * tells nothing and is not in it.
   * @throws RpcError
   */
  async peerHeights(): Promise<ReadonlyMap<string, number>> {
    const { peers } = read(consensusState, await this.#call("dump_consensus_state"));
    return new Map(
      peers.flatMap(({ node_address: address, peer_state: { round_state: round } }) => {
        // The height that it works on is the one after its last block.
        const height = Number(round.height) - 1;
        return height > 0 ? [[address.slice(0, address.indexOf("@")), height] as const] : [];
      }),
    );
  }

  /**
   * What waits in the engine's mempool.
   * @throws RpcError
   */
  async mempool(): Promise<{ readonly transactions: number; readonly bytes: number }> {
    const waiting = read(unconfirmed, await this.#call("num_unconfirmed_txs"));
    return { transactions: Number(waiting.total), bytes: Number(waiting.total_bytes) };
  }

  /** @throws RpcError */
  async peers(): Promise<EnginePeer[]> {
    const { peers } = read(netInfo, await this.#call("net_info"));
    return peers.map(({ node_info: node, remote_ip: address }) => ({ nodeId: node.id, address }));
  }

  /**
   * The block and the commit of a height, as the light client reads them.
   * @param method of the engine, such as `commit` or `validators`
   * @throws RpcError
   */
  at(method: "block" | "commit" | "validators", height: number): Promise<unknown> {
    return this.#call(method, { height: String(height) });
  }

  /**
   * What the engine answers a light client, word for word: another organisation's engine reads it.
   * @param method `commit`, `validators` or `consensus_params`
   * @throws RpcError when it does not answer
   */
  async light(method: LightMethod, params: Readonly<Record<string, string>>): Promise<LightAnswer> {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 0, method, params });
    const { result, error } = read(answer, await this.#post(body));
    return error === undefined ? { result } : { error };
  }

  /**
   * Hand transactions to the mempool, in order, in one call. What the application thinks of them is not
   * waited for: it tells the node itself.
   * @returns for each why the mempool did not take it, or undefined
   * @throws RpcError when nothing is known
   */
  async broadcast(txs: readonly Uint8Array[]): Promise<(string | undefined)[]> {
    const calls = txs.map(
      (tx, id) =>
        `{"jsonrpc":"2.0","id":${id},"method":"broadcast_tx_async","params":{"tx":"${base64(tx)}"}}`,
    );
    // A batch of one is answered without brackets (rpc/jsonrpc/server/http_server.go).
    const found = read(answer.or(z.array(answer)), await this.#post(`[${calls.join(",")}]`));
    const answers = Array.isArray(found) ? found : [found];
    const problems = new Map(answers.map(({ id, error }) => [id, error]));
    return txs.map((_, id) => {
      if (!problems.has(id)) return "no answer";
      const error = problems.get(id);
      return error === undefined ? undefined : `${error.message}: ${error.data ?? ""}`;
    });
  }

  /** Let go of the connections. */
  close(): void {
    this.#agent.destroy();
  }

  async #call(method: string, params: Record<string, string> = {}): Promise<unknown> {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 0, method, params });
    const { result, error } = read(answer, await this.#post(body));
    if (error === undefined) return result;
    throw new RpcError(`${method}: ${error.message}: ${error.data ?? ""}`);
  }

  #post(body: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => reject(new RpcError(error.message, { cause: error }));
      const call = request(
        {
          socketPath: this.#path,
          agent: this.#agent,
          method: "POST",
          path: "/",
          timeout: CALL_MS,
          headers: {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(body),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          response.on("data", (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes > ANSWER_BYTES_MAX) call.destroy(new Error("an answer that is too long"));
            else chunks.push(chunk);
          });
          response.on("error", fail);
          response.on("end", () => {
            try {
              resolve(JSON.parse(Buffer.concat(chunks).toString()));
            } catch {
              fail(new Error(`an answer that is no JSON (${response.statusCode})`));
            }
          });
        },
      );
      call.on("timeout", () => call.destroy(new Error("no answer in time")));
      call.on("error", fail);
      call.end(body);
    });
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RpcError("an answer of another shape", { cause: parsed.error });
}
