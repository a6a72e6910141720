import { bytesToNumberBE } from "@noble/curves/utils.js";
import type { Algorithm, SuiteName } from "../../src/algorithms.ts";
import { concatBytes, utf8 } from "../../src/bytes.ts";
import type { Signer } from "../../src/signer.ts";
import { portableSuite } from "../../src/suite/portable.ts";
import { portableSigner } from "../../src/suite/portable-signer.ts";
import { SM2_ORDER } from "../../src/suite/sm2-curve.ts";
import { signSm2 } from "../../src/suite/sm2-sign.ts";
import type { Suite } from "../../src/suite/suite.ts";

const sha256 = (data: Uint8Array): Uint8Array => portableSuite("intl").hash(data);

/** The secret of a named example key: SHA-256 of "tallystick example key: " and the name. */
export function exampleSecret(name: string): Uint8Array {
  return sha256(utf8(`tallystick example key: ${name}`));
}

/** Bytes that look random and are the same in every run. */
export function exampleBytes(name: string, length: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let i = 0; i * 32 < length; i++)
    blocks.push(sha256(utf8(`tallystick example ${name} ${i}`)));
  return concatBytes(...blocks).slice(0, length);
}

/**
 * A signer whose key and signatures are the same in every run. Ed25519 and ES256 are so by nature
 * (RFC 8032, RFC 6979); SM2 draws its nonce from the secret and the message here, for examples only.
 */
export function exampleSigner(suite: Suite, algorithm: Algorithm, name: string): Signer {
  const secret = exampleSecret(name);
  const signer = portableSigner(suite, algorithm, secret);
  if (algorithm !== "SM2") return signer;
  const sign = (message: Uint8Array): Uint8Array => {
    const nonce = bytesToNumberBE(sha256(concatBytes(secret, message))) % (SM2_ORDER - 1n);
    return signSm2(secret, signer.publicKey.raw, message, () => nonce + 1n);
  };
  return { ...signer, sign };
}

/** Algorithm names of a suite's example keys. */
export function defaultAlgorithm(suite: SuiteName): Algorithm {
  return suite === "gm" ? "SM2" : "Ed25519";
}
