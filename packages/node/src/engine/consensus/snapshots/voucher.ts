/**
 * An organisation's word for a snapshot: a COSE_Sign1 (RFC 9052) by its checkpoint key over which snapshot it
 * has taken of which ledger at which height.
 *
 * The app hash binds every record and every entry, but not the order in which indexes list rows, nor the
 * times of blocks that nobody certified. So a snapshot counts when so many organisations have taken the very
 * same one, byte for byte, that one of them at least is honest.
 */
import { COSE_ALG, COSE_LABEL } from "@tallystick/core/algorithms";
import { equalBytes } from "@tallystick/core/bytes";
import { type CborEncodable, encodeCbor } from "@tallystick/core/cbor";
import { decodeProtected, decodeSign1, encodeSign1, sigStructure } from "@tallystick/core/cose";
import { readBytes, readLiteral, readMap } from "@tallystick/core/schema";
import type { Signer } from "@tallystick/core/signer";
import type { Suite } from "@tallystick/core/suite/suite";
import { quorumAt, type Trust } from "@tallystick/core/trust";
import { SNAPSHOT_VOUCHER_BYTES_MAX } from "./limits.ts";

/** What is vouched for. */
export interface VouchedSnapshot {
  readonly ledgerId: Uint8Array;
  readonly height: number;
  /** App hash after that block. */
  readonly appHash: Uint8Array;
  /** Hash of the snapshot's manifest. */
  readonly hash: Uint8Array;
}

const FORMAT = "tallystick-snapshot-voucher/1";
const CONTENT_TYPE = "application/vnd.tallystick.snapshot-voucher+cbor";

/** Sign for a snapshot. */
export async function signVoucher(signer: Signer, snapshot: VouchedSnapshot): Promise<Uint8Array> {
  const protectedBytes = encodeCbor(
    new Map<number, CborEncodable>([
      [COSE_LABEL.alg, COSE_ALG[signer.algorithm]],
      [COSE_LABEL.contentType, CONTENT_TYPE],
      [COSE_LABEL.kid, signer.keyId],
    ]),
  );
  const payload = payloadOf(snapshot);
  const signature = await signer.sign(sigStructure(protectedBytes, payload));
  return encodeSign1({ protectedBytes, unprotected: new Map(), payload, signature });
}

function payloadOf({ ledgerId, height, appHash, hash }: VouchedSnapshot): Uint8Array {
  return encodeCbor({ format: FORMAT, ledger: ledgerId, height, appHash, snapshot: hash });
}

/** The organisation of the trust file that vouches, with these bytes, for this snapshot; or undefined. */
export function voucherOf(
  suite: Suite,
  trust: Trust,
  bytes: Uint8Array,
  expected: VouchedSnapshot,
): string | undefined {
  if (bytes.length > SNAPSHOT_VOUCHER_BYTES_MAX) return undefined;
  try {
    const { protectedBytes, unprotected, payload, signature } = decodeSign1(bytes);
    if (unprotected.size > 0 || payload === null) return undefined;
    const { alg, contentType, kid } = COSE_LABEL;
    const header = readMap(decodeProtected(protectedBytes), "header", [alg, contentType, kid]);
    readLiteral(header.get(contentType), "content type", CONTENT_TYPE);
    const keyId = readBytes(header.get(kid), "kid", 32);
    if (!equalBytes(payload, payloadOf(expected))) return undefined;
    for (const { id, keys } of trust.organisations) {
      const known = keys.find((key) => equalBytes(key.keyId, keyId) && isInForce(key, expected));
      if (known === undefined) continue;
      if (header.get(alg) !== COSE_ALG[known.key.algorithm]) return undefined;
      const good = suite.verify(known.key, sigStructure(protectedBytes, payload), signature);
      return good ? id : undefined;
    }
    return undefined;
  } catch {
    return undefined;
  }
}

function isInForce(
  { fromHeight, toHeight }: { readonly fromHeight: number; readonly toHeight: number | null },
  { height }: VouchedSnapshot,
): boolean {
  return fromHeight <= height && (toHeight === null || height <= toHeight);
}

/** How many organisations must vouch: more than can be dishonest while a quorum is not. */
export function vouchersNeeded(trust: Trust, height: number): number {
  const organisations = trust.organisations.filter(({ keys }) =>
    keys.some((key) => isInForce(key, { height } as VouchedSnapshot)),
  ).length;
  return Math.max(1, organisations - quorumAt(trust, height) + 1);
}
