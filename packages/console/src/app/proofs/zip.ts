/** A file to pack. */
export interface PackedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** CRC-32 of ISO 3309, as ZIP has it. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffff_ffff) >>> 0;
}

/** 1 January 1980, the first day that ZIP knows: the same files give the same archive. */
const DATE = 0x0021;
const UTF8_NAMES = 0x0800;
const VERSION = 20;

/**
 * A ZIP archive (APPNOTE 6.3) of files as they are, without compression: receipts and proofs are hashes
 * and do not compress, and a writer of forty lines needs no library.
 *
 * @throws RangeError beyond 65,535 files or 4 GiB
 */
export function zip(files: readonly PackedFile[]): Uint8Array<ArrayBuffer> {
  if (files.length > 0xffff) throw new RangeError("too many files for an archive");
  const local: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const title = new TextEncoder().encode(name);
    const common = [
      ...u16(VERSION, UTF8_NAMES, 0, 0, DATE),
      ...u32(crc32(bytes), bytes.length, bytes.length),
      ...u16(title.length, 0),
    ];
    const header = Uint8Array.from([...u32(0x04034b50), ...common]);
    central.push(
      Uint8Array.from([
        ...u32(0x02014b50),
        ...u16(VERSION),
        ...common,
        ...u16(0, 0, 0),
        ...u32(0, offset),
      ]),
      title,
    );
    local.push(header, title, bytes);
    offset += header.length + title.length + bytes.length;
  }
  const size = central.reduce((sum, { length }) => sum + length, 0);
  if (offset + size > 0xffff_ffff) throw new RangeError("too large for an archive");
  const end = Uint8Array.from([
    ...u32(0x06054b50),
    ...u16(0, 0, files.length, files.length),
    ...u32(size, offset),
    ...u16(0),
  ]);
  return joined([...local, ...central, end]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const u16 = (...values: number[]) => values.flatMap((value) => [value & 255, value >>> 8]);
const u32 = (...values: number[]) =>
  values.flatMap((value) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255));
