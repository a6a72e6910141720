/** Why the ledger of one organisation cannot go on with the others. */
export type ConsensusFaultCode =
  /** The chain was founded for another ledger, height, state or set of validators than this node has. */
  | "wrong-chain"
  /** The engine calls in an order that ABCI rules out. */
  | "out-of-order"
  /** The store's own record of the chain does not decode. */
  | "record-damaged";

/** This node cannot go on with the others: it must halt and be looked at. */
export class ConsensusFault extends Error {
  override readonly name = "ConsensusFault";
  readonly code: ConsensusFaultCode;

  constructor(code: ConsensusFaultCode, message: string, cause?: unknown) {
    super(`${code}: ${message}`, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
