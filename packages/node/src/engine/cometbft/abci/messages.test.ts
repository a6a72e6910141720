import * as abci from "cosmjs-types/tendermint/abci/types";
import { describe, expect, it } from "vitest";
import { FrameReader } from "./frames.ts";
import { decodeRequest, encodeResponse, MessageError, type ResponseKind } from "./messages.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

function unframe(frame: Uint8Array): Uint8Array {
  const [body, ...more] = new FrameReader(1e6).push(frame);
  expect(more).toEqual([]);
  return body as Uint8Array;
}

describe("requests", () => {
  it("decode like the oneof of the generated codec, every kind", () => {
    const kinds = Object.keys(abci.Request.fromPartial({}));
    const all: Record<string, object> = {
      ...{ echo: { message: "hi" }, flush: {}, info: { version: "0.38.25", blockVersion: 11n } },
      initChain: { chainId: "c", initialHeight: 7n, appStateBytes: bytes(1) },
      ...{ query: { path: "/p" }, checkTx: { tx: bytes(1, 2), type: 1 }, commit: {} },
      ...{ listSnapshots: {}, offerSnapshot: { snapshot: { height: 3n }, appHash: bytes(9) } },
      loadSnapshotChunk: { height: 3n, format: 1, chunk: 2 },
      applySnapshotChunk: { index: 1, chunk: bytes(4), sender: "s" },
      prepareProposal: { maxTxBytes: 100n, txs: [bytes(1)], height: 4n },
      processProposal: { txs: [bytes(1)], hash: bytes(2), height: 4n },
      extendVote: { hash: bytes(2), height: 4n },
      verifyVoteExtension: { hash: bytes(2), height: 4n, voteExtension: bytes(5) },
      finalizeBlock: { txs: [bytes(1), bytes()], height: 4n, time: { seconds: 9n, nanos: 1 } },
    };
    for (const kind of kinds) {
      const request = abci.Request.fromPartial<object>({ [kind]: all[kind] });
      const frame = abci.Request.encode(request).finish();
      const expected = request[kind as keyof abci.Request];
      expect(decodeRequest(frame), kind).toEqual({ kind, value: expected });
    }
    expect(Object.keys(all).sort()).toEqual(kinds.sort());
  });

  it("decode the calls of an application's own mempool", () => {
    expect(decodeRequest(bytes(0xaa, 0x01, 4, 0x0a, 2, 8, 9))).toEqual({
      kind: "insertTx",
      value: { tx: bytes(8, 9) },
    });
    expect(decodeRequest(bytes(0xb2, 0x01, 4, 0x08, 5, 0x10, 6))).toEqual({
      kind: "reapTxs",
      value: {},
    });
  });

  it("name the field of a kind that is not known", () => {
    expect(decodeRequest(bytes(0xba, 0x01, 0))).toEqual({ kind: "unknown", field: 23 });
    expect(decodeRequest(bytes(0x22, 0))).toEqual({ kind: "unknown", field: 4 });
  });

  it.each([
    ["nothing", []],
    ["a tag alone", [0x0a]],
    ["a number", [0x08, 1]],
    ["field 0", [0x02, 0]],
    ["a length beyond the frame", [0x42, 5, 1]],
    ["two requests", [0x12, 0, 0x5a, 0]],
    ["an endless tag", [0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    ["a message cut short", [0x42, 3, 0x0a, 9, 1]],
    ["a group without an end", [0x42, 1, 0x0b]],
  ])("refuse %s", (_, frame) => {
    expect(() => decodeRequest(Uint8Array.from(frame))).toThrow(MessageError);
  });
});

describe("responses", () => {
  it("are read by the generated codec, every kind", () => {
    const kinds = Object.keys(abci.Response.fromPartial({})) as ResponseKind[];
    for (const kind of kinds) {
      const blank = abci.Response.fromPartial<object>({ [kind]: {} });
      const value = blank[kind as keyof abci.Response];
      const read = abci.Response.decode(unframe(encodeResponse(kind, value as never)));
      expect(read, kind).toEqual(blank);
    }
    expect(kinds).toHaveLength(17);
  });

  it("to an application's own mempool have their numbers", () => {
    expect([...encodeResponse("insertTx", { code: 1 })]).toEqual([5, 0xb2, 0x01, 2, 8, 1]);
    expect([...encodeResponse("reapTxs", { txs: [] })]).toEqual([3, 0xba, 0x01, 0]);
  });
});
