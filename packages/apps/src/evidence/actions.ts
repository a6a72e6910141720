import { DIGEST_LENGTH } from "@tallystick/core/algorithms";
import { toHex } from "@tallystick/core/bytes";
import { type ActionContext, defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { bytes, list, optional, text, uint } from "@tallystick/ledger/app/fields";
import {
  claims,
  depositRef,
  digest,
  digestAlgorithm,
  digestValue,
  labels,
  ordinal,
  source,
} from "./fields.ts";
import { nextOrdinal } from "./ordinals.ts";
import { EVIDENCE_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import { aliases, annotations, batches, deposits, successors } from "./records.ts";

/** Clocks of capturing devices may run ahead of the ledger's by this much. */
export const CAPTURE_SKEW_MS = 5 * 60 * 1000;

/** Records that content with these digests existed at the time of the block. */
export const deposit = defineAction({
  name: "deposit",
  title: { en: "Deposit evidence", zh: "存证" },
  summary: {
    en: "Records digests of content, with what the depositor claims about it.",
    zh: "登记内容摘要，以及存证人对内容的说明。",
  },
  tables: { deposits, aliases, successors },
  roles: ["member", "operator"],
  recordClass: "evidence.deposits",
  input: {
    digests: list(digest, {
      min: 1,
      max: 4,
      en: "Digests of the content; the deposit is filed under the first.",
      zh: "内容的摘要，存证按首个摘要归档。",
    }),
    ...claims,
  },
  output: { alg: digestAlgorithm, digest: digestValue, ordinal },
  refusals: [
    OUTCOMES.digestLength,
    OUTCOMES.algorithmRepeated,
    OUTCOMES.noSuchDeposit,
    OUTCOMES.capturedInFuture,
  ],
  run(ctx, { digests, ...said }) {
    const { tables, block } = ctx;
    const bad = digests.findIndex(({ alg, value }) => value.length !== DIGEST_LENGTH[alg]);
    if (bad >= 0) return refuse(OUTCOMES.digestLength, { digest: bad });
    const algorithms = new Set(digests.map(({ alg }) => alg));
    if (algorithms.size !== digests.length) return refuse(OUTCOMES.algorithmRepeated);
    if ((said.capturedAt ?? 0) > block.time + CAPTURE_SKEW_MS) {
      return refuse(OUTCOMES.capturedInFuture);
    }
    const [first, ...others] = digests;
    if (first === undefined) return refuse(OUTCOMES.digestLength, { digest: 0 });
    const filed = { alg: first.alg, digest: first.value };
    const place = nextOrdinal((n) => tables.deposits.has({ ...filed, ordinal: n }));
    const ref = { ...filed, ordinal: place };
    if (said.previous !== undefined) {
      if (!tables.deposits.has(said.previous)) return refuse(OUTCOMES.noSuchDeposit);
      const { previous } = said;
      const position = nextOrdinal((n) => tables.successors.has({ ...previous, position: n }));
      tables.successors.put({ ...previous, position, deposit: ref });
    }
    const also = others.length > 0 ? { also: others } : {};
    tables.deposits.put({ ...ref, ...recordedNow(ctx), ...also, ...said });
    for (const { alg, value } of others) {
      const alias = nextOrdinal((n) => tables.aliases.has({ alg, digest: value, ordinal: n }));
      tables.aliases.put({ alg, digest: value, ordinal: alias, deposit: ref });
    }
    return ok(ref);
  },
});

/** Records the Merkle root of many digests in one statement. */
export const depositBatch = defineAction({
  name: "deposit-batch",
  title: { en: "Deposit a batch", zh: "批量存证" },
  summary: {
    en: "Records the Merkle root over many digests; each digest is proved by its path.",
    zh: "登记多个摘要的默克尔根，每个摘要可通过路径单独证明。",
  },
  tables: { batches },
  roles: ["member", "operator"],
  recordClass: "evidence.batches",
  input: {
    root: bytes({
      length: 32,
      en: "RFC 9162 root over the leaves CBOR [algorithm, digest], with the hash of the suite.",
      zh: "叶子 CBOR [算法, 摘要] 的 RFC 9162 默克尔根，使用账本的杂凑算法。",
    }),
    size: uint({ min: 1, en: "Leaves of the batch.", zh: "批次的叶子数。" }),
    algorithms: optional(
      list(digestAlgorithm, {
        max: 6,
        en: "Digest algorithms that occur in the leaves.",
        zh: "叶子所用的摘要算法。",
      }),
    ),
    source: optional(source),
    labels: optional(labels),
  },
  output: { root: bytes({ length: 32 }), ordinal },
  refusals: [],
  run(ctx, input) {
    const { batches: table } = ctx.tables;
    const { root } = input;
    const place = nextOrdinal((n) => table.has({ root, ordinal: n }));
    table.put({ ...input, ordinal: place, ...recordedNow(ctx) });
    return ok({ root, ordinal: place });
  },
});

/** Adds a remark to a deposit. */
export const annotate = defineAction({
  name: "annotate",
  title: { en: "Annotate a deposit", zh: "批注存证" },
  summary: {
    en: "Adds a remark to a deposit; the deposit itself does not change.",
    zh: "为存证添加批注，存证本身不变。",
  },
  tables: { deposits, annotations },
  roles: ["member", "operator"],
  scope: ({ deposit: ref }) => ofDeposit(ref),
  input: {
    deposit: depositRef,
    text: text({ max: 4096, multiline: true, en: "The annotation.", zh: "批注内容。" }),
    labels: optional(labels),
  },
  output: {
    number: uint({ en: "Which annotation of the deposit.", zh: "该存证的第几条批注。" }),
  },
  refusals: [OUTCOMES.noSuchDeposit],
  run(ctx, { deposit: ref, ...said }) {
    const { tables } = ctx;
    if (!tables.deposits.has(ref)) return refuse(OUTCOMES.noSuchDeposit);
    const number = nextOrdinal((n) => tables.annotations.has({ ...ref, number: n }));
    tables.annotations.put({ ...ref, number, ...recordedNow(ctx), ...said });
    return ok({ number });
  },
});

/** Marks a deposit as withdrawn. */
export const withdraw = defineAction({
  name: "withdraw",
  title: { en: "Withdraw a deposit", zh: "撤回存证" },
  summary: {
    en: "Marks a deposit as withdrawn, with the reason. Nothing is erased.",
    zh: "将存证标记为已撤回并注明原因，不删除任何内容。",
  },
  tables: { deposits },
  roles: ["member", "operator"],
  scope: ({ deposit: ref }) => ofDeposit(ref),
  input: {
    deposit: depositRef,
    reason: text({ max: 1024, multiline: true, en: "Why.", zh: "原因。" }),
  },
  output: {},
  refusals: [OUTCOMES.noSuchDeposit, OUTCOMES.notDepositor, OUTCOMES.alreadyWithdrawn],
  run(ctx, { deposit: ref, reason }) {
    const { caller, tables } = ctx;
    const row = tables.deposits.get(ref);
    if (row === undefined) return refuse(OUTCOMES.noSuchDeposit);
    if (row.member !== caller.member && caller.role !== "operator") {
      return refuse(OUTCOMES.notDepositor);
    }
    if (row.withdrawn !== undefined) return refuse(OUTCOMES.alreadyWithdrawn);
    tables.deposits.put({ ...row, withdrawn: { ...recordedNow(ctx), reason } });
    return ok({});
  },
});

/** A deposit as what an action touches: `algorithm:digest:ordinal`, the digest in hex. */
function ofDeposit({ alg, digest: value, ordinal: place }: TypedRef) {
  return { recordClass: "evidence.deposits", record: `${alg}:${toHex(value)}:${place}` };
}

interface TypedRef {
  readonly alg: string;
  readonly digest: Uint8Array;
  readonly ordinal: number;
}

// biome-ignore lint/complexity/noBannedTypes: any context will do
function recordedNow({ index, block, caller }: ActionContext<{}>) {
  const { member, organisation } = caller;
  return { index, time: block.time, member, organisation };
}
