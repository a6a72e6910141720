/** The process of one node: the real ledger application over a simulated disk. */

import { LEDGER_RULES } from "@tallystick/apps/applications";
import { Ledger } from "@tallystick/ledger/ledger";
import type { HaltReport } from "../../src/engine/consensus/halt.ts";
import { LedgerApplication } from "../../src/engine/consensus/ledger-application.ts";
import type { Misconduct } from "../../src/engine/consensus/misconduct.ts";
import { LedgerMachine } from "../../src/engine/machine.ts";
import { checkLastBlock } from "../../src/engine/recovery.ts";
import { Receipts } from "../../src/receipts.ts";
import type { Consortium, SimOrganisation } from "./consortium.ts";
import type { SimDisk } from "./sim-disk.ts";

/** What a process tells the world. */
export interface ProcessEvents {
  /** The node's clock, ms since 1970 UTC. */
  now(): number;
  onMisconduct(report: Misconduct): void;
  onRefused(what: "proposal" | "extension", height: number, reason: string): void;
  onHalt(report: HaltReport): void;
}

/** A running process. */
export interface SimProcess {
  readonly application: LedgerApplication;
  readonly ledger: Ledger;
  readonly machine: LedgerMachine;
  readonly receipts: Receipts;
}

/** Starts a node as `start` does: opens the ledger, checks it, puts the application on top. */
export async function startProcess(
  { suite, genesis, trust }: Consortium,
  organisation: SimOrganisation,
  disk: SimDisk,
  events: ProcessEvents,
): Promise<SimProcess> {
  const store = disk.open();
  const ledger = await Ledger.open({
    store,
    suite,
    genesis,
    ...LEDGER_RULES,
  });
  store.follow(() => ledger.height);
  checkLastBlock({ ledger, store, trust, certified: "some" });
  const { id, signer } = organisation;
  const machine = new LedgerMachine({
    ledger,
    store,
    signer,
    organisation: id,
    // In this thread, and at once: threads would make the order of things a matter of chance.
    pool: {
      verify: async (items) =>
        items.map(({ key, message, signature }) => suite.verify(key, message, signature)),
    },
  });
  const application = new LedgerApplication({
    machine,
    ledger,
    store,
    organisation: id,
    now: () => events.now(),
    onMisconduct: (report) => events.onMisconduct(report),
    onRefused: (what, height, reason) => events.onRefused(what, height, reason),
    onHalt: (report) => events.onHalt(report),
  });
  const receipts = new Receipts((keyId) => ledger.identity(keyId)?.publicKey);
  return { application, ledger, machine, receipts };
}
