/** Worked examples of docs/reference/state-answer.md, batch-share.md and claims.md. */
import { batchLeafHashes } from "../../src/batch-leaf.ts";
import { encodeBatchShare } from "../../src/batch-share.ts";
import { concatBytes, toHex } from "../../src/bytes.ts";
import { signCheckpoint } from "../../src/checkpoint.ts";
import { encodeClaims } from "../../src/claims/claims.ts";
import { buildTree, rangeProof, treeRoot } from "../../src/range-proof.ts";
import { encodeReceipt } from "../../src/receipt.ts";
import { encodeStateAnswer } from "../../src/state-answer.ts";
import { digestOf, FILE } from "../support/file.ts";
import { exampleBytes } from "../support/keys.ts";
import { makeState } from "../support/state.ts";
import { CREATED, makeEntry, makeReceipt, makeWorld, type World } from "../support/world.ts";
import { annotate } from "./annotate.ts";

/** Digests of the example batch: five, of which the caller sent numbers 1 to 3. */
export const BATCH = { size: 5, first: 1, count: 3 } as const;

/** Blocks of text by name; a page shows one below the line `<!-- example: NAME -->`. */
export async function makeAnswerExamples(): Promise<ReadonlyMap<string, string>> {
  const examples = new Map<string, string>();
  for (const suite of ["intl", "gm"] as const) {
    const world = makeWorld({ suite });
    examples.set(`state-answer-${suite}`, annotate(await stateAnswer(world)));
    examples.set(`claims-${suite}`, annotate(await claims(world)));
    const { share, digests } = await batchShare(world);
    examples.set(`batch-share-${suite}`, annotate(share));
    examples.set(`batch-digests-${suite}`, `${digests.map(toHex).join("\n")}\n`);
  }
  return examples;
}

/** The file's digest has been deposited once: ordinal 0 is there, ordinal 1 is not. */
async function stateAnswer(world: World): Promise<Uint8Array> {
  const { suite, ledgerId } = world;
  const key = (ordinal: number) => [suite.hashName, digestOf(suite.hashName, FILE), ordinal];
  const rows = [0].map((ordinal) => ({
    app: "evidence",
    table: "deposits",
    key: key(ordinal),
    value: { index: 1, member: world.member.id },
  }));
  const state = makeState(suite, ["evidence", "membership"], rows);
  const checkpoint = {
    ledgerId,
    height: 2,
    time: CREATED + 1234,
    logSize: 3,
    logRoot: exampleBytes("log root", 32),
    stateRoot: state.root,
  };
  const signatures = await Promise.all(
    world.organisations.map(({ id, signer }) => signCheckpoint(signer, id, checkpoint, suite)),
  );
  const proofs = [0, 1].map((ordinal) => state.prove("evidence", "deposits", key(ordinal)));
  return encodeStateAnswer({ logRoot: checkpoint.logRoot, signatures, proofs });
}

/** The same answer, with what somebody says of its two rows. */
async function claims(world: World): Promise<Uint8Array> {
  const { suite, member } = world;
  const row = (ordinal: number) => ({
    app: "evidence",
    table: "deposits",
    key: [suite.hashName, digestOf(suite.hashName, FILE), ordinal],
  });
  return encodeClaims({
    answers: [await stateAnswer(world)],
    claims: [
      { row: row(0), path: ["member"], test: "is", value: member.id },
      { row: row(0), path: ["size"], test: "absent" },
      { row: row(0), path: ["index"], test: "before", value: 2 },
      { row: row(1), path: [], test: "absent" },
    ],
  });
}

async function batchShare(world: World): Promise<{ share: Uint8Array; digests: Uint8Array[] }> {
  const { suite } = world;
  const { size, first, count } = BATCH;
  const digests = Array.from({ length: size }, (_, i) => exampleBytes(`digest ${i}`, 32));
  const hashes = batchLeafHashes(suite.hash, suite.hashName, concatBytes(...digests));
  const levels = buildTree(suite, hashes);
  const entry = await makeEntry(world, {
    action: "evidence.deposit-batch",
    input: { root: treeRoot(levels), size, algorithms: [suite.hashName] },
    data: { root: treeRoot(levels), ordinal: 0 },
  });
  const receipt = await makeReceipt(world, entry, { index: 1, logSize: 3 });
  const share = encodeBatchShare({
    receipt: encodeReceipt(receipt),
    index: 1,
    height: 2,
    size,
    first,
    count,
    proof: rangeProof(levels, first, first + count),
  });
  return { share, digests: digests.slice(first, first + count) };
}
