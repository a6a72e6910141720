import { DIGEST_LENGTH, DIGEST_TAGS, type DigestTag } from "@tallystick/core/algorithms";
import { encodeBatchShare, expandBatchShare } from "@tallystick/core/batch-share";
import { concatBytes, fromHex, toHex } from "@tallystick/core/bytes";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import * as z from "zod";
import { batchPart, decodeBatchRecord, findInBatch } from "../../batch-record.ts";
import { certifiedRead } from "../certified.ts";
import type { ApiContext } from "../context.ts";
import { IMMUTABLE, MEDIA } from "../media-types.ts";
import { describeIssue, hexText, uintText } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { binary, type Route, route } from "../route-spec.ts";
import { asBuffer } from "./statements.ts";

const TAG = "digests";

const algorithm = z.enum(DIGEST_TAGS as [DigestTag, ...DigestTag[]]);

/** Digests from many callers, ordered as batches. */
export function digestRoutes(context: ApiContext): Route[] {
  return [depositRoute(context), receiptRoute(context)];
}

const listSchema = (max: number) =>
  z.strictObject({
    digests: z
      .array(z.strictObject({ alg: algorithm, value: z.string().meta({ format: "hex" }) }))
      .min(1)
      .max(max),
  });

function depositRoute(context: ApiContext): Route {
  const { limits } = context;
  const list = listSchema(limits.digestsPerReceiptCall);
  return route(
    {
      method: "POST",
      path: "/v1/digests",
      operationId: "depositDigests",
      tag: TAG,
      summary: "Deposit digests in a batch that the node orders within 100 ms",
      description:
        "The node puts the digests of all callers of the moment into one batch and deposits its root. Each digest has a receipt of its own all the same. Bytes get a batch share, from which the SDK makes one receipt a digest; JSON gets whole receipts.",
      access: "token",
      capability: "node.digests",
      query: z.strictObject({
        alg: algorithm.optional().meta({ description: "algorithm of a body of bytes" }),
      }),
      body: {
        [MEDIA.digests]: binary(`1 to ${limits.digestsPerCall} digests, concatenated`),
        [MEDIA.json]: list,
      },
      bodyBytes: limits.digestBytes,
      answers: {
        200: {
          description: "durable",
          content: {
            [MEDIA.batchShare]: binary("batch share (docs/reference/batch-share.md)"),
            [MEDIA.json]: z.object({
              receipts: z.array(
                z.object({
                  alg: algorithm,
                  value: z.string(),
                  index: z.int(),
                  receipt: z.string().meta({ description: "receipt bundle", format: "hex" }),
                }),
              ),
            }),
          },
        },
      },
    },
    async ({ query, body, contentType, reply }) => {
      reply.header("cache-control", "no-store");
      if (contentType === MEDIA.json) {
        const parsed = list.safeParse(body);
        if (!parsed.success) throw new Problem("invalid-request", describeIssue(parsed.error));
        if (query.alg !== undefined) {
          throw new Problem("invalid-request", "alg: belongs to bodies of bytes");
        }
        return { receipts: await depositList(context, parsed.data.digests) };
      }
      const { alg } = query;
      if (alg === undefined) throw new Problem("invalid-request", "alg: must be given");
      const share = await context.aggregator.add(
        alg,
        digestBytes(alg, body, limits.digestsPerCall),
      );
      reply.type(MEDIA.batchShare);
      return asBuffer(encodeBatchShare(share));
    },
  );
}

function digestBytes(alg: DigestTag, body: unknown, max: number): Uint8Array {
  const length = DIGEST_LENGTH[alg];
  if (!(body instanceof Uint8Array) || body.length === 0 || body.length % length !== 0) {
    throw new Problem("invalid-request", `the body must be whole digests of ${length} bytes`);
  }
  if (body.length / length > max) throw new Problem("too-large", `at most ${max} digests a call`);
  return body;
}

interface ListedDigest {
  readonly alg: DigestTag;
  readonly value: string;
}

async function depositList(
  context: ApiContext,
  digests: readonly ListedDigest[],
): Promise<(ListedDigest & { index: number; receipt: string })[]> {
  const values = digests.map(({ alg, value }, i) => {
    if (/^[0-9a-f]*$/.test(value) && value.length === 2 * DIGEST_LENGTH[alg]) return fromHex(value);
    throw new Problem(
      "invalid-request",
      `digests.${i}.value: must be ${DIGEST_LENGTH[alg]} bytes in lower-case hex`,
    );
  });
  const suite = nodeSuite(context.ledger.suite);
  const receipts = new Array<{ index: number; receipt: Uint8Array }>(digests.length);
  const algorithms = [...new Set(digests.map(({ alg }) => alg))];
  await Promise.all(
    algorithms.map(async (alg) => {
      const places = digests.flatMap((digest, i) => (digest.alg === alg ? [i] : []));
      const run = places.map((i) => values[i] as Uint8Array);
      const share = await context.aggregator.add(alg, concatBytes(...run));
      const { receipt } = expandBatchShare(suite, share, alg, concatBytes(...run));
      places.forEach((i, n) => {
        receipts[i] = { index: share.index, receipt: receipt(n) };
      });
    }),
  );
  return digests.map(({ alg, value }, i) => {
    const { index, receipt } = receipts[i] as { index: number; receipt: Uint8Array };
    return { alg, value, index, receipt: toHex(receipt) };
  });
}

function receiptRoute(context: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/digests/{index}/{alg}/{digest}",
      operationId: "getDigestReceipt",
      tag: TAG,
      summary: "The receipt of one digest of a batch",
      access: "public",
      crossOrigin: true,
      params: z.strictObject({
        index: uintText("position of the batch in the log"),
        alg: algorithm,
        digest: hexText("the digest", { min: 32, max: 64 }),
      }),
      answers: {
        200: {
          description: "a receipt bundle (docs/reference/receipt.md)",
          content: { [MEDIA.receipt]: binary("*.receipt file") },
        },
      },
    },
    async ({ params, reply }) => {
      const { index, alg } = params;
      const receipt = await digestReceipt(context, index, alg, fromHex(params.digest));
      reply.type(MEDIA.receipt).header("cache-control", IMMUTABLE);
      return asBuffer(receipt);
    },
  );
}

/** The receipt of one digest of a batch that this node ordered. @throws Problem `not-found` */
export function digestReceipt(
  context: ApiContext,
  index: number,
  alg: DigestTag,
  digest: Uint8Array,
): Promise<Uint8Array> {
  const { receipts, readBatch, ledger } = context;
  const bytes = readBatch(index);
  if (bytes === undefined) throw new Problem("not-found", "no batch of this node is there");
  const record = decodeBatchRecord(bytes);
  const place = digest.length === DIGEST_LENGTH[alg] ? findInBatch(record, alg, digest) : undefined;
  if (place === undefined) throw new Problem("not-found", "the batch has no such digest");
  const part = batchPart(nodeSuite(ledger.suite), record, place);
  return certifiedRead(context, (reader) => receipts.batchReceipt(reader, index, part));
}
