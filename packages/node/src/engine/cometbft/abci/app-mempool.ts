/**
 * The two calls that CometBFT v0.39 added to ABCI 2.0 for a mempool inside the application
 * (v0.40.0 proto/tendermint/abci/types.proto, requests 21 and 22). A node here never turns that mempool
 * on; an engine that calls them all the same gets a proper answer: no.
 */
import { BinaryReader, BinaryWriter, WireType } from "cosmjs-types/binary";

/** A transaction for the application's own mempool. */
export interface RequestInsertTx {
  readonly tx: Uint8Array;
}

/** 0 = taken. */
export interface ResponseInsertTx {
  readonly code: number;
}

/** What the application's own mempool has. The bounds are not read. */
export type RequestReapTxs = Readonly<Record<string, never>>;

/** The transactions that it has. */
export interface ResponseReapTxs {
  readonly txs: readonly Uint8Array[];
}

/** Codec of {@link RequestInsertTx}. */
export const RequestInsertTx = {
  decode(bytes: Uint8Array): RequestInsertTx {
    const reader = new BinaryReader(bytes);
    let tx: Uint8Array = new Uint8Array(0);
    while (reader.pos < reader.len) {
      const [field, wireType] = reader.tag();
      if (field === 1 && wireType === WireType.Bytes) tx = reader.bytes();
      else reader.skipType(wireType);
    }
    return { tx };
  },
};

/** Codec of {@link ResponseInsertTx}. */
export const ResponseInsertTx = {
  encode({ code }: ResponseInsertTx): BinaryWriter {
    const writer = BinaryWriter.create();
    if (code !== 0) writer.tag(1, WireType.Varint).uint32(code);
    return writer;
  },
};

/** Codec of {@link RequestReapTxs}. */
export const RequestReapTxs = {
  decode(bytes: Uint8Array): RequestReapTxs {
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) reader.skipType(reader.tag()[1]);
    return {};
  },
};

/** Codec of {@link ResponseReapTxs}. */
export const ResponseReapTxs = {
  encode({ txs }: ResponseReapTxs): BinaryWriter {
    const writer = BinaryWriter.create();
    for (const tx of txs) writer.tag(1, WireType.Bytes).bytes(tx);
    return writer;
  },
};
