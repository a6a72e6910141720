import { equalBytes } from "@tallystick/core/bytes";
import type { Suite } from "@tallystick/core/suite/suite";
import type { Ledger } from "@tallystick/ledger/ledger";
import type { StoreReader, WriteOp } from "@tallystick/ledger/store";
import type { Machine } from "../machine.ts";
import type { InitChainRequest } from "./application.ts";
import { type ChainRecord, chainRecordWrite, readChainRecord } from "./chain-record.ts";
import { type ChainStart, chainStartFromJson, encodeChainStart } from "./chain-start.ts";
import { ConsensusFault } from "./consensus-fault.ts";
import { type RosterSource, Rosters } from "./rosters.ts";
import { startDifference } from "./stated-roster.ts";

/** The chain that orders a ledger. */
export interface Chain {
  readonly record: ChainRecord;
  readonly rosters: Rosters;
  /** Whether the chain has a block of its own in the ledger, and its record with it. */
  readonly durable: boolean;
}

/** The chain that the ledger in a store belongs to, or undefined before its first block. */
export function openChain(
  suite: Suite,
  store: StoreReader,
  stated: RosterSource,
): Chain | undefined {
  const record = readChainRecord(suite.name, store);
  if (record === undefined) return undefined;
  return { record, rosters: new Rosters(suite, record.start.organisations, stated), durable: true };
}

/**
 * A chain that is being founded on the ledger as it stands.
 *
 * @throws ConsensusFault `wrong-chain` when it was founded for anything else
 */
export function foundChain(
  ledger: Pick<Ledger, "suite" | "genesis" | "ledgerId">,
  machine: Machine,
  request: InitChainRequest,
  stated: RosterSource,
): Chain {
  const { suite, genesis } = ledger;
  const start = chainStartFromJson(suite.name, request.appState);
  const refuse = (what: string): never => {
    throw new ConsensusFault("wrong-chain", `the chain was founded for ${what}`);
  };
  const own = machine.query((reader) => reader.checkpoint);
  if (!equalBytes(start.ledgerId, ledger.ledgerId)) refuse("another ledger");
  if (start.height !== own.height) refuse(`height ${start.height}, the ledger is at ${own.height}`);
  if (request.initialHeight !== start.height + 1) refuse("another first height");
  const same =
    start.logSize === own.logSize &&
    equalBytes(start.logRoot, own.logRoot) &&
    equalBytes(start.stateRoot, own.stateRoot);
  if (!same) refuse("another state of this ledger");
  const founders = genesis.organisations;
  if (founders.some(({ validator }) => validator !== undefined)) {
    const fromGenesis: ChainStart = { ...start, organisations: founders };
    if (!equalBytes(encodeChainStart(start), encodeChainStart(fromGenesis))) {
      refuse("other organisations than its genesis document names");
    }
  }
  const other = startDifference(suite, stated(request.initialHeight), start);
  if (other !== undefined) refuse(`other organisations: ${other}`);
  const rosters = new Rosters(suite, start.organisations, stated);
  const first = rosters.at(request.initialHeight);
  if (!first.hasValidators(request.validators)) refuse("other validators");
  const { chainId, initialHeight } = request;
  return { record: { chainId, initialHeight, start }, rosters, durable: false };
}

/** The write that goes with the first block of a chain; none later. */
export function chainWrites({ record, durable }: Chain): WriteOp[] {
  return durable ? [] : [chainRecordWrite(record)];
}
