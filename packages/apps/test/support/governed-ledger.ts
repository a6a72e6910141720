import { equalBytes } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { encodeGenesis, type Genesis } from "@tallystick/core/genesis";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { PortableSigner } from "@tallystick/core/suite/portable-signer";
import { encodeInput } from "@tallystick/ledger/app/call-input";
import { type AnyAction, defineAction, ok } from "@tallystick/ledger/app/define-action";
import { type App, defineApp } from "@tallystick/ledger/app/define-app";
import { defineTable } from "@tallystick/ledger/app/define-table";
import { bigUint, text, uint } from "@tallystick/ledger/app/fields";
import type { Block, BlockItem } from "@tallystick/ledger/block";
import { Ledger } from "@tallystick/ledger/ledger";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { APPLICATIONS, LEDGER_RULES } from "../../src/applications.ts";
import { governance } from "../../src/governance/index.ts";
import { CREATED, numberedSigner, signedCall } from "./app-ledger.ts";

const shops = defineTable({
  name: "shops",
  key: { member: text({ max: 63 }) },
  value: { sales: uint() },
  indexes: {},
});
const sell = defineAction({
  name: "sell",
  title: { en: "Sell", zh: "出售" },
  summary: { en: "Sells something.", zh: "出售。" },
  tables: { shops },
  roles: ["member", "operator"],
  scope: ({ price }) => ({ value: price }),
  input: { price: bigUint() },
  output: { sales: uint() },
  refusals: [],
  run({ tables, caller: { member } }) {
    const sales = 1 + (tables.shops.get({ member })?.sales ?? 0);
    tables.shops.put({ member, sales });
    return ok({ sales });
  },
});

/** An application that must be filed and approved before it is used. */
export const shop = defineApp({
  ...{ name: "shop", version: 1, title: { en: "Shop", zh: "商店" } },
  summary: { en: "Sells.", zh: "出售。" },
  tables: { shops },
  actions: { sell },
  views: {},
  outcomes: {},
});

const APPS: Readonly<Record<string, App>> = { ...APPLICATIONS, shop };

/** An action of a proposal, encoded. */
export function callOf(action: string, input: object) {
  return { action, input: encodeCbor(encodeInput(actionNamed(action), input)) };
}

function actionNamed(name: string): AnyAction {
  const [app = "", action] = name.split(".");
  const found = Object.values(APPS[app]?.actions ?? {}).find((one) => one.name === action);
  if (found === undefined) throw new Error(`no action ${name}`);
  return found;
}

/** What a statement came to. */
export interface Came {
  readonly name: string | undefined;
  readonly data: ReadonlyMap<string, unknown> | undefined;
}

/** A ledger of organisations `o1`, `o2` ... with an operator each and two members, and a clock that tests move. */
export class GovernedLedger {
  readonly ledger: Ledger;
  /** Time of the next block. */
  now: number;
  #count = 0;
  readonly #genesis: Uint8Array;
  readonly #blocks: Block[] = [];
  readonly #signers: ReadonlyMap<string, PortableSigner>;

  private constructor(
    ledger: Ledger,
    genesis: Uint8Array,
    signers: ReadonlyMap<string, PortableSigner>,
  ) {
    this.ledger = ledger;
    this.#genesis = genesis;
    this.#signers = signers;
    this.now = ledger.lastTime + 1000;
  }

  /** Operators are `o1-op`, members `o1-a` and `o1-b`. @param more applications beside the usual ones */
  static async open(organisations: number, more: readonly string[] = []): Promise<GovernedLedger> {
    const suite = nodeSuite("intl");
    const ids = Array.from({ length: organisations }, (_, i) => `o${i + 1}`);
    const people = ids.flatMap((organisation) =>
      ["op", "a", "b"].map((name) => ({ id: `${organisation}-${name}`, organisation, name })),
    );
    const signers = new Map(people.map(({ id }, i) => [id, numberedSigner(suite, 200 + i)]));
    const members = people.map(({ id, organisation, name }): Genesis["members"][number] => ({
      ...{ id, organisation },
      role: name === "op" ? "operator" : "member",
      key: (signers.get(id) as PortableSigner).publicKey,
    }));
    const genesis = encodeGenesis({
      ...{ name: "Governed", suite: "intl", created: CREATED, members },
      organisations: ids.map((id, i) => ({
        ...{ id, name: id },
        key: numberedSigner(suite, 100 + i).publicKey,
      })),
      applications: ["membership", "governance", "evidence", "shop", ...more],
    });
    return new GovernedLedger(await openIn(new MemoryStore(), genesis), genesis, signers);
  }

  /**
   * Executes the same blocks again on a ledger that is opened anew before each, so that nothing is kept
   * in memory; true when it comes to the same log and state.
   */
  async replays(): Promise<boolean> {
    const store = new MemoryStore();
    for (const block of this.#blocks) {
      const ledger = await openIn(store, this.#genesis);
      await ledger.commit(ledger.execute(block));
    }
    const { stateRoot, logRoot } = await openIn(store, this.#genesis);
    return equalBytes(stateRoot, this.ledger.stateRoot) && equalBytes(logRoot, this.ledger.logRoot);
  }

  /** Lets time go by. */
  wait(ms: number): void {
    this.now += ms;
  }

  statement(by: string, action: string, input: object, signer?: PortableSigner): BlockItem {
    const { ledgerId } = this.ledger;
    return signedCall({
      ...{ ledgerId, by, action },
      signer: signer ?? (this.#signers.get(by) as PortableSigner),
      number: this.#count++,
      expiry: this.now + 60_000,
      input: encodeInput(actionNamed(action), input),
    });
  }

  /** What statements come to in one block. */
  async block(...statements: readonly BlockItem[]): Promise<Came[]> {
    const { ledger } = this;
    const next: Block = { height: ledger.height + 1, time: this.now, statements };
    const block = ledger.execute(next);
    await ledger.commit(block);
    this.#blocks.push(next);
    this.now += 1000;
    return block.outcomes.map(({ code, data }) => ({
      name: ledger.outcomes.get(code)?.name,
      data: (data ?? undefined) as Came["data"],
    }));
  }

  /** What a statement comes to in a block of its own. */
  async act(by: string, action: string, input: object, signer?: PortableSigner): Promise<Came> {
    const [came] = await this.block(this.statement(by, action, input, signer));
    return came as Came;
  }

  /** Puts calls to the vote; number of the proposal. */
  async propose(by: string, ...calls: readonly (readonly [string, object])[]): Promise<number> {
    const came = await this.act(by, "governance.propose", {
      title: "A proposal",
      calls: calls.map(([action, input]) => callOf(action, input)),
    });
    if (came.name !== "accepted")
      throw new Error(`${came.name} ${JSON.stringify([...(came.data ?? [])])}`);
    return came.data?.get("proposal") as number;
  }

  /** Votes of several organisations, given as `o1`, in one block; the outcomes. */
  async vote(proposal: number, choice: "yes" | "no" | "abstain", ...by: readonly string[]) {
    const came = await this.block(
      ...by.map((one) => this.statement(`${one}-op`, "governance.vote", { proposal, choice })),
    );
    return came.map(({ name }) => name);
  }

  /** Enacts; the status, or the name of the refusal. */
  async enact(proposal: number, by = "o1-a"): Promise<unknown> {
    const { name, data } = await this.act(by, "governance.enact", { proposal });
    return name === "accepted" ? data?.get("status") : name;
  }

  /** Proposes, lets everybody say yes, waits out the lock and enacts. */
  async decide(...calls: readonly (readonly [string, object])[]): Promise<unknown> {
    const proposal = await this.propose("o1-op", ...calls);
    const { eligible } = this.proposal(proposal).tally;
    await this.vote(proposal, "yes", ...Array.from({ length: eligible }, (_, i) => `o${i + 1}`));
    const { enactAfter = 0 } = this.proposal(proposal).proposal;
    this.now = Math.max(this.now, enactAfter);
    return this.enact(proposal);
  }

  /** Output of a view of governance. */
  view<O>(name: string, input: object = {}): O {
    return this.ledger.reader().runView<O>(governance.name, name, input).output;
  }

  proposal(proposal: number) {
    return this.view<ProposalView>("proposal", { proposal });
  }
}

function openIn(store: MemoryStore, genesis: Uint8Array): Promise<Ledger> {
  const suite = nodeSuite("intl");
  return Ledger.open({ ...LEDGER_RULES, apps: Object.values(APPS), store, suite, genesis });
}

/** What the view of a proposal says. */
export interface ProposalView {
  readonly proposal: {
    readonly status: string;
    readonly enactAfter?: number;
    readonly kind: string;
  };
  readonly status: string;
  readonly tally: { readonly eligible: number; readonly yes: number; readonly vetoes: number };
  readonly ballots: readonly { readonly organisation: string; readonly choice: string }[];
}
