/** Hashes of CometBFT: header, validator set, address. All SHA-256, whatever the suite of the ledger. */
import { compareBytes, equalBytes } from "../bytes.ts";
import { leafHash, merkleRoot } from "../log-tree.ts";
import type { Suite } from "../suite/suite.ts";
import type { BlockHeader, BlockId, EngineTime, EngineValidator } from "./light-block.ts";
import { ProtoWriter } from "./proto-writer.ts";

const NANOSECONDS = 1_000_000_000n;
const ADDRESS_BYTES = 20;

/** google.protobuf.Timestamp. */
export function encodeTimestamp(time: EngineTime): Uint8Array {
  // Nanos are never negative, so times before 1970 round down.
  const nanos = ((time % NANOSECONDS) + NANOSECONDS) % NANOSECONDS;
  return new ProtoWriter()
    .integer(1, (time - nanos) / NANOSECONDS)
    .integer(2, nanos)
    .finish();
}

/** tendermint.types.BlockID, and CanonicalBlockID, which has the same bytes. */
export function encodeBlockId({ hash, parts }: BlockId): Uint8Array {
  const partSet = new ProtoWriter().integer(1, parts.total).bytes(2, parts.hash).finish();
  return new ProtoWriter().bytes(1, hash).message(2, partSet).finish();
}

/** RFC 6962 root over byte strings. @param suite `intl` */
export function treeRoot(suite: Suite, leaves: readonly Uint8Array[]): Uint8Array {
  return merkleRoot(
    suite,
    leaves.map((leaf) => leafHash(suite, leaf)),
  );
}

/** A time that {@link encodeTimestamp} wrote, or undefined for any other bytes. */
export function readTimestamp(bytes: Uint8Array): EngineTime | undefined {
  const fields = [0n, 0n];
  for (let at = 0; at < bytes.length; ) {
    const field = (bytes[at++] as number) >> 3;
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    fields[field - 1] = BigInt.asIntN(64, value);
  }
  const time = (fields[0] as bigint) * NANOSECONDS + (fields[1] as bigint);
  // Whatever else was read does not come out the same again.
  return equalBytes(encodeTimestamp(time), bytes) ? time : undefined;
}

/**
 * Hash of a header, which is the hash of its block: the tree over its fourteen fields (types/block.go
 * `Header.Hash`). @param suite `intl`
 */
export function headerHash(suite: Suite, header: BlockHeader): Uint8Array {
  return treeRoot(suite, headerLeaves(header));
}

/** The fourteen fields of a header as its hash takes them. */
export function headerLeaves(header: BlockHeader): Uint8Array[] {
  const { version } = header;
  const wrapped = (bytes: Uint8Array) => new ProtoWriter().bytes(1, bytes).finish();
  return [
    new ProtoWriter().integer(1, version.block).integer(2, version.app).finish(),
    new ProtoWriter().text(1, header.chainId).finish(),
    new ProtoWriter().integer(1, header.height).finish(),
    encodeTimestamp(header.time),
    encodeBlockId(header.lastBlockId),
    wrapped(header.lastCommitHash),
    wrapped(header.dataHash),
    wrapped(header.validatorsHash),
    wrapped(header.nextValidatorsHash),
    wrapped(header.consensusHash),
    wrapped(header.appHash),
    wrapped(header.lastResultsHash),
    wrapped(header.evidenceHash),
    wrapped(header.proposerAddress),
  ];
}

/** Address of a validator: the first 20 bytes of the hash of its key. @param suite `intl` */
export function validatorAddress(suite: Suite, key: Uint8Array): Uint8Array {
  return suite.hash(key).subarray(0, ADDRESS_BYTES);
}

/** A validator with its address. */
export interface AddressedValidator extends EngineValidator {
  readonly address: Uint8Array;
}

/** The engine's order: more power first, then by address. @param suite `intl` */
export function sortValidators(
  suite: Suite,
  validators: readonly EngineValidator[],
): AddressedValidator[] {
  return validators
    .map(({ key, power }) => ({ key, power, address: validatorAddress(suite, key) }))
    .sort((a, b) => {
      if (a.power !== b.power) return a.power > b.power ? -1 : 1;
      return compareBytes(a.address, b.address);
    });
}

/** Hash of a validator set in the engine's order (types/validator.go `Bytes`). @param suite `intl` */
export function validatorSetHash(suite: Suite, sorted: readonly EngineValidator[]): Uint8Array {
  return treeRoot(
    suite,
    sorted.map(({ key, power }) => {
      const publicKey = new ProtoWriter().bytes(1, key).finish();
      return new ProtoWriter().message(1, publicKey).integer(2, power).finish();
    }),
  );
}
