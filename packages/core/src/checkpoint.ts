/**
 * A checkpoint and the signature of an organisation over it. docs/reference/checkpoint.md.
 *
 * The signature is that of an RFC 9942 receipt of inclusion: its detached payload is the log root.
 * The receipt's path stands in the unprotected header, outside the signature, so one signature a
 * block serves every receipt of that block. The size, which RFC 9942 leaves outside too, and the
 * state root stand in the protected header, so that no proof can be read under another size.
 */
import {
  type Algorithm,
  algorithmOf,
  COSE_ALG,
  COSE_LABEL,
  SIGNATURE_LENGTH,
  SUITES,
  type SuiteName,
} from "./algorithms.ts";
import { type CborEncodable, type CborValue, encodeCbor } from "./cbor.ts";
import { decodeProtected, sigStructure } from "./cose.ts";
import { FormatError, type FormatErrorCode } from "./format-error.ts";
import { ID_PATTERN, readId } from "./identifiers.ts";
import { CHECKPOINT_HEADER_BYTES_MAX } from "./limits.ts";
import {
  readArray,
  readBytes,
  readInt,
  readLiteral,
  readMap,
  readTime,
  readUint,
  SchemaError,
} from "./schema.ts";
import type { Signer } from "./signer.ts";
import type { PublicKey, Suite } from "./suite/suite.ts";

/** The state of a ledger after a block. */
export interface Checkpoint {
  /** 32 bytes. */
  readonly ledgerId: Uint8Array;
  /** Number of the block; genesis is 0. */
  readonly height: number;
  /** Milliseconds since 1970 UTC: everything in the log existed by then. */
  readonly time: number;
  /** Entries in the log. */
  readonly logSize: number;
  /** RFC 9162 root over the log, 32 bytes. */
  readonly logRoot: Uint8Array;
  /** Root over the applications' states, 32 bytes. */
  readonly stateRoot: Uint8Array;
}

/** What a protected header says of a checkpoint: all but the log root, which is the payload. */
export type CheckpointClaim = Omit<Checkpoint, "logRoot">;

/** One organisation's signature; `protected` is the COSE protected header it covers. */
export interface CheckpointSignature {
  readonly protected: Uint8Array;
  readonly signature: Uint8Array;
}

/** A decoded protected header. */
export interface CheckpointHeader {
  readonly checkpoint: CheckpointClaim;
  readonly organisation: string;
  readonly keyId: Uint8Array;
  readonly algorithm: Algorithm;
  /** The suite that `vds` names: 1 is SHA-256, -70001 is SM3. The algorithm is one of that suite. */
  readonly suite: SuiteName;
}

/** A protected header that is not that of a checkpoint. */
export class CheckpointError extends FormatError {
  override readonly name = "CheckpointError";

  constructor(code: FormatErrorCode, message: string, cause?: unknown) {
    super("checkpoint", code, message, cause);
  }
}

const CLAIM_ISSUER = 1;
const CLAIM_ISSUED_AT = 6;
const VERSION = 1;

/** What {@link encodeCheckpointProtected} puts into the header. */
export interface CheckpointHeaderFields {
  readonly algorithm: Algorithm;
  readonly keyId: Uint8Array;
  readonly organisation: string;
  readonly suite: SuiteName;
  readonly checkpoint: CheckpointClaim;
}

/** Bytes of the protected header of an organisation's checkpoint signature. */
export function encodeCheckpointProtected(fields: CheckpointHeaderFields): Uint8Array {
  const { algorithm, keyId, organisation, suite, checkpoint } = fields;
  const { ledgerId, height, time, logSize, stateRoot } = checkpoint;
  return encodeCbor(
    new Map<number, CborEncodable>([
      [COSE_LABEL.alg, COSE_ALG[algorithm]],
      [COSE_LABEL.kid, keyId],
      [
        COSE_LABEL.cwtClaims,
        new Map<number, CborEncodable>([
          [CLAIM_ISSUER, organisation],
          [CLAIM_ISSUED_AT, Math.floor(time / 1000)],
        ]),
      ],
      [COSE_LABEL.vds, SUITES[suite].vds],
      [COSE_LABEL.checkpoint, [VERSION, ledgerId, height, time, logSize, stateRoot]],
    ]),
  );
}

/** Decodes a protected header strictly. Throws {@link CheckpointError}. */
export function decodeCheckpointProtected(bytes: Uint8Array): CheckpointHeader {
  if (bytes.length > CHECKPOINT_HEADER_BYTES_MAX) {
    throw new CheckpointError("too-large", `longer than ${CHECKPOINT_HEADER_BYTES_MAX} bytes`);
  }
  try {
    const { alg, kid, cwtClaims, vds, checkpoint } = COSE_LABEL;
    const labels = [alg, kid, cwtClaims, vds, checkpoint];
    const map = readMap(decodeProtected(bytes), "protected header", labels);
    const algorithm = algorithmOf(readInt(map.get(alg), "alg"));
    if (algorithm === undefined) {
      throw new CheckpointError("unknown-algorithm", "alg is none of Ed25519, ES256 and SM2");
    }
    const claims = readMap(map.get(cwtClaims), "CWT claims", [CLAIM_ISSUER, CLAIM_ISSUED_AT]);
    const claim = readClaim(map.get(checkpoint));
    readLiteral(claims.get(CLAIM_ISSUED_AT), "issued at", Math.floor(claim.time / 1000));
    return {
      checkpoint: claim,
      organisation: readId(claims.get(CLAIM_ISSUER), "issuer"),
      keyId: readBytes(map.get(kid), "kid", 32),
      algorithm,
      suite: readSuite(readInt(map.get(vds), "vds"), algorithm),
    };
  } catch (cause) {
    if (cause instanceof CheckpointError) throw cause;
    if (cause instanceof Error) throw new CheckpointError("malformed", cause.message, cause);
    throw cause;
  }
}

function readSuite(vds: number, algorithm: Algorithm): SuiteName {
  for (const name of ["intl", "gm"] as const) {
    const accepted: readonly Algorithm[] = SUITES[name].algorithms;
    if (SUITES[name].vds !== vds) continue;
    if (accepted.includes(algorithm)) return name;
    throw new SchemaError("alg", `a signature algorithm of the suite ${name}`);
  }
  throw new SchemaError("vds", "a tree hash of this format");
}

function readClaim(value: CborValue | undefined): CheckpointClaim {
  const fields = readArray(value, "checkpoint", 6);
  readLiteral(fields[0], "checkpoint.version", VERSION);
  return {
    ledgerId: readBytes(fields[1], "checkpoint.ledger", 32),
    height: readUint(fields[2], "checkpoint.height"),
    time: readTime(fields[3], "checkpoint.time"),
    logSize: readUint(fields[4], "checkpoint.logSize"),
    stateRoot: readBytes(fields[5], "checkpoint.stateRoot", 32),
  };
}

/** The bytes that an organisation's signature covers: the Sig_structure over the log root. */
export function checkpointSigningInput(
  protectedBytes: Uint8Array,
  logRoot: Uint8Array,
): Uint8Array {
  if (logRoot.length !== 32) throw new SchemaError("log root", "32 bytes");
  return sigStructure(protectedBytes, logRoot);
}

/** Signs a checkpoint as `organisation`. Throws {@link CheckpointError} when a field is illegal. */
export async function signCheckpoint(
  signer: Signer,
  organisation: string,
  checkpoint: Checkpoint,
  suite: Suite,
): Promise<CheckpointSignature> {
  if (!ID_PATTERN.test(organisation)) {
    throw new CheckpointError("malformed", "organisation is not an id");
  }
  const { algorithm, keyId } = signer;
  const protectedBytes = encodeCheckpointProtected({
    algorithm,
    keyId,
    organisation,
    suite: suite.name,
    checkpoint,
  });
  decodeCheckpointProtected(protectedBytes);
  const signature = await signer.sign(checkpointSigningInput(protectedBytes, checkpoint.logRoot));
  return { protected: protectedBytes, signature };
}

/** True when `key` made `signature` over a log whose root is `logRoot`. Never throws. */
export function verifyCheckpointSignature(
  suite: Suite,
  key: PublicKey,
  logRoot: Uint8Array,
  signature: CheckpointSignature,
): boolean {
  if (signature.signature.length !== SIGNATURE_LENGTH || logRoot.length !== 32) return false;
  const message = checkpointSigningInput(signature.protected, logRoot);
  return suite.verify(key, message, signature.signature);
}
