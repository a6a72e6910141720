import { concatBytes } from "@tallystick/core/bytes";
import { type CborValue, decodeCborSequence, encodeCbor } from "@tallystick/core/cbor";

/**
 * A golden stream: a CBOR sequence (RFC 8742) of the genesis document (bstr) and then blocks, each
 * `[time, [* transaction]]`. A transaction is `[bytes, signature good]`, a bstr for bytes that are
 * no statement, or a uint for so many zero bytes.
 */
export interface GoldenStream {
  readonly genesis: Uint8Array;
  readonly blocks: readonly GoldenBlock[];
}

/** One block of a stream. */
export interface GoldenBlock {
  readonly time: number;
  readonly transactions: readonly GoldenTransaction[];
}

/** A statement with the verdict on its signature, or raw bytes. */
export type GoldenTransaction =
  | { readonly bytes: Uint8Array; readonly signatureValid: boolean }
  | { readonly raw: Uint8Array };

/** What a block came to. Hashes in hex. */
export interface GoldenRoots {
  readonly height: number;
  readonly logSize: number;
  readonly logRoot: string;
  readonly stateRoot: string;
  readonly appRoots: Readonly<Record<string, string>>;
  readonly outcomes: readonly number[];
}

/** Raw bytes from this length on are written as a number. */
const ZEROES_FROM = 1024;

/** Bytes of a stream. */
export function encodeStream({ genesis, blocks }: GoldenStream): Uint8Array {
  return concatBytes(
    encodeCbor(genesis),
    ...blocks.map(({ time, transactions }) =>
      encodeCbor([
        time,
        transactions.map((one) => {
          if ("bytes" in one) return [one.bytes, one.signatureValid];
          return one.raw.length < ZEROES_FROM ? one.raw : one.raw.length;
        }),
      ]),
    ),
  );
}

/** A stream from its bytes. @throws Error when they are not one */
export function decodeStream(bytes: Uint8Array): GoldenStream {
  const [genesis, ...blocks] = decodeCborSequence(bytes);
  if (!(genesis instanceof Uint8Array))
    throw new Error("a stream begins with the genesis document");
  return {
    genesis,
    blocks: blocks.map((block) => {
      const [time, transactions] = block as [number, readonly CborValue[]];
      return { time, transactions: transactions.map(decodeTransaction) };
    }),
  };
}

function decodeTransaction(item: CborValue): GoldenTransaction {
  if (typeof item === "number") return { raw: new Uint8Array(item) };
  if (item instanceof Uint8Array) return { raw: item };
  const [bytes, signatureValid] = item as [Uint8Array, boolean];
  return { bytes, signatureValid };
}
