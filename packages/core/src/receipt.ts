/**
 * A receipt bundle: an entry, its path to the log root, and the signatures of organisations over the
 * checkpoint. docs/reference/receipt.md. One path serves all organisations; {@link toCoseReceipts}
 * writes out the RFC 9942 receipt of each.
 */
import { COSE_LABEL, SALT_LENGTH } from "./algorithms.ts";
import { type CborEncodable, type CborValue, decodeCbor, encodeCbor } from "./cbor.ts";
import { type CheckpointSignature, decodeCheckpointProtected } from "./checkpoint.ts";
import {
  readCheckpointSignatures,
  type SignedCheckpoint,
  signaturesItem,
} from "./checkpoint-signatures.ts";
import { encodeSign1 } from "./cose.ts";
import { type EngineCommit, engineItem, readEngineCommit } from "./engine-commit.ts";
import { FormatError, type FormatErrorCode } from "./format-error.ts";
import { decodeKey, keyToMap } from "./keys.ts";
import {
  BATCH_LEAF_BYTES_MAX,
  ENTRY_BYTES_MAX,
  PATH_HASHES_MAX,
  RECEIPT_BYTES_MAX,
  RECEIPT_STATE_PROOFS_MAX,
} from "./limits.ts";
import {
  readArray,
  readBytes,
  readHashes,
  readLiteral,
  readMap,
  readUint,
  SchemaError,
} from "./schema.ts";
import { decodeStateProof, encodeStateProof, type StateProof } from "./state-proof.ts";
import type { PublicKey } from "./suite/suite.ts";

/** The place of one digest in the batch that a statement deposited by its root. */
export interface BatchPart {
  /** Leaf data: CBOR [algorithm tag, digest]. */
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly path: readonly Uint8Array[];
}

/** What a receipt bundle holds. */
export interface Receipt {
  /** The log entry, leaf data of the log tree. */
  readonly entry: Uint8Array;
  /** Position of the entry in the log. */
  readonly index: number;
  /** RFC 9162 inclusion path of the entry, from the leaf up. */
  readonly path: readonly Uint8Array[];
  /** The key that signed the statement inside the entry. */
  readonly signer: PublicKey;
  /** At least one, all over the same checkpoint. */
  readonly signatures: readonly CheckpointSignature[];
  readonly batch?: BatchPart;
  /** State records proved against the checkpoint's state root. */
  readonly state?: readonly StateProof[];
  /** Opening of the `hmac-` commitments of the statement, 32 bytes. */
  readonly salt?: Uint8Array;
  /** The consensus engine's own commit of the checkpoint's block. */
  readonly engine?: EngineCommit;
}

/** A receipt as decoded, with what its signatures say. */
export interface DecodedReceipt extends Receipt, SignedCheckpoint {}

/** Bytes that are not a receipt bundle. */
export class ReceiptError extends FormatError {
  override readonly name = "ReceiptError";

  constructor(code: FormatErrorCode, message: string, cause?: unknown) {
    super("receipt", code, message, cause);
  }
}

/** Text in the member `format`. */
export const RECEIPT_FORMAT = "tallystick-receipt/1";

/** Bytes of a receipt bundle. Throws {@link ReceiptError} when they would be too many. */
export function encodeReceipt(receipt: Receipt): Uint8Array {
  const { entry, index, path, signer, signatures, batch, state, salt, engine } = receipt;
  const bytes = encodeCbor({
    format: RECEIPT_FORMAT,
    entry,
    index,
    path: [...path],
    signer: keyToMap(signer),
    signatures: signaturesItem(signatures),
    batch: batch && { leaf: batch.leaf, index: batch.index, path: [...batch.path] },
    state: state?.map((proof): CborEncodable => decodeCbor(encodeStateProof(proof))),
    salt,
    engine: engine && engineItem(engine),
  });
  if (bytes.length > RECEIPT_BYTES_MAX) throw tooLarge();
  return bytes;
}

/**
 * Decodes a receipt bundle strictly; proofs and signatures are not checked, which is what verify()
 * is for. Byte strings are views into `bytes`. Throws {@link ReceiptError}.
 */
export function decodeReceipt(bytes: Uint8Array): DecodedReceipt {
  if (bytes.length > RECEIPT_BYTES_MAX) throw tooLarge();
  try {
    return readReceipt(decodeCbor(bytes));
  } catch (cause) {
    if (cause instanceof Error) throw new ReceiptError("malformed", cause.message, cause);
    throw cause;
  }
}

const REQUIRED = ["format", "entry", "index", "path", "signer", "signatures"];
const OPTIONAL = ["batch", "state", "salt", "engine"];

function readReceipt(value: CborValue): DecodedReceipt {
  const map = readMap(value, "receipt", REQUIRED, OPTIONAL);
  readLiteral(map.get("format"), "format", RECEIPT_FORMAT);
  const signer = map.get("signer");
  if (!(signer instanceof Map)) throw new SchemaError("signer", "a COSE_Key");
  return {
    entry: readBytes(map.get("entry"), "entry", 1, ENTRY_BYTES_MAX),
    index: readUint(map.get("index"), "index"),
    path: readHashes(map.get("path"), "path", PATH_HASHES_MAX),
    signer: decodeKey(signer),
    ...readCheckpointSignatures(map.get("signatures")),
    ...(map.has("batch") && { batch: readBatch(map.get("batch")) }),
    ...(map.has("state") && { state: readState(map.get("state")) }),
    ...(map.has("salt") && { salt: readBytes(map.get("salt"), "salt", SALT_LENGTH) }),
    ...(map.has("engine") && { engine: readEngineCommit(map.get("engine")) }),
  };
}

function readBatch(value: CborValue | undefined): BatchPart {
  const map = readMap(value, "batch", ["leaf", "index", "path"]);
  return {
    leaf: readBytes(map.get("leaf"), "batch.leaf", 1, BATCH_LEAF_BYTES_MAX),
    index: readUint(map.get("index"), "batch.index"),
    path: readHashes(map.get("path"), "batch.path", PATH_HASHES_MAX),
  };
}

function readState(value: CborValue | undefined): readonly StateProof[] {
  const proofs = readArray(value, "state", 1, RECEIPT_STATE_PROOFS_MAX);
  return proofs.map((proof) => decodeStateProof(encodeCbor(proof)));
}

/**
 * The bundle as standalone RFC 9942 receipts of inclusion, one COSE_Sign1 for each signature, in
 * order. Whoever checks one supplies the entry; the log root is recomputed, not carried.
 */
export function toCoseReceipts(receipt: Receipt): Uint8Array[] {
  return receipt.signatures.map(({ protected: protectedBytes, signature }) => {
    const { logSize } = decodeCheckpointProtected(protectedBytes).checkpoint;
    const proof = encodeCbor([logSize, receipt.index, [...receipt.path]]);
    const proofs = new Map<number, CborValue>([[INCLUSION_PROOFS, [proof]]]);
    const unprotected = new Map<number, CborValue>([[COSE_LABEL.vdp, proofs]]);
    return encodeSign1({ protectedBytes, unprotected, payload: null, signature });
  });
}

/** Label of inclusion proofs inside `vdp` (RFC 9942, RFC9162_SHA256). */
const INCLUSION_PROOFS = -1;

function tooLarge(): ReceiptError {
  return new ReceiptError("too-large", `longer than ${RECEIPT_BYTES_MAX} bytes`);
}
