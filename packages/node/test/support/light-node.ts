/** A node without HTTP, key files and lock, for tests: store, ledger, engine, and somebody to sign. */
import { LEDGER_RULES } from "@tallystick/apps/applications";
import { u64be } from "@tallystick/core/bytes";
import type { CborEncodable } from "@tallystick/core/cbor";
import { encodeGenesis, genesisLedgerId } from "@tallystick/core/genesis";
import { signStatement } from "@tallystick/core/statement";
import {
  exportPkcs8,
  generateKey,
  type NodeSigner,
  signerFromPkcs8,
} from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Suite, SuiteName } from "@tallystick/core/suite/suite";
import { type Trust, trustFromGenesis } from "@tallystick/core/trust";
import { Ledger } from "@tallystick/ledger/ledger";
import type { Store } from "@tallystick/ledger/store";
import { EmbeddedEngine, type EmbeddedOptions } from "../../src/engine/embedded.ts";
import { LedgerMachine } from "../../src/engine/machine.ts";
import { checkLastBlock } from "../../src/engine/recovery.ts";
import { SteadyStore } from "../../src/store/steady-store.ts";
import type { VerifyPool } from "../../src/workers/verify-pool.ts";

export const ORGANISATION = "org";
export const MEMBER = "operator";

/** A ledger's founding facts and its private keys. */
export interface Founding {
  readonly suite: Suite;
  readonly genesis: Uint8Array;
  readonly ledgerId: Uint8Array;
  readonly trust: Trust;
  readonly organisation: NodeSigner;
  readonly member: NodeSigner;
}

/** The same as text, to hand to a child process. */
export interface FoundingText {
  readonly suite: SuiteName;
  readonly genesis: string;
  readonly organisation: string;
  readonly member: string;
}

/** Found a ledger of one organisation with one operator. */
export function found(suiteName: SuiteName = "intl", created = 1_790_000_000_000): Founding {
  const suite = nodeSuite(suiteName);
  const organisation = generateKey(suite);
  const member = generateKey(suite);
  const genesis = encodeGenesis({
    name: "Test",
    suite: suiteName,
    created,
    organisations: [{ id: ORGANISATION, name: "Test", key: organisation.publicKey }],
    members: [{ id: MEMBER, organisation: ORGANISATION, role: "operator", key: member.publicKey }],
    applications: ["evidence", "membership"],
  });
  return complete(suite, genesis, organisation, member);
}

function complete(
  suite: Suite,
  genesis: Uint8Array,
  organisation: NodeSigner,
  member: NodeSigner,
): Founding {
  const ledgerId = genesisLedgerId(suite, genesis);
  return { suite, genesis, ledgerId, trust: trustFromGenesis(genesis), organisation, member };
}

export function foundingToText({ suite, genesis, organisation, member }: Founding): FoundingText {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  return {
    suite: suite.name,
    genesis: hex(genesis),
    organisation: hex(exportPkcs8(organisation)),
    member: hex(exportPkcs8(member)),
  };
}

export function foundingFromText(text: FoundingText): Founding {
  const suite = nodeSuite(text.suite);
  const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"));
  const algorithm = suite.algorithms[0] as "Ed25519";
  return complete(
    suite,
    bytes(text.genesis),
    signerFromPkcs8(suite, algorithm, bytes(text.organisation)),
    signerFromPkcs8(suite, algorithm, bytes(text.member)),
  );
}

/** What {@link openLightNode} opens. */
export interface LightNode {
  readonly founding: Founding;
  readonly ledger: Ledger;
  readonly engine: EmbeddedEngine;
  readonly machine: LedgerMachine;
  readonly store: SteadyStore;
  /** Stop and close; the store too. */
  close(): Promise<void>;
}

export function openLedger(founding: Founding, store: Store): Promise<Ledger> {
  const { suite, genesis } = founding;
  return Ledger.open({ store, suite, genesis, ...LEDGER_RULES });
}

/** Open a node over a store, with the checks of every start. */
export async function openLightNode(
  founding: Founding,
  inner: Store,
  options: EmbeddedOptions & { readonly pool: VerifyPool },
): Promise<LightNode> {
  const store = new SteadyStore(inner);
  const ledger = await openLedger(founding, store);
  store.follow(() => ledger.height);
  checkLastBlock({ ledger, store, trust: founding.trust, certified: "every" });
  const machine = new LedgerMachine({
    ledger,
    store,
    pool: options.pool,
    signer: founding.organisation,
    organisation: ORGANISATION,
  });
  const engine = new EmbeddedEngine(machine, options);
  const close = async (): Promise<void> => {
    await engine.stop();
    await store.close();
  };
  return { founding, ledger, engine, machine, store, close };
}

/** A signed statement; the number makes its id. */
export function statement(
  founding: Founding,
  number: number,
  request: { action?: string; input?: CborEncodable; expiry?: number; signer?: NodeSigner } = {},
): Promise<Uint8Array> {
  const id = new Uint8Array(16);
  id.set(u64be(number), 8);
  return signStatement({
    signer: request.signer ?? founding.member,
    issuer: MEMBER,
    ledgerId: founding.ledgerId,
    id,
    expiry: request.expiry ?? Date.now() + 3_600_000,
    action: request.action ?? "evidence.deposit",
    input: request.input ?? depositInput(founding.suite, number),
  });
}

/** The input of a deposit of the number's own digest. */
export function depositInput(suite: Suite, number: number): CborEncodable {
  return { digests: [{ alg: suite.hashName, value: suite.hash(u64be(number)) }], size: number };
}
