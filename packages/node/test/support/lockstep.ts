/**
 * Several organisations in one process whose rounds are made by hand, one step a block, the way CometBFT
 * makes them: header times are the median of the votes before, extensions reach the next proposer only.
 */
import { LEDGER_RULES } from "@tallystick/apps/applications";
import { toHex, u64be } from "@tallystick/core/bytes";
import type { CborEncodable } from "@tallystick/core/cbor";
import { encodeGenesis, genesisLedgerId } from "@tallystick/core/genesis";
import { signStatement } from "@tallystick/core/statement";
import { generateKey, type NodeSigner } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Suite, SuiteName } from "@tallystick/core/suite/suite";
import { type Trust, trustFromGenesis } from "@tallystick/core/trust";
import type { App } from "@tallystick/ledger/app/define-app";
import { Ledger } from "@tallystick/ledger/ledger";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import type { Store } from "@tallystick/ledger/store";
import type { ExtendedVote, ProposedBlock } from "../../src/engine/consensus/application.ts";
import {
  type ChainStart,
  chainStart,
  chainStartToJson,
} from "../../src/engine/consensus/chain-start.ts";
import {
  LedgerApplication,
  type LedgerApplicationParts,
} from "../../src/engine/consensus/ledger-application.ts";
import { validatorAddress } from "../../src/engine/consensus/roster.ts";
import { LedgerMachine } from "../../src/engine/machine.ts";
import { SteadyStore } from "../../src/store/steady-store.ts";
import type { VerifyPool } from "../../src/workers/verify-pool.ts";
import { depositInput } from "./light-node.ts";

/** An organisation with all its keys. */
export interface TestOrganisation {
  readonly id: string;
  readonly signer: NodeSigner;
  readonly member: NodeSigner;
  readonly validator: { readonly key: Uint8Array; readonly power: number; readonly node: string };
  readonly address: Uint8Array;
}

export const CREATED = 1_790_000_000_000;

const MINUTE = 60_000;

/** A ledger founded by several organisations. */
export class Consortium {
  readonly suite: Suite;
  readonly organisations: readonly TestOrganisation[];
  readonly genesis: Uint8Array;
  readonly ledgerId: Uint8Array;
  readonly trust: Trust;

  constructor(
    suiteName: SuiteName = "intl",
    count = 4,
    applications: readonly string[] = ["evidence", "membership"],
    versions: Readonly<Record<string, number>> = {},
  ) {
    const suite = nodeSuite(suiteName);
    this.suite = suite;
    this.organisations = Array.from({ length: count }, (_, i) => organisation(suite, `org-${i}`));
    this.genesis = encodeGenesis({
      name: "Test",
      suite: suiteName,
      created: CREATED,
      organisations: this.organisations.map(({ id, signer, validator }) => ({
        id,
        name: id.toUpperCase(),
        key: signer.publicKey,
        validator,
      })),
      members: this.organisations.map(({ id, member }) => ({
        id: `${id}.op`,
        organisation: id,
        role: "operator" as const,
        key: member.publicKey,
      })),
      applications,
      ...(Object.keys(versions).length > 0 && { versions }),
    });
    this.ledgerId = genesisLedgerId(suite, this.genesis);
    this.trust = trustFromGenesis(this.genesis);
  }

  /** A deposit of the number's own digest, by a member of organisation `by`. */
  statement(
    number: number,
    options: {
      by?: number;
      expiry?: number;
      signer?: NodeSigner;
      input?: CborEncodable;
      id?: number;
      action?: string;
    } = {},
  ): Promise<Uint8Array> {
    const by = this.organisations[options.by ?? 0] as TestOrganisation;
    const id = new Uint8Array(16);
    id.set(u64be(options.id ?? number), 8);
    return signStatement({
      signer: options.signer ?? by.member,
      issuer: `${by.id}.op`,
      ledgerId: this.ledgerId,
      id,
      expiry: options.expiry ?? CREATED + 20 * 60 * MINUTE,
      action: options.action ?? "evidence.deposit",
      input: options.input ?? depositInput(this.suite, number),
    });
  }
}

/** An organisation with fresh keys. */
export function organisation(suite: Suite, id: string): TestOrganisation {
  const consensus = generateKey(nodeSuite("intl"), "Ed25519");
  const key = consensus.publicKey.raw;
  const address = validatorAddress(key);
  return {
    id,
    signer: generateKey(suite),
    member: generateKey(suite),
    validator: { key, power: 1, node: toHex(address) },
    address,
  };
}

/** One organisation's node. */
export interface TestNode {
  readonly own: TestOrganisation;
  readonly ledger: Ledger;
  readonly app: LedgerApplication;
  readonly machine: LedgerMachine;
  readonly store: SteadyStore;
}

export type NodeOptions = Partial<Omit<LedgerApplicationParts, "machine" | "ledger" | "store">> & {
  /** Applications as the node's program has them; those in the box unless given. */
  readonly program?: readonly App[];
  /** Checkpoint key that is to follow the organisation's. */
  readonly nextSigner?: NodeSigner;
};

/** Open one organisation's node over a store. */
export async function openTestNode(
  consortium: Pick<Consortium, "suite" | "genesis">,
  own: TestOrganisation,
  pool: VerifyPool,
  inner: Store = new MemoryStore(),
  options: NodeOptions = {},
): Promise<TestNode> {
  const { suite, genesis } = consortium;
  const store = new SteadyStore(inner);
  const ledger = await Ledger.open({
    store,
    suite,
    genesis,
    ...LEDGER_RULES,
    ...(options.program !== undefined && { apps: options.program }),
  });
  store.follow(() => ledger.height);
  const machine = new LedgerMachine({
    ledger,
    store,
    pool,
    signer: own.signer,
    nextSigner: options.nextSigner,
    organisation: own.id,
  });
  const app = new LedgerApplication({
    machine,
    ledger,
    store,
    organisation: own.id,
    ...options,
  });
  return { own, ledger, app, machine, store };
}

/** What may go otherwise in a step. */
export interface StepOptions {
  /** Time of the votes on this block, which becomes the next header's; ms later than the last by default. */
  readonly now?: number;
  /** Position of the proposer. */
  readonly proposer?: number;
  /** Positions of those who vote; all by default. */
  readonly voters?: readonly number[];
  /** Replaces the proposal. */
  readonly propose?: (txs: Uint8Array[]) => readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
  /** Replaces the extension of a voter. */
  readonly extend?: (voter: number, extension: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

/** What a step came to. */
export interface Step {
  readonly height: number;
  readonly txs: readonly Uint8Array[];
  readonly codes: readonly number[];
  readonly appHash: string;
  /** Whether the first transaction is a certificate. */
  readonly certified: boolean;
}

/** The nodes of a chain and what lies between their blocks. */
export class Lockstep {
  readonly nodes: TestNode[];
  readonly consortium: Pick<Consortium, "suite" | "genesis">;
  /** Time of the next block's header. */
  headerTime: number;
  mempool: Uint8Array[] = [];
  votes: ExtendedVote[] = [];
  /** App hashes after the last two blocks. */
  hashes: readonly [before: string, last: string] = ["", ""];

  private constructor(consortium: Lockstep["consortium"], nodes: TestNode[], headerTime: number) {
    this.consortium = consortium;
    this.nodes = nodes;
    this.headerTime = headerTime;
  }

  /** Found a chain on nodes that all stand at one height. */
  static start(
    consortium: Lockstep["consortium"],
    nodes: TestNode[],
    options: { start?: ChainStart; timeMs?: number } = {},
  ): Lockstep {
    const timeMs = options.timeMs ?? CREATED + MINUTE;
    const chain = new Lockstep(consortium, nodes, timeMs);
    const [first] = nodes as [TestNode];
    const start =
      options.start ?? chainStart(first.ledger.checkpoint, first.ledger.genesis.organisations);
    const request = {
      chainId: "test",
      initialHeight: start.height + 1,
      timeMs,
      validators: nodes.map(({ own }) => own.validator),
      appState: chainStartToJson(start),
    };
    const hashes = nodes.map(({ app }) => toHex(app.initChain(request).appHash));
    chain.hashes = ["", same(hashes)];
    return chain;
  }

  static async open(
    consortium: Consortium,
    pool: VerifyPool,
    options: NodeOptions = {},
  ): Promise<Lockstep> {
    const nodes = await Promise.all(
      consortium.organisations.map((own) =>
        openTestNode(consortium, own, pool, new MemoryStore(), options),
      ),
    );
    return Lockstep.start(consortium, nodes);
  }

  get height(): number {
    return (this.nodes[0] as TestNode).ledger.height;
  }

  /** Whether the engine would make a block at once (CometBFT needProofBlock, and transactions waiting). */
  get busy(): boolean {
    return this.mempool.length > 0 || this.hashes[0] !== this.hashes[1];
  }

  /** Send transactions to every node's mempool; those that all take are proposed. */
  async submit(...txs: readonly Uint8Array[]): Promise<number[]> {
    const answers = await Promise.all(
      this.nodes.map(({ app }) => Promise.all(txs.map((tx) => app.checkTx(tx, false)))),
    );
    const codes = txs.map((_, i) => Math.max(...answers.map((one) => one[i]?.code ?? 0)));
    this.mempool.push(...txs.filter((_, i) => codes[i] === 0));
    return codes;
  }

  /** The proposal of the next block, as the proposer makes it. */
  async propose(proposer = this.height % this.nodes.length): Promise<Uint8Array[]> {
    const node = this.nodes[proposer] as TestNode;
    return node.app.prepareProposal({
      height: this.height + 1,
      timeMs: this.headerTime,
      maxTxBytes: 4_000_000,
      txs: this.mempool,
      lastExtensions: this.votes,
    });
  }

  /** The next block with these transactions. */
  block(txs: readonly Uint8Array[]): ProposedBlock & { readonly proposer: Uint8Array } {
    const height = this.height + 1;
    const hash = this.consortium.suite.hash(u64be(height));
    const { own } = this.nodes[height % this.nodes.length] as TestNode;
    return { height, timeMs: this.headerTime, hash, txs, proposer: own.address };
  }

  /** Make a block. @throws when a third or more refuse the proposal, or the nodes part */
  async step(options: StepOptions = {}): Promise<Step> {
    const proposed = await this.propose(options.proposer);
    const txs = (await options.propose?.(proposed)) ?? proposed;
    const block = this.block(txs);
    const judged = await Promise.all(this.nodes.map(({ app }) => app.processProposal(block)));
    const refusals = judged.filter((accepted) => !accepted).length;
    if (3 * refusals >= this.nodes.length) throw new Error(`proposal ${block.height} refused`);
    const votes = await this.#vote(block, options);
    const finalized = await Promise.all(
      this.nodes.map(({ app }) => app.finalizeBlock({ ...block, misbehaviour: [] })),
    );
    const hash = same(finalized.map(({ appHash }) => toHex(appHash)));
    same(finalized.map(({ txResults }) => JSON.stringify(txResults)));
    for (const { app } of this.nodes) await app.commit();
    this.votes = votes;
    this.hashes = [this.hashes[1], hash];
    this.headerTime = options.now ?? this.headerTime + 1;
    const done = new Set(txs.map(toHex));
    this.mempool = this.mempool.filter((tx) => !done.has(toHex(tx)));
    const codes = finalized[0]?.txResults.map(({ code }) => code) ?? [];
    return {
      height: block.height,
      txs,
      codes,
      appHash: hash,
      certified: txs[0]?.[0] === 0xa4 && codes[0] === 0,
    };
  }

  /** Make blocks as long as the engine would make them by itself. */
  async untilSilent(options: StepOptions = {}): Promise<Step[]> {
    const steps: Step[] = [];
    while (this.busy) {
      steps.push(await this.step(options));
      if (steps.length > 50) throw new Error("the chain does not fall silent");
    }
    return steps;
  }

  async #vote(block: ProposedBlock, options: StepOptions): Promise<ExtendedVote[]> {
    const votes: ExtendedVote[] = [];
    const voters = options.voters ?? this.nodes.map((_, i) => i);
    for (const voter of voters) {
      const { app, own } = this.nodes[voter] as TestNode;
      const honest = await app.extendVote(block);
      const extension = (await options.extend?.(voter, honest)) ?? honest;
      const { address } = own;
      const { height, hash } = block;
      const others = this.nodes.filter((_, i) => i !== voter);
      const verdicts = await Promise.all(
        others.map((other) => other.app.verifyVoteExtension({ height, hash, address, extension })),
      );
      if (verdicts.every(Boolean)) votes.push({ address, power: own.validator.power, extension });
      else if (verdicts.some(Boolean)) throw new Error("the nodes judge an extension differently");
    }
    return votes;
  }
}

/** The one value that all have. */
function same<T>(values: readonly T[]): T {
  const [first, ...others] = values as [T, ...T[]];
  if (others.some((other) => other !== first)) throw new Error("the nodes have parted");
  return first;
}
