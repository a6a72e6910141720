import { rmSync } from "node:fs";
import { equalBytes } from "@tallystick/core/bytes";
import { formatTrust, type Trust } from "@tallystick/core/trust";
import type { StoreReader, WriteOp } from "@tallystick/ledger/store";
import { CONFIG_FORMAT } from "../../../config.ts";
import { dataPaths } from "../../../data-paths.ts";
import { adoptionMarkWrite, readAdoptionMark } from "../../../engine/consensus/adoption-mark.ts";
import { type ChainStart, encodeChainStart } from "../../../engine/consensus/chain-start.ts";
import { makePrivateFolder } from "../../../files.ts";
import { type NodeIdentity, openLedger } from "../../../open-node.ts";
import type { CheckedStore } from "../../../store/checked-store.ts";
import { openStore } from "../../../store/open-store.ts";
import { readBackup } from "../../backup-reader.ts";
import { type DoctorProgress, examineStore } from "../../doctor/examine.ts";
import { CeremonyError } from "./ceremony-error.ts";
import { requireDecidedStart } from "./decided-start.ts";
import type { Founding } from "./founding.ts";

/** Told how far taking over a history has come. */
export interface HistoryProgress {
  readonly onRows?: ((rows: number) => void) | undefined;
  readonly onProgress?: DoctorProgress | undefined;
}

const BATCH_ROWS = 20_000;
const BATCH_BYTES = 16 * 1024 * 1024;

/**
 * Write the history of an adopted ledger into a data directory and examine every byte of it, as doctor does:
 * it must be this ledger's, sound, certified block by block by the organisation that ran it alone, and end
 * where the network takes over. After a failure the directory has no ledger, as before.
 *
 * @throws CeremonyError `other-history`; NodeError `damaged-backup` when it was cut short or changed
 */
export async function takeHistory(
  dataDir: string,
  founding: Founding,
  source: AsyncIterable<Uint8Array>,
  progress: HistoryProgress = {},
): Promise<void> {
  const { ledger: folder } = dataPaths(dataDir);
  rmSync(folder, { recursive: true, force: true });
  makePrivateFolder(folder);
  const store = openStore("lmdb", folder);
  try {
    await writeRows(store, founding, source, progress.onRows);
    await checkHistory(dataDir, founding, store, progress.onProgress);
    await store.commit([adoptionMarkWrite(founding.start as ChainStart)]);
    await store.close();
  } catch (error) {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function writeRows(
  store: CheckedStore,
  { ledgerId }: Founding,
  source: AsyncIterable<Uint8Array>,
  onRows: ((rows: number) => void) | undefined,
): Promise<void> {
  let writes: WriteOp[] = [];
  let bytes = 0;
  let rows = 0;
  const flush = async (): Promise<void> => {
    await store.commit(writes);
    writes = [];
    bytes = 0;
    onRows?.(rows);
  };
  for await (const item of readBackup(source)) {
    if (item.kind === "header" && !equalBytes(item.ledgerId, ledgerId)) {
      throw otherHistory("it is the history of another ledger");
    }
    // Whose keys might stand in it is nobody's business here.
    if (item.kind !== "row") continue;
    writes.push({ key: item.key, value: item.value });
    bytes += item.key.length + item.value.length;
    rows += 1;
    if (writes.length >= BATCH_ROWS || bytes >= BATCH_BYTES) await flush();
  }
  await flush();
}

async function checkHistory(
  dataDir: string,
  founding: Founding,
  store: CheckedStore,
  onProgress: DoctorProgress | undefined,
): Promise<void> {
  const identity = identityOf(dataDir, founding);
  const report = await examineStore(
    identity,
    store,
    onProgress === undefined ? {} : { onProgress },
  );
  if (report.verdict !== "sound") {
    throw otherHistory(
      `it is ${report.verdict}: ${report.findings[0]?.message ?? "it holds nothing"}`,
    );
  }
  const reader = (await openLedger(identity, store)).reader();
  const { checkpoint } = reader;
  const start = founding.start as ChainStart;
  const same =
    checkpoint.height === start.height &&
    checkpoint.logSize === start.logSize &&
    equalBytes(checkpoint.logRoot, start.logRoot) &&
    equalBytes(checkpoint.stateRoot, start.stateRoot);
  if (!same) {
    throw otherHistory(
      `it ends at block ${checkpoint.height}, and the network takes over after block ${start.height}`,
    );
  }
  requireSameMark(founding, store);
  requireDecidedStart(reader, founding);
}

/** The ledger as the organisation that ran it alone left it. */
function identityOf(dataDir: string, founding: Founding): NodeIdentity {
  const { invitation, genesis, ledgerId, adoption } = founding;
  const parsedTrust = adoption?.trust as Trust;
  const { suite, by } = invitation;
  return {
    paths: dataPaths(dataDir),
    config: {
      ...{ format: CONFIG_FORMAT, name: parsedTrust.name, suite: suite.name, store: "lmdb" },
      ...{ organisation: by, member: by },
    },
    ...{ suite, genesis, ledgerId, parsedTrust },
    trust: formatTrust(parsedTrust),
  };
}

/** A ledger is handed over once. @throws CeremonyError `other-history` */
export function requireSameMark({ invitation, start }: Founding, store: StoreReader): void {
  const mark = readAdoptionMark(invitation.suite.name, store);
  if (mark === undefined) return;
  if (equalBytes(encodeChainStart(mark), encodeChainStart(start as ChainStart))) return;
  throw otherHistory("it was handed over to another network");
}

function otherHistory(what: string): CeremonyError {
  return new CeremonyError(
    "other-history",
    `this is not the history that the founding speaks of: ${what}`,
    "use the file that `tallystick network adopt` wrote together with the founding",
  );
}
