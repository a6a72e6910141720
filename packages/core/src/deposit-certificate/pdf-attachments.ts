import { PDF_BYTES_MAX, PDF_OBJECTS_MAX, RECEIPT_BYTES_MAX } from "../limits.ts";

/** Characters of an object's dictionary that are looked at: those of attachments are short. */
const DICTIONARY_CHARS = 2_048;

/** True for bytes that begin like a PDF (ISO 32000-2 s7.5.2). */
export function looksLikePdf(bytes: Uint8Array): boolean {
  return "%PDF-".split("").every((character, at) => bytes[at] === character.charCodeAt(0));
}

/**
 * The files attached to a PDF, in the order in which they stand (ISO 32000-2 s7.11.4).
 *
 * Objects are found by reading the file from its beginning, not by its table of places: whatever a
 * later hand added, such as a seal, moves nothing that was there. Streams are read as they stand or
 * inflated; an attachment in any other coding, or larger than a receipt may be, is left out. A PDF that
 * somebody encrypted has none.
 *
 * @returns nothing for bytes that are not a PDF; never throws, whatever the bytes
 */
export async function readPdfAttachments(pdf: Uint8Array): Promise<Uint8Array[]> {
  if (!looksLikePdf(pdf) || pdf.length > PDF_BYTES_MAX) return [];
  const found: Uint8Array[] = [];
  for (const { data, deflated } of attachedStreams(pdf)) {
    const bytes = deflated ? await inflate(data) : data;
    if (bytes !== undefined && bytes.length <= RECEIPT_BYTES_MAX) found.push(bytes);
  }
  return found;
}

interface AttachedStream {
  readonly data: Uint8Array;
  readonly deflated: boolean;
}

function* attachedStreams(pdf: Uint8Array): Generator<AttachedStream> {
  // One character a byte, so that places in the text are places in the file.
  const text = new TextDecoder("latin1").decode(pdf);
  // Looked for once, so that a file of beginnings without an end is not searched again for each.
  const lastEnd = text.lastIndexOf("endstream");
  const object = /\b\d{1,10} \d{1,5} obj\b/g;
  for (let count = 0; count < PDF_OBJECTS_MAX; count++) {
    if (object.exec(text) === null) return;
    const from = object.lastIndex;
    const head = /^([\s\S]*?)(?:\bendobj|\bstream(\r?\n))/.exec(
      text.slice(from, from + DICTIONARY_CHARS),
    );
    if (head?.[2] === undefined) continue;
    const dictionary = head[1] as string;
    const start = from + head[0].length;
    if (start > lastEnd) return;
    const end = endOfStream(text, dictionary, start);
    object.lastIndex = end;
    const filter = /\/Filter\s*(?:\[\s*)?(?:\/(\w+))?/.exec(dictionary);
    const plain = filter === null;
    const deflated =
      filter?.[1] === "FlateDecode" &&
      !/\/DecodeParms|\/\w+Decode[\s\S]*\/\w+Decode/.test(dictionary);
    if (/\/EmbeddedFile\b/.test(dictionary) && (plain || deflated)) {
      yield { data: pdf.subarray(start, end), deflated };
    }
  }
}

/** Where a stream ends: by its length where that stands there, else by the word that ends it. */
function endOfStream(text: string, dictionary: string, start: number): number {
  const length = /\/Length\s+(\d{1,9})(?!\s+\d+\s+R)/.exec(dictionary)?.[1];
  if (length !== undefined) {
    const end = start + Number(length);
    if (/^\s{0,2}endstream/.test(text.slice(end, end + 12))) return end;
  }
  const end = text.indexOf("endstream", start);
  // The end of line before the word is no part of the data (ISO 32000-2 s7.3.8.1).
  const before = text.slice(end - 2, end);
  return before === "\r\n" ? end - 2 : end - 1;
}

async function inflate(data: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    const reader = new Blob([new Uint8Array(data)])
      .stream()
      .pipeThrough(new DecompressionStream("deflate"))
      .getReader();
    const parts: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joined(parts, length);
      parts.push(value);
      length += value.length;
      if (length > RECEIPT_BYTES_MAX) {
        await reader.cancel();
        return undefined;
      }
    }
  } catch {
    return undefined;
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
