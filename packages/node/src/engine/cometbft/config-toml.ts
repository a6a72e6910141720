/** The engine's `config.toml`: only what differs from CometBFT's own defaults (v0.38.25 config/toml.go). */

/** Where an engine finds a peer. */
export interface PeerAddress {
  /** 40 lower-case hex digits. */
  readonly nodeId: string;
  /** `host:port`. */
  readonly address: string;
}

/** The engine's patience, milliseconds. Each node has its own; they are no part of what is agreed on. */
export interface EngineTimeouts {
  /** For a proposal, before voting for none. */
  readonly propose: number;
  /** For more votes, once two thirds have voted for different things. */
  readonly prevote: number;
  readonly precommit: number;
  /** After a block is decided, for the votes of those who are late: their signatures enter the certificate. */
  readonly commit: number;
  /** More of each with every round that fails. */
  readonly roundDelta: number;
  /** Between looking for what a peer lacks. */
  readonly gossip: number;
  /** Between the empty blocks of a quiet chain. */
  readonly heartbeat: number;
}

/**
 * A block takes about a quarter of a second between nodes near one another, so that the three blocks to a
 * receipt come well within a second and a half.
 */
export const ENGINE_TIMEOUTS: EngineTimeouts = {
  propose: 1000,
  prevote: 300,
  precommit: 300,
  commit: 100,
  roundDelta: 500,
  gossip: 10,
  heartbeat: 10_000,
};

/** To take over a snapshot of the application from peers instead of all blocks. */
export interface StateSyncSettings {
  /** RPC servers of two organisations at least, `http://host:port`. */
  readonly rpcServers: readonly string[];
  /** A block that this organisation trusts: its height, and the hash of its header in hex. */
  readonly trustHeight: number;
  readonly trustHash: string;
  /** Folder, which is there, for chunks until they are applied: as large as the snapshot. */
  readonly tempDir: string;
}

/** What a node tells its engine. */
export interface EngineSettings {
  /** Name of the node in logs: the organisation's id. */
  readonly moniker: string;
  /** Paths of the sockets. */
  readonly abciSocket: string;
  readonly rpcSocket: string;
  /** `host:port` to listen on for peers. */
  readonly listen: string;
  /** `host:port` that peers reach it by, when that is another. */
  readonly externalAddress?: string | undefined;
  readonly peers: readonly PeerAddress[];
  /** `host:port` to serve Prometheus metrics on; none unless given. */
  readonly metrics?: string | undefined;
  readonly timeouts?: Partial<EngineTimeouts> | undefined;
  readonly stateSync?: StateSyncSettings | undefined;
  /** What the engine logs; `error` unless given. */
  readonly logLevel?: string | undefined;
}

/** Bytes of a transaction: a statement has 61,440 at most. */
const TX_BYTES = 65_536;

/** Transactions and bytes that may wait for their block, and hashes that are remembered beyond it. */
const MEMPOOL = { size: 20_000, max_txs_bytes: 67_108_864, cache_size: 100_000 };

/** Bytes a second to and from each peer. */
const PEER_RATE = 20_480_000;

/** Bytes of one call to the engine's RPC: a batch of transactions in base64. */
export const RPC_BODY_BYTES = 33_554_432;

type Value = string | number | boolean | readonly string[];

/** Text of the configuration. */
export function configToml(settings: EngineSettings): string {
  const { abciSocket, rpcSocket, peers, stateSync, metrics } = settings;
  const ids = peers.map(({ nodeId }) => nodeId).join(",");
  const sections: Record<string, Record<string, Value>> = {
    "": {
      proxy_app: `unix://${abciSocket}`,
      abci: "socket",
      moniker: settings.moniker,
      db_backend: "goleveldb",
      log_level: settings.logLevel ?? "error",
      log_format: "json",
      // The application knows who is a member; see abci/node-queries.ts.
      filter_peers: true,
    },
    rpc: {
      // No password protects it: only the owner of the folder of the socket may come in.
      laddr: `unix://${rpcSocket}`,
      grpc_laddr: "",
      unsafe: false,
      max_body_bytes: RPC_BODY_BYTES,
      // 0 = no bound: with one, every body would be parsed twice.
      max_request_batch_size: 0,
    },
    p2p: {
      laddr: `tcp://${settings.listen}`,
      external_address: settings.externalAddress ?? "",
      persistent_peers: peers.map(({ nodeId, address }) => `${nodeId}@${address}`).join(","),
      unconditional_peer_ids: ids,
      persistent_peers_max_dial_period: "5s",
      // Peers are named, not found.
      pex: false,
      addr_book_strict: false,
      allow_duplicate_ip: true,
      send_rate: PEER_RATE,
      recv_rate: PEER_RATE,
      flush_throttle_timeout: "10ms",
    },
    mempool: {
      type: "flood",
      recheck: true,
      recheck_timeout: "10s",
      ...MEMPOOL,
      max_tx_bytes: TX_BYTES,
    },
    statesync: stateSync === undefined ? { enable: false } : stateSyncSection(stateSync),
    consensus: consensusSection({ ...ENGINE_TIMEOUTS, ...settings.timeouts }),
    storage: { discard_abci_responses: true },
    // The node has its own indexes.
    tx_index: { indexer: "null" },
    instrumentation: {
      prometheus: metrics !== undefined,
      prometheus_listen_addr: metrics ?? "",
      namespace: "cometbft",
    },
  };
  return Object.entries(sections)
    .map(([name, values]) => sectionText(name, values))
    .join("\n");
}

function stateSyncSection(settings: StateSyncSettings): Record<string, Value> {
  return {
    enable: true,
    rpc_servers: settings.rpcServers.join(","),
    trust_height: settings.trustHeight,
    trust_hash: settings.trustHash,
    trust_period: "168h0m0s",
    temp_dir: settings.tempDir,
    discovery_time: "5s",
    chunk_request_timeout: "30s",
  };
}

function consensusSection(timeouts: EngineTimeouts): Record<string, Value> {
  const { propose, prevote, precommit, commit, roundDelta, gossip, heartbeat } = timeouts;
  const delta = `${roundDelta}ms`;
  return {
    timeout_propose: `${propose}ms`,
    timeout_propose_delta: delta,
    timeout_prevote: `${prevote}ms`,
    timeout_prevote_delta: delta,
    timeout_precommit: `${precommit}ms`,
    timeout_precommit_delta: delta,
    timeout_commit: `${commit}ms`,
    skip_timeout_commit: true,
    create_empty_blocks: false,
    create_empty_blocks_interval: `${heartbeat}ms`,
    peer_gossip_sleep_duration: `${gossip}ms`,
  };
}

function sectionText(name: string, values: Record<string, Value>): string {
  // A JSON string is a TOML basic string.
  const lines = Object.entries(values).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
  return `${name === "" ? "" : `[${name}]\n`}${lines.join("")}`;
}
