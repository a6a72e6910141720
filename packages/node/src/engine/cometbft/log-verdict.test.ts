import { expect, it } from "vitest";
import { type EngineTrouble, HALTING, troubleIn } from "./log-verdict.ts";

it.each<[EngineTrouble | undefined, string]>([
  [
    "diverged",
    '{"_msg":"CONSENSUS FAILURE!!!","err":"+2/3 committed an invalid block: wrong Block.Header.AppHash.  Expected AA, got BB. Check ABCI app for non-determinism","level":"error"}',
  ],
  ["diverged", "panic: state.AppHash does not match AppHash after replay. Got"],
  ["diverged", "panic: block.AppHash does not match AppHash after replay. Got AA, expected BB."],
  [
    "diverged",
    '{"_msg":"Error in validation","err":"wrong Block.Header.LastResultsHash.  Expected AA, got BB"}',
  ],
  ["out-of-step", "error on replay: app block height (9) is higher than core (3)"],
  ["out-of-step", "error on replay: app block height (1) is too far below block store base (30)"],
  [
    "double-vote",
    '{"_msg":"found conflicting vote from ourselves; did you unsafe_reset a validator?"}',
  ],
  ["validator-state", "Error reading PrivValidator state from x: unexpected end of JSON input"],
  ["validator-state", "open /srv/data/priv_validator_state.json: no such file or directory"],
  ["consensus-stopped", '{"_msg":"CONSENSUS FAILURE!!!","err":"failed to apply block; EOF"}'],
  ["wal-damaged", '{"_msg":"the WAL repair failed","err":"..."}'],
  [
    "wal-damaged",
    '{"_msg":"failed to open WAL","err":"open /srv/data/cs.wal/wal: is a directory"}',
  ],
  [
    "data-damaged",
    "failed to create node: leveldb: manifest corrupted (field 'comparer'): missing",
  ],
  ["data-damaged", "panic: StateBlockHeight (9) > StoreBlockHeight (8)"],
  // What another node does, or the weather does, is no trouble of this one.
  [
    undefined,
    '{"_msg":"prevote step: consensus deems this block invalid; prevoting nil","err":"wrong Block.Header.AppHash.  Expected AA, got BB"}',
  ],
  [undefined, '{"_msg":"Error dialing peer","err":"dial tcp 10.0.0.1:26656: connect: refused"}'],
  [undefined, '{"_msg":"Error in validation","err":"wrong signature (#2): AA"}'],
  [undefined, ""],
])("finds %s", (trouble, line) => {
  expect(troubleIn(line)).toBe(trouble);
});

it("halts for what no restart cures", () => {
  expect(HALTING.has("wal-damaged") || HALTING.has("consensus-stopped")).toBe(false);
});
