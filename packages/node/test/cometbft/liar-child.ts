// The node of an organisation that lies: like node-child.ts, with other words in its mouth.

import { LedgerApplication } from "../../src/engine/consensus/ledger-application.ts";
import { LedgerMachine } from "../../src/engine/machine.ts";
import { flipLastBit } from "../sim/consortium.ts";

const { certify } = LedgerMachine.prototype;
const { finalizeBlock } = LedgerApplication.prototype;

if (process.env["LIE"] === "signed-root") {
  // It signs a state root that is not the ledger's, for every block.
  LedgerMachine.prototype.certify = function (block, ...more) {
    return certify.call(this, { ...block, stateRoot: flipLastBit(block.stateRoot) }, ...more);
  };
} else {
  // It tells its engine another hash of the state.
  LedgerApplication.prototype.finalizeBlock = async function (request) {
    const result = await finalizeBlock.call(this, request);
    return { ...result, appHash: flipLastBit(result.appHash) };
  };
}

await import("./node-child.ts");
