import type { StoreName } from "../../../config.ts";
import { engineHome } from "../../../engine/cometbft/engine-home.ts";
import { genesisJson } from "../../../engine/cometbft/genesis-json.ts";
import { writeFileAtomic } from "../../../files.ts";
import { operatorOf } from "../network-genesis.ts";
import { peersOf, writeNetworkNode } from "../write-node.ts";
import { openAcceptance, requireAllAcceptances } from "./acceptance.ts";
import { CeremonyError } from "./ceremony-error.ts";
import { requirePast } from "./clock.ts";
import { CeremonyFolder, type FolderAccess } from "./folder.ts";
import { type Founding, openFounding } from "./founding.ts";
import { locked, requireOwnAnswer } from "./steps.ts";

/** What it takes to become a node. */
export interface SettleOptions extends FolderAccess {
  /** Files of others; those that were given before count as well. */
  readonly acceptances: readonly Uint8Array[];
  readonly store?: StoreName | undefined;
  readonly now?: number | undefined;
}

/**
 * Turn a data directory into a node of the network once everybody has accepted the same founding. A node
 * that is complete already stays as it is.
 *
 * @returns the founding; undefined when the folder was a node before
 * @throws CeremonyError `missing-acceptance`, `other-ledger`, `wrong-step` and others
 */
export async function settle(options: SettleOptions): Promise<Founding | undefined> {
  const { dataDir, now = Date.now() } = options;
  const folder = new CeremonyFolder(options);
  if (folder.config?.engine === "cometbft") return undefined;
  if (!folder.begun) {
    throw new CeremonyError(
      "wrong-step",
      `no founding of a network has begun in ${dataDir}`,
      "answer an invitation with `tallystick network join`; a node that runs alone starts with `tallystick start`",
    );
  }
  return locked(folder, async () => {
    const fix = "accept the founding first with `tallystick network accept`";
    const founding = openFounding(folder.need("founding", fix));
    const own = requireOwnAnswer(folder, founding);
    for (const bytes of options.acceptances) {
      folder.keepAcceptance(openAcceptance(bytes, founding).organisation, bytes);
    }
    requireAllAcceptances(folder.acceptances, founding, now, requirePast);
    requirePast("the founding", founding.timeMs, now);
    becomeNode(folder, founding, own.id, options.store);
    return founding;
  });
}

/** Everything is agreed on: the configuration, written last, makes the folder a node of the network. */
function becomeNode(
  folder: CeremonyFolder,
  founding: Founding,
  organisation: string,
  wanted: StoreName | undefined,
): void {
  const { dataDir } = folder.access;
  const { genesis, trust, start, timeMs } = founding;
  const before = folder.config;
  if (start !== undefined) {
    const home = engineHome(dataDir);
    writeFileAtomic(home.genesis, genesisJson({ start, timeMs }), 0o644);
  }
  const store = start === undefined ? (wanted ?? "lmdb") : (before?.store ?? "lmdb");
  const member = before?.member ?? operatorOf(organisation);
  const network = networkOf(folder, founding);
  writeNetworkNode({ dataDir, genesis, trust, organisation, member, store, network });
}

/** How this folder's engine listens and whom it dials. */
function networkOf(
  folder: CeremonyFolder,
  founding: Founding,
): { readonly listen: string; readonly externalAddress?: string; readonly peers: string[] } {
  const { listen, address } = folder.place;
  const own = requireOwnAnswer(folder, founding);
  const peers = peersOf(own.id, founding.answers);
  return address === listen ? { listen, peers } : { listen, externalAddress: address, peers };
}
