import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { VALIDATOR_POWER_MIN } from "@tallystick/apps/membership/fault-tolerance";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { configToml } from "@tallystick/node/engine/cometbft/config-toml";
import { type EngineHome, engineHome } from "@tallystick/node/engine/cometbft/engine-home";
import { findEngine } from "@tallystick/node/engine/cometbft/find-engine";
import { genesisJson } from "@tallystick/node/engine/cometbft/genesis-json";
import { EngineRpc } from "@tallystick/node/engine/cometbft/rpc";
import type { BenchContext } from "./bench.ts";
import { type ClusterMember, clusterMembers, peersOf } from "./found-cluster.ts";
import { processUse } from "./process-use.ts";

/** Patience with a process that is told to end, ms. */
const GRACE_MS = 5000;

/** Where CometBFT's own example application runs. */
export type KvstoreWay = "socket" | "in-process";

/** Engines with CometBFT's example application under them, instead of a node. */
export interface KvstoreCluster {
  readonly rpcs: readonly EngineRpc[];
  /** Processor time of all engines and of all applications, seconds. */
  use(): { readonly engine: number; readonly application: number };
  stop(): Promise<void>;
  /** Rejects when one of the processes ends before it is told to. */
  readonly failed: Promise<never>;
}

/**
 * Starts the engines of `count` organisations with the very configuration and chain parameters of a
 * Tallystick network, vote extensions among them, over CometBFT's `kvstore`: through a Unix socket
 * (`abci-cli kvstore`), or inside of the engine.
 */
export async function startKvstore(
  context: BenchContext,
  options: { readonly way: KvstoreWay; readonly count: number; readonly abciCli: string },
): Promise<KvstoreCluster> {
  const { binary } = await findEngine();
  const folder = context.directory();
  const members = await clusterMembers(folder, options.count);
  const genesis = plainGenesis(members);
  const children: ChildProcess[] = [];
  const engines: ChildProcess[] = [];
  const rpcs: EngineRpc[] = [];
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    for (const rpc of rpcs) rpc.close();
    // The engines first: they still want answers while they end.
    await Promise.all(engines.map(end));
    await Promise.all(children.map(end));
  };
  context.defer(stop);
  for (const member of members) {
    const home = engineHome(member.dataDir);
    const abci = join(folder, `${member.id}.abci`);
    const rpc = join(folder, `${member.id}.rpc`);
    writeFileSync(home.genesis, genesis);
    writeFileSync(home.configToml, kvstoreConfig(members, member, { way: options.way, abci, rpc }));
    if (options.way === "socket") {
      const args = ["kvstore", "--address", `unix://${abci}`, "--log_level", "error"];
      children.push(run(options.abciCli, args, home, ended));
    }
    const engine = run(binary, ["start", "--home", home.root], home, ended);
    engines.push(engine);
    children.push(engine);
    rpcs.push(new EngineRpc(rpc));
  }
  await Promise.race([Promise.all(rpcs.map(answers)), failed]);
  return { rpcs, stop, failed, use };

  function ended(error: Error): void {
    if (!stopping) fail(error);
  }

  function use(): { engine: number; application: number } {
    const seconds = (some: readonly ChildProcess[]): number =>
      some.reduce((total, { pid }) => total + processUse(pid as number).cpuSeconds, 0);
    const engine = seconds(engines);
    return { engine, application: seconds(children) - engine };
  }
}

/** The configuration that a node would write, with another application behind it. */
function kvstoreConfig(
  members: readonly ClusterMember[],
  member: ClusterMember,
  { way, abci, rpc }: { way: KvstoreWay; abci: string; rpc: string },
): string {
  const text = configToml({
    moniker: member.id,
    abciSocket: abci,
    rpcSocket: rpc,
    listen: member.listen,
    peers: peersOf(members, member).map(({ nodeId, listen }) => ({ nodeId, address: listen })),
  });
  if (way === "socket") return text;
  return text.replace(JSON.stringify(`unix://${abci}`), JSON.stringify("kvstore"));
}

/** The chain parameters of a network; what the application is founded with says nothing to this one. */
function plainGenesis(members: readonly ClusterMember[]): string {
  const root = new Uint8Array(32);
  const { publicKey: key } = generateKey(nodeSuite("intl"));
  const organisations = members.map(({ id, validatorKey, nodeId }) => ({
    ...{ id, name: id, key },
    validator: { key: validatorKey, power: VALIDATOR_POWER_MIN, node: nodeId },
  }));
  const roots = { ledgerId: root, logRoot: root, stateRoot: root };
  const start = { ...roots, height: 0, logSize: 0, organisations };
  return genesisJson({ start, timeMs: Date.now() });
}

function run(
  binary: string,
  args: readonly string[],
  home: EngineHome,
  ended: (error: Error) => void,
): ChildProcess {
  const log = openSync(home.log, "a");
  const child = spawn(binary, args, { stdio: ["ignore", log, log] });
  closeSync(log);
  child.once("error", ended);
  child.once("exit", (code, signal) => {
    const last = existsSync(home.log) ? readFileSync(home.log, "utf8").slice(-2000) : "";
    ended(new Error(`${binary} ended with ${code ?? signal}: ${last}`));
  });
  return child;
}

async function answers(rpc: EngineRpc): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await rpc.position();
      return;
    } catch (error) {
      if (tries === 300) throw error;
      await sleep(100);
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  // An engine whose application has gone before it may wait for it for ever.
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  await exited;
  clearTimeout(timer);
}
