/** Distinguished names (RFC 5280 s4.1.2.4). */
import { fromUtf8 } from "../bytes.ts";
import { DerError, type DerReader, oidText, TAG } from "./der.ts";
import { NAME_ATTRIBUTES_MAX, NAME_VALUE_BYTES_MAX } from "./limits.ts";

/** Attribute types by the short names that OpenSSL prints. */
export const ATTRIBUTE_OIDS = {
  CN: "2.5.4.3",
  serialNumber: "2.5.4.5",
  C: "2.5.4.6",
  L: "2.5.4.7",
  ST: "2.5.4.8",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  organizationIdentifier: "2.5.4.97",
  UID: "0.9.2342.19200300.100.1.1",
} as const;

/** Short name of an attribute type that Tallystick knows. */
export type AttributeName = keyof typeof ATTRIBUTE_OIDS;

/** A distinguished name. */
export interface DistinguishedName {
  /**
   * The encoding. Names are compared by it: a CA writes the issuer of what it issues with the bytes
   * of its own subject (RFC 5280 s4.1.2.4), and one encoding more would be one more way to be
   * mistaken for another.
   */
  readonly bytes: Uint8Array;
  /** Attributes in their order: dotted object identifier and value. */
  readonly attributes: readonly { readonly oid: string; readonly value: string }[];
}

// Controls, NUL among them, have made programs read another name than the one that was certified.
const FORBIDDEN = /\p{Cc}/u;
const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;
const ASCII = /^[\x20-\x7e]*$/;

/** Reads a name. @throws DerError */
export function readName(reader: DerReader): DistinguishedName {
  const item = reader.next(TAG.sequence);
  const sets = reader.of(item.content);
  const attributes: { oid: string; value: string }[] = [];
  while (!sets.done) {
    const set = sets.inside(TAG.set);
    do {
      if (attributes.length >= NAME_ATTRIBUTES_MAX) throw new DerError("too many names");
      const attribute = set.inside();
      const oid = oidText(attribute.next(TAG.oid));
      const { tag, content } = attribute.next();
      attribute.end();
      attributes.push({ oid, value: nameText(tag, content) });
    } while (!set.done);
  }
  return { bytes: item.bytes, attributes };
}

/** The characters of one of the string types that names use. @throws DerError */
export function nameText(tag: number, content: Uint8Array): string {
  if (content.length === 0 || content.length > NAME_VALUE_BYTES_MAX) {
    throw new DerError("a name is empty or too long");
  }
  let text: string;
  try {
    text = fromUtf8(content);
  } catch {
    throw new DerError("a name is not text");
  }
  const allowed =
    tag === TAG.utf8String
      ? !FORBIDDEN.test(text)
      : tag === TAG.printableString
        ? PRINTABLE.test(text)
        : tag === TAG.ia5String && ASCII.test(text);
  if (!allowed) throw new DerError("a name of a type or with characters that are not taken");
  return text;
}

/** Values of an attribute in a name. */
export function valuesOf(name: DistinguishedName, attribute: AttributeName): readonly string[] {
  const oid = ATTRIBUTE_OIDS[attribute];
  return name.attributes.filter((one) => one.oid === oid).map(({ value }) => value);
}

const SHORT = new Map<string, string>(
  Object.entries(ATTRIBUTE_OIDS).map(([short, oid]) => [oid, short]),
);

/** A name for people: `CN=alice, O=Northern Court`. Not for comparing. */
export function nameForPeople({ attributes }: DistinguishedName): string {
  return attributes.map(({ oid, value }) => `${SHORT.get(oid) ?? oid}=${value}`).join(", ");
}
