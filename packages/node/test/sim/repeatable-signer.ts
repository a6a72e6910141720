import { concatBytes, fromHex, toHex, utf8 } from "@tallystick/core/bytes";
import type { Signer } from "@tallystick/core/signer";
import { signerFromPkcs8 } from "@tallystick/core/suite/node-keys";
import { portableSigner } from "@tallystick/core/suite/portable-signer";
import { SM2_ORDER } from "@tallystick/core/suite/sm2-curve";
import { signSm2 } from "@tallystick/core/suite/sm2-sign";
import type { Suite } from "@tallystick/core/suite/suite";

/** What stands before the 32 bytes of an Ed25519 key in PKCS#8 (RFC 8410). */
const ED25519_PKCS8 = fromHex("302e020100300506032b657004220420");

/** A signer whose key follows from a name, and whose signatures follow from their messages: a run must repeat. */
export function repeatableSigner(suite: Suite, name: string): Signer {
  const secret = suite.hash(utf8(`simulated ${name}`)).slice();
  secret[0] = 0x11; // below the order of every curve
  if (suite.name === "intl") {
    // node:crypto signs ten times as fast as plain JavaScript.
    return signerFromPkcs8(suite, "Ed25519", concatBytes(ED25519_PKCS8, secret));
  }
  const { publicKey, ...signer } = portableSigner(suite, "SM2", secret);
  const nonce = (message: Uint8Array) => (): bigint => {
    const digest = suite.hash(concatBytes(secret, message));
    return (BigInt(`0x${toHex(digest)}`) % (SM2_ORDER - 1n)) + 1n;
  };
  const sign = (message: Uint8Array): Uint8Array =>
    signSm2(secret, publicKey.raw, message, nonce(message));
  return { ...signer, publicKey, sign };
}
