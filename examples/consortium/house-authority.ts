import { equalBytes } from "@tallystick/core/bytes";
import type { Signer } from "@tallystick/core/signer";
import { generateKey } from "@tallystick/core/suite/node-keys";
import type { PublicKey, Suite } from "@tallystick/core/suite/suite";
import { TAG } from "@tallystick/core/x509/der";
import { der, derBits, derOid, derText } from "@tallystick/core/x509/der-writer";
import { subjectPublicKeyInfo, x509Signature } from "@tallystick/core/x509/request";

const DAY_MS = 86_400_000;
const SIGNATURE = {
  Ed25519: "1.3.101.112",
  ES256: "1.2.840.10045.4.3.2",
  SM2: "1.2.156.10197.1.501",
};

/**
 * The certification authority of an organisation, for the length of a story: version 3 certificates
 * (RFC 5280) with what the ledger asks of them. A real one has its own software; only its root is bound.
 */
export class HouseAuthority {
  /** Its own certificate, DER. */
  readonly certificate: Uint8Array;
  readonly #name: string;
  readonly #signer: Signer;
  #issued = 1;

  private constructor(name: string, signer: Signer, certificate: Uint8Array) {
    this.#name = name;
    this.#signer = signer;
    this.certificate = certificate;
  }

  static async open(suite: Suite, name: string): Promise<HouseAuthority> {
    const signer = generateKey(suite);
    const own = new HouseAuthority(name, signer, new Uint8Array(0));
    return new HouseAuthority(name, signer, await own.issue(name, signer.publicKey, 3650));
  }

  /** A certificate for a key, from an hour ago on, in DER; one for the authority's own key is its root. */
  async issue(subject: string, key: PublicKey, days: number): Promise<Uint8Array> {
    const algorithm = der(TAG.sequence, derOid(SIGNATURE[this.#signer.algorithm]));
    const root = equalBytes(key.raw, this.#signer.publicKey.raw);
    const now = Date.now();
    const signed = der(
      TAG.sequence,
      der(0xa0, der(TAG.integer, Uint8Array.of(2))),
      der(TAG.integer, Uint8Array.of(root ? 1 : ++this.#issued)),
      algorithm,
      commonName(this.#name),
      der(TAG.sequence, utcTime(now - DAY_MS / 24), utcTime(now + days * DAY_MS)),
      commonName(subject),
      subjectPublicKeyInfo(key),
      der(0xa3, der(TAG.sequence, ...(root ? ROOT_EXTENSIONS : END_EXTENSIONS))),
    );
    const signature = await this.#signer.sign(signed);
    return der(
      TAG.sequence,
      signed,
      algorithm,
      derBits(x509Signature(this.#signer.algorithm, signature)),
    );
  }
}

function critical(oid: string, value: Uint8Array): Uint8Array {
  const yes = der(TAG.boolean, Uint8Array.of(0xff));
  return der(TAG.sequence, derOid(oid), yes, der(TAG.octetString, value));
}

const YES = der(TAG.boolean, Uint8Array.of(0xff));
const [BASIC_CONSTRAINTS, KEY_USAGE] = ["2.5.29.19", "2.5.29.15"] as const;
/** It is an authority, and signs certificates: bit 5, of which two bits of the octet are unused. */
const ROOT_EXTENSIONS = [
  critical(BASIC_CONSTRAINTS, der(TAG.sequence, YES)),
  critical(KEY_USAGE, der(TAG.bitString, Uint8Array.of(2, 0x04))),
];
/** It signs data: bit 0. */
const END_EXTENSIONS = [critical(KEY_USAGE, der(TAG.bitString, Uint8Array.of(7, 0x80)))];

function commonName(text: string): Uint8Array {
  const part = der(TAG.sequence, derOid("2.5.4.3"), derText(text));
  return der(TAG.sequence, der(TAG.set, part));
}

/** `YYMMDDHHMMSSZ` (RFC 5280 s4.1.2.5.1). */
function utcTime(time: number): Uint8Array {
  const digits = new Date(time).toISOString().replaceAll(/\D/g, "").slice(2, 14);
  return der(TAG.utcTime, new TextEncoder().encode(`${digits}Z`));
}
