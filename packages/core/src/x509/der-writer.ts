/** Writing DER (X.690 s10). */
import { concatBytes, utf8 } from "../bytes.ts";
import { TAG } from "./der.ts";

/** An item of some contents. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(...contents);
  const { length } = content;
  if (length > 0xffff) throw new RangeError("an item of more than 64 KiB");
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return concatBytes(Uint8Array.from(head), content);
}

/** An OBJECT IDENTIFIER from its dotted form. */
export function derOid(dotted: string): Uint8Array {
  const [top = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const octets: number[] = [];
  for (const value of [40 * top + second, ...rest]) {
    const groups = [value % 128];
    for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) {
      groups.unshift((left % 128) + 128);
    }
    octets.push(...groups);
  }
  return der(TAG.oid, Uint8Array.from(octets));
}

/** A UTF8String. */
export function derText(text: string): Uint8Array {
  return der(TAG.utf8String, utf8(text));
}

/** A BIT STRING of whole octets. */
export function derBits(octets: Uint8Array): Uint8Array {
  return der(TAG.bitString, Uint8Array.of(0), octets);
}
