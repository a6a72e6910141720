/** Data directories of a network on this machine, for tests. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SuiteName } from "@tallystick/core/algorithms";
import { u64be } from "@tallystick/core/bytes";
import type { CborEncodable } from "@tallystick/core/cbor";
import { encodeGenesis, genesisLedgerId } from "@tallystick/core/genesis";
import { signStatement } from "@tallystick/core/statement";
import { generateKey, type NodeSigner } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Suite } from "@tallystick/core/suite/suite";
import { formatTrust, type Trust, trustFromGenesis } from "@tallystick/core/trust";
import {
  CONFIG_FORMAT,
  type NetworkConfig,
  type StoreName,
  writeConfig,
} from "../../src/config.ts";
import { dataPaths } from "../../src/data-paths.ts";
import { engineHome } from "../../src/engine/cometbft/engine-home.ts";
import { createEngineKeys } from "../../src/engine/cometbft/engine-keys.ts";
import { makePrivateFolder, writeFileAtomic } from "../../src/files.ts";
import { writeKeyFile } from "../../src/keys/key-file.ts";
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
  } = {},
): Promise<TestNetwork> {
  const { count = 4, store = "lmdb" } = options;
  const suite = nodeSuite(options.suite ?? "intl");
  const organisations = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const id = `org-${i}`;
      const dataDir = join(folder, id);
      makePrivateFolder(dataDir);
      const engine = createEngineKeys(engineHome(dataDir));
      const signer = generateKey(suite);
      const member = generateKey(suite);
      return { id, dataDir, engine, signer, member, port: await freePort() };
    }),
  );
  const genesis = encodeGenesis({
    name: "Network",
    suite: suite.name,
    created: Date.now(),
    organisations: organisations.map(({ id, signer, engine }) => ({
      id,
      name: id.toUpperCase(),
      key: signer.publicKey,
      validator: { key: engine.validatorKey, power: 1, node: engine.nodeId },
    })),
    members: organisations.map(({ id, member }) => ({
      id: `${id}.op`,
      organisation: id,
      role: "operator" as const,
      key: member.publicKey,
    })),
    applications: ["evidence", "membership"],
  });
  const trust = trustFromGenesis(genesis);
  await Promise.all(
    organisations.map(async ({ id, dataDir, signer, member, port, engine }) => {
      const paths = dataPaths(dataDir);
      for (const path of [paths.keys, paths.ledger]) makePrivateFolder(path);
      await writeKeyFile(paths.organisationKey, signer, PASSPHRASE);
      await writeKeyFile(paths.operatorKey, member, PASSPHRASE);
      writeFileAtomic(paths.genesis, genesis, 0o644);
      writeFileAtomic(paths.trust, formatTrust(trust), 0o644);
      writeFileSync(paths.token, `${"00".repeat(32)}\n`, { mode: 0o600 });
      writeConfig(dataDir, {
        ...{ format: CONFIG_FORMAT, name: "Network", suite: suite.name, store },
        ...{ organisation: id, member: `${id}.op`, engine: "cometbft" },
        network: {
          listen: `127.0.0.1:${port}`,
          peers: organisations
            .filter((other) => other.engine.nodeId !== engine.nodeId)
            .map((other) => `${other.engine.nodeId}@127.0.0.1:${other.port}`),
          ...options.network,
        },
      });
    }),
  );
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
  const by = network.nodes[options.by ?? 0] as TestNode;
  const id = new Uint8Array(16);
  id.set(u64be(number), 8);
  return signStatement({
    ...{ signer: by.member, issuer: `${by.id}.op`, ledgerId: network.ledgerId, id },
    expiry: options.expiry ?? Date.now() + 3_600_000,
    action: "evidence.deposit",
    input: options.input ?? depositInput(network.suite, number),
  });
}
