import { createHash } from "node:crypto";
import { equalBytes } from "@tallystick/core/bytes";
import { CborError, type CborValue, cborItemLength, decodeCbor } from "@tallystick/core/cbor";
import { type DecodedCertificate, decodeCertificate } from "@tallystick/core/certificate";
import { CERTIFICATE_BYTES_MAX } from "@tallystick/core/limits";
import { readArray, readBytes, readLiteral, readMap, readUint } from "@tallystick/core/schema";
import { BACKUP_ITEM_BYTES_MAX } from "../limits.ts";
import { NodeError } from "../node-error.ts";
import { BACKUP_FILES, BACKUP_FORMAT, type BackupFile } from "./backup-format.ts";

/** First item of a backup. */
export interface BackupHeader {
  readonly kind: "header";
  /** ms since 1970 UTC. */
  readonly created: number;
  readonly ledgerId: Uint8Array;
  /** Height of the last block; null when the node had never been started. */
  readonly height: number | null;
}

/** A later item of a backup. */
export type BackupItem =
  | BackupHeader
  | { readonly kind: "file"; readonly name: BackupFile; readonly bytes: Uint8Array }
  | { readonly kind: "row"; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly kind: "certificate"; readonly certificate: DecodedCertificate };

/**
 * The items of a backup, as they come. The stream ends without an error only when the trailer was
 * there, nothing came behind it, and count and digest are those of what was read.
 *
 * @throws NodeError `damaged-backup`
 */
export async function* readBackup(source: AsyncIterable<Uint8Array>): AsyncGenerator<BackupItem> {
  const digest = createHash("sha256");
  let rows = 0;
  let ended = false;
  let first = true;
  let certified = false;
  for await (const item of splitItems(source)) {
    if (ended) throw damaged("there is something behind its end");
    const value = decodeItem(item);
    if (first) {
      first = false;
      digest.update(item);
      yield readHeader(value);
      continue;
    }
    const fields = attempt(() => readArray(value, "item", 2, 3));
    if (fields[0] === "end") {
      readEnd(fields, rows, new Uint8Array(digest.digest()));
      ended = true;
      continue;
    }
    digest.update(item);
    if (certified) throw damaged("there is something behind its certificate");
    if (fields[0] === "certificate") {
      certified = true;
      yield readSignatures(fields);
    } else if (fields[0] === "file") yield readFile(fields);
    else {
      rows++;
      yield readRow(fields);
    }
  }
  if (!ended) throw damaged("it ends before its trailer: it was cut short");
}

/** Cut a stream of chunks into whole CBOR items. */
async function* splitItems(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held = new Uint8Array(0);
  for await (const chunk of source) {
    const bytes = new Uint8Array(held.length + chunk.length);
    bytes.set(held);
    bytes.set(chunk, held.length);
    let at = 0;
    while (at < bytes.length) {
      const length = itemLength(bytes, at);
      if (length === undefined) break;
      yield bytes.subarray(at, at + length);
      at += length;
    }
    held = bytes.subarray(at);
    if (held.length > BACKUP_ITEM_BYTES_MAX) throw damaged("an item is too long");
  }
  if (held.length > 0) throw damaged("it ends in the middle of an item: it was cut short");
}

/** Bytes of the item at an offset, or undefined when it has not come in whole yet. */
function itemLength(bytes: Uint8Array, at: number): number | undefined {
  try {
    const length = cborItemLength(bytes, at);
    return at + length <= bytes.length ? length : undefined;
  } catch (error) {
    if (error instanceof CborError && error.code === "end") return undefined;
    throw damaged("an item is not CBOR", error);
  }
}

function decodeItem(bytes: Uint8Array): CborValue {
  return attempt(() => decodeCbor(bytes, { maxBytes: BACKUP_ITEM_BYTES_MAX }));
}

function readHeader(value: CborValue): BackupHeader {
  return attempt(() => {
    const map = readMap(value, "header", ["format", "created", "suite", "ledger", "height"]);
    readLiteral(map.get("format"), "format", BACKUP_FORMAT);
    const height = map.get("height");
    return {
      kind: "header",
      created: readUint(map.get("created"), "created"),
      ledgerId: readBytes(map.get("ledger"), "ledger", 32),
      height: height === null ? null : readUint(height, "height"),
    };
  });
}

function readFile(fields: readonly CborValue[]): BackupItem {
  const [, name, bytes] = fields;
  if (typeof name !== "string" || !Object.hasOwn(BACKUP_FILES, name)) {
    throw damaged("it holds a file that no backup has");
  }
  const content = attempt(() => readBytes(bytes, "file", 0, BACKUP_ITEM_BYTES_MAX));
  return { kind: "file", name: name as BackupFile, bytes: content };
}

function readRow(fields: readonly CborValue[]): BackupItem {
  return attempt(() => {
    readArray(fields as CborValue, "row", 2);
    const key = readBytes(fields[0], "key", 1, 1024);
    return { kind: "row", key, value: readBytes(fields[1], "value", 0, BACKUP_ITEM_BYTES_MAX) };
  });
}

function readSignatures(fields: readonly CborValue[]): BackupItem {
  return attempt(() => {
    const [, bytes] = readArray(fields as CborValue, "certificate", 2);
    const certificate = decodeCertificate(
      readBytes(bytes, "certificate", 1, CERTIFICATE_BYTES_MAX),
    );
    return { kind: "certificate", certificate };
  });
}

function readEnd(fields: readonly CborValue[], rows: number, digest: Uint8Array): void {
  const [, count, expected] = fields;
  if (count !== rows) throw damaged("its trailer counts other rows than it holds");
  if (!(expected instanceof Uint8Array) || !equalBytes(expected, digest)) {
    throw damaged("its digest is not that of its contents");
  }
}

function attempt<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw damaged("an item is not what the format says", cause);
  }
}

function damaged(what: string, cause?: unknown): NodeError {
  return new NodeError(
    "damaged-backup",
    `this is not a whole backup: ${what}`,
    "use another backup, or copy this one again from where it came",
    cause,
  );
}
