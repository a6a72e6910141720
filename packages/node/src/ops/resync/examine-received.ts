import { equalBytes } from "@tallystick/core/bytes";
import { appHash, readCertification } from "../../engine/consensus/certification.ts";
import { readChainRecord } from "../../engine/consensus/chain-record.ts";
import type { ReceivedSnapshot } from "../../engine/consensus/snapshots/receive-snapshot.ts";
import { followTrust } from "../../followed-trust.ts";
import { type NodeIdentity, openLedger } from "../../open-node.ts";
import type { CheckedStore } from "../../store/checked-store.ts";
import { type DoctorProgress, type DoctorReport, examineStore } from "../doctor/examine.ts";

/** What became of an examination: the report, or what is wrong. */
export type Examined =
  | { readonly report: DoctorReport; readonly wrong?: never }
  | { readonly wrong: string };

/**
 * Look at a store that was filled from a snapshot as a whole: that the ledger opens, that its app hash is the one
 * which the engine's light client vouches for, and everything that doctor looks at.
 */
export async function examineReceived(
  identity: NodeIdentity,
  store: CheckedStore,
  received: ReceivedSnapshot,
  onProgress: DoctorProgress = () => {},
): Promise<Examined> {
  const { suite, parsedTrust } = identity;
  let trust = parsedTrust;
  try {
    const ledger = await openLedger(identity, store);
    const reader = ledger.reader();
    if (reader.height !== received.manifest.height) return { wrong: "it is of another height" };
    if (readChainRecord(suite.name, store) === undefined) return { wrong: "it is of no chain" };
    const own = appHash(suite, reader.checkpoint, readCertification(reader));
    if (!equalBytes(own, received.appHash)) return { wrong: "it has another app hash" };
    trust = followTrust(parsedTrust, reader);
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : "it cannot be opened" };
  }
  const report = await examineStore({ ...identity, parsedTrust: trust }, store, { onProgress });
  if (report.verdict === "sound") return { report };
  return { wrong: report.findings[0]?.message ?? "it is damaged" };
}
