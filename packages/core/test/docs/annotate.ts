import { toHex } from "../../src/bytes.ts";
import { cborItemLength, decodeCbor } from "../../src/cbor.ts";

const COLUMN = 40;
const BYTES_PER_LINE = 32;

/**
 * A hex dump of CBOR, one item a line, each with a remark. Byte strings that hold CBOR of more than one
 * item are taken apart in their place. Without remarks and white space it is the hex of the bytes.
 */
export function annotate(bytes: Uint8Array): string {
  const lines: string[] = [];
  const end = item(bytes, 0, 0, lines);
  if (end !== bytes.length) throw new Error("bytes after the item");
  return `${lines.join("\n")}\n`;
}

function item(bytes: Uint8Array, at: number, depth: number, lines: string[]): number {
  const { major, argument, next } = head(bytes, at);
  const put = (remark: string, until = next) => {
    lines.push(line(bytes.subarray(at, until), depth, remark));
  };
  switch (major) {
    case 0:
      put(`${argument}`);
      return next;
    case 1:
      put(`${-1 - argument}`);
      return next;
    case 2:
      return byteString(bytes, at, next, argument, depth, lines);
    case 3: {
      const text = new TextDecoder().decode(bytes.subarray(next, next + argument));
      put(`text of ${argument} bytes: ${JSON.stringify(text)}`);
      content(bytes.subarray(next, next + argument), depth + 1, lines);
      return next + argument;
    }
    case 4:
      put(`array of ${argument}`);
      return children(bytes, next, argument, depth, lines);
    case 5:
      put(`map of ${argument}`);
      return children(bytes, next, 2 * argument, depth, lines);
    case 6:
      put(`tag ${argument}`);
      return children(bytes, next, 1, depth, lines);
    default:
      put(argument === 22 ? "null" : argument === 21 ? "true" : "false");
      return next;
  }
}

function byteString(
  bytes: Uint8Array,
  at: number,
  from: number,
  length: number,
  depth: number,
  lines: string[],
): number {
  const inner = bytes.subarray(from, from + length);
  const nested = isContainer(inner);
  const remark = `${length} bytes${nested ? " of CBOR" : ""}`;
  lines.push(line(bytes.subarray(at, from), depth, remark));
  if (nested) item(inner, 0, depth + 1, lines);
  else content(inner, depth + 1, lines);
  return from + length;
}

function children(
  bytes: Uint8Array,
  from: number,
  count: number,
  depth: number,
  lines: string[],
): number {
  let at = from;
  for (let i = 0; i < count; i++) at = item(bytes, at, depth + 1, lines);
  return at;
}

function content(bytes: Uint8Array, depth: number, lines: string[]): void {
  for (let at = 0; at < bytes.length; at += BYTES_PER_LINE) {
    lines.push(line(bytes.subarray(at, at + BYTES_PER_LINE), depth, ""));
  }
}

function line(bytes: Uint8Array, depth: number, remark: string): string {
  const hex = `${"  ".repeat(depth)}${toHex(bytes)}`;
  return remark === "" ? hex : `${hex.padEnd(COLUMN)} # ${remark}`;
}

function isContainer(bytes: Uint8Array): boolean {
  const major = (bytes[0] ?? 0) >> 5;
  if (major !== 4 && major !== 5 && major !== 6) return false;
  try {
    decodeCbor(bytes);
    return bytes.length > 1 && cborItemLength(bytes, 0) === bytes.length;
  } catch {
    return false;
  }
}

function head(bytes: Uint8Array, at: number): { major: number; argument: number; next: number } {
  const initial = bytes[at] as number;
  const info = initial & 31;
  if (info < 24) return { major: initial >> 5, argument: info, next: at + 1 };
  const next = at + 1 + (1 << (info - 24));
  let argument = 0;
  for (let i = at + 1; i < next; i++) argument = argument * 256 + (bytes[i] as number);
  return { major: initial >> 5, argument, next };
}
