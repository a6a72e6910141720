import { fromBase64, fromHex } from "@tallystick/core/bytes";
import * as z from "zod";
import type { LightAnswer, LightMethod } from "../../engine/cometbft/rpc.ts";
import { NodeError } from "../../node-error.ts";

/** A snapshot that another organisation's node has. */
export interface PeerSnapshot {
  readonly height: number;
  readonly bytes: number;
  readonly vouchers: readonly Uint8Array[];
}

const snapshots = z.object({
  snapshots: z
    .array(
      z.object({
        height: z.int(),
        bytes: z.int(),
        vouchers: z.array(z.base64().max(4096)).max(8),
      }),
    )
    .max(64),
});
const status = z.object({ ledger: z.string(), organisation: z.string(), height: z.int() });
const commit = z.object({
  signed_header: z.object({
    header: z.object({ height: z.string() }),
    commit: z.object({ block_id: z.object({ hash: z.string().regex(/^[0-9A-Fa-f]{64}$/) }) }),
  }),
});

/** Bytes of one answer that is read, and the patience with it, ms. */
const ANSWER_BYTES_MAX = 33_554_432;
const CALL_MS = 15_000;

/** The HTTP API of another organisation's node, as one that joins uses it. It is believed in nothing. */
export class PeerNode {
  readonly url: string;

  /** @param url such as `https://ledger.example.org`. @throws NodeError `invalid-option` */
  constructor(url: string) {
    let parsed: URL;
    try {
      parsed = new URL(url);
    } catch {
      throw invalid(`${url} is no address of a node`);
    }
    if (!/^https?:$/.test(parsed.protocol) || parsed.username !== "" || parsed.search !== "") {
      throw invalid(`${parsed.host} is no address of a node`);
    }
    this.url = parsed.href.replace(/\/+$/, "");
  }

  /** Which ledger it serves, for which organisation, and where it stands. */
  async status(): Promise<{ ledgerId: Uint8Array; organisation: string; height: number }> {
    const { ledger, ...rest } = await this.#read("/v1/status", status);
    return { ledgerId: fromHex(ledger), ...rest };
  }

  async snapshots(): Promise<PeerSnapshot[]> {
    const { snapshots: found } = await this.#read("/v1/network/snapshots", snapshots);
    return found.map(({ height, bytes, vouchers }) => {
      return { height, bytes, vouchers: vouchers.map(fromBase64) };
    });
  }

  /** What its engine tells a light client. */
  async light(method: LightMethod, params: Readonly<Record<string, string>>): Promise<LightAnswer> {
    const query = new URLSearchParams(params).toString();
    const shape = z.object({
      result: z.unknown().optional(),
      error: z.object({ message: z.string(), data: z.string().optional() }).optional(),
    });
    return this.#read(`/v1/network/light/${method}?${query}`, shape);
  }

  /** Hash of the block at a height, lower-case hex; of its last block unless given. */
  async blockHash(height?: number): Promise<{ height: number; hash: string }> {
    const { result } = await this.light(
      "commit",
      height === undefined ? {} : { height: String(height) },
    );
    const parsed = commit.safeParse(result);
    if (!parsed.success) throw this.#unusable("it does not have the block that was asked for");
    const { header, commit: found } = parsed.data.signed_header;
    return { height: Number(header.height), hash: found.block_id.hash.toLowerCase() };
  }

  async #read<T>(path: string, shape: z.ZodType<T>): Promise<T> {
    try {
      const answer = await fetch(`${this.url}${path}`, {
        ...{ redirect: "error", signal: AbortSignal.timeout(CALL_MS) },
        headers: { accept: "application/json" },
      });
      if (!answer.ok) throw new Error(`it answered ${answer.status}`);
      return shape.parse(JSON.parse(await textOf(answer)));
    } catch (cause) {
      throw this.#unusable(cause instanceof Error ? cause.message : "it cannot be read", cause);
    }
  }

  #unusable(what: string, cause?: unknown): NodeError {
    return new NodeError(
      "peer-unusable",
      `the node at ${this.url} cannot be used: ${what.slice(0, 300)}`,
      "name the addresses of nodes of other organisations of this network that are running",
      cause,
    );
  }
}

async function textOf(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error("its answer is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function invalid(message: string): NodeError {
  return new NodeError("invalid-option", message, "write it as https://host or http://host:port");
}
