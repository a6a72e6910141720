import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { toHex } from "@tallystick/core/bytes";
import { encodeGenesis, type GenesisOrganisation } from "@tallystick/core/genesis";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { SuiteName } from "@tallystick/core/suite/suite";
import { formatTrust, trustFromGenesis } from "@tallystick/core/trust";
import { CONFIG_FORMAT, writeConfig } from "@tallystick/node/config";
import { dataPaths } from "@tallystick/node/data-paths";
import { engineHome } from "@tallystick/node/engine/cometbft/engine-home";
import { createEngineKeys } from "@tallystick/node/engine/cometbft/engine-keys";
import { makePrivateFolder, writeFileAtomic } from "@tallystick/node/files";
import { GENESIS_APPLICATIONS } from "@tallystick/node/init";
import { writeKeyFile } from "@tallystick/node/keys/key-file";
import { makePassphrase } from "@tallystick/node/keys/passphrase";

/** Where the engines of a cluster on this machine find one another. */
export interface ClusterMember {
  readonly id: string;
  readonly dataDir: string;
  /** 40 hex digits. */
  readonly nodeId: string;
  /** 32 bytes. */
  readonly validatorKey: Uint8Array;
  /** `127.0.0.1:port`. */
  readonly listen: string;
}

/** Engine keys and an address for each of `count` organisations, in folders of their own. */
export async function clusterMembers(folder: string, count: number): Promise<ClusterMember[]> {
  const ports = await freePorts(count);
  return ports.map((port, i) => {
    const id = `org-${i}`;
    const dataDir = join(folder, id);
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const keys = createEngineKeys(engineHome(dataDir));
    return { id, dataDir, ...keys, listen: `127.0.0.1:${port}` };
  });
}

/** The addresses of the others. */
export function peersOf(members: readonly ClusterMember[], own: ClusterMember): ClusterMember[] {
  return members.filter(({ id }) => id !== own.id);
}

/** Founds a ledger of organisations of equal power: what each of them has before its first start. */
export async function foundCluster(folder: string, count: number, name: SuiteName) {
  const suite = nodeSuite(name);
  const members = await clusterMembers(folder, count);
  const made = members.map((member) => ({
    member,
    organisation: generateKey(suite),
    operator: generateKey(suite),
  }));
  const organisations: GenesisOrganisation[] = made.map(({ member, organisation }) => ({
    ...{ id: member.id, name: member.id, key: organisation.publicKey },
    validator: { key: member.validatorKey, power: 1, node: member.nodeId },
  }));
  const genesis = encodeGenesis({
    ...{ name: "Cluster", suite: name, created: Date.now(), organisations },
    members: made.map(({ member, operator }) => ({
      ...{ id: `${member.id}.op`, organisation: member.id, role: "operator" as const },
      key: operator.publicKey,
    })),
    applications: [...GENESIS_APPLICATIONS],
  });
  const trust = formatTrust(trustFromGenesis(genesis));
  // One token for all: the load generator calls each of them.
  const token = toHex(new Uint8Array(randomBytes(32)));
  await Promise.all(
    made.map(async ({ member, organisation, operator }) => {
      const paths = dataPaths(member.dataDir);
      for (const path of [paths.keys, paths.ledger]) makePrivateFolder(path);
      const { text } = makePassphrase(member.dataDir);
      await writeKeyFile(paths.organisationKey, organisation, text);
      await writeKeyFile(paths.operatorKey, operator, text);
      writeFileAtomic(paths.genesis, genesis, 0o644);
      writeFileAtomic(paths.trust, trust, 0o644);
      writeFileAtomic(paths.token, `${token}\n`, 0o600);
      writeConfig(member.dataDir, {
        ...{ format: CONFIG_FORMAT, name: "Cluster", suite: name, store: "lmdb" },
        ...{ organisation: member.id, member: `${member.id}.op`, engine: "cometbft" },
        network: {
          listen: member.listen,
          peers: peersOf(members, member).map(({ nodeId, listen }) => `${nodeId}@${listen}`),
        },
      });
    }),
  );
  return members;
}

/** Ports of the loopback that nobody uses; held together, so that none is given twice. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, "127.0.0.1", () => {
            resolve((server.address() as { port: number }).port);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
