/** The application of an organisation that lies: the real one, with other words in its mouth. */
import { concatBytes, u64be } from "@tallystick/core/bytes";
import {
  type Certificate,
  decodeCertificate,
  encodeCertificate,
} from "@tallystick/core/certificate";
import { signCheckpoint } from "@tallystick/core/checkpoint";
import { checkpointOf } from "@tallystick/ledger/block-record";
import type {
  ConsensusApplication,
  ExtendedVote,
  PrepareProposalRequest,
  ProposedBlock,
} from "../../src/engine/consensus/application.ts";
import { encodeVoteExtension } from "../../src/engine/consensus/vote-extension.ts";
import { type Consortium, flipLastBit, makeStatement, type SimOrganisation } from "./consortium.ts";
import type { Dice } from "./dice.ts";
import type { SimProcess } from "./process.ts";

/** Ways to lie in a vote extension. */
export const EXTENSION_LIES = [
  "wrong-state-root",
  "wrong-log-root",
  "wrong-log-size",
  "wrong-time",
  "garbage",
  "huge",
  "stale",
  "another's",
  "absent",
] as const;

/** Ways to lie in a proposal. */
export const PROPOSAL_LIES = [
  "withhold-certificate",
  "too-few-signatures",
  "flipped-signature",
  "repeated-signature",
  "reordered-signatures",
  "old-certificate",
  "own-certificate",
  "certificate-last",
  "certificate-twice",
  "duplicate",
  "replay",
  "garbage",
  "empty",
  "half-a-certificate",
  "bad-signature",
  "stranger",
  "expired",
  "other-ledger",
  "too-much",
] as const;

export type ExtensionLie = (typeof EXTENSION_LIES)[number];
export type ProposalLie = (typeof PROPOSAL_LIES)[number];

/** What a liar is told and tells. */
export interface LiarParts {
  readonly consortium: Consortium;
  readonly organisation: SimOrganisation;
  readonly process: SimProcess;
  readonly dice: Dice;
  /** Probability of a lie where there is room for one. */
  readonly rate: number;
  /** Told of an extension over roots that are not the ledger's. */
  onWrongRoot(extension: Uint8Array, height: number): void;
  onLie(lie: ExtensionLie | ProposalLie): void;
}

/** Wraps the real application. */
export function lyingApplication(parts: LiarParts): ConsensusApplication {
  const { process, dice, rate } = parts;
  const real = process.application;
  const liar = new Liar(parts);
  const call = <A extends unknown[], R>(run: (...args: A) => R): ((...args: A) => R) =>
    run.bind(real) as (...args: A) => R;
  return {
    info: call(real.info),
    initChain: call(real.initChain),
    checkTx: call(real.checkTx),
    finalizeBlock: async (request) => {
      liar.remember(request.txs);
      return real.finalizeBlock(request);
    },
    commit: call(real.commit),
    listSnapshots: call(real.listSnapshots),
    offerSnapshot: call(real.offerSnapshot),
    loadSnapshotChunk: call(real.loadSnapshotChunk),
    applySnapshotChunk: call(real.applySnapshotChunk),
    prepareProposal: async (request) => {
      const honest = await real.prepareProposal(request);
      return dice.chance(rate) ? liar.proposal(request, honest) : honest;
    },
    processProposal: async (request) => {
      const honest = await real.processProposal(request);
      return dice.chance(rate) ? dice.chance(0.5) : honest;
    },
    extendVote: async (block) => {
      const honest = await real.extendVote(block);
      return dice.chance(rate) ? liar.extension(block, honest) : honest;
    },
    verifyVoteExtension: async (request) => {
      liar.overhear(request);
      const honest = await real.verifyVoteExtension(request);
      return dice.chance(rate) ? dice.chance(0.5) : honest;
    },
  };
}

class Liar {
  readonly #parts: LiarParts;
  #certificate: Uint8Array | undefined;
  #transaction: Uint8Array | undefined;
  #ownBefore: Uint8Array = new Uint8Array(0);
  #overheard: Uint8Array = new Uint8Array(0);

  constructor(parts: LiarParts) {
    this.#parts = parts;
  }

  /** What is in blocks already can be sent again. */
  remember(txs: readonly Uint8Array[]): void {
    for (const tx of txs) {
      if (certificateIn(tx) === undefined) this.#transaction = tx;
      else this.#certificate = tx;
    }
  }

  overhear({ extension }: Pick<ExtendedVote, "extension">): void {
    if (extension.length > 0) this.#overheard = extension;
  }

  async extension(block: ProposedBlock, honest: Uint8Array): Promise<Uint8Array> {
    const { dice, onLie } = this.#parts;
    const lie = dice.pick(EXTENSION_LIES);
    onLie(lie);
    const before = this.#ownBefore;
    if (honest.length > 0) this.#ownBefore = honest;
    if (lie === "garbage") return dice.bytes(dice.between(1, 300));
    if (lie === "huge") return dice.bytes(5_000);
    if (lie === "stale") return before;
    if (lie === "another's") return this.#overheard;
    if (lie === "absent") return new Uint8Array(0);
    return this.#signedLie(lie, block);
  }

  async #signedLie(lie: ExtensionLie, { timeMs, height }: ProposedBlock): Promise<Uint8Array> {
    const { process, organisation, consortium, dice } = this.#parts;
    const truth = process.ledger.reader().checkpoint;
    const twisted = {
      ...truth,
      time: lie === "wrong-time" ? timeMs + dice.pick([-86_400_000, 1, 86_400_000]) : timeMs,
      stateRoot: lie === "wrong-state-root" ? flipLastBit(truth.stateRoot) : truth.stateRoot,
      logRoot: lie === "wrong-log-root" ? flipLastBit(truth.logRoot) : truth.logRoot,
      logSize: lie === "wrong-log-size" ? truth.logSize + 1 : truth.logSize,
    };
    const { id, signer } = organisation;
    const signature = await signCheckpoint(signer, id, twisted, consortium.suite);
    const extension = encodeVoteExtension({ ...signature, logRoot: twisted.logRoot });
    if (lie !== "wrong-time") this.#parts.onWrongRoot(extension, height - 1);
    return extension;
  }

  async proposal(
    { height, maxTxBytes, timeMs }: PrepareProposalRequest,
    honest: readonly Uint8Array[],
  ): Promise<Uint8Array[]> {
    const { dice, onLie } = this.#parts;
    const lie = dice.pick(PROPOSAL_LIES);
    onLie(lie);
    const certificate = honest.find((tx) => certificateIn(tx) !== undefined);
    const txs = honest.filter((tx) => tx !== certificate);
    const twisted =
      lie === "own-certificate"
        ? await this.#ownCertificate(height)
        : this.#twistedCertificate(lie, certificate);
    if (twisted !== undefined) return [...twisted, ...txs];
    if (certificate !== undefined && lie === "certificate-last") return [...txs, certificate];
    const extra = await this.#hostile(lie, txs, timeMs, maxTxBytes);
    const at = dice.below(txs.length + 1);
    return [
      ...(certificate === undefined ? [] : [certificate]),
      ...txs.slice(0, at),
      ...extra,
      ...txs.slice(at),
    ];
  }

  /** What stands at the head of the block instead of the certificate; undefined when the lie is another. */
  #twistedCertificate(lie: ProposalLie, honest: Uint8Array | undefined): Uint8Array[] | undefined {
    if (lie === "withhold-certificate") return [];
    if (lie === "old-certificate" && this.#certificate !== undefined) return [this.#certificate];
    if (honest === undefined) return undefined;
    const { height, time, signatures } = decodeCertificate(honest);
    const [first] = signatures;
    if (first === undefined) return undefined;
    const made = (list: Certificate["signatures"]): Uint8Array[] => [
      encodeCertificate({ height, time, signatures: list }),
    ];
    const flipped = { ...first, signature: flipLastBit(first.signature) };
    switch (lie) {
      case "too-few-signatures":
        return made(signatures.slice(0, this.#parts.dice.between(1, signatures.length - 1 || 1)));
      case "flipped-signature":
        return made([flipped, ...signatures.slice(1)]);
      case "repeated-signature":
        return made(signatures.map(() => first));
      case "reordered-signatures":
        return made([...signatures].reverse());
      case "certificate-twice":
        return [honest, honest];
      case "half-a-certificate":
        return [honest.slice(0, honest.length >> 1)];
      default:
        return undefined;
    }
  }

  /** A certificate over another state, signed by the liar alone. */
  async #ownCertificate(height: number): Promise<Uint8Array[] | undefined> {
    const { process, organisation, consortium } = this.#parts;
    const reader = process.ledger.reader();
    const block = height < 3 ? undefined : reader.block(height - 2);
    const next = reader.block(height - 1);
    if (block === undefined || next === undefined) return undefined;
    const { time } = next;
    const truth = checkpointOf(consortium.ledgerId, block, time);
    const twisted = { ...truth, stateRoot: flipLastBit(truth.stateRoot) };
    const { id, signer } = organisation;
    const signature = await signCheckpoint(signer, id, twisted, consortium.suite);
    return [encodeCertificate({ height: block.height, time, signatures: [signature] })];
  }

  async #hostile(
    lie: ProposalLie,
    txs: readonly Uint8Array[],
    timeMs: number,
    maxTxBytes: number,
  ): Promise<Uint8Array[]> {
    const { consortium, dice } = this.#parts;
    const number = 1_000_000 + dice.below(1_000_000);
    const statement = (wishes: Partial<Parameters<typeof makeStatement>[2]>) =>
      makeStatement(consortium, number, { expiry: timeMs + 60_000, ...wishes });
    switch (lie) {
      case "duplicate":
        return txs.slice(0, 1);
      case "replay":
        return this.#transaction === undefined ? [] : [this.#transaction];
      case "garbage":
        return [concatBytes(Uint8Array.of(dice.pick([0x00, 0xa4, 0xd2, 0xff])), dice.bytes(40))];
      case "empty":
        return [new Uint8Array(0)];
      case "bad-signature":
        return [flipLastBit(await statement({}))];
      case "stranger":
        return [await statement({ signer: consortium.stranger })];
      case "expired":
        return [await statement({ expiry: Math.max(0, timeMs - 1) })];
      case "other-ledger":
        return [await statement({ ledgerId: consortium.suite.hash(u64be(number)) })];
      case "too-much":
        return [new Uint8Array(maxTxBytes)];
      default:
        return [];
    }
  }
}

function certificateIn(tx: Uint8Array): Certificate | undefined {
  try {
    return decodeCertificate(tx);
  } catch {
    return undefined;
  }
}
