import { toHex } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { encodeGenesis } from "@tallystick/core/genesis";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { PortableSigner } from "@tallystick/core/suite/portable-signer";
import { encodeInput } from "@tallystick/ledger/app/call-input";
import type { AnyAction } from "@tallystick/ledger/app/define-action";
import type { App } from "@tallystick/ledger/app/define-app";
import type { BlockItem } from "@tallystick/ledger/block";
import { Ledger } from "@tallystick/ledger/ledger";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import type { Store } from "@tallystick/ledger/store";
import { LEDGER_RULES } from "../../src/applications.ts";
import { membership } from "../../src/membership/index.ts";
import { receivable } from "../../src/receivable/index.ts";
import { supervision } from "../../src/supervision/index.ts";
import { CREATED, numberedSigner, signedCall } from "./app-ledger.ts";
import { council } from "./consortium-ledger.ts";

const APPS: readonly App[] = [membership, receivable, supervision, council];

/** Milliseconds of a day. */
export const DAY = 24 * 60 * 60 * 1000;

/** What a statement came to. */
export interface Came {
  readonly name: string | undefined;
  readonly data: ReadonlyMap<string, unknown> | undefined;
  readonly index: number;
}

/** One statement of a block. */
export type Saying = readonly [by: string, action: string, input: object];

/** A block as it was executed, to be executed again. */
interface Played {
  readonly time: number;
  readonly statements: readonly BlockItem[];
}

/**
 * A ledger of receivables in memory. Each organisation has an operator of its own name and a plain
 * member `<organisation>-clerk`; the clock goes where a test sets it.
 */
export class ReceivableLedger {
  readonly ledger: Ledger;
  readonly store: Store;
  /** Time of the next block. */
  now: number;
  readonly #genesis: Uint8Array;
  readonly #signers: ReadonlyMap<string, PortableSigner>;
  readonly #played: Played[] = [];
  #count = 0;

  private constructor(
    ledger: Ledger,
    store: Store,
    genesis: Uint8Array,
    signers: ReadonlyMap<string, PortableSigner>,
  ) {
    this.ledger = ledger;
    this.store = store;
    this.#genesis = genesis;
    this.#signers = signers;
    this.now = ledger.lastTime + 1000;
  }

  /** @param policy what differs from the policy of a new ledger; without documents unless it says so */
  static async open(
    organisations: readonly string[],
    policy: object = { required: [], blocking: [] },
  ): Promise<ReceivableLedger> {
    const suite = nodeSuite("intl");
    const people = organisations.flatMap((id) => [
      { id, organisation: id, role: "operator" as const },
      { id: `${id}-clerk`, organisation: id, role: "member" as const },
    ]);
    const signers = new Map(people.map(({ id }, i) => [id, numberedSigner(suite, 300 + i)]));
    const genesis = encodeGenesis({
      ...{ name: "Receivables", suite: "intl", created: CREATED },
      organisations: organisations.map((id, i) => ({
        ...{ id, name: id },
        key: numberedSigner(suite, 100 + i).publicKey,
      })),
      members: people.map((one) => ({
        ...one,
        key: (signers.get(one.id) as PortableSigner).publicKey,
      })),
      applications: APPS.map(({ name }) => name),
      // With encryption keys.
      versions: { membership: membership.version },
    });
    const store = new MemoryStore();
    const house = new ReceivableLedger(await openIn(store, genesis), store, genesis, signers);
    await house.decide("receivable.set-policy", policy);
    return house;
  }

  /** Lets time go by. */
  wait(ms: number): void {
    this.now += ms;
  }

  /** The date some days from the next block, in the zone of the default policy. */
  date(days: number): string {
    const moment = this.now + 8 * 60 * 60 * 1000 + days * DAY;
    return new Date(moment).toISOString().slice(0, 10);
  }

  /** A statement of an action of receivables, or `application.action`. */
  statement(by: string, action: string, input: object): BlockItem {
    const name = action.includes(".") ? action : `receivable.${action}`;
    return signedCall({
      ...{ ledgerId: this.ledger.ledgerId, by, action: name },
      signer: this.#signers.get(by) as PortableSigner,
      number: this.#count++,
      expiry: this.now + 60_000,
      input: encodeInput(named(name), input),
    });
  }

  /** What statements come to in one block. */
  async block(...sayings: readonly Saying[]): Promise<Came[]> {
    const statements = sayings.map((one) => this.statement(...one));
    const { ledger } = this;
    const block = ledger.execute({ height: ledger.height + 1, time: this.now, statements });
    await ledger.commit(block);
    this.#played.push({ time: this.now, statements });
    this.now += 1000;
    return block.outcomes.map(({ code, data, index }) => ({
      name: ledger.outcomes.get(code)?.name,
      data: (data ?? undefined) as Came["data"],
      index,
    }));
  }

  /** What a member's statement comes to in a block of its own. */
  async act(by: string, action: string, input: object): Promise<Came> {
    const [came] = await this.block([by, action, input]);
    return came as Came;
  }

  /** Does something by decision of the organisations. @throws Error when it is refused */
  async decide(action: string, input: object): Promise<void> {
    const [by = ""] = this.#signers.keys();
    const encoded = encodeCbor(encodeInput(named(action), input));
    const came = await this.act(by, "council.decide", { action, input: encoded });
    if (came.name !== "accepted") throw new Error(`${action}: ${came.name}`);
  }

  /** All rows of a table, in the order in which they were first written. */
  rows<Row>(table: string): Row[] {
    const rows: Row[] = [];
    let after: string | undefined;
    do {
      const page = this.ledger.reader().rows("receivable", table, { limit: 1000, after });
      rows.push(...(page.rows as Row[]));
      after = page.next;
    } while (after !== undefined);
    return rows;
  }

  /** Log root and state root, in hex. */
  get roots(): readonly string[] {
    return [toHex(this.ledger.logRoot), toHex(this.ledger.stateRoot)];
  }

  /** The roots that the same blocks come to on a new ledger, opened anew every few blocks. */
  async replay(): Promise<readonly string[]> {
    const store = new MemoryStore();
    let ledger = await openIn(store, this.#genesis);
    for (const { time, statements } of this.#played) {
      const height = ledger.height + 1;
      await ledger.commit(ledger.execute({ height, time, statements }));
      if (height % 7 === 0) ledger = await openIn(store, this.#genesis);
    }
    return [toHex(ledger.logRoot), toHex(ledger.stateRoot)];
  }
}

function openIn(store: Store, genesis: Uint8Array): Promise<Ledger> {
  const suite = nodeSuite("intl");
  const gates = LEDGER_RULES.gates.filter(({ app }) => APPS.some(({ name }) => name === app));
  return Ledger.open({ ...LEDGER_RULES, apps: APPS, gates, store, suite, genesis });
}

function named(name: string): AnyAction {
  const [app, action] = name.split(".");
  const actions = APPS.find((one) => one.name === app)?.actions ?? {};
  const found = Object.values(actions).find((one) => one.name === action);
  if (found === undefined) throw new Error(`no action ${name}`);
  return found;
}
