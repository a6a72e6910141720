/** Receipt bundles, and the RFC 9942 receipts written from them. */
import { equalBytes } from "../../src/bytes.ts";
import { decodeSign1 } from "../../src/cose.ts";
import { decodeReceipt, encodeReceipt, ReceiptError, toCoseReceipts } from "../../src/receipt.ts";
import { allSamples } from "../support/samples.ts";
import { makeBytes } from "./mutate-cbor.ts";
import { fuzzTarget, showBytes } from "./target.ts";

const seeds = (await allSamples()).map(({ receipt }) => receipt);

/** Refused with the one error, or read so that writing it again gives the same bytes. */
function check(bytes: Uint8Array): string | undefined {
  try {
    const receipt = decodeReceipt(bytes);
    if (!equalBytes(encodeReceipt(receipt), bytes)) throw new Error("encodes to other bytes");
    const standalone = toCoseReceipts(receipt);
    if (standalone.length !== receipt.signatures.length) throw new Error("a receipt is missing");
    for (const one of standalone) decodeSign1(one);
    return undefined;
  } catch (error) {
    if (error instanceof ReceiptError) return error.code;
    throw error;
  }
}

/** `count` receipts from `seed`. */
export const fuzzReceipt = fuzzTarget((random) => makeBytes(random, seeds), check, showBytes);
