import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { dataPaths } from "../../data-paths.ts";
import { makePrivateFolder } from "../../files.ts";

/** Where everything of a node's engine lies. docs/operate/data-directory.md describes each file. */
export interface EngineHome {
  /** What CometBFT calls its home. */
  readonly root: string;
  readonly config: string;
  /** Written anew at every start. */
  readonly configToml: string;
  readonly genesis: string;
  /** Key that the engine proves its node id with, 0600. */
  readonly nodeKey: string;
  /** Key of the organisation's votes, 0600. */
  readonly validatorKey: string;
  /** What the organisation has voted for last: it is what keeps it from voting twice, and never reset. */
  readonly validatorState: string;
  readonly data: string;
  /** How far an engine that begins anew has come along the blocks of its ledger; see consensus/retracing.ts. */
  readonly traced: string;
  /** Folder of the write-ahead log of consensus. */
  readonly wal: string;
  /** Damaged files that were put aside. */
  readonly quarantine: string;
  /** Reports of halts. */
  readonly halts: string;
  /** What organisations were named for: one JSON object a line. */
  readonly misconduct: string;
  /** What the engine logs. */
  readonly log: string;
  /** Process id of the engine, while it runs. */
  readonly pid: string;
}

/** The paths of the engine of a data directory. */
export function engineHome(dataDir: string): EngineHome {
  // The engine works in its home: a path from where the node was started would mean another place there.
  const root = resolve(dataPaths(dataDir).engine);
  const config = join(root, "config");
  const data = join(root, "data");
  return {
    root,
    config,
    configToml: join(config, "config.toml"),
    genesis: join(config, "genesis.json"),
    nodeKey: join(config, "node_key.json"),
    validatorKey: join(config, "priv_validator_key.json"),
    validatorState: join(data, "priv_validator_state.json"),
    data,
    traced: join(data, "traced"),
    wal: join(data, "cs.wal"),
    quarantine: join(root, "quarantine"),
    halts: join(root, "halts"),
    misconduct: join(root, "misconduct.jsonl"),
    log: join(root, "cometbft.log"),
    pid: join(root, "cometbft.pid"),
  };
}

/** Make the folders of an engine, each its owner's alone. */
export function makeEngineHome(home: EngineHome): void {
  for (const folder of [home.root, home.config, home.data]) makePrivateFolder(folder);
}

/** Whether an engine has blocks or state of its own, or has begun to take them over. */
export function engineHasBlocks({ data, traced }: EngineHome): boolean {
  return (
    ["blockstore.db", "state.db"].some((name) => existsSync(join(data, name))) || existsSync(traced)
  );
}

/** The two sockets between a node and its engine. */
export interface EngineSockets {
  /** The node listens: ABCI. */
  readonly abci: string;
  /** The engine listens: RPC, which asks nobody for a password, so nobody else may reach it. */
  readonly rpc: string;
  /** Remove the folder when it was made for this run alone. */
  remove(): void;
}

/** Longest path of a Unix socket that every system takes (macOS has 104 bytes with the closing zero). */
const SOCKET_PATH_MAX = 103;

/**
 * Where the sockets lie: in the engine's home, or, when its path is too long for the name of a socket, in a
 * private folder of the system's place for temporary files.
 */
export function engineSockets(home: EngineHome): EngineSockets {
  const wanted = join(home.root, "run");
  if (Buffer.byteLength(join(wanted, "abci.sock")) <= SOCKET_PATH_MAX) {
    makePrivateFolder(wanted);
    return { ...socketsIn(wanted), remove: () => {} };
  }
  const folder = mkdtempSync(join(tmpdir(), "tallystick-"));
  return {
    ...socketsIn(folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function socketsIn(folder: string): Pick<EngineSockets, "abci" | "rpc"> {
  return { abci: join(folder, "abci.sock"), rpc: join(folder, "rpc.sock") };
}
