import type { SuiteName } from "@tallystick/core/algorithms";
import { encodeCbor } from "@tallystick/core/cbor";
import { encodeSign1 } from "@tallystick/core/cose";
import { encodeGenesis, type Genesis } from "@tallystick/core/genesis";
import { decodeStatement, encodeStatementHeader } from "@tallystick/core/statement";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { type PortableSigner, portableSigner } from "@tallystick/core/suite/portable-signer";
import type { Suite } from "@tallystick/core/suite/suite";
import { encodeInput } from "@tallystick/ledger/app/call-input";
import type { ActionInput, AnyAction } from "@tallystick/ledger/app/define-action";
import type { App } from "@tallystick/ledger/app/define-app";
import type { BlockItem, ExecutedBlock } from "@tallystick/ledger/block";
import type { Gate } from "@tallystick/ledger/gate";
import { Ledger } from "@tallystick/ledger/ledger";
import type { ViewAnswer } from "@tallystick/ledger/ledger-reader";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import type { Store } from "@tallystick/ledger/store";
import { applicationList, LEDGER_RULES } from "../../src/applications.ts";

/** Time of genesis in tests. */
export const CREATED = 1_750_000_000_000;

/** A signer whose key follows from a number, so that tests repeat. */
export function numberedSigner(suite: Suite, number: number): PortableSigner {
  const algorithm = suite.algorithms[0];
  if (algorithm === undefined) throw new Error("a suite signs with something");
  const secret = suite.hash(encodeCbor(["test key", number]));
  // Below the order of every curve.
  secret[0] = 0x11;
  return portableSigner(suite, algorithm, secret);
}

/** Members of the test ledger: an operator and a member of each of two organisations. */
export const PEOPLE = {
  ada: { organisation: "north", role: "operator", number: 1 },
  ben: { organisation: "north", role: "member", number: 2 },
  cleo: { organisation: "south", role: "operator", number: 3 },
  dan: { organisation: "south", role: "member", number: 4 },
} as const;

/** Name of a member of the test ledger. */
export type Person = keyof typeof PEOPLE;

/** One call inside a test. */
export interface Call {
  readonly by: string;
  readonly signer: PortableSigner;
  readonly action: string;
  readonly input: Parameters<typeof encodeCbor>[0];
}

/** A ledger of all applications in memory. Statements carry no real signatures: blocks are told that they verify. */
export class AppLedger {
  readonly suite: Suite;
  readonly ledger: Ledger;
  /** Under the ledger, with its genesis: to open it again, with another program. */
  readonly ground: { readonly store: Store; readonly genesis: Uint8Array };
  #count = 0;

  private constructor(suite: Suite, ledger: Ledger, ground: AppLedger["ground"]) {
    this.suite = suite;
    this.ledger = ledger;
    this.ground = ground;
  }

  static async open(
    suiteName: SuiteName = "intl",
    apps: readonly App[] = applicationList,
    change: Partial<Genesis> = {},
  ): Promise<AppLedger> {
    const suite = nodeSuite(suiteName);
    const genesis = encodeGenesis({
      name: "Test",
      suite: suiteName,
      created: CREATED,
      organisations: ["north", "south", "west"].map((id, i) => ({
        id,
        name: id.toUpperCase(),
        key: numberedSigner(suite, 100 + i).publicKey,
      })),
      members: Object.entries(PEOPLE).map(([id, { organisation, role, number }]) => ({
        id,
        organisation,
        role,
        key: numberedSigner(suite, number).publicKey,
      })),
      applications: apps.map(({ name }) => name),
      ...change,
    });
    const store = new MemoryStore();
    const rules = { ...LEDGER_RULES, apps, gates: gatesOf(apps) };
    const ground = { store, genesis };
    const ledger = await Ledger.open({ ...rules, ...ground, suite });
    return new AppLedger(suite, ledger, ground);
  }

  /** The same ledger as a program sees it that has just opened it. */
  openedAnew(apps: readonly App[]): Promise<Ledger> {
    const { ground, suite } = this;
    return Ledger.open({ ...LEDGER_RULES, apps, gates: gatesOf(apps), ...ground, suite });
  }

  signer(person: Person): PortableSigner {
    return numberedSigner(this.suite, PEOPLE[person].number);
  }

  /** A statement of an application's action. */
  call<A extends AnyAction>(app: App, action: A, by: Person, input: ActionInput<A>): BlockItem {
    const signer = this.signer(by);
    const name = `${app.name}.${action.name}`;
    return this.statement({ by, signer, action: name, input: encodeInput(action, input) });
  }

  /** A statement from its parts. */
  statement({ by, signer, action, input }: Call): BlockItem {
    const { ledgerId, lastTime } = this.ledger;
    const number = this.#count++;
    return signedCall({ ledgerId, by, signer, action, input, number, expiry: lastTime + 60_000 });
  }

  /** Executes and commits the next block, 1 s after the last. */
  async block(...statements: readonly BlockItem[]): Promise<ExecutedBlock> {
    const { ledger } = this;
    const block = ledger.execute({
      height: ledger.height + 1,
      time: ledger.lastTime + 1000,
      statements,
    });
    await ledger.commit(block);
    return block;
  }

  /** Executes one call in a block of its own; its outcome by name, and its data. */
  async run<A extends AnyAction>(app: App, action: A, by: Person, input: ActionInput<A>) {
    const { outcomes } = await this.block(this.call(app, action, by, input));
    return this.outcome(outcomes[0]);
  }

  /** Outcome by name. */
  outcome(logged: ExecutedBlock["outcomes"][number] | undefined) {
    const name = this.ledger.outcomes.get(logged?.code ?? -1)?.name;
    return { name, data: logged?.data, index: logged?.index };
  }

  /** Asks a view. */
  view<O>(app: App, name: string, input: unknown, proofs = false): ViewAnswer<O> {
    return this.ledger.reader().runView<O>(app.name, name, input, { proofs });
  }
}

/** The gates but those whose application a test stands in for. */
function gatesOf(apps: readonly App[]): readonly Gate[] {
  return LEDGER_RULES.gates.filter(({ app, tables }) => {
    const found = apps.find(({ name }) => name === app);
    const own = Object.values(found?.tables ?? {});
    return Object.values(tables).every((table) => own.includes(table));
  });
}

/** A statement from its parts, under a signature that nobody checks. */
export function signedCall(
  call: Call & { readonly ledgerId: Uint8Array; readonly number: number; readonly expiry: number },
): BlockItem {
  const { ledgerId, by, signer, action, input, number, expiry } = call;
  const id = new Uint8Array(16);
  new DataView(id.buffer).setUint32(12, number);
  const bytes = encodeSign1({
    protectedBytes: encodeStatementHeader(signer.algorithm, signer.keyId, by),
    unprotected: new Map(),
    payload: encodeCbor([ledgerId, id, expiry, action, input]),
    signature: new Uint8Array(64),
  });
  return { statement: decodeStatement(bytes), signatureValid: true };
}
