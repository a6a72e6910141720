import { LedgerFault } from "@tallystick/ledger/errors";
import { LogTileDamaged } from "@tallystick/ledger/log-tiles";
import { StateTreeDamaged } from "@tallystick/ledger/state-tree/damaged";
import { StoreDamaged, StoreFault } from "../store/store-errors.ts";
import { ConsensusFault } from "./consensus/consensus-fault.ts";
import { EngineFault } from "./engine.ts";

/** True for an error that says that stored data is not what was written. */
export function isDamage(cause: unknown): cause is Error {
  return (
    cause instanceof StoreDamaged ||
    cause instanceof LogTileDamaged ||
    cause instanceof StateTreeDamaged ||
    (cause instanceof LedgerFault && cause.code.endsWith("-damaged"))
  );
}

/** The engine's fault behind whatever was thrown while it worked on a block. */
export function engineFault(cause: unknown, at: string): EngineFault {
  if (cause instanceof EngineFault) return cause;
  if (cause instanceof StoreFault) {
    const code = cause.code === "disk-full" ? "disk-full" : "store-failed";
    return new EngineFault(code, `${at}: ${cause.message}`, cause);
  }
  if (isDamage(cause)) return new EngineFault("store-damaged", `${at}: ${cause.message}`, cause);
  if (cause instanceof LedgerFault && cause.code === "rules-unknown") {
    const fix = "start the node with a program that has the version; nothing is lost";
    return new EngineFault("old-program", `${cause.message}; ${fix}`, cause);
  }
  if (cause instanceof LedgerFault || cause instanceof ConsensusFault) {
    return new EngineFault("ledger-fault", `${at}: ${cause.message}`, cause);
  }
  return new EngineFault(
    "internal",
    `${at}: ${cause instanceof Error ? cause.name : "unknown error"}`,
    cause,
  );
}
