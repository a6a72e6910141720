/** Extensions of certificates (RFC 5280 s4.2) that Tallystick acts on; a critical one that it does not know refuses the certificate. */
import {
  booleanValue,
  DerError,
  type DerReader,
  namedBits,
  oidText,
  smallInteger,
  TAG,
} from "./der.ts";
import { X509_EXTENSIONS_MAX } from "./limits.ts";

/** What the extensions of a certificate say. */
export interface Extensions {
  /** Present when basicConstraints says that it is a CA. */
  readonly ca?: { readonly pathLength?: number };
  /** Bits of keyUsage (RFC 5280 s4.2.1.3): bit 0 digitalSignature, bit 5 keyCertSign. */
  readonly keyUsage?: number;
  /** Object identifiers of extendedKeyUsage. */
  readonly extendedKeyUsage?: readonly string[];
  readonly subjectKeyId?: Uint8Array;
  readonly authorityKeyId?: Uint8Array;
}

/** Bit of keyUsage under which a key signs data. */
export const DIGITAL_SIGNATURE = 1 << 0;
/** Bit of keyUsage under which a key signs certificates. */
export const KEY_CERT_SIGN = 1 << 5;

type Found = { -readonly [K in keyof Extensions]: Extensions[K] };
type Take = (value: DerReader, found: Found) => void;

const READERS: Readonly<Record<string, Take>> = {
  // basicConstraints
  "2.5.29.19": (value, found) => {
    const constraints = value.inside();
    const flag = constraints.optional(TAG.boolean);
    const ca = flag !== undefined && booleanValue(flag);
    // DEFAULT FALSE is left out (X.690 s11.5).
    if (flag !== undefined && !ca) throw new DerError("a default that is written out");
    const length = constraints.optional(TAG.integer);
    constraints.end();
    if (length !== undefined && !ca) throw new DerError("a path length without a CA");
    if (ca) found.ca = length === undefined ? {} : { pathLength: smallInteger(length) };
  },
  // keyUsage
  "2.5.29.15": (value, found) => {
    found.keyUsage = namedBits(value.next(TAG.bitString));
  },
  // extendedKeyUsage
  "2.5.29.37": (value, found) => {
    const list = value.inside();
    const usages: string[] = [];
    do usages.push(oidText(list.next(TAG.oid)));
    while (!list.done);
    found.extendedKeyUsage = usages;
  },
  // subjectKeyIdentifier
  "2.5.29.14": (value, found) => {
    found.subjectKeyId = value.next(TAG.octetString).content;
  },
  // authorityKeyIdentifier: keyIdentifier [0], issuer [1] and serial [2]
  "2.5.29.35": (value, found) => {
    const identifier = value.inside();
    const key = identifier.optional(0x80);
    while (!identifier.done) identifier.next();
    if (key !== undefined) found.authorityKeyId = key.content;
  },
  // subjectAltName: not used for identity here, but no name with NUL or controls passes
  "2.5.29.17": (value) => {
    const names = value.inside();
    do {
      const { tag, content } = names.next();
      const isText = tag === 0x81 || tag === 0x82 || tag === 0x86;
      if (isText && content.some((byte) => byte < 0x21 || byte > 0x7e)) {
        throw new DerError("a name with characters that are not taken");
      }
    } while (!names.done);
  },
  // certificatePolicies: any policy will do (RFC 5280 s6.1.1 (c), (e))
  "2.5.29.32": (value) => void value.next(TAG.sequence),
};

/** Constraints that would have to be honoured and are not: a certificate with one is refused, critical or not. */
const REFUSED = new Set(["2.5.29.30", "2.5.29.36", "2.5.29.54"]);

/** Reads `Extensions ::= SEQUENCE OF Extension`. @throws DerError */
export function readExtensions(reader: DerReader): Extensions {
  const list = reader.inside();
  reader.end();
  const found: Found = {};
  const seen = new Set<string>();
  do {
    const extension = list.inside();
    const oid = oidText(extension.next(TAG.oid));
    // RFC 5280 s4.2: one instance of each.
    if (seen.has(oid)) throw new DerError("an extension stands there twice");
    seen.add(oid);
    if (seen.size > X509_EXTENSIONS_MAX) throw new DerError("too many extensions");
    const flag = extension.optional(TAG.boolean);
    const critical = flag !== undefined && booleanValue(flag);
    const { content } = extension.next(TAG.octetString);
    extension.end();
    if (REFUSED.has(oid)) throw new DerError("constraints on names or policies are not taken");
    const read = READERS[oid];
    if (read === undefined) {
      if (critical) throw new DerError("a critical extension is not known");
      continue;
    }
    const value = extension.of(content);
    read(value, found);
    value.end();
  } while (!list.done);
  return found;
}

/** Whether the uses of a key, if they are restricted, include signing in as a client (RFC 5280 s4.2.1.12). */
export function allowsClient({ extendedKeyUsage }: Extensions): boolean {
  return (
    extendedKeyUsage === undefined ||
    extendedKeyUsage.includes("1.3.6.1.5.5.7.3.2") ||
    extendedKeyUsage.includes("2.5.29.37.0")
  );
}
