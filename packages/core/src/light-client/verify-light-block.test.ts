import { describe, expect, test } from "vitest";
import {
  CHAIN_ID,
  makeCommit,
  makeLightBlock,
  SECOND,
  START,
  suite,
  validator,
  validators,
} from "../../test/support/light-chain.ts";
import { portableSuite } from "../suite/portable.ts";
import { type LightBlock, VOTE_FLAG } from "./light-block.ts";
import type { LightRefusal } from "./light-verdict.ts";
import { type LightTerms, verifyDecided, verifyLightBlock } from "./verify-light-block.ts";

const four = validators(0, 4);
const trusted = makeLightBlock(10, four);
const terms: LightTerms = {
  trustingPeriodMs: 86_400_000,
  now: START + 3600n * SECOND,
  clockDriftMs: 1_000,
};
const judge = (block: LightBlock, changes: Partial<LightTerms> = {}, from = trusted) =>
  verifyLightBlock(suite, from, block, { ...terms, ...changes });
const invalid = (code: LightRefusal) => ({ verdict: "invalid", code });
const all = () => true;

/** Changes the vote of the set's first validator. */
function withVote(block: Required<LightBlock>, change: object): LightBlock {
  const votes = block.commit.votes.map((vote, i) => (i === 0 ? { ...vote, ...change } : vote));
  return { ...block, commit: { ...block.commit, votes } };
}

describe("accepts", () => {
  test.each([11, 12, 500])("height %i after 10", (height) => {
    expect(judge(makeLightBlock(height, four))).toEqual({ verdict: "trusted" });
  });

  test("with three of four votes, and on the portable suite", () => {
    const absent = validator(2).signer.keyId.toString();
    const block = makeLightBlock(11, four, {
      votes: (one) => one.signer.keyId.toString() !== absent,
    });
    expect(block.commit.votes.filter(({ flag }) => flag === VOTE_FLAG.commit)).toHaveLength(3);
    expect(judge(block)).toEqual({ verdict: "trusted" });
    expect(verifyLightBlock(portableSuite("intl"), trusted, block, terms).verdict).toBe("trusted");
  });

  test("a set given in any order, and a set that changed by half", () => {
    const next = validators(2, 6);
    const block = makeLightBlock(20, next);
    expect(judge({ ...block, validators: [...block.validators].reverse() }).verdict).toBe(
      "trusted",
    );
  });
});

describe("wants a block in between", () => {
  test("when no more than a third of the known set signed", () => {
    const next = [...validators(3, 4), ...validators(10, 13)];
    const block = makeLightBlock(20, next);
    expect(judge(block)).toEqual({ verdict: "not-enough-trust", code: "trusted-power-too-little" });
    const between = makeLightBlock(19, four, { next });
    expect(judge(between).verdict).toBe("trusted");
    expect(judge(block, {}, between).verdict).toBe("trusted");
  });
});

describe("refuses", () => {
  const good = makeLightBlock(20, four);
  const header = (changes: object, height = 20) =>
    makeLightBlock(height, four, { header: changes });

  test.each<[LightRefusal, LightBlock, Partial<LightTerms>?]>([
    ["trusted-expired", good, { now: START + 100_000n * SECOND }],
    ["chain-id", header({ chainId: "another" })],
    ["height-not-later", makeLightBlock(10, four)],
    ["time-not-later", header({ time: trusted.header.time })],
    ["from-the-future", good, { now: good.header.time - SECOND }],
    ["block-protocol", header({ version: { block: 10, app: 1 } })],
    ["header-malformed", header({ dataHash: new Uint8Array(31) })],
    ["header-malformed", header({ proposerAddress: new Uint8Array(0) })],
    ["commit-of-another-block", { ...good, commit: makeLightBlock(21, four).commit }],
    [
      "commit-of-another-block",
      { ...good, header: header({ appHash: new Uint8Array(32) }).header },
    ],
    ["commit-malformed", { ...good, commit: { ...good.commit, votes: [] } }],
    [
      "commit-malformed",
      { ...good, commit: { ...good.commit, votes: good.commit.votes.slice(1) } },
    ],
    ["commit-malformed", withVote(good, { flag: 4 })],
    ["commit-malformed", withVote(good, { signature: new Uint8Array(63) })],
    ["set-differs", { ...good, validators: trusted.validators.slice(1) }],
    ["set-malformed", { ...good, validators: [] }],
    ["set-malformed", { ...good, validators: [...good.validators, ...good.validators] }],
    ["set-malformed", { ...good, validators: [{ key: validator(9).key, power: 0n }] }],
    ["set-malformed", { ...good, validators: [{ key: validator(9).key, power: 1n << 61n }] }],
    ["next-set-differs", { ...good, nextValidators: trusted.validators.slice(1) }],
    ["not-the-next-set", makeLightBlock(11, validators(0, 5))],
    ["signature-invalid", withVote(good, { signature: good.commit.votes[1]?.signature })],
    ["signature-invalid", withVote(good, { time: START })],
    ["signer-twice", withVote(good, { ...good.commit.votes[1] })],
    ["signer-unexpected", withVote(makeLightBlock(11, four), { address: new Uint8Array(20) })],
  ])("%s", (code, block, changes) => {
    expect(judge(block, changes)).toEqual(invalid(code));
  });

  test("two thirds exactly, next to the trusted block and beyond it", () => {
    const six = validators(0, 6);
    const from = makeLightBlock(10, six);
    for (const height of [11, 20]) {
      let count = 0;
      const block = makeLightBlock(height, six, { votes: () => count++ < 4 });
      expect(judge(block, {}, from)).toEqual(invalid("power-too-little"));
    }
  });

  test("votes for nothing do not count", () => {
    const nil = withVote(good, { flag: VOTE_FLAG.nil });
    expect(judge(nil).verdict).toBe("trusted");
    const votes = good.commit.votes.map((vote, i) =>
      i < 2 ? { ...vote, flag: VOTE_FLAG.nil } : vote,
    );
    expect(judge({ ...good, commit: { ...good.commit, votes } })).toEqual(
      invalid("power-too-little"),
    );
  });

  test("a trusted state that contradicts itself", () => {
    const from = { header: trusted.header, nextValidators: trusted.validators.slice(1) };
    expect(verifyLightBlock(suite, from, good, terms)).toEqual(invalid("trusted-set-differs"));
  });

  test("the other suite, which the engine does not know", () => {
    const gm = portableSuite("gm");
    expect(() => verifyLightBlock(gm, trusted, good, terms)).toThrow(TypeError);
    expect(() => verifyDecided(gm, CHAIN_ID, four, good)).toThrow(TypeError);
  });
});

describe("a block decided by a known set", () => {
  const block = makeLightBlock(77, four);

  test("passes without an earlier header", () => {
    expect(verifyDecided(suite, CHAIN_ID, four, block)).toEqual({ verdict: "trusted" });
  });

  test("fails for another chain, another set, and too few votes", () => {
    expect(verifyDecided(suite, "another", four, block)).toEqual(invalid("chain-id"));
    expect(verifyDecided(suite, CHAIN_ID, validators(1, 5), block)).toEqual(invalid("set-differs"));
    let count = 0;
    const commit = makeCommit(block.header, four, () => count++ < 2);
    expect(verifyDecided(suite, CHAIN_ID, four, { ...block, commit })).toEqual(
      invalid("power-too-little"),
    );
    expect(makeCommit(block.header, four, all).votes).toHaveLength(4);
  });
});
