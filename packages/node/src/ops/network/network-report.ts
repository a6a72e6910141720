import { existsSync, readdirSync } from "node:fs";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { CometEngine } from "../../engine/cometbft/comet-engine.ts";
import { engineHome } from "../../engine/cometbft/engine-home.ts";
import type { NetworkStatus } from "../../engine/cometbft/network-status.ts";
import { readChainRecord } from "../../engine/consensus/chain-record.ts";
import {
  type RecordedMisconduct,
  readMisconductFile,
} from "../../engine/consensus/misconduct-file.ts";
import type { OpenNode } from "../../open-node.ts";
import { type DiskUse, diskUse } from "../disk-use.ts";
import { REPORT_CERTIFICATES, REPORT_LISTED } from "./limits.ts";

/** An organisation of a network, as one node sees it. */
export interface ReportedOrganisation {
  readonly id: string;
  readonly name: string;
  /** Voting power. */
  readonly power: number;
  /** Id of its engine. */
  readonly node: string;
  /** This node's own, or one that its engine is connected with. */
  readonly connected: boolean;
  /** Its last block, as far as this node has been told. */
  readonly height: number | null;
  /** Blocks that it is behind the furthest that this node knows of. */
  readonly behind: number | null;
  /** In how many of the last certificates its signature stands. */
  readonly signed: number;
}

/** A block that the organisations have certified. */
export interface ReportedCertificate {
  readonly height: number;
  /** ms since 1970 UTC. */
  readonly time: number;
  /** Ids of those who signed. */
  readonly organisations: readonly string[];
}

/** What anybody may know of a network. */
export interface NetworkReport {
  /** Name of the chain; null before it is founded. */
  readonly chain: string | null;
  /** The organisation whose node this is. */
  readonly organisation: string;
  readonly height: number;
  readonly certifiedHeight: number;
  /** Organisations that must sign a checkpoint. */
  readonly quorum: number;
  /** How many may fail before the network stops. */
  readonly mayFail: number;
  /** How many of those are missing now, as far as this node sees. */
  readonly missing: number;
  /** Whether enough of them are connected for the network to go on. */
  readonly quorumConnected: boolean;
  /** True while this node fetches blocks that the others have. */
  readonly catchingUp: boolean;
  readonly organisations: readonly ReportedOrganisation[];
  /** The last ones, newest first. */
  readonly certificates: readonly ReportedCertificate[];
  /** Organisations caught at signing what is not so, or at voting twice. */
  readonly misconduct: readonly RecordedMisconduct[];
  /** Why this node has halted: it has parted from the others, or cannot go on. The words are its operator's. */
  readonly halted: { readonly code: string; readonly message: string } | null;
}

/** What its operator may know beside that. */
export interface NetworkOperationReport {
  readonly engine: {
    readonly version: string | null;
    readonly state: string;
    readonly pid: number | null;
    /** How often it was started again. */
    readonly restarts: number;
    /** Write-ahead logs that were put aside. */
    readonly quarantined: number;
    /** First block that it still has. */
    readonly earliestHeight: number | null;
  };
  readonly peers: readonly { readonly node: string; readonly address: string }[];
  readonly disk: DiskUse;
  /** What halted this node, in words. */
  readonly fault: string | null;
  /** Names of the reports of halts, newest first. */
  readonly halts: readonly string[];
}

type Node = Pick<OpenNode, "engine" | "config" | "paths" | "store">;

/** What anybody may know, or undefined when one organisation orders this ledger alone. */
export async function networkReport(node: Node): Promise<NetworkReport | undefined> {
  const { engine, config, paths } = node;
  if (!(engine instanceof CometEngine)) return undefined;
  const { height, certifiedHeight, fault, network } = engine.status();
  const heights = await peerHeights(engine);
  // What one organisation has signed before the network took its ledger over is no figure of the network.
  const first = readChainRecord(config.suite, node.store)?.initialHeight ?? 0;
  const certificates = engine.read((reader) => lastCertificates(reader, first));
  const furthest = Math.max(height, ...heights.values());
  const organisations = network.organisations.map((one): ReportedOrganisation => {
    const { id, name, power, connected } = one;
    const at = id === config.organisation ? height : (heights.get(one.nodeId) ?? null);
    return {
      ...{ id, name, power, node: one.nodeId, connected, height: at },
      behind: at === null ? null : furthest - at,
      signed: certificates.filter(({ organisations: signers }) => signers.includes(id)).length,
    };
  });
  return {
    chain: network.chainId ?? null,
    organisation: config.organisation,
    ...{ height, certifiedHeight, organisations, certificates },
    quorum: network.quorum,
    mayFail: network.mayFail,
    missing: organisations.filter(({ connected }) => !connected).length,
    quorumConnected: network.quorumConnected,
    catchingUp: network.position?.catchingUp ?? true,
    misconduct: readMisconductFile(engineHome(paths.root).misconduct).slice(-REPORT_LISTED),
    halted: fault === undefined ? null : { code: fault.code, message: fault.message },
  };
}

/** What the operator of a node may know, or undefined when one organisation orders this ledger alone. */
export async function networkOperation(node: Node): Promise<NetworkOperationReport | undefined> {
  const { engine, paths, store } = node;
  if (!(engine instanceof CometEngine)) return undefined;
  const home = engineHome(paths.root);
  const { fault, network } = engine.status();
  const { process, position, peers }: NetworkStatus = network;
  const halts = existsSync(home.halts) ? readdirSync(home.halts).sort().reverse() : [];
  return {
    engine: {
      version: position?.version ?? null,
      state: process.state,
      pid: process.pid ?? null,
      restarts: process.restarts,
      quarantined: process.quarantined,
      earliestHeight: position?.earliestHeight ?? null,
    },
    peers: peers.map(({ nodeId, address }) => ({ node: nodeId, address })),
    disk: await diskUse({ paths, store }),
    fault: fault?.message ?? null,
    halts: halts.slice(0, REPORT_LISTED),
  };
}

async function peerHeights(engine: CometEngine): Promise<ReadonlyMap<string, number>> {
  try {
    return await engine.link.rpc.peerHeights();
  } catch {
    // The engine does not answer just now: nothing is known of the others.
    return new Map();
  }
}

function lastCertificates(reader: LedgerReader, first: number): ReportedCertificate[] {
  const found: ReportedCertificate[] = [];
  let below: number | undefined;
  while (found.length < REPORT_CERTIFICATES) {
    const certified = reader.lastCertified(below);
    if (certified === undefined) break;
    const { certificate, checkpoint } = certified;
    const { height, time } = checkpoint;
    if (height < first) break;
    found.push({
      ...{ height, time },
      organisations: certificate.headers.map(({ organisation }) => organisation),
    });
    below = height;
  }
  return found;
}
