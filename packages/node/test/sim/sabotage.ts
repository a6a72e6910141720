/** Deliberate defects, put into a running process from outside: production code knows nothing of them. */

import type { BlockItem } from "@tallystick/ledger/block";
import type { Ledger } from "@tallystick/ledger/ledger";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { LedgerMachine } from "../../src/engine/machine.ts";
import type { Dice } from "./dice.ts";
import type { Sabotage } from "./plan.ts";
import type { SimProcess } from "./process.ts";

/** Puts the defect in that a plan asks for, if it is one of the application. */
export function sabotage(
  what: Sabotage | undefined,
  { application, ledger, machine }: SimProcess,
  index: number,
  dice: Dice,
): void {
  if (what === "no-quorum") {
    const patch = (): void => {
      const roster = application.chain?.rosters.at(0);
      if (roster !== undefined) Object.assign(roster, { quorum: 1 });
    };
    const { prepareProposal, processProposal, finalizeBlock } = application;
    application.prepareProposal = (request) => {
      patch();
      return prepareProposal.call(application, request);
    };
    application.processProposal = (request) => {
      patch();
      return processProposal.call(application, request);
    };
    application.finalizeBlock = (request) => {
      patch();
      return finalizeBlock.call(application, request);
    };
  }
  if (what === "stale-time") ownTime(ledger, machine);
  if (what === "chance-in-rules" && index === 0) {
    const { finalize } = machine;
    machine.finalize = (block: { height: number; time: number; items: readonly BlockItem[] }) =>
      finalize.call(machine, { ...block, time: block.time + (dice.chance(0.3) ? 1 : 0) });
  }
}

/** Certificates claim the time of the block's own header instead of the next one's. */
function ownTime(ledger: Ledger, machine: LedgerMachine): void {
  const { certify, query } = machine;
  const timeOf = (height: number): number => ledger.reader().block(height)?.time ?? 0;
  machine.certify = (block) => certify.call(machine, block, timeOf(block.height));
  const twisted = (reader: LedgerReader): LedgerReader =>
    new Proxy(reader, {
      get(target, name) {
        if (name === "block") {
          return (height: number) => {
            const block = target.block(height);
            return block && { ...block, time: timeOf(Math.max(0, height - 1)) };
          };
        }
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  machine.query = <T>(run: (reader: LedgerReader) => T): T =>
    query.call(machine, (reader: LedgerReader) => run(twisted(reader))) as T;
}
