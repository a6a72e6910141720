import { type CborMap, decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import type { Genesis } from "@tallystick/core/genesis";
import { encodeKey } from "@tallystick/core/keys";
import type { PortableSigner } from "@tallystick/core/suite/portable-signer";
import { encodeInput } from "@tallystick/ledger/app/call-input";
import { type AnyAction, defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { type App, defineApp } from "@tallystick/ledger/app/define-app";
import { bytes, text, uint } from "@tallystick/ledger/app/fields";
import type { BlockItem } from "@tallystick/ledger/block";
import type { Ledger } from "@tallystick/ledger/ledger";
import { outcome } from "@tallystick/ledger/outcomes";
import { evidence } from "../../src/evidence/index.ts";
import { membership } from "../../src/membership/index.ts";
import { supervision } from "../../src/supervision/index.ts";
import { AppLedger, numberedSigner } from "./app-ledger.ts";

const REFUSED = outcome(1990, "decided-call-refused", 409, ["No.", "否。"], ["See.", "请查看。"]);

/** Stands in for governance: what an operator says is decided. */
const decide = defineAction({
  name: "decide",
  title: { en: "Decide", zh: "决定" },
  summary: { en: "Calls an action by decision of all.", zh: "以共同决定调用操作。" },
  tables: {},
  roles: ["operator"],
  calls: true,
  input: { action: text({ max: 80 }), input: bytes({ max: 50_000 }) },
  output: { data: bytes({ max: 3000 }) },
  refusals: [REFUSED],
  run(ctx, { action, input }) {
    const { outcome: why, data } = ctx.call({ action, input: decodeCbor(input) as CborMap });
    if (why !== null) return refuse(REFUSED, { number: why.number });
    return ok({ data: encodeCbor(data) });
  },
});

/** Open to nobody by role: only a granted right lets anybody in. */
const open = defineAction({
  name: "open",
  title: { en: "Open", zh: "打开" },
  summary: { en: "Does nothing.", zh: "无操作。" },
  tables: {},
  roles: [],
  scope: ({ organisation }) => ({ organisation }),
  recordClass: "vault.gold",
  input: { organisation: text({ max: 63 }) },
  output: { opened: uint() },
  refusals: [],
  run: () => ok({ opened: 1 }),
});

/** Open to operators. */
const close = defineAction({
  ...{ name: "close", title: { en: "Close", zh: "关闭" } },
  summary: { en: "Does nothing.", zh: "无操作。" },
  tables: {},
  roles: ["operator"],
  input: {},
  output: {},
  refusals: [],
  run: () => ok({}),
});

/** Decides, in place of governance. */
export const council = defineApp({
  ...{ name: "council", version: 1, title: { en: "Council", zh: "理事会" } },
  summary: { en: "Decides.", zh: "决定。" },
  tables: {},
  actions: { decide },
  views: {},
  outcomes: { REFUSED },
});
const vault = defineApp({
  ...{ name: "vault", version: 1, title: { en: "Vault", zh: "金库" } },
  summary: { en: "Something worth guarding.", zh: "受保护的应用。" },
  tables: {},
  actions: { open, close },
  views: {},
  outcomes: {},
});
/** Stands in for ballots: shares the name of the real application, which devices and limited keys see. */
const vote = defineAction({
  ...{ name: "vote", title: { en: "Vote", zh: "表决" } },
  summary: { en: "Does nothing.", zh: "无操作。" },
  tables: {},
  roles: ["member", "operator"],
  input: {},
  output: {},
  refusals: [],
  run: () => ok({}),
});
const governance = defineApp({
  ...{ name: "governance", version: 1, title: { en: "Governance", zh: "治理" } },
  summary: { en: "Takes ballots.", zh: "收集选票。" },
  tables: {},
  actions: { vote },
  views: {},
  outcomes: {},
});

const APPS: readonly App[] = [evidence, membership, council, vault, governance, supervision];

/** What a statement came to. */
export interface Came {
  readonly name: string | undefined;
  readonly data: CborMap | undefined;
}

/** A ledger whose organisations decide things, with people who are made as they are needed. */
export class ConsortiumLedger {
  readonly base: AppLedger;
  #numbers = 1000;
  readonly #signers = new Map<string, PortableSigner>();

  private constructor(base: AppLedger) {
    this.base = base;
    for (const person of ["ada", "ben", "cleo", "dan"] as const) {
      this.#signers.set(person, base.signer(person));
    }
  }

  /** North (ada operates, ben), south (cleo operates, dan) and west (nobody yet). */
  static async open(change: Partial<Genesis> = {}): Promise<ConsortiumLedger> {
    return new ConsortiumLedger(await AppLedger.open("intl", APPS, change));
  }

  /** The same ledger as a program sees it that has just opened it. */
  openedAnew(): Promise<Ledger> {
    return this.base.openedAnew(APPS);
  }

  get height(): number {
    return this.base.ledger.height;
  }

  get time(): number {
    return this.base.ledger.lastTime;
  }

  /** A key that nobody has yet. */
  fresh(): PortableSigner {
    return numberedSigner(this.base.suite, this.#numbers++);
  }

  /** Public key of a signer, or of a new key that is kept under a name. */
  key(of: PortableSigner | string = this.fresh()): Uint8Array {
    if (typeof of !== "string") return encodeKey(of.publicKey);
    const signer = this.fresh();
    this.#signers.set(of, signer);
    return encodeKey(signer.publicKey);
  }

  /** The key with which a member signs, unless a statement is told otherwise. */
  signer(member: string): PortableSigner {
    const signer = this.#signers.get(member);
    if (signer === undefined) throw new Error(`no key of ${member}`);
    return signer;
  }

  /** From now on the member signs with this key. */
  use(member: string, signer: PortableSigner): void {
    this.#signers.set(member, signer);
  }

  /** A statement, to be put into a block. */
  statement(by: string, action: string, input: object = {}, signer = this.signer(by)): BlockItem {
    return this.base.statement({ by, signer, action, input: encodeInput(named(action), input) });
  }

  /** What a member's statement comes to in a block of its own. */
  async act(
    by: string,
    action: string,
    input: object = {},
    signer?: PortableSigner,
  ): Promise<Came> {
    const [came] = await this.block(this.statement(by, action, input, signer ?? this.signer(by)));
    return came as Came;
  }

  /** What an action comes to by decision of the organisations. */
  async decide(action: string, input: object): Promise<Came> {
    const [came] = await this.block(this.decision(action, input));
    return came as Came;
  }

  /** A decision, to be put into a block. */
  decision(action: string, input: object, by = "ada"): BlockItem {
    const encoded = encodeCbor(encodeInput(named(action), input));
    return this.statement(by, "council.decide", { action, input: encoded });
  }

  /** What the statements of one block come to. */
  async block(...statements: readonly BlockItem[]): Promise<Came[]> {
    const { outcomes } = await this.base.block(...statements);
    return outcomes.map((logged) => {
      const { name, data } = this.base.outcome(logged);
      const map = data as CborMap | null | undefined;
      if (name === REFUSED.name) {
        const number = map?.get("number") as number;
        return { name: this.base.ledger.outcomes.get(number)?.name, data: undefined };
      }
      const inner = map?.get("data");
      const output = inner instanceof Uint8Array ? (decodeCbor(inner) as CborMap) : map;
      return { name, data: output ?? undefined };
    });
  }

  /** Output of a view of membership. */
  view<O>(name: string, input: object = {}): O {
    return this.base.view<O>(membership, name, input).output;
  }
}

function named(action: string): AnyAction {
  const [appName, name] = action.split(".");
  const app = APPS.find((one) => one.name === appName);
  const found = Object.values(app?.actions ?? {}).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no action ${action}`);
  return found;
}
