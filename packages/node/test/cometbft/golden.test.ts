import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { u64be, utf8 } from "@tallystick/core/bytes";
import type { CborEncodable } from "@tallystick/core/cbor";
import { afterAll, describe, expect, it } from "vitest";
import { nodeBinary } from "../../../../scripts/node-versions.mjs";
import {
  encodeStream,
  type GoldenBlock,
  type GoldenRoots,
} from "../../../apps/test/golden/stream.ts";
import { peerFilter } from "../../src/engine/cometbft/abci/node-queries.ts";
import { AbciServer } from "../../src/engine/cometbft/abci/server.ts";
import { engineHome, engineSockets } from "../../src/engine/cometbft/engine-home.ts";
import type { FinalizeBlockRequest } from "../../src/engine/consensus/application.ts";
import { readCertificate } from "../../src/engine/consensus/certifier.ts";
import { type Between, goldenRun } from "../sim/golden-run.ts";
import { PLACES } from "../sim/places.ts";
import { AbciClient } from "./abci-client.ts";
import type { ChildNode } from "./child-node.ts";
import { Cluster } from "./cluster.ts";
import { engineForTests, removeFolders, testFolder } from "./engines.ts";
import { deposit, stated, type TestNetwork } from "./network.ts";

const binary = await engineForTests();
const ends: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ends) await end();
  removeFolders();
});

/** Blocks reach the application as CometBFT sends them: encoded, over a socket. */
const overTheWire: Between = async (application) => {
  const path = join(testFolder(), "abci.sock");
  const query = peerFilter(() => true);
  const server = await AbciServer.listen({ application, path, query, onFault: () => {} });
  const client = await AbciClient.connect(path);
  ends.push(
    () => client.close(),
    () => server.close(),
  );
  const finalizeBlock = async ({ height, timeMs, hash, txs, proposer }: FinalizeBlockRequest) => {
    const time = { seconds: BigInt(Math.floor(timeMs / 1000)), nanos: (timeMs % 1000) * 1e6 };
    const block = { height: BigInt(height), time, hash, txs, proposerAddress: proposer };
    const { finalizeBlock: answer } = await client.ask({ finalizeBlock: block });
    if (answer === undefined) throw new Error(`no answer to block ${height}`);
    const { appHash, txResults } = answer;
    return { appHash, txResults, validatorUpdates: [] };
  };
  const commit = async () => {
    await client.ask({ commit: {} });
    return { retainHeight: 0 };
  };
  return {
    info: () => application.info(),
    initChain: (start) => application.initChain(start),
    ...{ finalizeBlock, commit },
  };
};

describe.each(["intl", "gm"] as const)("the golden stream of suite %s", (name) => {
  const golden = (file: string) => new URL(`../../../apps/test/golden/${file}`, import.meta.url);

  it("comes to its roots over the wire of CometBFT", async () => {
    const roots = JSON.parse(readFileSync(golden(`${name}.roots.json`), "utf8")) as GoldenRoots[];
    const stream = new Uint8Array(readFileSync(golden(`${name}.cborseq`)));
    expect(await goldenRun(stream, 1, overTheWire)).toEqual(roots);
  });
});

/** The blocks as the engine of a node keeps them, without certificates, which are no entries. */
async function blocksOf(node: ChildNode): Promise<GoldenBlock[]> {
  const socketPath = engineSockets(engineHome(node.dataDir)).rpc;
  const ask = (path: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const asked = request({ socketPath, path }, (answer) => {
        const pieces: Buffer[] = [];
        answer.on("data", (piece: Buffer) => pieces.push(piece));
        answer.on("end", () => resolve(JSON.parse(Buffer.concat(pieces).toString()).result));
      });
      asked.on("error", reject);
      asked.end();
    });
  const { sync_info: sync } = (await ask("/status")) as {
    sync_info: { latest_block_height: string };
  };
  const blocks: GoldenBlock[] = [];
  for (let height = 1; height <= Number(sync.latest_block_height); height++) {
    const { block } = (await ask(`/block?height=${height}`)) as {
      block: { header: { time: string }; data: { txs: string[] } };
    };
    const txs = block.data.txs.map((tx) => new Uint8Array(Buffer.from(tx, "base64")));
    blocks.push({
      time: Date.parse(block.header.time),
      transactions: txs
        .filter((tx) => readCertificate(tx) === undefined)
        .map((bytes) => ({ bytes, signatureValid: true })),
    });
  }
  return blocks;
}

/** Statements of every kind that the applications of the network take, good ones and refused ones. */
async function variety(network: TestNetwork): Promise<Uint8Array[]> {
  const { suite } = network;
  const one = (n: number) => ({ alg: suite.hashName, value: suite.hash(u64be(n)) });
  const ref = (n: number, ordinal = 0) => ({ alg: suite.hashName, digest: one(n).value, ordinal });
  const calls: [string, CborEncodable][] = [
    ["evidence.deposit", { digests: [one(1)], note: "İıSS ß 存证 😀" }],
    ["evidence.deposit", { digests: [one(1)], labels: ["b", "ä", "z", "A"] }],
    ["evidence.deposit", { digests: [one(2)], previous: ref(1) }],
    ["evidence.deposit", { digests: [] }],
    ["evidence.annotate", { deposit: ref(1), text: "first\nsecond" }],
    ["evidence.annotate", { deposit: ref(99), text: "of nothing" }],
    ["evidence.withdraw", { deposit: ref(2), reason: "why not" }],
    ["evidence.withdraw", { deposit: ref(2), reason: "again" }],
    ["evidence.deposit-batch", { root: suite.hash(utf8("a root")), size: 1000 }],
    ["evidence.no-such-action", {}],
  ];
  const many = await Promise.all(
    Array.from({ length: 60 }, (_, i) => deposit(network, 10 + i, { by: i % 4 })),
  );
  const few = await Promise.all(
    calls.map(([action, input], i) => stated(network, { by: i % 4, action, input })),
  );
  return [...few, ...many];
}

describe("the blocks that four real engines made", () => {
  it.skipIf(binary === undefined)(
    "come to the same roots embedded and under the mock engine, on every Node, whatever the place",
    async () => {
      const cluster = await Cluster.start();
      ends.push(() => cluster.end());
      const { network } = cluster;
      const statements = await variety(network);
      for (const [i, statement] of statements.entries()) {
        const answer = cluster.node(i % 4).post(statement, "commit");
        // The first ones build on one another; the rest may come in any order.
        if (i < 12) await answer;
        else if (i % 15 === 0) await Promise.all([answer, cluster.receiptFrom(i % 4)]);
        else void answer.catch(() => {});
      }
      await cluster.recovered(60_000);
      await cluster.audit();
      const blocks = await blocksOf(cluster.node(2));
      const path = join(testFolder(), "stream.cborseq");
      writeFileSync(path, encodeStream({ genesis: network.genesis, blocks }));
      const { certifiedHeight } = await cluster.node(1).json("/v1/status");
      const real = await cluster.node(1).json(`/v1/checkpoints/${certifiedHeight}`);
      const script = fileURLToPath(new URL("../sim/replay-stream.ts", import.meta.url));
      for (const { node, ...place } of PLACES) {
        const env = { ...process.env, ...place, LC_ALL: place.LANG };
        const options = { env, maxBuffer: 1 << 26 };
        const { stdout } = await promisify(execFile)(
          nodeBinary(node),
          [script, path, node],
          options,
        );
        const { embedded, mock } = JSON.parse(stdout) as Record<"embedded" | "mock", GoldenRoots[]>;
        expect(mock).toEqual(embedded);
        const at = embedded.find(({ height }) => height === certifiedHeight);
        const { logSize, logRoot, stateRoot } = real;
        expect(at).toMatchObject({ logSize, logRoot, stateRoot });
        const outcomes = new Set(embedded.flatMap((roots) => roots.outcomes));
        expect(outcomes.size).toBeGreaterThan(3);
      }
    },
  );
});
