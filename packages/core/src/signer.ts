import type { Algorithm, PublicKey } from "./suite/suite.ts";

/** Something that holds a private key and signs with it: in this process, in a browser, or in a device. */
export interface Signer {
  readonly algorithm: Algorithm;
  readonly publicKey: PublicKey;
  /** Identifier of the public key under the suite that the signer was made for: 32 bytes. */
  readonly keyId: Uint8Array;
  /** The 64-byte signature of `message`: RFC 8032 for Ed25519, r‖s for ES256 and SM2 (default identity). */
  sign(message: Uint8Array): Promise<Uint8Array> | Uint8Array;
}
