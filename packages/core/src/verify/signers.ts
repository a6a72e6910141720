import { equalBytes, toHex } from "../bytes.ts";
import {
  type CheckpointHeader,
  type CheckpointSignature,
  verifyCheckpointSignature,
} from "../checkpoint.ts";
import type { SignedCheckpoint } from "../checkpoint-signatures.ts";
import type { Suite } from "../suite/suite.ts";
import type { Trust, TrustKey, TrustOrganisation } from "../trust.ts";

/** What became of one organisation's signature. */
export type SignerStatus =
  | "counted"
  | "counted-before" // the organisation has signed already: one voice each
  | "organisation-unknown" // neither the organisation nor the key is in the trust file: listed, never counted
  | "organisation-key-unknown"
  | "organisation-key-expired"
  | "organisation-signature-bad";

/** One signature of a receipt, judged. */
export interface JudgedSigner {
  readonly organisation: string;
  /** Hex. */
  readonly keyId: string;
  readonly status: SignerStatus;
}

/**
 * Judges every signature over `logRoot`, in order. A signature that bears the name or
 * the key of a trusted organisation must be good: an ignored bad one would be bytes nobody checks.
 */
export function judgeSigners(
  suite: Suite,
  signed: SignedCheckpoint,
  logRoot: Uint8Array,
  trust: Trust,
): readonly JudgedSigner[] {
  const heard = new Set<string>();
  return signed.headers.map((header, position) => {
    const signature = signed.signatures[position] as CheckpointSignature;
    let status = judge(suite, trust, header, signature, logRoot);
    if (status === "counted" && heard.has(header.organisation)) status = "counted-before";
    if (status === "counted") heard.add(header.organisation);
    return { organisation: header.organisation, keyId: toHex(header.keyId), status };
  });
}

function judge(
  suite: Suite,
  trust: Trust,
  header: CheckpointHeader,
  signature: CheckpointSignature,
  logRoot: Uint8Array,
): SignerStatus {
  const organisation = trust.organisations.find(({ id }) => id === header.organisation);
  const known = organisation && findKey(organisation, header.keyId);
  if (known === undefined) {
    const borrowed = trust.organisations.some((other) => findKey(other, header.keyId));
    return organisation || borrowed ? "organisation-key-unknown" : "organisation-unknown";
  }
  const { height } = header.checkpoint;
  if (height < known.fromHeight || (known.toHeight !== null && height > known.toHeight)) {
    return "organisation-key-expired";
  }
  const good =
    known.key.algorithm === header.algorithm &&
    verifyCheckpointSignature(suite, known.key, logRoot, signature);
  return good ? "counted" : "organisation-signature-bad";
}

function findKey(organisation: TrustOrganisation, keyId: Uint8Array): TrustKey | undefined {
  return organisation.keys.find((key) => equalBytes(key.keyId, keyId));
}
