import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { toHex } from "@tallystick/core/bytes";
import type { SuiteName } from "@tallystick/core/suite/suite";
import { dataPaths } from "@tallystick/node/data-paths";
import { engineHome } from "@tallystick/node/engine/cometbft/engine-home";
import { createEngineKeys } from "@tallystick/node/engine/cometbft/engine-keys";
import { writeFileAtomic } from "@tallystick/node/files";
import {
  foundLocalNetwork,
  localDataDir,
  placeLocalNetwork,
} from "@tallystick/node/ops/network/local-network";

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

/**
 * Founds a network on this machine, as `tallystick network local` does.
 * @returns the data directories; all nodes have the same admin token, for the load generator
 */
export async function foundCluster(folder: string, count: number, suite: SuiteName) {
  const network = await foundLocalNetwork({ folder, organisations: count, suite });
  const ports = await freePorts(count);
  placeLocalNetwork(
    folder,
    network,
    ports.map((engine) => ({ api: 0, engine })),
  );
  const dataDirs = network.organisations.map((organisation) => localDataDir(folder, organisation));
  const token = toHex(new Uint8Array(randomBytes(32)));
  for (const dataDir of dataDirs) writeFileAtomic(dataPaths(dataDir).token, `${token}\n`, 0o600);
  return dataDirs;
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
