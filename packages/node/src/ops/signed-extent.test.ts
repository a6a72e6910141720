import {
  type DecodedCertificate,
  decodeCertificate,
  encodeCertificate,
} from "@tallystick/core/certificate";
import { signCheckpoint } from "@tallystick/core/checkpoint";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { type BlockRecord, checkpointOf } from "@tallystick/ledger/block-record";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Consortium, CREATED, Lockstep, type TestNode } from "../../test/support/lockstep.ts";
import type { NodeIdentity } from "../open-node.ts";
import { VerifyPool } from "../workers/verify-pool.ts";
import { signedExtent } from "./signed-extent.ts";

let pool: VerifyPool;
let consortium: Consortium;
let chain: Lockstep;
beforeAll(async () => {
  pool = await VerifyPool.open({ suite: "intl", size: 1 });
  consortium = new Consortium();
  chain = await Lockstep.open(consortium, pool, { now: () => CREATED });
});
afterAll(() => pool.close());

const node = (): TestNode => chain.nodes[0] as TestNode;

function identity(): NodeIdentity {
  const { suite, ledgerId, trust: parsedTrust } = consortium;
  return { suite, ledgerId, parsedTrust } as NodeIdentity;
}

const extent = (brought?: DecodedCertificate) => signedExtent(identity(), node().store, brought);

async function signed(by: readonly number[], more: { time?: number; height?: number } = {}) {
  const { suite, ledgerId, organisations } = consortium;
  const { ledger } = node();
  const block = ledger.reader().block(more.height ?? ledger.height);
  const time = more.time ?? CREATED + 60_000;
  const checkpoint = checkpointOf(ledgerId, block as BlockRecord, time);
  const signatures = await Promise.all(
    by.map((i) => {
      const { id, signer } = organisations[i] as (typeof organisations)[0];
      return signCheckpoint(signer, id, checkpoint, suite);
    }),
  );
  return decodeCertificate(encodeCertificate({ height: checkpoint.height, time, signatures }));
}

it("is nothing where there is no ledger", () => {
  expect(signedExtent(identity(), new MemoryStore(), undefined)).toBeUndefined();
});

it("is the last certified block, or the last one where state and log are the same since", async () => {
  await chain.submit(await consortium.statement(1));
  await chain.untilSilent();
  expect(extent()).toEqual({ height: node().ledger.height, entriesBeyond: 0 });
  const certified = node().ledger.height;
  await chain.submit(await consortium.statement(2), await consortium.statement(3));
  await chain.step();
  expect(extent()).toMatchObject({ entriesBeyond: 2 });
  expect(extent()?.height).toBeLessThan(certified);
});

it("is the last block, when a quorum of the trust file has signed it", async () => {
  const { height } = node().ledger;
  expect(extent(await signed([0, 1, 3]))).toEqual({ height, entriesBeyond: 0 });
  const stranger = generateKey(consortium.suite);
  const good = await signed([0, 1, 2]);
  const { ledgerId, suite } = consortium;
  const block = node().ledger.reader().block(height) as BlockRecord;
  const forged = await signCheckpoint(
    stranger,
    "org-2",
    checkpointOf(ledgerId, block, good.time),
    suite,
  );
  const withForged = decodeCertificate(
    encodeCertificate({ ...good, signatures: [...good.signatures.slice(0, 2), forged] }),
  );
  for (const bad of [
    await signed([0, 1]),
    await signed([0, 1, 2], { height: height - 1 }),
    withForged,
  ]) {
    expect(() => extent(bad)).toThrow(expect.objectContaining({ code: "damaged-backup" }));
  }
});
