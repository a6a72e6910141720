/**
 * A file of a ceremony: a COSE_Sign1 whose payload names its format, its suite and the key that signed it.
 * docs/reference/ceremony.md.
 */
import { COSE_ALG, COSE_LABEL, type SuiteName } from "@tallystick/core/algorithms";
import { equalBytes } from "@tallystick/core/bytes";
import {
  type CborEncodable,
  CborError,
  type CborMap,
  type CborValue,
  decodeCbor,
  encodeCbor,
} from "@tallystick/core/cbor";
import { decodeProtected, decodeSign1, encodeSign1, sigStructure } from "@tallystick/core/cose";
import { decodeKey, keyId, keyToMap } from "@tallystick/core/keys";
import { readLiteral, readMap, SchemaError } from "@tallystick/core/schema";
import type { Signer } from "@tallystick/core/signer";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { PublicKey, Suite } from "@tallystick/core/suite/suite";
import { CEREMONY_FILE_BYTES_MAX } from "../limits.ts";
import { CeremonyError } from "./ceremony-error.ts";

/** The files that are signed, by the text in their member `format`. */
export const SIGNED_FORMATS = {
  invitation: "tallystick-invitation/1",
  answer: "tallystick-answer/1",
  acceptance: "tallystick-acceptance/1",
} as const;

/** A file that is signed. */
export type SignedKind = keyof typeof SIGNED_FORMATS;

/** A file whose signature holds. */
export interface OpenedFile {
  readonly suite: Suite;
  /** The key that signed it, which the payload names. */
  readonly key: PublicKey;
  readonly payload: CborMap;
}

const contentType = (kind: SignedKind): string => `application/vnd.tallystick.${kind}+cbor`;

/** Sign the members of a file, to which format, suite and key are added. */
export async function signFile(
  kind: SignedKind,
  suite: SuiteName,
  signer: Signer,
  members: Readonly<Record<string, CborEncodable>>,
): Promise<Uint8Array> {
  const protectedBytes = encodeCbor(
    new Map<number, CborEncodable>([
      [COSE_LABEL.alg, COSE_ALG[signer.algorithm]],
      [COSE_LABEL.contentType, contentType(kind)],
      [COSE_LABEL.kid, signer.keyId],
    ]),
  );
  const payload = encodeCbor({
    ...members,
    format: SIGNED_FORMATS[kind],
    suite,
    key: keyToMap(signer.publicKey),
  });
  const signature = await signer.sign(sigStructure(protectedBytes, payload));
  return encodeSign1({ protectedBytes, unprotected: new Map(), payload, signature });
}

/**
 * Open a signed file and check its signature by the key that it names itself.
 *
 * @param required members beside format, suite and key
 * @throws CeremonyError `malformed`, `bad-signature`
 */
export function openFile(
  kind: SignedKind,
  bytes: Uint8Array,
  required: readonly string[],
  optional: readonly string[] = [],
): OpenedFile {
  return reading(kind, () => {
    if (bytes.length > CEREMONY_FILE_BYTES_MAX) throw new SchemaError(kind, "shorter");
    const { protectedBytes, unprotected, payload, signature } = decodeSign1(bytes);
    if (unprotected.size !== 0) throw new SchemaError("unprotected header", "empty");
    if (payload === null) throw new SchemaError("payload", "attached");
    const members = ["format", "suite", "key", ...required];
    const map = readMap(decodeCbor(payload), kind, members, optional);
    readLiteral(map.get("format"), "format", SIGNED_FORMATS[kind]);
    const suite = nodeSuite(readSuiteName(map.get("suite")));
    const key = readSuiteKey(suite, map.get("key"), "key");
    const header = readMap(decodeProtected(protectedBytes), "protected header", [
      COSE_LABEL.alg,
      COSE_LABEL.contentType,
      COSE_LABEL.kid,
    ]);
    readLiteral(header.get(COSE_LABEL.alg), "alg", COSE_ALG[key.algorithm]);
    readLiteral(header.get(COSE_LABEL.contentType), "content type", contentType(kind));
    const kid = header.get(COSE_LABEL.kid);
    if (!(kid instanceof Uint8Array) || !equalBytes(kid, keyId(suite, key))) {
      throw new SchemaError("kid", "the thumbprint of the key in the payload");
    }
    if (!suite.verify(key, sigStructure(protectedBytes, payload), signature)) {
      throw new CeremonyError(
        "bad-signature",
        `the signature of this ${kind} is not valid: it was changed after it was signed`,
        "get it again from the organisation that made it, over another way if need be",
      );
    }
    return { suite, key, payload: map };
  });
}

/** Runs a reader and turns what it finds wrong into one error. */
export function reading<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof CeremonyError) throw cause;
    const detail = cause instanceof Error ? cause.message : "unknown";
    throw new CeremonyError(
      "malformed",
      `this is no ${what} of this version: ${detail}`,
      `name the right file; \`tallystick network show FILE\` says what a file is`,
      cause,
    );
  }
}

/** Runs what makes a file: what the format does not take is then for its maker to correct. */
export async function making<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const malformed = cause instanceof CeremonyError && cause.code === "malformed";
    if (!malformed && !(cause instanceof CborError)) throw cause;
    const why = cause.cause instanceof Error ? cause.cause.message : cause.message;
    throw new CeremonyError("malformed", `that cannot be written: ${why}`, "correct it", cause);
  }
}

/** A suite's name. Throws SchemaError. */
export function readSuiteName(value: CborValue | undefined): SuiteName {
  if (value === "intl" || value === "gm") return value;
  throw new SchemaError("suite", `"intl" or "gm"`);
}

/** A COSE_Key of a suite. Throws SchemaError, KeyError. */
export function readSuiteKey(suite: Suite, value: CborValue | undefined, place: string): PublicKey {
  if (!(value instanceof Map)) throw new SchemaError(place, "a COSE_Key");
  const key = decodeKey(value);
  if (suite.algorithms.includes(key.algorithm)) return key;
  throw new SchemaError(place, `a key of the suite ${suite.name}`);
}
