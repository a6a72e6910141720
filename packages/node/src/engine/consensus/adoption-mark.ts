/**
 * What a store remembers of being handed over to a network, from that moment on: before the chain's first
 * block there is no record of the chain yet, and the organisation that has run the ledger alone must not go
 * on alone beside the others.
 */
import type { Genesis } from "@tallystick/core/genesis";
import type { SuiteName } from "@tallystick/core/suite/suite";
import { metaKey } from "@tallystick/ledger/key-space";
import type { StoreReader, WriteOp } from "@tallystick/ledger/store";
import { readChainRecord } from "./chain-record.ts";
import { type ChainStart, decodeChainStart, encodeChainStart } from "./chain-start.ts";

const KEY = metaKey("adoption");

/** The write that hands a ledger over. */
export function adoptionMarkWrite(start: ChainStart): WriteOp {
  return { key: KEY, value: encodeChainStart(start) };
}

/** Where a network takes the ledger of a store over, or undefined. @throws ConsensusFault `wrong-chain` */
export function readAdoptionMark(suite: SuiteName, store: StoreReader): ChainStart | undefined {
  const bytes = store.get(KEY);
  return bytes === undefined ? undefined : decodeChainStart(suite, bytes);
}

/**
 * Up to which height every block has a certificate of its own: one organisation alone signs each block as it
 * writes it; several certify some of what they have agreed on. A ledger that a network has taken over has
 * both, one after the other.
 *
 * @returns infinity while one organisation runs the ledger alone
 * @throws ConsensusFault when the record of the chain is damaged
 */
export function certifiedThrough(genesis: Genesis, store: StoreReader): number {
  if (genesis.organisations.some(({ validator }) => validator !== undefined)) return 0;
  const { suite } = genesis;
  const start = readChainRecord(suite, store)?.start ?? readAdoptionMark(suite, store);
  return start?.height ?? Number.POSITIVE_INFINITY;
}
