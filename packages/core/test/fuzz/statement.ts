/** Statements and the COSE_Sign1 below them. */
import { equalBytes } from "../../src/bytes.ts";
import { encodeCbor } from "../../src/cbor.ts";
import { CoseError, decodeSign1, encodeSign1 } from "../../src/cose.ts";
import { decodeEntry } from "../../src/entry.ts";
import { decodeReceipt } from "../../src/receipt.ts";
import {
  decodeStatement,
  encodeStatementHeader,
  StatementError,
  statementSigningInput,
} from "../../src/statement.ts";
import { allSamples } from "../support/samples.ts";
import { makeBytes } from "./mutate-cbor.ts";
import { fuzzTarget, showBytes } from "./target.ts";

const seeds = (await allSamples()).map(
  ({ receipt }) => decodeEntry(decodeReceipt(receipt).entry).statement,
);

/** Refused with the one error, or read so that writing it again gives the same bytes. */
function checkStatement(bytes: Uint8Array): string | undefined {
  checkSign1(bytes);
  try {
    const statement = decodeStatement(bytes);
    const { algorithm, keyId, issuer, protectedBytes, payloadBytes, signature } = statement;
    const { ledgerId, id, expiry, action, input } = statement;
    // The header comes from a cache: it must be the header of these bytes and of no others.
    if (!equalBytes(encodeStatementHeader(algorithm, keyId, issuer), protectedBytes)) {
      throw new Error("another header");
    }
    const payload = encodeCbor([ledgerId, id, expiry, action, input]);
    if (!equalBytes(payload, payloadBytes)) throw new Error("another payload");
    const parts = { protectedBytes, unprotected: new Map(), payload, signature };
    if (!equalBytes(encodeSign1(parts), bytes))
      throw new Error("does not encode to the same bytes");
    statementSigningInput(statement);
    return undefined;
  } catch (error) {
    if (error instanceof StatementError) return error.code;
    throw error;
  }
}

function checkSign1(bytes: Uint8Array): void {
  try {
    const parts = decodeSign1(bytes);
    if (!equalBytes(encodeSign1(parts), bytes))
      throw new Error("COSE_Sign1 encodes to other bytes");
  } catch (error) {
    if (!(error instanceof CoseError)) throw error;
  }
}

/** `count` statements from `seed`. */
export const fuzzStatement = fuzzTarget(
  (random) => makeBytes(random, seeds),
  checkStatement,
  showBytes,
);
