/** Data directories of a network on this machine, for tests. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SuiteName } from "@tallystick/core/algorithms";
import { u64be } from "@tallystick/core/bytes";
import type { CborEncodable } from "@tallystick/core/cbor";
import { genesisLedgerId } from "@tallystick/core/genesis";
import { signStatement } from "@tallystick/core/statement";
import type { NodeSigner } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Suite } from "@tallystick/core/suite/suite";
import { type Trust, trustFromGenesis } from "@tallystick/core/trust";
import type { NetworkConfig, StoreName } from "../../src/config.ts";
import { dataPaths } from "../../src/data-paths.ts";
import { makePrivateFolder } from "../../src/files.ts";
import { readKeyFile } from "../../src/keys/key-file.ts";
import { networkGenesis, operatorOf } from "../../src/ops/network/network-genesis.ts";
import { makeOrganisationKeys } from "../../src/ops/network/organisation-keys.ts";
import { peersOf, writeNetworkNode } from "../../src/ops/network/write-node.ts";
import { depositInput } from "../support/light-node.ts";
import { freePort } from "./engines.ts";

/** One organisation's node. */
export interface TestNode {
  readonly id: string;
  readonly dataDir: string;
  readonly member: NodeSigner;
  /** Port that its engine listens on. */
  readonly port: number;
}

/** A network that has been founded and not started. */
export interface TestNetwork {
  readonly suite: Suite;
  readonly genesis: Uint8Array;
  readonly ledgerId: Uint8Array;
  readonly trust: Trust;
  readonly nodes: readonly TestNode[];
}

export const PASSPHRASE = "a passphrase for tests";

/** Found a network: keys, genesis, configuration of each organisation. */
export async function foundNetwork(
  folder: string,
  options: {
    readonly count?: number;
    readonly suite?: SuiteName;
    readonly store?: StoreName;
    readonly network?: Partial<NetworkConfig>;
    /** Applications of the ledger; those that tests of the engine need unless given. */
    readonly applications?: readonly string[];
    /** Where the data of an organisation lies; in the network's folder unless given. */
    readonly folderOf?: (index: number) => string | undefined;
    /** Address at which one organisation's engine reaches another's, which listens on `port`. */
    readonly route?: (from: number, to: number, port: number) => string;
  } = {},
): Promise<TestNetwork> {
  const { count = 4, store = "lmdb" } = options;
  const { route = (_from, _to, port) => `127.0.0.1:${port}` } = options;
  const suite = nodeSuite(options.suite ?? "intl");
  const organisations = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const id = `org-${i}`;
      const dataDir = join(options.folderOf?.(i) ?? folder, id);
      makePrivateFolder(dataDir);
      const keys = await makeOrganisationKeys(dataDir, suite, PASSPHRASE);
      const member = await readKeyFile(dataPaths(dataDir).operatorKey, suite, PASSPHRASE);
      const port = await freePort();
      const founder = { ...keys, id, name: id.toUpperCase(), address: `127.0.0.1:${port}` };
      return { id, dataDir, member, port, founder };
    }),
  );
  const founders = organisations.map(({ founder }) => founder);
  const { applications = ["evidence", "membership"] } = options;
  const genesis = networkGenesis({
    ...{ name: "Network", suite: suite.name, created: Date.now(), applications, founders },
  });
  const trust = trustFromGenesis(genesis);
  for (const [from, { id, dataDir, founder }] of organisations.entries()) {
    writeFileSync(dataPaths(dataDir).token, `${"00".repeat(32)}\n`, { mode: 0o600 });
    const seen = organisations.map(({ port, founder: other }, to) => ({
      ...other,
      address: to === from ? other.address : route(from, to, port),
    }));
    const network = { listen: founder.address, peers: peersOf(id, seen), ...options.network };
    const node = { organisation: id, member: operatorOf(id), store };
    writeNetworkNode({ dataDir, genesis, trust, ...node, network });
  }
  const nodes = organisations.map(({ id, dataDir, member, port }) => ({
    ...{ id, dataDir, member, port },
  }));
  return { suite, genesis, ledgerId: genesisLedgerId(suite, genesis), trust, nodes };
}

/** A deposit of the number's own digest, by the operator of one of the organisations. */
export function deposit(
  network: TestNetwork,
  number: number,
  options: { by?: number; input?: CborEncodable; expiry?: number } = {},
): Promise<Uint8Array> {
  const id = new Uint8Array(16);
  id.set(u64be(number), 8);
  const input = options.input ?? depositInput(network.suite, number);
  return stated(network, { id, action: "evidence.deposit", ...options, input });
}

/** What {@link stated} states. */
export interface TestCall {
  readonly action: string;
  readonly input: CborEncodable;
  /** Whose operator signs; the first organisation's unless given. */
  readonly by?: number;
  /** A random one unless given. */
  readonly id?: Uint8Array;
  /** ms since 1970 UTC; in an hour unless given. */
  readonly expiry?: number;
}

/** A statement by the operator of one of the organisations. */
export function stated(network: TestNetwork, call: TestCall): Promise<Uint8Array> {
  const { action, input, expiry = Date.now() + 3_600_000 } = call;
  const by = network.nodes[call.by ?? 0] as TestNode;
  const id = call.id ?? crypto.getRandomValues(new Uint8Array(16));
  const { ledgerId } = network;
  return signStatement({
    ...{ signer: by.member, issuer: operatorOf(by.id), ledgerId, id, expiry, action, input },
  });
}
