import { equalBytes } from "@tallystick/core/bytes";
import type { Signer } from "@tallystick/core/signer";
import type { Ledger } from "@tallystick/ledger/ledger";
import type { NetworkConfig, NodeConfig } from "./config.ts";
import type { DataPaths } from "./data-paths.ts";
import { CometEngine, type CometEngineParts } from "./engine/cometbft/comet-engine.ts";
import type { EngineSettings, PeerAddress } from "./engine/cometbft/config-toml.ts";
import { type EngineHome, engineHome, makeEngineHome } from "./engine/cometbft/engine-home.ts";
import { readEngineIdentity } from "./engine/cometbft/engine-keys.ts";
import { findEngine } from "./engine/cometbft/find-engine.ts";
import { genesisJson } from "./engine/cometbft/genesis-json.ts";
import { readAdoptionMark } from "./engine/consensus/adoption-mark.ts";
import { readChainRecord } from "./engine/consensus/chain-record.ts";
import { chainStart } from "./engine/consensus/chain-start.ts";
import { SNAPSHOT_EVERY_BLOCKS } from "./engine/consensus/snapshots/limits.ts";
import { SnapshotShelf } from "./engine/consensus/snapshots/shelf.ts";
import { LedgerSnapshots } from "./engine/consensus/snapshots/snapshots.ts";
import { handoverHeight, statedVoices } from "./engine/consensus/stated-roster.ts";
import { EmbeddedEngine, type EmbeddedOptions } from "./engine/embedded.ts";
import type { Engine, EngineFault } from "./engine/engine.ts";
import type { LedgerMachine } from "./engine/machine.ts";
import { readFileIfAny, writeFileAtomic } from "./files.ts";
import { NodeError } from "./node-error.ts";
import type { SteadyStore } from "./store/steady-store.ts";

/** How to open an engine. */
export interface EngineOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called once when the engine fails; the node serves nothing that it cannot trust from then on. */
  readonly onFault?: (fault: EngineFault) => void;
  /** Settings of the engine of one organisation. */
  readonly engine?: EmbeddedOptions;
  /** Settings of the engine of several, for tests. */
  readonly network?: Partial<Pick<CometEngineParts, "limits" | "link" | "settings">>;
  /** Told what the operator of a network should read. */
  readonly onNotice?: CometEngineParts["onNotice"];
}

/** What an engine is opened on. */
export interface EngineGround {
  readonly identity: { readonly config: NodeConfig; readonly paths: DataPaths };
  readonly options: EngineOptions;
  readonly ledger: Ledger;
  readonly store: SteadyStore;
  readonly machine: LedgerMachine;
  /** The checkpoint keys that are at hand. */
  readonly signers: readonly Signer[];
}

/**
 * Open the engine that the configuration names.
 *
 * @throws NodeError `wrong-engine` when the ledger belongs to the other one, `no-engine`, `damaged-key`,
 * `wrong-key`, and the errors of starting it
 */
export async function openEngine(ground: EngineGround): Promise<Engine> {
  const { engine, network } = ground.identity.config;
  if (engine === "cometbft") return openNetwork(ground, network as NetworkConfig);
  refuseChain(ground);
  const { engine: settings, onFault } = ground.options;
  return new EmbeddedEngine(ground.machine, {
    ...settings,
    ...(onFault === undefined ? {} : { onFault }),
    handover: handoverHeight,
  });
}

/** One that orders alone would part from the others. */
function refuseChain({ ledger, store }: EngineGround): void {
  const { suite, genesis } = ledger;
  const voted = genesis.organisations.some(({ validator }) => validator !== undefined);
  const handedOver = readAdoptionMark(suite.name, store) !== undefined;
  const first = voted ? undefined : handoverHeight(ledger.reader());
  if (!handedOver && first !== undefined && first <= ledger.height + 1) {
    throw new NodeError(
      "wrong-engine",
      `the organisations have decided that a network orders this ledger from block ${first} on`,
      "go on with `tallystick network adopt`; to go on alone, restore the backup taken before the decision",
    );
  }
  if (!voted && !handedOver && readChainRecord(suite.name, store) === undefined) return;
  if (handedOver) {
    throw new NodeError(
      "wrong-engine",
      "this ledger has been handed over to a network of several organisations: a node that went on alone would part from them",
      "go on with `tallystick network start`; when the network never came about, restore the backup taken before",
    );
  }
  throw new NodeError(
    "wrong-engine",
    "this ledger is ordered by several organisations together, and the configuration says that this node orders alone",
    "restore tallystick.json from a backup, or set its engine to cometbft and name the network",
  );
}

async function openNetwork(ground: EngineGround, network: NetworkConfig): Promise<Engine> {
  const { identity, options, ledger, store, machine } = ground;
  const { config, paths } = identity;
  const home = engineHome(paths.root);
  requireValidator(ground, home);
  requireGenesis(ground, home);
  const { binary } = await findEngine({ setting: network.cometbft, env: options.env });
  const { onFault, onNotice, network: more } = options;
  return CometEngine.open({
    ...{ machine, ledger, store, home, binary },
    organisation: config.organisation,
    settings: { ...settingsOf(config.organisation, network), ...more?.settings },
    observers: network.observers ?? [],
    snapshots: snapshotsOf(ground, network),
    ...(more?.limits !== undefined && { limits: more.limits }),
    ...(more?.link !== undefined && { link: more.link }),
    ...(onFault !== undefined && { onFault }),
    ...(onNotice !== undefined && { onNotice }),
  });
}

function snapshotsOf(
  { identity, options, ledger, signers }: EngineGround,
  { snapshotEvery }: NetworkConfig,
): LedgerSnapshots {
  const { suite, ledgerId } = ledger;
  return new LedgerSnapshots({
    ...{ suite, ledgerId, signers, every: snapshotEvery ?? SNAPSHOT_EVERY_BLOCKS },
    shelf: new SnapshotShelf(identity.paths.snapshots, suite),
    onProblem: (height, error) => {
      const detail = error instanceof Error ? error.message : String(error);
      options.onNotice?.({ what: "snapshot failed", detail: `at height ${height}: ${detail}` });
    },
  });
}

/** What the configuration of a network says to its engine. */
export function settingsOf(
  moniker: string,
  network: NetworkConfig,
): Omit<EngineSettings, "abciSocket" | "rpcSocket"> {
  const { listen, externalAddress, peers, metrics, heartbeatMs } = network;
  const timeouts = heartbeatMs === undefined ? undefined : { heartbeat: heartbeatMs };
  return { moniker, listen, externalAddress, metrics, peers: peers.map(peerAddress), timeouts };
}

function peerAddress(peer: string): PeerAddress {
  const at = peer.indexOf("@");
  return { nodeId: peer.slice(0, at), address: peer.slice(at + 1) };
}

/** The engine's keys must be those that the others know this organisation by. */
function requireValidator({ identity, ledger, store }: EngineGround, home: EngineHome): void {
  const { organisation } = identity.config;
  const own = readEngineIdentity(home);
  const chain = readChainRecord(ledger.suite.name, store);
  const { organisations } = chain?.start ?? ledger.genesis;
  const founding = organisations.flatMap(({ id, validator }) =>
    id === organisation && validator !== undefined ? [validator] : [],
  );
  // A vote may have been set anew since; around that height both are known.
  const known = statedVoices(ledger.reader(), organisation) ?? founding;
  // An observer's organisation has no vote, and its keys are known to nobody.
  if (known.length === 0) return;
  if (known.some(({ key, node }) => equalBytes(key, own.validatorKey) && node === own.nodeId)) {
    return;
  }
  throw new NodeError(
    "wrong-key",
    `the keys of the engine are not those that the network knows ${organisation} by`,
    `restore ${home.config} from where this organisation keeps its keys`,
  );
}

/**
 * The engine's genesis file follows from the ledger's own genesis; a chain that began later has its own.
 *
 * @throws NodeError `damaged-config` when it is missing and does not follow from the ledger as it stands
 */
export function requireGenesis({ ledger }: Pick<EngineGround, "ledger">, home: EngineHome): void {
  if (readFileIfAny(home.genesis) !== undefined) return;
  const { organisations, created } = ledger.genesis;
  if (ledger.height > 0 || organisations.some(({ validator }) => validator === undefined)) {
    throw new NodeError(
      "damaged-config",
      `the founding of the chain, ${home.genesis}, is missing`,
      "take it from another organisation of the network, or from a backup",
    );
  }
  makeEngineHome(home);
  const start = chainStart(ledger.reader().checkpoint, organisations);
  writeFileAtomic(home.genesis, genesisJson({ start, timeMs: created }), 0o644);
}
