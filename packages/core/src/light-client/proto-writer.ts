/**
 * The little of protocol buffers that CometBFT hashes and signs: a writer, no reader.
 *
 * proto3 as Go's generator writes it: fields in the order of their numbers, and none that is zero or
 * empty, except an embedded message that the schema says is always there.
 */
import { concatBytes, utf8 } from "../bytes.ts";

const WIRE_VARINT = 0;
const WIRE_64_BIT = 1;
const WIRE_BYTES = 2;

/** Base-128 varint of the low 64 bits of an integer, two's complement for negative ones. */
export function varint(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

/** Writes one message. Call the methods in ascending order of field numbers. */
export class ProtoWriter {
  readonly #parts: Uint8Array[] = [];

  /** An integer of any varint type; zero is left out. */
  integer(field: number, value: number | bigint): this {
    if (BigInt(value) !== 0n) this.#push(field, WIRE_VARINT, varint(value));
    return this;
  }

  /** A signed integer in 8 bytes, little-endian; zero is left out. */
  sfixed64(field: number, value: number | bigint): this {
    if (BigInt(value) === 0n) return this;
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigInt64(0, BigInt(value), true);
    this.#push(field, WIRE_64_BIT, bytes);
    return this;
  }

  /** A byte string; an empty one is left out. */
  bytes(field: number, value: Uint8Array): this {
    return value.length === 0 ? this : this.message(field, value);
  }

  /** A text; an empty one is left out. */
  text(field: number, value: string): this {
    return this.bytes(field, utf8(value));
  }

  /** An embedded message that is always there, even when it is empty. */
  message(field: number, value: Uint8Array): this {
    this.#push(field, WIRE_BYTES, varint(value.length), value);
    return this;
  }

  finish(): Uint8Array {
    return concatBytes(...this.#parts);
  }

  #push(field: number, wire: number, ...parts: readonly Uint8Array[]): void {
    this.#parts.push(varint((field << 3) | wire), ...parts);
  }
}
