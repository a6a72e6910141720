import { expect, test } from "vitest";
import { concatBytes, fromHex, toHex, utf8 } from "../bytes.ts";
import { portableSuite } from "../suite/portable.ts";
import { precommitBytes } from "./canonical-vote.ts";
import { headerHash, sortValidators, validatorAddress } from "./light-block-hashes.ts";
import { readEngineTime } from "./light-block-json.ts";
import { ProtoWriter, varint } from "./proto-writer.ts";

const suite = portableSuite("intl");
const digest = (text: string) => suite.hash(utf8(text));

// cometbft v0.38.25 types/block_test.go, TestHeaderHash.
test("hash of the engine's own example header", () => {
  const zeros = new Uint8Array(32);
  const hash = headerHash(suite, {
    version: { block: 1, app: 2 },
    chainId: "chainId",
    height: 3,
    time: readEngineTime("2019-10-13T16:14:44Z"),
    lastBlockId: { hash: zeros, parts: { total: 6, hash: zeros } },
    lastCommitHash: digest("last_commit_hash"),
    dataHash: digest("data_hash"),
    validatorsHash: digest("validators_hash"),
    nextValidatorsHash: digest("next_validators_hash"),
    consensusHash: digest("consensus_hash"),
    appHash: digest("app_hash"),
    lastResultsHash: digest("last_results_hash"),
    evidenceHash: digest("evidence_hash"),
    proposerAddress: validatorAddress(suite, utf8("proposer_address")),
  });
  expect(toHex(hash)).toBe("f740121f553b5418c3efbd343c2dbfe9e007bb67b0d020a0741374bab65242a4");
});

// cometbft v0.38.25 types/vote_test.go, TestVoteSignBytesTestVectors, row 4, which is a vote of type 0
// without a block id; in a commit both fields are there: 0802 and 22021200.
test("bytes of a vote", () => {
  const none = new Uint8Array(0);
  const blockId = { hash: none, parts: { total: 0, hash: none } };
  const time = readEngineTime("0001-01-01T00:00:00Z");
  const bytes = precommitBytes("test_chain_id", { height: 1, round: 1, blockId }, time);
  expect(toHex(bytes)).toBe(
    "34080211010000000000000019010000000000000022021200" +
      "2a0b088092b8c398feffffff01320d746573745f636861696e5f6964",
  );
});

test("order of a set: more power first, then the lower address", () => {
  const keys = ["01", "02", "03"].map((byte) => fromHex(byte.repeat(32)));
  const powers = [5n, 7n, 5n];
  const set = keys.map((key, i) => ({ key, power: powers[i] as bigint }));
  const sorted = sortValidators(suite, set);
  expect(sorted.map(({ power }) => power)).toEqual([7n, 5n, 5n]);
  const [, second, third] = sorted.map(({ address }) => toHex(address));
  expect((second as string) < (third as string)).toBe(true);
});

test("protocol buffers: zero and empty are left out, integers are 64-bit two's complement", () => {
  const bytes = new ProtoWriter().integer(1, 0).bytes(2, new Uint8Array(0)).text(3, "").finish();
  expect(bytes).toHaveLength(0);
  expect(toHex(new ProtoWriter().message(2, bytes).finish())).toBe("1200");
  expect(toHex(new ProtoWriter().sfixed64(2, -2).finish())).toBe("11feffffffffffffff");
  expect(toHex(varint(-1))).toBe("ffffffffffffffffff01");
  expect(toHex(concatBytes(varint(0), varint(127), varint(128), varint(300)))).toBe("007f8001ac02");
});
