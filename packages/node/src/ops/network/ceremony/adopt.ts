import { equalBytes } from "@tallystick/core/bytes";
import { certificateKey } from "@tallystick/ledger/key-space";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { dataPaths } from "../../../data-paths.ts";
import { adoptionMarkWrite, readAdoptionMark } from "../../../engine/consensus/adoption-mark.ts";
import { lockDirectory } from "../../../lock.ts";
import { NodeError } from "../../../node-error.ts";
import { type NodeIdentity, openLedger, readIdentity } from "../../../open-node.ts";
import type { CheckedStore } from "../../../store/checked-store.ts";
import { openStore } from "../../../store/open-store.ts";
import { backupStream } from "../../backup.ts";
import { type DoctorProgress, examineStore } from "../../doctor/examine.ts";
import { CeremonyError } from "./ceremony-error.ts";
import { requireDecidedStart } from "./decided-start.ts";
import { CeremonyFolder, type FolderAccess } from "./folder.ts";
import { type Adoption, type Founding, makeFounding, openFounding } from "./founding.ts";
import { type Invitation, openInvitation } from "./invitation.ts";
import { locked, requireOwnAnswer } from "./steps.ts";

/** What is handed over. */
export interface AdoptOptions extends FolderAccess {
  readonly invitation: Uint8Array;
  readonly answers: readonly Uint8Array[];
  readonly onProgress?: DoctorProgress | undefined;
}

/**
 * Hand the ledger of a stopped node over to a network: examine every byte of it, say where it stands, and
 * keep the node from ever going on alone. Done again, it gives the same founding.
 *
 * @throws CeremonyError `wrong-step`, `not-decided`, `other-history` and those of the answers; NodeError `damaged-ledger`
 */
export async function adopt(options: AdoptOptions): Promise<Founding> {
  const { dataDir, answers } = options;
  const invitation = openInvitation(options.invitation);
  const folder = new CeremonyFolder(options);
  requireNode(folder);
  return locked(folder, async () => {
    const identity = readIdentity(dataDir);
    if (!equalBytes(invitation.adopts ?? new Uint8Array(0), identity.genesis)) {
      throw new CeremonyError(
        "other-history",
        `the invitation does not take along the ledger of ${dataDir}`,
        "make one with `tallystick network invite --adopt` from this data directory",
      );
    }
    const store = openStore(identity.config.store, identity.paths.ledger);
    try {
      if (readAdoptionMark(identity.suite.name, store) !== undefined)
        return again(folder, invitation);
      const { adoption, reader } = await adoptionOf(identity, store, options.onProgress);
      const founding = openFounding(makeFounding(invitation.bytes, answers, adoption));
      requireOwnAnswer(folder, founding);
      requireDecidedStart(reader, founding);
      folder.keep("founding", founding.bytes);
      if (founding.start !== undefined) await store.commit([adoptionMarkWrite(founding.start)]);
      return founding;
    } finally {
      await store.close();
    }
  });
}

function requireNode(folder: CeremonyFolder): void {
  const { config } = folder;
  if (config !== undefined && config.engine !== "cometbft") return;
  const { dataDir } = folder.access;
  throw new CeremonyError(
    "wrong-step",
    config === undefined
      ? `${dataDir} holds no node whose ledger could be handed over`
      : `the ledger of ${dataDir} is ordered by a network already`,
    "name the data directory of the node that has run the ledger alone with --data",
  );
}

/** A ledger is handed over once; whoever lost the file gets the same again. */
function again(folder: CeremonyFolder, invitation: Invitation): Founding {
  const kept = folder.read("founding");
  const founding = kept === undefined ? undefined : openFounding(kept);
  if (founding !== undefined && equalBytes(founding.invitation.bytes, invitation.bytes)) {
    return founding;
  }
  throw new CeremonyError(
    "wrong-step",
    "this ledger has been handed over to another network already",
    "if that never came about, restore the backup taken before and begin anew",
  );
}

async function adoptionOf(
  identity: NodeIdentity,
  store: CheckedStore,
  onProgress: DoctorProgress | undefined,
): Promise<{ readonly adoption: Adoption; readonly reader: LedgerReader }> {
  const report = await examineStore(
    identity,
    store,
    onProgress === undefined ? {} : { onProgress },
  );
  if (report.verdict === "damaged") {
    throw new NodeError(
      "damaged-ledger",
      `the ledger is damaged: ${report.findings[0]?.message ?? "see doctor"}`,
      "run `tallystick doctor` for the whole extent, restore the last backup, and hand that over",
    );
  }
  const reader =
    report.verdict === "empty" ? undefined : (await openLedger(identity, store)).reader();
  const certified = reader?.lastCertified();
  if (reader === undefined || certified === undefined || certified.block.height !== reader.height) {
    throw new CeremonyError(
      "wrong-step",
      "the ledger has no block yet that could be taken along",
      "found a new ledger instead, or start and stop the node once",
    );
  }
  const certificate = store.get(certificateKey(reader.height)) as Uint8Array;
  const { checkpoint } = certified;
  return { adoption: { checkpoint, certificate, trust: identity.parsedTrust }, reader };
}

/** The whole history of a ledger that was handed over, without any key: what the others write into their directories. */
export async function* historyStream(
  dataDir: string,
  onProgress?: (rows: number) => void,
): AsyncGenerator<Uint8Array> {
  const identity = readIdentity(dataDir);
  const lock = lockDirectory(dataDir);
  try {
    const store = openStore(identity.config.store, dataPaths(dataDir).ledger);
    try {
      const snapshot = store.snapshot();
      const options = { withoutKeys: true, ...(onProgress !== undefined && { onProgress }) };
      yield* backupStream({ identity, snapshot }, options);
    } finally {
      await store.close();
    }
  } finally {
    lock.release();
  }
}
