/** A small ledger made of fixed keys, for tests and for the worked examples of docs/reference. */
import type { Algorithm, SuiteName } from "../../src/algorithms.ts";
import type { CborEncodable } from "../../src/cbor.ts";
import { type Checkpoint, signCheckpoint } from "../../src/checkpoint.ts";
import { encodeEntry } from "../../src/entry.ts";
import { encodeGenesis } from "../../src/genesis.ts";
import { leafHash, MemoryTree } from "../../src/log-tree.ts";
import { encodeReceipt, type Receipt } from "../../src/receipt.ts";
import type { Signer } from "../../src/signer.ts";
import { signStatement } from "../../src/statement.ts";
import { portableSuite } from "../../src/suite/portable.ts";
import type { Suite } from "../../src/suite/suite.ts";
import { type Trust, trustFromGenesis } from "../../src/trust.ts";
import { defaultAlgorithm, exampleBytes, exampleSigner } from "./keys.ts";

/** 2026-09-01T08:00:00.000Z */
export const CREATED = 1_788_249_600_000;

export interface World {
  readonly suite: Suite;
  readonly genesis: Uint8Array;
  readonly ledgerId: Uint8Array;
  readonly trust: Trust;
  readonly organisations: readonly { readonly id: string; readonly signer: Signer }[];
  readonly member: { readonly id: string; readonly signer: Signer };
}

export interface WorldOptions {
  readonly suite: SuiteName;
  readonly algorithm?: Algorithm;
  readonly organisations?: number;
}

const ORGANISATIONS = [
  { id: "harbour-notary", name: "Harbour Notary" },
  { id: "north-bank", name: "North Bank" },
  { id: "city-court", name: "City Court 市法院" },
  { id: "river-trust", name: "River Trust" },
] as const;

export function makeWorld(options: WorldOptions): World {
  const suite = portableSuite(options.suite);
  const algorithm = options.algorithm ?? defaultAlgorithm(options.suite);
  const organisations = ORGANISATIONS.slice(0, options.organisations ?? 1).map((organisation) => ({
    ...organisation,
    signer: exampleSigner(suite, algorithm, organisation.id),
  }));
  const member = { id: "li.hua", signer: exampleSigner(suite, algorithm, "li.hua") };
  const genesis = encodeGenesis({
    name: "Harbour evidence 港口存证",
    suite: options.suite,
    created: CREATED,
    organisations: organisations.map(({ id, name, signer }) => ({
      id,
      name,
      key: signer.publicKey,
    })),
    members: [
      {
        id: member.id,
        organisation: "harbour-notary",
        role: "operator",
        key: member.signer.publicKey,
      },
    ],
    applications: ["evidence", "membership"],
  });
  const trust = trustFromGenesis(genesis);
  return { suite, genesis, ledgerId: trust.ledgerId, trust, organisations, member };
}

export interface RecordOptions {
  readonly action?: string;
  readonly input: CborEncodable;
  readonly outcome?: number;
  readonly data?: CborEncodable;
  readonly ledgerId?: Uint8Array;
  readonly name?: string;
}

/** A statement of the world's member, as the ledger's entry. */
export async function makeEntry(world: World, options: RecordOptions): Promise<Uint8Array> {
  const statement = await signStatement({
    signer: world.member.signer,
    issuer: world.member.id,
    ledgerId: options.ledgerId ?? world.ledgerId,
    id: exampleBytes(options.name ?? "statement id", 16),
    expiry: CREATED + 600_000,
    action: options.action ?? "evidence.deposit",
    input: options.input,
  });
  return encodeEntry({
    statement,
    outcome: options.outcome ?? 0,
    data: (options.data ?? null) as null,
  });
}

export interface ReceiptOptions {
  readonly index?: number;
  readonly logSize?: number;
  readonly height?: number;
  readonly time?: number;
  readonly stateRoot?: Uint8Array;
  /** How many of the organisations sign; all unless given. */
  readonly signers?: number;
  readonly extra?: Partial<Pick<Receipt, "batch" | "state" | "salt">>;
}

/** A log of example leaves with `entry` at its place, and the receipt for it. */
export async function makeReceipt(
  world: World,
  entry: Uint8Array,
  options: ReceiptOptions = {},
): Promise<Receipt & { readonly logRoot: Uint8Array; readonly checkpoint: Checkpoint }> {
  const { suite } = world;
  const index = options.index ?? 3;
  const tree = new MemoryTree(suite);
  for (let i = 0; i < (options.logSize ?? 6); i++) {
    tree.append(leafHash(suite, i === index ? entry : exampleBytes(`entry ${i}`, 40)));
  }
  const checkpoint: Checkpoint = {
    ledgerId: world.ledgerId,
    height: options.height ?? 2,
    time: options.time ?? CREATED + 1_234,
    logSize: tree.size,
    logRoot: tree.root(),
    stateRoot: options.stateRoot ?? exampleBytes("state root", 32),
  };
  const signing = world.organisations.slice(0, options.signers ?? world.organisations.length);
  const signatures = await Promise.all(
    signing.map(({ id, signer }) => signCheckpoint(signer, id, checkpoint, suite)),
  );
  return {
    entry,
    index,
    path: tree.inclusion(index),
    signer: world.member.signer.publicKey,
    signatures,
    ...options.extra,
    logRoot: checkpoint.logRoot,
    checkpoint,
  };
}

/** Bytes of the receipt for an input of `evidence.deposit`. */
export async function depositReceipt(
  world: World,
  input: CborEncodable,
  options: ReceiptOptions = {},
): Promise<Uint8Array> {
  const entry = await makeEntry(world, { input, data: { ordinal: 0 } });
  return encodeReceipt(await makeReceipt(world, entry, options));
}
