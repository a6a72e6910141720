/** A network of organisations in processes of their own, and what must hold of it whatever befell it. */
import { readFileSync } from "node:fs";
import { decodeReceipt } from "@tallystick/core/receipt";
import { verify } from "@tallystick/core/verify";
import { engineHome, engineSockets } from "../../src/engine/cometbft/engine-home.ts";
import { EngineRpc } from "../../src/engine/cometbft/rpc.ts";
import { seededRandom } from "../../src/store/seeded-random.ts";
import { ChildNode } from "./child-node.ts";
import { testFolder } from "./engines.ts";
import { Links } from "./links.ts";
import { deposit, foundNetwork, type TestNetwork } from "./network.ts";

/** How a cluster is made; see {@link foundNetwork}. */
export type ClusterOptions = NonNullable<Parameters<typeof foundNetwork>[1]>;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Entries that are asked for in one go. */
const AUDIT_AT_ONCE = 50;

/** Organisations, the links between them, and every receipt that they have given. */
export class Cluster {
  readonly network: TestNetwork;
  readonly nodes: readonly ChildNode[];
  readonly links: Links;
  /** Acknowledged for good: each must verify and stand in every ledger at the end. */
  readonly receipts: Uint8Array[] = [];
  #number = 1_000_000;
  #load: { over: boolean; readonly done: Promise<unknown> } | undefined;

  private constructor(network: TestNetwork, links: Links) {
    this.network = network;
    this.links = links;
    this.nodes = network.nodes.map(({ dataDir }) => new ChildNode(dataDir));
  }

  /** Found a network whose every connection goes through a proxy, and start all of it. */
  static async start(options: ClusterOptions = {}, folder = testFolder()): Promise<Cluster> {
    const links = await Links.open(options.count ?? 4);
    const route = (from: number, to: number, port: number): string => links.route(from, to, port);
    const cluster = new Cluster(await foundNetwork(folder, { ...options, route }), links);
    await Promise.all(cluster.nodes.map((node) => node.start()));
    await cluster.receiptFrom(0);
    return cluster;
  }

  node(index: number): ChildNode {
    return this.nodes[index] as ChildNode;
  }

  async end(): Promise<void> {
    await this.stopLoad();
    await Promise.all(this.nodes.map((node) => node.end("SIGKILL")));
    for (const node of this.nodes) this.killEngine(node);
    await this.links.close();
  }

  // ---- what is asked of it -------------------------------------------------------------------------

  /** A new deposit at a node, until its receipt is there. */
  async receiptFrom(index: number, timeoutMs = 60_000): Promise<Uint8Array> {
    const statement = await deposit(this.network, ++this.#number, { by: index });
    const receipt = await this.node(index).receipt(statement, timeoutMs);
    this.receipts.push(receipt);
    return receipt;
  }

  /** Callers who deposit at nodes drawn at random, go on when one does not answer, and keep the receipts. */
  startLoad(callers: number, among = [...this.nodes.keys()], random = seededRandom(1).next): void {
    const load = { over: false, done: Promise.resolve() as Promise<unknown> };
    const call = async (): Promise<void> => {
      while (!load.over) {
        const index = among[Math.floor(random() * among.length)] as number;
        await this.receiptFrom(index, 8000).catch(() => pause(50));
      }
    };
    this.#load = Object.assign(load, { done: Promise.all(Array.from({ length: callers }, call)) });
  }

  async stopLoad(): Promise<void> {
    if (this.#load === undefined) return;
    this.#load.over = true;
    await this.#load.done;
    this.#load = undefined;
  }

  // ---- what befalls it -----------------------------------------------------------------------------

  enginePid(node: ChildNode): number | undefined {
    try {
      return Number(readFileSync(engineHome(node.dataDir).pid, "utf8"));
    } catch {
      return undefined;
    }
  }

  /** Both processes of an organisation are killed. */
  async kill(index: number): Promise<void> {
    this.killEngine(this.node(index));
    await this.node(index).end("SIGKILL");
  }

  /** Whether there was one to kill. */
  killEngine(node: ChildNode): boolean {
    return this.#signal(this.enginePid(node), "SIGKILL");
  }

  /** Both processes of an organisation stand still, and are not gone. */
  pause(index: number): void {
    for (const pid of this.#pids(index)) this.#signal(pid, "SIGSTOP");
  }

  resume(index: number): void {
    for (const pid of this.#pids(index)) this.#signal(pid, "SIGCONT");
  }

  #pids(index: number): (number | undefined)[] {
    const node = this.node(index);
    return [node.running ? node.pid : undefined, this.enginePid(node)];
  }

  #signal(pid: number | undefined, signal: NodeJS.Signals): boolean {
    try {
      return pid !== undefined && process.kill(pid, signal);
    } catch {
      return false;
    }
  }

  // ---- what must hold ------------------------------------------------------------------------------

  /**
   * Waits until each of these organisations gives a receipt for something new. Returns the time that it took,
   * ms. @throws Error when it takes longer than the deadline
   */
  async recovered(deadlineMs: number, among = [...this.nodes.keys()]): Promise<number> {
    const started = performance.now();
    const left = (): number => Math.max(1, Math.round(deadlineMs - (performance.now() - started)));
    await Promise.all(
      among.map(async (index) => {
        for (;;) {
          try {
            await this.receiptFrom(index, left());
            return;
          } catch (error) {
            if (left() <= 1) {
              const standing = await this.standing();
              const what = `org-${index} gives no receipt within ${deadlineMs} ms`;
              throw new Error(`${what}:\n${standing.join("\n")}`, { cause: error });
            }
            await pause(100);
          }
        }
      }),
    );
    return Math.round(performance.now() - started);
  }

  /**
   * Every receipt verifies offline, every node has every acknowledged entry, and all have the same roots.
   * @throws Error saying what does not
   */
  async audit(among = [...this.nodes.keys()], deadlineMs = 60_000): Promise<void> {
    const { trust } = this.network;
    const entries = new Map<number, Uint8Array>();
    for (const receipt of this.receipts) {
      if (!verify({ receipt, trust }).valid) throw new Error("a receipt does not verify");
      const { index, entry } = decodeReceipt(receipt);
      const other = entries.get(index);
      if (other !== undefined && !Buffer.from(other).equals(entry)) {
        throw new Error(`two receipts name two entries at ${index}: a fork`);
      }
      entries.set(index, entry);
    }
    const nodes = among.map((index) => this.node(index));
    const size = Math.max(-1, ...entries.keys()) + 1;
    await this.#reached(nodes, size, deadlineMs);
    for (const node of nodes) await checkEntries(node, entries);
    await checkRoots(nodes);
  }

  /** Where each node and its engine stand, for messages. */
  standing(): Promise<string[]> {
    return Promise.all(
      this.nodes.map(async (node, index) => {
        const rpc = new EngineRpc(engineSockets(engineHome(node.dataDir)).rpc);
        const [status, position, peers] = await Promise.all([
          node.json("/v1/status").catch(String),
          rpc.position().catch(String),
          rpc.peers().catch(String),
        ]);
        rpc.close();
        return JSON.stringify({ organisation: index, status, position, peers });
      }),
    );
  }

  async #reached(nodes: readonly ChildNode[], size: number, deadlineMs: number): Promise<void> {
    const until = performance.now() + deadlineMs;
    for (const node of nodes) {
      for (;;) {
        const { logSize } = await node.json("/v1/status");
        if ((logSize as number) >= size) break;
        if (performance.now() > until) {
          throw new Error(`${node.dataDir} has ${logSize} entries of ${size} acknowledged ones`);
        }
        await pause(100);
      }
    }
  }
}

async function checkEntries(
  node: ChildNode,
  entries: ReadonlyMap<number, Uint8Array>,
): Promise<void> {
  const all = [...entries];
  for (let at = 0; at < all.length; at += AUDIT_AT_ONCE) {
    await Promise.all(
      all.slice(at, at + AUDIT_AT_ONCE).map(async ([index, entry]) => {
        const found = await node.entry(index);
        if (!found.equals(entry)) throw new Error(`${node.dataDir}: entry ${index} is another`);
      }),
    );
  }
}

/** The same roots at the highest height that all have certified. */
async function checkRoots(nodes: readonly ChildNode[]): Promise<void> {
  const statuses = await Promise.all(nodes.map((node) => node.json("/v1/status")));
  const height = Math.min(...statuses.map((status) => status["certifiedHeight"] as number));
  const checkpoints = await Promise.all(
    nodes.map((node) => node.json(`/v1/checkpoints/${height}`)),
  );
  const roots = checkpoints.map(({ logSize, logRoot, stateRoot }) =>
    JSON.stringify({ logSize, logRoot, stateRoot }),
  );
  if (new Set(roots).size !== 1) {
    throw new Error(`the roots at height ${height} differ: ${roots.join(" / ")}`);
  }
}
