/** X.509 certificates, mutated; what is accepted reads the same from its parts. */
import { fromHex } from "../../src/bytes.ts";
import { readX509 } from "../../src/x509/certificate.ts";
import { chainFault } from "../../src/x509/chain.ts";
import { DerError } from "../../src/x509/der.ts";
import { X509_BYTES_MAX } from "../../src/x509/limits.ts";
import { mutate } from "./mutate.ts";
import type { Random } from "./random.ts";
import { fuzzTarget, showBytes } from "./target.ts";

// Self-signed, made by OpenSSL 3.0: Ed25519, and SM2 with the standard identity.
const SAMPLES = [
  fromHex(
    "3082019b3082014da00302010202142cc4804c93bb1f4d3206a2cb749b529acfaee4ec300506032b6570" +
      "3021310d300b06035504030c0446757a7a3110300e060355040a0c074578616d706c653020170d323631" +
      "3132313034333234315a180f32313236313032383034333234315a3021310d300b06035504030c044675" +
      "7a7a3110300e060355040a0c074578616d706c65302a300506032b657003210052f8a3c346651fd58035" +
      "32ca0c9e76ba79ad248fe392bc6c7821bbee4313e7f2a38194308191301d0603551d0e04160414548a41" +
      "c7d29ef6f11f1bfd421b892d2ae096af22301f0603551d23041830168014548a41c7d29ef6f11f1bfd42" +
      "1b892d2ae096af22300e0603551d0f0101ff04040302028430120603551d130101ff040830060101ff02" +
      "010130130603551d25040c300a06082b0601050507030230160603551d11040f300d820b6578616d706c" +
      "652e6f7267300506032b657003410099ea3b34fe6100e7706d3e53dadb959033a1598d121e39cc7821c1" +
      "579829ea0423a5952e9ea2e3b05e3d00080de9629e3b1e5998f0a811234d2dcdaccdbaf105",
  ),
  fromHex(
    "308201da30820181a00302010202147b3aedb74aec7237cc10d1f848e1c3dd932b2e54300a06082a811c" +
      "cf550183753021310d300b06035504030c0446757a7a3110300e060355040a0c074578616d706c653020" +
      "170d3236313132313034333234315a180f32313236313032383034333234315a3021310d300b06035504" +
      "030c0446757a7a3110300e060355040a0c074578616d706c653059301306072a8648ce3d020106082a81" +
      "1ccf5501822d034200049c6074ff75b25f08465fbfe615989d83d676b667994c3304895bd8b696601973" +
      "ca969e9ade4e9b58f8d77345f7b4995d4b5570e751af006cb12d0f28c9b7090aa38194308191301d0603" +
      "551d0e04160414a8a8ef1e07ca745fc481d341c7dbb56deaf23801301f0603551d23041830168014a8a8" +
      "ef1e07ca745fc481d341c7dbb56deaf23801300e0603551d0f0101ff04040302028430120603551d1301" +
      "01ff040830060101ff02010130130603551d25040c300a06082b0601050507030230160603551d11040f" +
      "300d820b6578616d706c652e6f7267300a06082a811ccf550183750347003044022073c7dfc689633288" +
      "fbc33795927e48780fdce04e7ef7306a0b82117c25a1d1b40220215fdbe14ff1c22a25e6151ca0cee983" +
      "7dad09ee994ad8e64250a7d875006853",
  ),
];

const ANCHORS = SAMPLES.map(readX509);
const NOW = 1_800_000_000_000;

function make(random: Random): Uint8Array {
  let bytes = random.pick(SAMPLES);
  for (let i = random.below(4); i > 0; i--) bytes = mutate(random, bytes);
  return bytes;
}

function check(bytes: Uint8Array): string | undefined {
  try {
    const certificate = readX509(bytes);
    const { key, tbs, subject, issuer, signature, serial, notBefore, notAfter } = certificate;
    if (bytes.length > X509_BYTES_MAX) throw new Error("larger than the limit");
    for (const part of [tbs, subject.bytes, issuer.bytes, key.spki, signature, serial]) {
      if (part.buffer !== bytes.buffer) throw new Error("a part from somewhere else");
    }
    if (!Number.isSafeInteger(notBefore) || !Number.isSafeInteger(notAfter))
      throw new Error("time");
    // The samples are CAs and no members; what is left when that is taken from them is signed by nobody.
    for (const anchor of ANCHORS) {
      if (chainFault([certificate], anchor, NOW) === undefined) throw new Error("a forgery passed");
    }
    return undefined;
  } catch (error) {
    if (error instanceof DerError) return error.message;
    throw error;
  }
}

/** `count` certificates from `seed`. */
export const fuzzX509 = fuzzTarget(make, check, showBytes);
