import {
  CertificateError,
  type DecodedCertificate,
  decodeCertificate,
} from "@tallystick/core/certificate";
import { type BlockRecord, checkpointOf } from "@tallystick/ledger/block-record";
import { certificateKey } from "@tallystick/ledger/key-space";
import { certificateDamage } from "../../engine/recovery.ts";
import { StoreDamaged } from "../../store/store-errors.ts";
import type { DoctorSubject } from "./subject.ts";

/**
 * The certificate of a block: that it is there where every block has one, that it is of this very block,
 * and that a quorum of the trust file signed it.
 *
 * @returns whether a certificate is stored under the block's height, however damaged
 */
export function examineCertificate(subject: DoctorSubject, block: BlockRecord): boolean {
  const { suite, trust, ledgerId, findings } = subject;
  const key = certificateKey(block.height);
  const wrong = (message: string): void =>
    findings.add("certificate", message, { height: block.height, key });
  const stored = readStored(subject, key);
  if (stored === "missing") {
    if (block.height <= subject.certifiedThrough)
      wrong(`block ${block.height}: it has no certificate`);
    return false;
  }
  if (stored === "damaged") wrong(`block ${block.height}: its certificate is damaged`);
  else {
    const expected = checkpointOf(ledgerId, block, stored.time);
    const damage = [...certificateDamage(stored, expected, { ledger: { suite }, trust })];
    if (damage.length === 0 && stored.time < block.time) {
      damage.push(`block ${block.height}: its certificate is earlier than itself`);
    }
    damage.forEach(wrong);
  }
  return true;
}

function readStored(
  { view }: DoctorSubject,
  key: Uint8Array,
): DecodedCertificate | "missing" | "damaged" {
  try {
    const bytes = view.get(key);
    return bytes === undefined ? "missing" : decodeCertificate(bytes);
  } catch (error) {
    if (error instanceof StoreDamaged || error instanceof CertificateError) return "damaged";
    throw error;
  }
}
