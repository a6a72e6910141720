import { inflateSync } from "node:zlib";

/** Bytes that one table of a font may unpack to. */
const TABLE_BYTES_MAX = 67_108_864;

/**
 * A WOFF 1.0 file as the plain font inside it (W3C Recommendation "WOFF File Format 1.0" s3 to s5);
 * any other file as it is. The packaged fonts come as WOFF, from which every look at a glyph would
 * inflate a table of megabytes anew.
 *
 * @throws Error for a file that breaks off or unpacks to more than {@link TABLE_BYTES_MAX} a table
 */
export function unpackWoff(file: Buffer): Buffer {
  if (file.length < 44 || file.toString("latin1", 0, 4) !== "wOFF") return file;
  const count = file.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, at) => readTable(file, 44 + 20 * at));
  const header = Buffer.alloc(12 + 16 * count);
  file.copy(header, 0, 4, 8);
  header.writeUInt16BE(count, 4);
  writeSearchFields(header, count);
  let offset = header.length;
  const parts: Buffer[] = [header];
  for (const [at, { tag, checksum, data }] of tables.entries()) {
    const record = 12 + 16 * at;
    header.write(tag, record, "latin1");
    header.writeUInt32BE(checksum, record + 4);
    header.writeUInt32BE(offset, record + 8);
    header.writeUInt32BE(data.length, record + 12);
    const padding = Buffer.alloc((4 - (data.length % 4)) % 4);
    parts.push(data, padding);
    offset += data.length + padding.length;
  }
  return Buffer.concat(parts);
}

function readTable(file: Buffer, at: number) {
  const offset = file.readUInt32BE(at + 4);
  const packed = file.readUInt32BE(at + 8);
  const length = file.readUInt32BE(at + 12);
  const bytes = file.subarray(offset, offset + packed);
  const data = packed < length ? inflateSync(bytes, { maxOutputLength: TABLE_BYTES_MAX }) : bytes;
  if (data.length !== length) throw new RangeError("a table of the font is not as long as it says");
  return { tag: file.toString("latin1", at, at + 4), checksum: file.readUInt32BE(at + 16), data };
}

/** What readers of old searched the list of tables with (OpenType 1.9 "Table Directory"). */
function writeSearchFields(header: Buffer, count: number): void {
  const power = Math.floor(Math.log2(count));
  header.writeUInt16BE(16 * 2 ** power, 6);
  header.writeUInt16BE(power, 8);
  header.writeUInt16BE(16 * (count - 2 ** power), 10);
}
