import { proofMessage } from "@tallystick/apps/membership/certificates/proof";
import { membership } from "@tallystick/apps/membership/index";
import type { Client } from "@tallystick/client/client";
import { connect } from "@tallystick/client/connect";
import { ClientError } from "@tallystick/client/errors";
import { encodeCbor } from "@tallystick/core/cbor";
import { encodeKey } from "@tallystick/core/keys";
import type { Signer } from "@tallystick/core/signer";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Trust } from "@tallystick/core/trust";
import { verify } from "@tallystick/core/verify";
import { x509Signature } from "@tallystick/core/x509/request";
import { encodeInput } from "@tallystick/ledger/app/call-input";
import type { ActionInput, AnyAction } from "@tallystick/ledger/app/define-action";
import type { HouseAuthority } from "./house-authority.ts";

const MINUTE_MS = 60_000;

/** An organisation that is on the ledger when the story begins. */
export interface Founder {
  readonly organisation: string;
  /** Its operator. */
  readonly member: string;
  readonly signer: Signer;
}

/** Where the story plays. */
export interface Stage {
  readonly url: string;
  readonly trust: Trust;
  readonly founders: readonly Founder[];
  /** Prints one line. */
  readonly tell: (line: string) => void;
  /** Put before the ids of everybody who joins, so that the story can be told twice on one ledger. */
  readonly prefix?: string;
}

/** Somebody with a key and a client that signs with it. */
export interface Person {
  readonly member: string;
  signer: Signer;
  client: Client;
}

/** The organisations as they are so far, and what they can do together. */
export class Consortium {
  readonly #stage: Stage;
  /** Operators whose ballots count, the founders' first. */
  readonly #operators: Person[] = [];

  private constructor(stage: Stage) {
    this.#stage = stage;
  }

  static async open(stage: Stage): Promise<Consortium> {
    const consortium = new Consortium(stage);
    for (const { member, signer } of stage.founders) {
      const client = await consortium.#client(member, signer);
      consortium.#operators.push({ member, signer, client });
    }
    return consortium;
  }

  /** Id of somebody who joins. */
  id(name: string): string {
    return `${this.#stage.prefix ?? ""}${name}`;
  }

  /** The founders' first operator, and the ledger as it sees it. */
  get first(): Client {
    const [founder] = this.#operators;
    if (founder === undefined) throw new Error("a ledger has a founder");
    return founder.client;
  }

  #client(member: string, signer: Signer): Promise<Client> {
    const { url, trust } = this.#stage;
    return connect({ url, trust, signer, issuer: member, suites: nodeSuite });
  }

  /** A key that nobody has yet, in the hands of somebody who may be enrolled with it. */
  async newcomer(name: string): Promise<Person> {
    const signer = generateKey(this.first.suite);
    const member = this.id(name);
    return { member, signer, client: await this.#client(member, signer) };
  }

  /** The same person with another key. */
  async withKey(person: Person, signer: Signer): Promise<void> {
    person.signer = signer;
    person.client = await this.#client(person.member, signer);
  }

  /** Proposes one action and puts it to the vote of every organisation; what the proposal came to. */
  async decide<A extends AnyAction>(
    title: string,
    app: "membership" | "governance" | "supervision",
    action: A,
    input: ActionInput<A>,
  ): Promise<"enacted" | { readonly waitsUntil: number; readonly proposal: number }> {
    const call = { action: `${app}.${action.name}`, input: encodeCbor(encodeInput(action, input)) };
    const { proposal } = (await this.first.governance.propose({ title, calls: [call] })).output;
    let ballots = 0;
    let waitsUntil = 0;
    for (const { client } of this.#operators) {
      const { output } = await client.governance.vote({ proposal, choice: "yes" });
      ballots++;
      waitsUntil = output.enactAfter ?? 0;
      // The rest need not be asked: nothing that they say changes it.
      if (output.status !== "open") break;
    }
    this.#stage.tell(`  proposal ${proposal}, ${title}: ${ballots} in favour`);
    if (waitsUntil > Date.now() + MINUTE_MS) return { waitsUntil, proposal };
    await this.first.governance.enact({ proposal });
    return "enacted";
  }

  /** Takes an organisation in by decision of those that are there; its operator votes from then on. */
  async admit(
    name: string,
    facts: {
      readonly legalName: string;
      readonly kinds: ActionInput<typeof membership.actions.admitOrganisation>["kinds"];
      readonly uscc?: string;
      readonly lei?: string;
    },
  ): Promise<Person> {
    const operator = await this.newcomer(`${name}-operator`);
    const { admitOrganisation } = membership.actions;
    await this.decide(`Admit ${name}`, "membership", admitOrganisation, {
      ...{ organisation: this.id(name), name: facts.legalName, ...facts },
      key: encodeKey(generateKey(this.first.suite).publicKey),
      operator: { member: operator.member, key: encodeKey(operator.signer.publicKey) },
    });
    this.#operators.push(operator);
    return operator;
  }

  /** A certificate of an authority for a key, and the proof that its holder has the key, as actions take them. */
  async certified(
    house: HouseAuthority,
    about: {
      readonly organisation: string;
      readonly member: string;
      readonly signer: Signer;
      readonly days: number;
    },
  ) {
    const { organisation, member, signer, days } = about;
    const { suite, trust } = this.first;
    const der = await house.issue(member, signer.publicKey, days);
    const claim = { ledgerId: trust.ledgerId, organisation, member, fingerprint: suite.hash(der) };
    const signature = await signer.sign(proofMessage(claim));
    return {
      authority: suite.hash(house.certificate),
      chain: [der],
      proof: x509Signature(signer.algorithm, signature),
    };
  }

  /** Deposits a few bytes; the name of the outcome. The receipt of an accepted one is checked offline. */
  deposit(client: Client, text: string): Promise<string> {
    return outcomeOf(() => this.record(client, text));
  }

  /** The same, for what the ledger accepts. */
  async record(client: Client, text: string) {
    const value = client.suite.hash(new TextEncoder().encode(`${text} ${this.id("")}`));
    const alg = client.trust.suite === "gm" ? "sm3" : "sha-256";
    const done = await client.evidence.deposit({ digests: [{ alg, value }] });
    this.check(done.receipt);
    return done;
  }

  /** Verifies a receipt as anybody can, without the node. @throws Error */
  check(receipt: Uint8Array): void {
    const { valid } = verify({ receipt, trust: this.#stage.trust, now: Date.now() });
    if (!valid) throw new Error("a receipt does not verify");
  }
}

/** `accepted`, or the name of the outcome with which the ledger refused. */
export async function outcomeOf(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
    return "accepted";
  } catch (error) {
    if (error instanceof ClientError) return error.code;
    throw error;
  }
}
