import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { toHex } from "@tallystick/core/bytes";
import { formatTrust, type Trust } from "@tallystick/core/trust";
import {
  CONFIG_FORMAT,
  type NetworkConfig,
  type NodeConfig,
  readConfig,
  writeConfig,
} from "../../config.ts";
import { dataPaths } from "../../data-paths.ts";
import { makePrivateFolder, syncFolder, writeFileAtomic } from "../../files.ts";
import type { Founder } from "./network-genesis.ts";

/** A node of a network, as its data directory is to have it. */
export interface NetworkNode {
  readonly dataDir: string;
  /** Bytes of the genesis document. */
  readonly genesis: Uint8Array;
  readonly trust: Trust;
  readonly organisation: string;
  /** Id of the member that the node's own statements are signed for. */
  readonly member: string;
  readonly store: NodeConfig["store"];
  readonly network: NetworkConfig;
}

/** What an engine tells its peers: everybody's address but its own. */
export function peersOf(
  organisation: string,
  founders: readonly Pick<Founder, "id" | "nodeId" | "address">[],
): string[] {
  return founders
    .filter(({ id }) => id !== organisation)
    .map(({ nodeId, address }) => `${nodeId}@${address}`);
}

/** Make a data directory that has its keys into a node. The configuration is written last, and makes it one. */
export function writeNetworkNode(node: NetworkNode): void {
  const { dataDir, genesis, trust, network } = node;
  const paths = dataPaths(dataDir);
  makePrivateFolder(paths.ledger);
  writeFileAtomic(paths.genesis, genesis, 0o644);
  writeFileAtomic(paths.trust, formatTrust(trust), 0o644);
  if (!existsSync(paths.token)) {
    writeFileAtomic(paths.token, `${toHex(new Uint8Array(randomBytes(32)))}\n`, 0o600);
  }
  syncFolder(dataDir);
  writeConfig(dataDir, {
    format: CONFIG_FORMAT,
    name: trust.name,
    suite: trust.suite,
    store: node.store,
    organisation: node.organisation,
    member: node.member,
    engine: "cometbft",
    network,
  });
}

/** Give a node other addresses; everything else in its configuration stays. */
export function moveNetworkNode(
  dataDir: string,
  network: Pick<NetworkConfig, "listen" | "peers">,
): void {
  const config = readConfig(dataDir);
  writeConfig(dataDir, {
    ...config,
    network: { ...(config.network as NetworkConfig), ...network },
  });
}
