import type { CborEncodable } from "@tallystick/core/cbor";
import type { Certificate } from "@tallystick/core/certificate";
import { signCheckpoint } from "@tallystick/core/checkpoint";
import { encodeGenesis } from "@tallystick/core/genesis";
import type { Signer } from "@tallystick/core/signer";
import { decodeStatement, type Statement, signStatement } from "@tallystick/core/statement";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { App } from "../../src/app/define-app.ts";
import type { Admitted, BlockItem, ExecutedBlock } from "../../src/block.ts";
import { type CheckpointedBlock, checkpointOf } from "../../src/block-record.ts";
import type { Gate } from "../../src/gate.ts";
import { Ledger } from "../../src/ledger.ts";
import { MemoryStore } from "../../src/memory-store.ts";
import type { Store } from "../../src/store.ts";
import { emptyApp, notesApp, peopleIdentity } from "./notes-app.ts";

export const CREATED = 1_700_000_000_000;

/** What a test ledger has beside its notes. */
export interface Extras {
  readonly apps?: readonly App[];
  readonly gates?: readonly Gate[];
}

/** A ledger of the notes application with an operator `ada` and members `ben` and `cleo`. */
export class TestLedger {
  readonly suite = nodeSuite("intl");
  readonly signers = {
    ada: generateKey(this.suite),
    ben: generateKey(this.suite),
    cleo: generateKey(this.suite),
  };
  readonly organisation = generateKey(this.suite);
  readonly apps: readonly App[];
  readonly gates: readonly Gate[];
  readonly genesis: Uint8Array;
  readonly store: Store;
  ledger: Ledger;
  #count = 0;

  private constructor(store: Store, { apps = [], gates = [] }: Extras) {
    this.store = store;
    this.apps = [emptyApp, notesApp, ...apps];
    this.gates = gates;
    this.ledger = undefined as never;
    this.genesis = encodeGenesis({
      name: "Test",
      suite: "intl",
      created: CREATED,
      organisations: [{ id: "org", name: "Org", key: this.organisation.publicKey }],
      members: (["ada", "ben", "cleo"] as const).map((id) => ({
        id,
        organisation: "org",
        role: id === "ada" ? "operator" : "member",
        key: this.signers[id].publicKey,
      })),
      applications: ["notes", "empty", ...apps.map((app) => app.name)],
    });
  }

  static async open(store: Store = new MemoryStore(), extras: Extras = {}): Promise<TestLedger> {
    const test = new TestLedger(store, extras);
    test.ledger = await test.reopen();
    return test;
  }

  /** Opens the ledger again from the store. */
  async reopen(): Promise<Ledger> {
    const { store, suite, genesis, apps, gates } = this;
    this.ledger = await Ledger.open({
      store,
      suite,
      genesis,
      apps,
      identity: peopleIdentity,
      gates,
    });
    return this.ledger;
  }

  /** A signed and decoded statement; every part can be replaced. */
  async statement(
    action: string,
    input: Record<string, CborEncodable>,
    other: {
      by?: "ada" | "ben" | "cleo";
      signer?: Signer;
      issuer?: string;
      id?: Uint8Array;
      expiry?: number;
      ledgerId?: Uint8Array;
    } = {},
  ): Promise<Statement> {
    const by = other.by ?? "ben";
    const bytes = await signStatement({
      signer: other.signer ?? this.signers[by],
      issuer: other.issuer ?? by,
      ledgerId: other.ledgerId ?? this.ledger.ledgerId,
      id: other.id ?? this.nextId(),
      expiry: other.expiry ?? this.ledger.lastTime + 60_000,
      action,
      input: input as never,
    });
    return decodeStatement(bytes);
  }

  /** The organisation's certificate of a block. */
  async certificate(block: CheckpointedBlock, time: number = block.time): Promise<Certificate> {
    const checkpoint = checkpointOf(this.ledger.ledgerId, block, time);
    const signature = await signCheckpoint(this.organisation, "org", checkpoint, this.suite);
    return { height: block.height, time, signatures: [signature] };
  }

  nextId(): Uint8Array {
    const id = new Uint8Array(16);
    new DataView(id.buffer).setUint32(12, this.#count++);
    return id;
  }

  /** Executes the next block, 1 s after the last. */
  execute(...items: readonly (Statement | BlockItem)[]): ExecutedBlock {
    return this.ledger.execute({
      height: this.ledger.height + 1,
      time: this.ledger.lastTime + 1000,
      statements: items.map((item) => ("action" in item ? valid(item) : item)),
    });
  }

  /** Executes and commits. */
  async block(...items: readonly (Statement | BlockItem)[]): Promise<ExecutedBlock> {
    const executed = this.execute(...items);
    await this.ledger.commit(executed);
    return executed;
  }
}

/** A statement whose signature has been found good. */
export function valid(statement: Statement): Admitted {
  return { statement, signatureValid: true };
}
