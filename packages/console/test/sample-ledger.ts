import { encodeBatchLeaf } from "@tallystick/core/batch-leaf";
import { type CborEncodable, encodeCbor } from "@tallystick/core/cbor";
import { type Checkpoint, signCheckpoint } from "@tallystick/core/checkpoint";
import { encodeEntry } from "@tallystick/core/entry";
import { encodeGenesis } from "@tallystick/core/genesis";
import { leafHash, MemoryTree } from "@tallystick/core/log-tree";
import { encodeReceipt, type Receipt } from "@tallystick/core/receipt";
import { encodeStateAnswer } from "@tallystick/core/state-answer";
import {
  type StateProof,
  stateLeafHash,
  statePath,
  stateRootOf,
} from "@tallystick/core/state-proof";
import { signStatement } from "@tallystick/core/statement";
import { createNodeDigest } from "@tallystick/core/suite/node-digest";
import { generateKey, type NodeSigner } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Suite, SuiteName } from "@tallystick/core/suite/suite";
import { formatTrust, trustFromGenesis } from "@tallystick/core/trust";

/** What a deposit says beside the digest. */
export interface SampleClaims {
  readonly [name: string]: CborEncodable;
}

/** A ledger small enough to hold in the hand: it makes real receipts without a node. */
export interface SampleLedger {
  readonly suite: Suite;
  /** Text of the trust file. */
  readonly trust: string;
  /** Receipts of files, each deposited in a statement of its own. */
  deposit(files: readonly SampleFile[]): Promise<Uint8Array[]>;
  /** Receipts of files deposited as one batch. */
  depositBatch(files: readonly Uint8Array[]): Promise<Uint8Array[]>;
  /** A state answer: the first deposit of one file is there, the records named are not. */
  answer(present: Uint8Array, absent: readonly SampleRecord[]): Promise<Uint8Array>;
}

/** A record of the evidence application, by the file it would be about. */
export interface SampleRecord {
  readonly table: "deposits" | "aliases";
  readonly content: Uint8Array;
  readonly ordinal: number;
}

/** A file with its claims; a salt makes its digest a hidden one. */
export interface SampleFile {
  readonly content: Uint8Array;
  readonly claims?: SampleClaims;
  readonly salt?: Uint8Array;
  /** Outcome code on the log; 0 unless given. */
  readonly outcome?: number;
}

/** 20 November 2026, 08:15:01.340 UTC. */
export const SAMPLE_TIME = Date.UTC(2026, 10, 20, 8, 15, 1, 340);

/** Entries before the sample's own, so that paths have a length worth drawing. */
const EARLIER_ENTRIES = 300;

/** Founds a sample ledger of the given number of organisations. */
export async function sampleLedger(
  name: SuiteName,
  organisationCount = 1,
  time = SAMPLE_TIME,
): Promise<SampleLedger> {
  const suite = nodeSuite(name);
  const names = ["Harbour Notaries", "Riverside Court", "国信公证处", "Northern Registry"];
  const organisations = Array.from({ length: organisationCount }, (_, i) => ({
    id: `org-${i + 1}`,
    name: names[i % names.length] as string,
    signer: generateKey(suite),
  }));
  const member = generateKey(suite);
  const genesis = encodeGenesis({
    name: "Harbour evidence ledger",
    suite: name,
    created: time - 86_400_000,
    organisations: organisations.map(({ id, name: title, signer }) => ({
      id,
      name: title,
      key: signer.publicKey,
    })),
    members: [{ id: "alice", organisation: "org-1", role: "operator", key: member.publicKey }],
    applications: ["evidence", "membership"],
  });
  const trust = trustFromGenesis(genesis);
  const { ledgerId } = trust;

  async function statement(signer: NodeSigner, action: string, input: SampleClaims) {
    const id = suite.hash(encodeCbor([action, input as CborEncodable])).slice(0, 16);
    const expiry = time + 600_000;
    return signStatement({ signer, issuer: "alice", ledgerId, id, expiry, action, input });
  }

  async function sign(checkpoint: Checkpoint) {
    return Promise.all(
      organisations.map(({ id, signer }) => signCheckpoint(signer, id, checkpoint, suite)),
    );
  }

  async function receiptsOf(entries: readonly Uint8Array[]): Promise<Receipt[]> {
    const tree = new MemoryTree(suite);
    for (let i = 0; i < EARLIER_ENTRIES; i++)
      tree.append(suite.hash(Uint8Array.of(i & 255, i >> 8)));
    const indexes = entries.map((entry) => tree.append(leafHash(suite, entry)));
    const checkpoint: Checkpoint = {
      ledgerId,
      height: 12,
      time,
      logSize: tree.size,
      logRoot: tree.root(),
      stateRoot: suite.hash(Uint8Array.of(7)),
    };
    const signatures = await sign(checkpoint);
    return entries.map((entry, i) => {
      const index = indexes[i] as number;
      return { entry, index, path: tree.inclusion(index), signer: member.publicKey, signatures };
    });
  }

  return {
    suite,
    trust: formatTrust(trust),
    async deposit(files) {
      const entries: Uint8Array[] = [];
      for (const { content, claims = {}, salt, outcome = 0 } of files) {
        const alg = salt ? (`hmac-${suite.hashName}` as const) : suite.hashName;
        const digests = [{ alg, value: digest(alg, content, salt) }];
        const input = { digests, size: content.length, ...claims };
        const signed = await statement(member, "evidence.deposit", input);
        entries.push(encodeEntry({ statement: signed, outcome, data: null }));
      }
      const receipts = await receiptsOf(entries);
      return receipts.map((receipt, i) => {
        const salt = files[i]?.salt;
        return encodeReceipt(salt === undefined ? receipt : { ...receipt, salt });
      });
    },
    async depositBatch(files) {
      const leaves = files.map((file) =>
        encodeBatchLeaf({ alg: suite.hashName, digest: digest(suite.hashName, file) }),
      );
      const tree = new MemoryTree(suite);
      for (const leaf of leaves) tree.append(leafHash(suite, leaf));
      const input = { root: tree.root(), size: tree.size };
      const signed = await statement(member, "evidence.deposit-batch", input);
      const entry = encodeEntry({ statement: signed, outcome: 0, data: null });
      const [receipt] = await receiptsOf([entry]);
      return leaves.map((leaf, index) =>
        encodeReceipt({
          ...(receipt as Receipt),
          batch: { leaf, index, path: tree.inclusion(index) },
        }),
      );
    },
    async answer(present, absent) {
      const key = (content: Uint8Array, ordinal: number) => [
        suite.hashName,
        digest(suite.hashName, content),
        ordinal,
      ];
      const value = encodeCbor({ index: 300, member: "alice", time });
      const path = statePath(suite, "deposits", key(present, 0));
      const leaf = stateLeafHash(suite, path, suite.hash(value));
      const at = { app: "evidence", siblings: [], apps: { index: 0, size: 1, path: [] } };
      const proofs: StateProof[] = [
        { ...at, table: "deposits", key: key(present, 0), value },
        ...absent.map(({ table, content, ordinal }): StateProof => {
          const other = [path, suite.hash(value)] as const;
          return { ...at, table, key: key(content, ordinal), value: null, other };
        }),
      ];
      const logRoot = suite.hash(Uint8Array.of(1));
      const stateRoot = stateRootOf(suite, [{ app: "evidence", root: leaf }]);
      const checkpoint = { ledgerId, height: 12, time, logSize: 301, logRoot, stateRoot };
      return encodeStateAnswer({ logRoot, signatures: await sign(checkpoint), proofs });
    },
  };
}

function digest(
  alg: "sha-256" | "sm3" | "hmac-sha-256" | "hmac-sm3",
  content: Uint8Array,
  salt?: Uint8Array,
): Uint8Array {
  const running = createNodeDigest(alg, salt);
  running.update(content);
  return running.digest();
}
