import { equalBytes } from "@tallystick/core/bytes";
import {
  type Certificate,
  CertificateError,
  type DecodedCertificate,
  decodeCertificate,
  encodeCertificate,
} from "@tallystick/core/certificate";
import type { Checkpoint } from "@tallystick/core/checkpoint";
import type { Suite } from "@tallystick/core/suite/suite";
import { type BlockRecord, checkpointOf } from "@tallystick/ledger/block-record";
import type { Machine } from "../machine.ts";
import type { ExtendedVote } from "./application.ts";
import { certificateFault } from "./certificate-rule.ts";
import { type Certification, certifiedBy, isDue, readCertification } from "./certification.ts";
import type { Chain } from "./chain.ts";
import { ConsensusFault } from "./consensus-fault.ts";
import { type MisconductLog, reportAnotherRoot } from "./misconduct.ts";
import { encodeVoteExtension, type JudgedExtension, judgeExtension } from "./vote-extension.ts";

/** Blocks between a block and the one that carries its certificate. */
export const CERTIFICATE_DISTANCE = 2;

/** What a {@link Certifier} works with. */
export interface CertifierParts {
  readonly machine: Machine;
  readonly suite: Suite;
  readonly ledgerId: Uint8Array;
  /** Id of this node's organisation. */
  readonly organisation: string;
  readonly misconduct: MisconductLog;
}

/** Signs, collects and judges what certifies the blocks of a chain; certification.ts has the rules. */
export class Certifier {
  readonly #parts: CertifierParts;
  #state: Certification;
  /** The last certificate that was judged on the present state: it is asked about twice. */
  #judged: { readonly height: number; readonly bytes: Uint8Array; readonly fault?: string } | null =
    null;

  constructor(parts: CertifierParts) {
    this.#parts = parts;
    this.#state = parts.machine.query(readCertification);
  }

  /** How far the committed ledger is certified. */
  get state(): Certification {
    return this.#state;
  }

  /** The state after a block that is about to be committed, with the certificate that it carries. */
  after(
    block: { readonly height: number; readonly entries: { readonly length: number } },
    certificate: Certificate | null,
  ): Certification {
    const logSize = certificate === null ? 0 : this.#block(certificate.height).logSize;
    const certified = certifiedBy(this.#state, certificate, logSize);
    return block.entries.length === 0 ? certified : { ...certified, lastEntries: block.height };
  }

  /** The ledger has moved. */
  moved(state: Certification): void {
    this.#state = state;
    this.#judged = null;
  }

  /**
   * What this organisation attaches to its vote for the next block: its signature over the last
   * committed one; empty when that needs none, or when the organisation is not one of the chain or does
   * not hold the key that the roster names.
   *
   * @param time of the next block
   * @param carried the certificate that the next block carries
   */
  async extension(
    { record, rosters }: Chain,
    time: number,
    carried: Certificate | undefined,
  ): Promise<Uint8Array> {
    const { machine, organisation } = this.#parts;
    const own = rosters.at(machine.height).members.find(({ id }) => id === organisation);
    if (own === undefined || !machine.holds(own.keyId)) return new Uint8Array(0);
    const block = this.#block(machine.height);
    const size = carried === undefined ? 0 : this.#block(carried.height).logSize;
    const state = certifiedBy(this.#state, carried ?? null, size);
    if (block.height < record.initialHeight || !isDue(state, block, time)) return new Uint8Array(0);
    const signature = await machine.certify(block, time, own.keyId);
    return encodeVoteExtension({ ...signature, logRoot: block.logRoot });
  }

  /**
   * What an extension comes to that came with a vote for the block at `height`: a function of the
   * committed state and the bytes. Whoever signed other roots is reported. Undefined when this node does
   * not have the block before yet, so that it cannot tell.
   */
  judge(
    { rosters }: Chain,
    { address, extension }: Pick<ExtendedVote, "address" | "extension">,
    height: number,
  ): JudgedExtension | undefined {
    const { machine, suite, ledgerId, misconduct } = this.#parts;
    const block = height < 1 ? undefined : machine.query((reader) => reader.block(height - 1));
    if (block === undefined) return undefined;
    const member = rosters.at(height - 1).byAddress(address);
    if (member === undefined) {
      return extension.length === 0
        ? { verdict: "absent" }
        : { verdict: "bad", reason: "an unknown validator" };
    }
    const expected = checkpointOf(ledgerId, block);
    const judged = judgeExtension(suite, member, extension, expected);
    if (judged.verdict === "another-root") {
      misconduct.add(reportAnotherRoot(member, judged.signed, expected));
    }
    return judged;
  }

  /**
   * The certificate for the block at `height`, from the votes on the block before: a transaction, or
   * undefined when none is due or too few have signed.
   */
  collect(chain: Chain, height: number, votes: readonly ExtendedVote[]): Uint8Array | undefined {
    const due = this.#due(chain, height);
    if (due === undefined) return undefined;
    const roster = chain.rosters.at(due.height);
    const found = new Map<string, { protected: Uint8Array; signature: Uint8Array }>();
    for (const vote of votes) {
      const judged = this.judge(chain, vote, height - 1);
      const member = roster.byAddress(vote.address);
      if (judged?.verdict !== "good" || judged.time !== due.time || member === undefined) continue;
      found.set(member.id, judged.signed);
    }
    if (found.size < roster.quorum) return undefined;
    const signatures = roster.members.flatMap(({ id }) => found.get(id) ?? []);
    return encodeCertificate({ height: due.height, time: due.time, signatures });
  }

  /** What is wrong with a certificate as the first transaction of the block at `height`, or undefined. */
  fault(chain: Chain, height: number, bytes: Uint8Array): string | undefined {
    const kept = this.#judged;
    if (kept !== null && kept.height === height && equalBytes(kept.bytes, bytes)) return kept.fault;
    const fault = this.#judge(chain, height, bytes);
    const judged = { height, bytes: bytes.slice() };
    this.#judged = fault === undefined ? judged : { ...judged, fault };
    return fault;
  }

  #judge(chain: Chain, height: number, bytes: Uint8Array): string | undefined {
    const certificate = readCertificate(bytes);
    if (certificate === undefined) return "it does not decode";
    const due = this.#due(chain, height);
    if (due === undefined) return "none is due";
    return certificateFault(this.#parts.suite, chain.rosters.at(due.height), certificate, due);
  }

  /** The checkpoint that the block at `height` is to certify, which is the next one; undefined for none. */
  #due({ record }: Chain, height: number): Checkpoint | undefined {
    const certified = height - CERTIFICATE_DISTANCE;
    if (certified < record.initialHeight) return undefined;
    // The next header's time is the median of the votes on the block that is certified.
    const { time } = this.#block(certified + 1);
    const block = this.#block(certified);
    if (!isDue(this.#state, block, time)) return undefined;
    return checkpointOf(this.#parts.ledgerId, block, time);
  }

  #block(height: number): BlockRecord {
    const block = this.#parts.machine.query((reader) => reader.block(height));
    if (block === undefined) {
      throw new ConsensusFault("out-of-order", `block ${height} is not there yet`);
    }
    return block;
  }
}

/** The certificate in these bytes; undefined when they are none. */
export function readCertificate(bytes: Uint8Array | undefined): DecodedCertificate | undefined {
  // A statement begins with tag 18, a certificate with the head of a map.
  if (bytes === undefined || bytes[0] !== MAP_OF_4) return undefined;
  try {
    return decodeCertificate(bytes);
  } catch (error) {
    if (error instanceof CertificateError) return undefined;
    throw error;
  }
}

const MAP_OF_4 = 0xa4;
