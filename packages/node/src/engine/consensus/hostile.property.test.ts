import { toHex } from "@tallystick/core/bytes";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  Consortium,
  CREATED,
  Lockstep,
  type TestNode,
  type TestOrganisation,
} from "../../../test/support/lockstep.ts";
import { VerifyPool } from "../../workers/verify-pool.ts";

const consortium = new Consortium();
let pool: VerifyPool;
let chain: Lockstep;
let seeds: Uint8Array[];
beforeAll(async () => {
  pool = await VerifyPool.open({ suite: "intl", size: 1 });
  chain = await Lockstep.open(consortium, pool, { now: () => CREATED });
  const statement = await consortium.statement(1);
  await chain.submit(statement);
  await chain.step();
  await chain.step();
  const [certificate] = (await chain.propose()) as [Uint8Array];
  const extension = chain.votes[0]?.extension ?? new Uint8Array(0);
  seeds = [await consortium.statement(2), certificate, extension, statement];
});
afterAll(() => pool.close());

/** Bytes made of a good message by changing, cutting and doubling some of them; or anything. */
const hostile = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .record({
      seed: fc.nat(3),
      flips: fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 3 }),
      cut: fc.option(fc.nat(2000)),
    })
    .map(({ seed, flips, cut }) => {
      const bytes = (seeds[seed] as Uint8Array).slice();
      for (const [at, value] of flips) bytes[at % bytes.length] = value;
      return cut === null ? bytes : bytes.slice(0, cut % bytes.length);
    }),
);

it("takes whatever bytes others send, and all honest nodes judge them alike", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { maxLength: 4 }), hostile, async (txs, extension) => {
      const block = chain.block(txs);
      const { height, hash } = block;
      const [first, second] = consortium.organisations as [TestOrganisation, TestOrganisation];
      const each = <T>(run: (node: TestNode) => Promise<T>) => Promise.all(chain.nodes.map(run));
      const judged = await each(({ app }) => app.processProposal(block));
      const { address } = first;
      const votes = await each(({ app }) =>
        app.verifyVoteExtension({ height, hash, address, extension }),
      );
      const decided = await each(({ app }) => app.finalizeBlock({ ...block, misbehaviour: [] }));
      await each(({ app }) => app.extendVote(block));
      await each(({ app }) => Promise.all(txs.map((tx) => app.checkTx(tx, false))));
      const proposals = await each(({ app }) =>
        app.prepareProposal({
          height,
          timeMs: chain.headerTime,
          maxTxBytes: 1_000_000,
          txs,
          lastExtensions: [
            { address, power: 1, extension },
            { address: second.address, power: 1, extension },
          ],
        }),
      );
      for (const results of [judged, votes]) expect(new Set(results).size).toBe(1);
      expect(new Set(decided.map(({ appHash }) => toHex(appHash))).size).toBe(1);
      expect(decided[0]?.txResults).toHaveLength(txs.length);
      expect(new Set(proposals.map((proposal) => proposal.map(toHex).join())).size).toBe(1);
      // What an honest node proposes, every honest node accepts.
      const [proposal] = proposals as [Uint8Array[]];
      const accepted = await each(({ app }) => app.processProposal(chain.block(proposal)));
      expect(accepted).toEqual([true, true, true, true]);
    }),
    { numRuns: 150 },
  );
  for (const { app } of chain.nodes) expect(app.halted).toBeUndefined();
  expect((await chain.untilSilent()).some(({ certified }) => certified)).toBe(true);
});
