import { type DecodedCertificate, decodeCertificate } from "@tallystick/core/certificate";
import { certificateKey } from "@tallystick/ledger/key-space";
import type { StoreReader } from "@tallystick/ledger/store";

/** The certificate of a block as a store has it. @throws CertificateError */
export function certificateIn(store: StoreReader, height: number): DecodedCertificate | undefined {
  const bytes = store.get(certificateKey(height));
  return bytes === undefined ? undefined : decodeCertificate(bytes.slice());
}
