import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SuiteName } from "@tallystick/core/algorithms";
import { encodeKey } from "@tallystick/core/keys";
import { exportPkcs8, generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { PublicKey } from "@tallystick/core/suite/suite";
import { type BenchContext, numberOption, runBench, suiteOption } from "./harness/bench.ts";
import { allAccepted } from "./harness/deposit-run.ts";
import { startLoad } from "./harness/load.ts";
import { type Author, sequences, signDeposits } from "./harness/signed-deposits.ts";
import { SqlitePeer } from "./harness/sqlite-peer.ts";
import { rounded } from "./harness/statistics.ts";

/** Records of one transaction: as in a request of deposit-signed, and as in its blocks. */
const BATCHES = [100, 1000];

/** No HTTP: what the database and the signature threads can do. */
async function inProcess(context: BenchContext, author: Author, key: PublicKey): Promise<void> {
  const count = numberOption(context, "statements", 40_000);
  for (const batch of BATCHES) {
    const bodies = sequences(await signDeposits(author, count), 1);
    const file = join(context.directory(), "peer.sqlite");
    const peer = await SqlitePeer.open(file, author.suite, key);
    const start = performance.now();
    let judged = peer.judge(bodies.slice(0, batch));
    let written = 0;
    for (let at = 0; at < bodies.length; at += batch) {
      const statements = await judged;
      // The threads check the next batch while this one is written.
      judged = peer.judge(bodies.slice(at + batch, at + 2 * batch));
      peer.write(statements);
      written += statements.length;
    }
    const seconds = (performance.now() - start) / 1000;
    await peer.close();
    if (written !== count) throw new Error(`${written} of ${count} records were written`);
    context.emit({
      value: rounded(written / seconds),
      unit: "records/s",
      suite: author.suite,
      via: "in process",
      batch,
      records: written,
    });
  }
}

/** Behind plain node:http, driven by the load generator of deposit-signed. */
async function overHttp(context: BenchContext, author: Author, key: PublicKey): Promise<void> {
  const sequence = 100;
  const connections = numberOption(context, "connections", 32);
  const requests = Math.ceil(numberOption(context, "statements", 100_000) / sequence);
  const warm = Math.ceil(requests / 10);
  const url = await startPeer(context, author.suite, key);
  const load = startLoad(context);
  const spec = { kind: "statements", author, sequence } as const;
  await load.prepare([url], { ...spec, count: (requests + warm) * sequence });
  await load.run({ requests: warm, connections });
  const result = await load.run({ requests, connections });
  allAccepted(result, requests * sequence);
  context.emit({
    value: rounded(result.accepted / result.seconds),
    unit: "records/s",
    suite: author.suite,
    via: "http",
    sequence,
    connections,
    records: result.accepted,
    p50Ms: result.p50,
    p99Ms: result.p99,
  });
}

async function startPeer(context: BenchContext, suite: SuiteName, key: PublicKey): Promise<string> {
  const program = fileURLToPath(new URL("harness/peer-server.ts", import.meta.url));
  const file = join(context.directory(), "peer.sqlite");
  const hex = Buffer.from(encodeKey(key)).toString("hex");
  const flags = ["--disable-warning=ExperimentalWarning"];
  const child: ChildProcess = spawn(process.execPath, [...flags, program, file, suite, hex], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  context.defer(() => void child.kill());
  return new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error("the peer ended")));
    child.stdout?.once("data", (line: Buffer) => {
      resolve(/ready: (\S+)/.exec(line.toString())?.[1] ?? "");
    });
  });
}

await runBench("peer-sqlite", async (context) => {
  const suite = suiteOption(context);
  const signer = generateKey(nodeSuite(suite));
  const author: Author = {
    suite,
    algorithm: signer.algorithm,
    privateKey: exportPkcs8(signer),
    issuer: "peer",
    ledgerId: new Uint8Array(32),
  };
  await inProcess(context, author, signer.publicKey);
  await overHttp(context, author, signer.publicKey);
});
