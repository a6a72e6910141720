/** Hashes of CometBFT: header, validator set, address. All SHA-256, whatever the suite of the ledger. */
import { compareBytes } from "../bytes.ts";
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
function rootOf(suite: Suite, leaves: readonly Uint8Array[]): Uint8Array {
  return merkleRoot(
    suite,
    leaves.map((leaf) => leafHash(suite, leaf)),
  );
}

/**
 * Hash of a header, which is the hash of its block: the tree over its fourteen fields (types/block.go
 * `Header.Hash`). @param suite `intl`
 */
export function headerHash(suite: Suite, header: BlockHeader): Uint8Array {
  const { version } = header;
  const wrapped = (bytes: Uint8Array) => new ProtoWriter().bytes(1, bytes).finish();
  return rootOf(suite, [
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
  ]);
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
  return rootOf(
    suite,
    sorted.map(({ key, power }) => {
      const publicKey = new ProtoWriter().bytes(1, key).finish();
      return new ProtoWriter().message(1, publicKey).integer(2, power).finish();
    }),
  );
}
