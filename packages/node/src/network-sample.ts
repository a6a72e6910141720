import type { CometEngine } from "./engine/cometbft/comet-engine.ts";
import type { OpenNode } from "./open-node.ts";
import {
  type NetworkOperationReport,
  type NetworkReport,
  networkOperation,
  networkReport,
} from "./ops/network/network-report.ts";

/** What is known of a network when somebody scrapes. */
export interface NetworkSample {
  readonly report: NetworkReport;
  readonly operation: NetworkOperationReport;
  /** Undefined while the engine does not answer. */
  readonly mempool: { readonly transactions: number; readonly bytes: number } | undefined;
  /** Entries of the log that no certificate covers yet. */
  readonly uncertified: number;
  /** The newest snapshot for those who join; undefined when there is none. */
  readonly snapshot: { readonly height: number; readonly time: number } | undefined;
}

/** Looks at the network that a node takes part in; undefined when nothing can be known. */
export async function sampleNetwork(
  node: OpenNode,
  engine: CometEngine,
): Promise<NetworkSample | undefined> {
  const [report, operation, mempool] = await Promise.all([
    networkReport(node),
    networkOperation(node),
    engine.link.rpc.mempool().catch(() => undefined),
  ]);
  if (report === undefined || operation === undefined) return undefined;
  return { report, operation, mempool, ...engine.read((reader) => ledgerPart(engine, reader)) };
}

type Reader = Parameters<Parameters<CometEngine["read"]>[0]>[0];

function ledgerPart(
  engine: CometEngine,
  reader: Reader,
): Pick<NetworkSample, "uncertified" | "snapshot"> {
  const covered = reader.lastCertified()?.checkpoint.logSize ?? 0;
  const newest = engine.snapshots?.kept[0]?.manifest.height;
  const time = newest === undefined ? undefined : reader.block(newest)?.time;
  return {
    uncertified: reader.logSize - covered,
    snapshot: newest === undefined || time === undefined ? undefined : { height: newest, time },
  };
}
