// The node of an organisation that lies: like node-child.ts, with other words in its mouth.

import { type EngineTrouble, HALTING } from "../../src/engine/cometbft/log-verdict.ts";
import { LedgerApplication } from "../../src/engine/consensus/ledger-application.ts";
import { LedgerMachine } from "../../src/engine/machine.ts";
import { flipLastBit } from "../sim/consortium.ts";

const { certify } = LedgerMachine.prototype;
const { finalizeBlock } = LedgerApplication.prototype;
const lie = process.env["LIE"];

if (lie === "signed-root") {
  // It signs a state root that is not the ledger's, for every block.
  LedgerMachine.prototype.certify = function (block, ...more) {
    return certify.call(this, { ...block, stateRoot: flipLastBit(block.stateRoot) }, ...more);
  };
} else if (lie === "two-votes" || lie === "no-vote") {
  // Its engine goes on when it hears that its key has voted from somewhere else, where an honest one halts.
  (HALTING as Set<EngineTrouble>).delete("double-vote");
  // It votes for nothing, whatever is proposed.
  if (lie === "no-vote") {
    LedgerApplication.prototype.processProposal = () => Promise.resolve(false);
  }
} else if (lie === "app-hash") {
  // It tells its engine another hash of the state.
  LedgerApplication.prototype.finalizeBlock = async function (request) {
    const result = await finalizeBlock.call(this, request);
    return { ...result, appHash: flipLastBit(result.appHash) };
  };
}

await import("./node-child.ts");
