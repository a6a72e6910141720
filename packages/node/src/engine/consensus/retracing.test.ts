import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@tallystick/core/bytes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  Consortium,
  CREATED,
  Lockstep,
  openTestNode,
  type TestNode,
  type TestOrganisation,
} from "../../../test/support/lockstep.ts";
import { VerifyPool } from "../../workers/verify-pool.ts";
import type { FinalizeBlockRequest, InitChainRequest } from "./application.ts";
import type { Chain } from "./chain.ts";
import { chainStartToJson } from "./chain-start.ts";
import { beginRetracing, isRetracing, RetracingApplication } from "./retracing.ts";

interface Recorded {
  readonly request: FinalizeBlockRequest;
  readonly appHash: string;
  readonly results: string;
}

let parent: string;
let pool: VerifyPool;
let consortium: Consortium;
let chain: Lockstep;
const blocks: Recorded[] = [];
let node: TestNode;
let founding: InitChainRequest;
let start: Uint8Array;
let files = 0;
const file = (): string => join(parent, `traced-${files++}`);

async function step(): Promise<void> {
  const { headerTime: timeMs } = chain;
  const { app } = node;
  let results = "";
  const finalize = app.finalizeBlock.bind(app);
  app.finalizeBlock = async (request) => {
    const block = await finalize(request);
    results = JSON.stringify([block.txResults, block.validatorUpdates]);
    return block;
  };
  const { height, txs, appHash } = await chain.step();
  app.finalizeBlock = finalize;
  const request = { ...chain.block(txs), height, timeMs, misbehaviour: [] };
  blocks.push({ request, appHash, results });
}

function retracing(path = file(), begin = true): RetracingApplication {
  if (begin) beginRetracing(path);
  const { record, rosters } = node.app.chain as Chain;
  return new RetracingApplication({
    ...{ inner: node.app, record, rosters, path },
    query: (run) => node.machine.query(run),
  });
}

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "tallystick-retracing-"));
  pool = await VerifyPool.open({ suite: "intl", size: 1 });
  consortium = new Consortium();
  chain = await Lockstep.open(consortium, pool, { now: () => CREATED });
  node = chain.nodes[0] as TestNode;
  start = node.app.info().appHash;
  for (let i = 0; i < 12; i++) {
    const statements = [2 * i, 2 * i + 1].map((n) => consortium.statement(n, { by: n % 4 }));
    if (i % 3 !== 2) await chain.submit(...(await Promise.all(statements)));
    // One that is refused has its outcome on the log, and in the results.
    if (i === 4) chain.mempool.push(Uint8Array.of(0xd2, 0x84, 0x40));
    await step();
  }
  const { record } = node.app.chain as Chain;
  founding = {
    ...{ chainId: record.chainId, initialHeight: record.initialHeight, timeMs: CREATED },
    validators: consortium.organisations.map(({ validator }) => validator),
    appState: chainStartToJson(record.start),
  };
});
afterAll(async () => {
  await pool.close();
  rmSync(parent, { recursive: true, force: true });
});

describe("an engine that begins anew along a ledger", () => {
  it("hears of every block what the ledger once answered, and then the ledger itself", async () => {
    expect(start).toHaveLength(0);
    const path = file();
    let one = retracing(path);
    expect(one.info()).toMatchObject({ height: 0, appHash: new Uint8Array(0) });
    expect(one.initChain(founding).appHash).toHaveLength(32);
    for (const { request, appHash, results } of blocks) {
      expect(await one.processProposal(request)).toBe(true);
      const block = await one.finalizeBlock(request);
      expect(toHex(block.appHash)).toBe(appHash);
      expect(JSON.stringify([block.txResults, block.validatorUpdates])).toBe(results);
      // It may be executed again before it is committed, and the node may be started again in between.
      expect(toHex((await one.finalizeBlock(request)).appHash)).toBe(appHash);
      await one.commit();
      if (request.height % 4 === 1) one = retracing(path, false);
      expect(one.info()).toMatchObject({ height: request.height });
      expect(toHex(one.info().appHash)).toBe(appHash);
    }
    expect(isRetracing(path)).toBe(false);
    await step();
    const last = blocks.pop() as Recorded;
    expect(one.info()).toMatchObject({ height: last.request.height });
    expect(toHex(one.info().appHash)).toBe(last.appHash);
  });

  it("is not let along the blocks of another chain", async () => {
    const other = new Consortium("intl", 1);
    const own = other.organisations[0] as TestOrganisation;
    const stranger = await openTestNode(other, own, pool);
    const elsewhere = Lockstep.start(other, [stranger]);
    expect(elsewhere.height).toBe(0);
    const { record } = stranger.app.chain as Chain;
    for (const wrong of [
      { ...founding, chainId: "other" },
      { ...founding, initialHeight: 2 },
      { ...founding, appState: chainStartToJson(record.start) },
      { ...founding, appState: new Uint8Array(3) },
    ]) {
      expect(() => retracing().initChain(wrong)).toThrow(
        expect.objectContaining({ code: "wrong-chain" }),
      );
    }
  });

  it("halts the node at a block that is not the ledger's", async () => {
    const { request } = blocks.find(({ request: { txs } }) => txs.length > 2) as Recorded;
    const [certificate, first, ...rest] = request.txs as [Uint8Array, Uint8Array, ...Uint8Array[]];
    expect(certificate[0]).toBe(0xa4);
    const flipped = first.slice();
    flipped[first.length - 1] = (first.at(-1) as number) ^ 1;
    for (const wrong of [
      { ...request, timeMs: request.timeMs + 1 },
      { ...request, txs: [certificate, ...rest] },
      { ...request, txs: [certificate, flipped, ...rest] },
      { ...request, txs: [certificate, first, ...rest, first] },
      { ...request, txs: [certificate, ...rest, first] },
      { ...request, txs: [first, ...rest] },
      { ...request, txs: [] },
    ]) {
      const one = retracing();
      expect(await one.processProposal(wrong)).toBe(false);
      await expect(one.finalizeBlock(wrong)).rejects.toMatchObject({ code: "wrong-chain" });
      expect(one.info().height).toBe(0);
    }
  });

  it("begins at the beginning when the file that says how far it is cannot be read", () => {
    for (const text of ["", "noise", "-4", "1e400"]) {
      const path = file();
      writeFileSync(path, text);
      expect(retracing(path, false).info().height).toBe(0);
      expect(existsSync(path)).toBe(true);
    }
  });

  it("neither votes nor proposes for blocks that were decided", async () => {
    const one = retracing();
    const { request } = blocks[3] as Recorded;
    expect(await one.extendVote(request)).toHaveLength(0);
    const asked = { maxTxBytes: 1000, txs: [Uint8Array.of(1)], lastExtensions: [] };
    expect(await one.prepareProposal({ ...request, ...asked })).toEqual([]);
  });
});
