import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { concatBytes, utf8 } from "../bytes.ts";
import { RECEIPT_BYTES_MAX } from "../limits.ts";
import { readPdfAttachments } from "./pdf-attachments.ts";

const HEAD = utf8("%PDF-1.7\n");

/** An object with a stream, as PDF writers write it. */
function object(number: number, dictionary: string, data: Uint8Array): Uint8Array {
  return concatBytes(
    utf8(`${number} 0 obj\n<<\n${dictionary}\n>>\nstream\n`),
    data,
    utf8("\nendstream\nendobj\n"),
  );
}

const attached = (
  number: number,
  data: Uint8Array,
  more = "",
  length: number | string = data.length,
) => object(number, `/Type /EmbeddedFile\n/Length ${length}\n${more}`, data);

const texts = async (...parts: Uint8Array[]) =>
  (await readPdfAttachments(concatBytes(HEAD, ...parts))).map((one) => Buffer.from(one).toString());

test("attachments come in their order, as they are or inflated", async () => {
  const packed = deflateSync("second");
  const other = object(3, "/Length 5", utf8("other"));
  expect(
    await texts(attached(1, utf8("first")), other, attached(2, packed, "/Filter /FlateDecode")),
  ).toEqual(["first", "second"]);
});

test("a length that stands elsewhere or lies is not believed", async () => {
  expect(await texts(attached(1, utf8("first"), "", "7 0 R"))).toEqual(["first"]);
  expect(await texts(attached(1, utf8("first"), "", 3))).toEqual(["first"]);
  expect(await texts(attached(1, utf8("first"), "", 999_999_999))).toEqual(["first"]);
});

test("words of the format inside a stream are data and begin no object", async () => {
  const trap = concatBytes(utf8("x "), attached(9, utf8("inner")));
  expect(await texts(object(1, `/Length ${trap.length}`, trap))).toEqual([]);
});

test("what is coded otherwise, too large, or no PDF gives nothing", async () => {
  const twice = deflateSync(deflateSync("twice"));
  expect(await texts(attached(1, twice, "/Filter [/FlateDecode /FlateDecode]"))).toEqual([]);
  expect(await texts(attached(1, utf8("61"), "/Filter /ASCIIHexDecode"))).toEqual([]);
  expect(await texts(attached(1, utf8("no zlib"), "/Filter /FlateDecode"))).toEqual([]);
  const bomb = deflateSync(new Uint8Array(RECEIPT_BYTES_MAX + 1));
  expect(await texts(attached(1, bomb, "/Filter /FlateDecode"))).toEqual([]);
  expect(await readPdfAttachments(attached(1, utf8("first")))).toEqual([]);
  expect(await readPdfAttachments(new Uint8Array())).toEqual([]);
});

test("a file made to be slow is done with soon, and one that breaks off harms nothing", async () => {
  expect(await texts(utf8("1 0 obj ".repeat(400_000)))).toEqual([]);
  expect(await texts(utf8("1 0 obj << /Type /EmbeddedFile >> stream\n".repeat(20_000)))).toEqual(
    [],
  );
  const whole = concatBytes(HEAD, attached(1, utf8("first")));
  for (let length = 0; length < whole.length - 20; length++) {
    expect(await readPdfAttachments(whole.subarray(0, length))).toHaveLength(0);
  }
});
