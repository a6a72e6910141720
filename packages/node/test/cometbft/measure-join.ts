// How long a node takes to join a network by snapshot: `node measure-join.ts [records]` prints JSON lines.
//
// The history is made without an engine, four stores are begun with it, and the chain goes on from there: so the
// snapshot, its transfer through the engines and the examination are those of a ledger of that size.
import { cpSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { applicationList } from "@tallystick/apps/applications";
import { memberIdentity } from "@tallystick/apps/membership/identity";
import { toHex } from "@tallystick/core/bytes";
import { decodeStatement } from "@tallystick/core/statement";
import { Ledger } from "@tallystick/ledger/ledger";
import { dataPaths } from "../../src/data-paths.ts";
import { engineHome } from "../../src/engine/cometbft/engine-home.ts";
import { genesisJson } from "../../src/engine/cometbft/genesis-json.ts";
import { chainStart } from "../../src/engine/consensus/chain-start.ts";
import { writeFileAtomic } from "../../src/files.ts";
import { resync } from "../../src/ops/resync/resync.ts";
import { openStore } from "../../src/store/open-store.ts";
import { acceleratedSuite } from "../../src/suite.ts";
import { ChildNode } from "./child-node.ts";
import { removeFolders, testFolder } from "./engines.ts";
import { deposit, foundNetwork, PASSPHRASE, type TestNetwork, type TestNode } from "./network.ts";

const BLOCK = 2000;
const records = Number(process.argv[2] ?? 1_000_000);
const print = (bench: string, value: number, unit: string): void => {
  process.stdout.write(
    `${JSON.stringify({ bench, value: Number(value.toFixed(3)), unit, records })}\n`,
  );
};
const since = (start: number): number => (performance.now() - start) / 1000;

async function history(network: TestNetwork): Promise<Ledger> {
  const { dataDir } = network.nodes[0] as TestNode;
  const store = openStore("lmdb", dataPaths(dataDir).ledger);
  const ledger = await Ledger.open({
    ...{ store, suite: acceleratedSuite("intl"), genesis: network.genesis },
    ...{ apps: applicationList, identity: memberIdentity },
  });
  const expiry = Date.now() + 20 * 3_600_000;
  for (let made = 0; made < records; made += BLOCK) {
    const count = Math.min(BLOCK, records - made);
    const statements = await Promise.all(
      Array.from({ length: count }, (_, i) => deposit(network, made + i, { expiry })),
    );
    const items = statements.map((bytes) => ({
      ...{ statement: decodeStatement(bytes), signatureValid: true },
    }));
    const { height, lastTime } = ledger;
    await ledger.commit(
      ledger.execute({ height: height + 1, time: lastTime + 1, statements: items }),
    );
  }
  await store.commit(ledger.snapshotWrites());
  await store.close();
  return ledger;
}

function beginWith(ledger: Ledger, network: TestNetwork, created: number): void {
  const start = chainStart(ledger.checkpoint, ledger.genesis.organisations);
  const from = dataPaths((network.nodes[0] as TestNode).dataDir).ledger;
  network.nodes.forEach(({ dataDir }, i) => {
    writeFileAtomic(engineHome(dataDir).genesis, genesisJson({ start, timeMs: created }), 0o644);
    const { ledger: to } = dataPaths(dataDir);
    if (i === 3) rmSync(to, { recursive: true });
    else if (i > 0) cpSync(from, to, { recursive: true });
  });
}

interface Offered {
  readonly snapshots: {
    readonly height: number;
    readonly bytes: number;
    readonly chunks: number;
  }[];
}

async function main(): Promise<void> {
  process.env["TALLYSTICK_PASSPHRASE"] = PASSPHRASE;
  const blocks = Math.ceil(records / BLOCK);
  const network = await foundNetwork(testFolder(), {
    network: { snapshotEvery: blocks + 12, heartbeatMs: 1000 },
  });
  let from = performance.now();
  const ledger = await history(network);
  print("join-history-made", since(from), "s");
  beginWith(ledger, network, Date.now());
  const first = dataPaths((network.nodes[0] as TestNode).dataDir).ledger;
  print("join-store", statSync(join(first, "data.mdb")).size / 1e6, "MB");
  const nodes = network.nodes.slice(0, 3).map(({ dataDir }) => new ChildNode(dataDir));
  try {
    await Promise.all(nodes.map((node) => node.start()));
    const height = async (): Promise<number> => {
      const status = await (nodes[0] as ChildNode).json("/v1/status");
      return status["height"] as number;
    };
    while ((await height()) < blocks + 12) await pause(50);
    from = performance.now();
    let offered: Offered[] = [];
    do {
      await pause(100);
      offered = (await Promise.all(
        nodes.map((node) => node.json("/v1/network/snapshots")),
      )) as unknown as Offered[];
    } while (offered.some(({ snapshots }) => snapshots.length === 0));
    print("join-snapshot-taken", since(from), "s");
    const [snapshot] = (offered[0] as Offered).snapshots;
    print("join-snapshot-bytes", (snapshot?.bytes ?? 0) / 1e6, "MB");
    print("join-snapshot-chunks", snapshot?.chunks ?? 0, "chunks");
    from = performance.now();
    let transferred = 0;
    const joiner = network.nodes[3] as TestNode;
    const result = await resync({
      dataDir: joiner.dataDir,
      from: nodes.map(({ url }) => url),
      onNotice: (notice) => process.stderr.write(`${notice}\n`),
      onProgress: (phase, done, total) => {
        if (phase === "chunks" && done === total) transferred = since(from);
      },
    });
    print("join-transferred", transferred, "s");
    print("join-examined", since(from), "s");
    const node = new ChildNode(joiner.dataDir);
    nodes.push(node);
    await node.start();
    let reached = 0;
    do {
      await pause(50);
      reached = (await node.json("/v1/status"))["height"] as number;
    } while (reached < (await height()) - 1);
    print("join-caught-up", since(from), "s");
    process.stderr.write(
      `height ${result.height}, then ${reached}; log ${toHex(ledger.logRoot)}\n`,
    );
  } finally {
    await Promise.all(nodes.map((node) => node.end()));
    removeFolders();
  }
}

await main();
