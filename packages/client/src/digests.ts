import { DIGEST_LENGTH, type DigestTag } from "@tallystick/core/algorithms";
import {
  decodeBatchShare,
  type ExpandedShare,
  expandBatchShare,
} from "@tallystick/core/batch-share";
import { concatBytes } from "@tallystick/core/bytes";
import type { Suite } from "@tallystick/core/suite/suite";
import { clientError } from "./errors.ts";
import { clientLimits } from "./limits.ts";
import { inParallel } from "./submitter.ts";
import type { Transport } from "./transport.ts";

/** Digests that a node has deposited in its batches, each with a receipt of its own. */
export interface DepositedDigests {
  readonly count: number;
  /** Receipt bundle of digest `i`, in the order in which they were given. */
  receipt(i: number): Uint8Array;
}

/** Settings of a deposit of digests. */
export interface DigestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Requests under way at a time. */
  readonly inFlight?: number | undefined;
  /** Called as answers come in. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Deposits digests through the node's aggregator. The node signs for them, so the call needs its
 * token, and it is not repeated by itself when the connection breaks: a second try would deposit them
 * twice, which is harmless but not the same.
 *
 * @param digests whole digests of `alg`, as a list or concatenated
 * @throws ClientError
 */
export async function depositDigests(
  transport: Transport,
  suite: Suite,
  alg: DigestTag,
  digests: Uint8Array | readonly Uint8Array[],
  options: DigestOptions = {},
): Promise<DepositedDigests> {
  const bytes = digests instanceof Uint8Array ? digests : concatBytes(...digests);
  const length = DIGEST_LENGTH[alg];
  if (bytes.length === 0 || bytes.length % length !== 0) {
    throw clientError("invalid-input", `digests: must be whole digests of ${length} bytes`);
  }
  const count = bytes.length / length;
  const per = clientLimits.digestsPerRequest;
  const parts = Array.from({ length: Math.ceil(count / per) }, (_, i) =>
    bytes.subarray(i * per * length, Math.min(count, (i + 1) * per) * length),
  );
  const shares = new Array<ExpandedShare>(parts.length);
  let done = 0;
  await inParallel([...parts.keys()], options.inFlight ?? 4, async (i) => {
    const part = parts[i] as Uint8Array;
    const answer = await transport.bytes({
      method: "POST",
      path: "/v1/digests",
      query: { alg },
      contentType: "application/octet-stream",
      accept: "application/vnd.tallystick.batch-share+cbor",
      body: part,
      token: true,
      idempotent: false,
      signal: options.signal,
    });
    try {
      shares[i] = expandBatchShare(suite, decodeBatchShare(answer), alg, part);
    } catch (cause) {
      throw clientError("bad-answer", "the answer is not a share of these digests", cause);
    }
    done += part.length / length;
    options.onProgress?.(done, count);
  });
  return {
    count,
    receipt(i) {
      const share = shares[Math.floor(i / per)];
      if (share === undefined) throw new RangeError("no such digest");
      return share.receipt(i % per);
    },
  };
}
