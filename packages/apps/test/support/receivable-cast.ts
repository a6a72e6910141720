import { expect } from "vitest";
import type { Endorsement } from "../../src/receivable/records/endorsements.ts";
import type { Part } from "../../src/receivable/records/parts.ts";
import type { Request } from "../../src/receivable/records/requests.ts";
import { DAY, ReceivableLedger } from "./receivable-ledger.ts";

/** A core enterprise, three tiers of suppliers, two banks, a guarantor and a court. */
const CAST = ["core", "one", "two", "three", "bank", "money", "surety", "court"];

/** Tables that hold what receivables are; a refusal leaves all of them as they were. */
const TABLES = [
  "certificates",
  "parts",
  "requests",
  "endorsements",
  "payments",
  "consents",
  "exposures",
  "exposures-by-due",
  "totals",
  "uses",
  "credit-records",
];

/** People who deal in receivables, and what a test wants to know of it. */
export class Cast {
  readonly house: ReceivableLedger;

  private constructor(house: ReceivableLedger) {
    this.house = house;
  }

  /** @param policy as of `ReceivableLedger.open` */
  static async open(policy?: object): Promise<Cast> {
    return new Cast(await ReceivableLedger.open(CAST, policy));
  }

  /** Some days from now. */
  in(days: number): number {
    return this.house.now + days * DAY;
  }

  /** Does something that is allowed. */
  async act(by: string, action: string, input: object): Promise<ReadonlyMap<string, unknown>> {
    const came = await this.house.act(by, action, { ...this.#usual(action), ...input });
    expect([action, came.name]).toEqual([action, "accepted"]);
    return came.data ?? new Map();
  }

  /** Asks something; the number of the request. */
  async ask(by: string, action: string, input: object): Promise<number> {
    return (await this.act(by, action, input)).get("request") as number;
  }

  /** Asks something of somebody who accepts. */
  async agree(by: string, action: string, other: string, input: { certificate: number }) {
    const request = await this.ask(by, action, input);
    await this.act(other, "accept", { certificate: input.certificate, request });
    return request;
  }

  /** Tries something that is not allowed, and sees that it changes nothing. The reason. */
  async fails(by: string, action: string, input: object): Promise<string | undefined> {
    const before = this.#all();
    const came = await this.house.act(by, action, { ...this.#usual(action), ...input });
    expect(this.#all()).toEqual(before);
    return came.name;
  }

  /** A certificate of core for one, 1000 units due in 90 days, received. */
  async issued(change: object = {}): Promise<number> {
    const certificate = await this.ask("core", "issue", { ...this.promise(), ...change });
    await this.act("one", "accept", { certificate, request: certificate });
    return certificate;
  }

  /** What a certificate promises. */
  promise() {
    const due = this.house.date(90);
    return { payee: "one", currency: "CNY", amount: 1000n, due, background: [] };
  }

  /** Passes a part on, to somebody who accepts. */
  async pass(certificate: number, by: string, to: string, more: object = {}): Promise<number> {
    return this.agree(by, "offer-transfer", to, { certificate, ...{ start: 0n, to }, ...more });
  }

  /** A certificate that went from one to two to three, and was not paid: overdue since yesterday. */
  async unpaid(change: object = {}): Promise<number> {
    const certificate = await this.issued(change);
    await this.pass(certificate, "one", "two");
    await this.pass(certificate, "two", "three");
    await this.late(certificate);
    return certificate;
  }

  /** Waits until a part is overdue, and says so. */
  async late(certificate: number, start = 0n): Promise<void> {
    this.house.wait(95 * DAY);
    await this.act("two-clerk", "mark-overdue", { certificate, start });
  }

  parts(certificate: number): Part[] {
    return this.house
      .rows<Part>("parts")
      .filter((part) => part.certificate === certificate)
      .sort((a, b) => Number(a.start - b.start));
  }

  part(certificate: number, start = 0n): Part {
    return this.parts(certificate).find((part) => part.start === start) as Part;
  }

  request(request: number): Request {
    return this.house.rows<Request>("requests").find((row) => row.request === request) as Request;
  }

  /** Numbers of a certificate's endorsements of a kind, in order. */
  endorsements(certificate: number, kind: string): number[] {
    return this.house
      .rows<Endorsement>("endorsements")
      .filter((row) => row.certificate === certificate && row.kind === kind)
      .map(({ number }) => number);
  }

  #usual(action: string): object {
    const asks = /^(offer-|issue|present|claim-)/.test(action);
    return {
      ...(asks && { expires: this.in(5) }),
      ...((action === "present" || action === "claim-recourse" || action === "offer-finance") && {
        settlement: "free-of-payment",
      }),
      ...(action === "offer-finance" && { background: [] }),
    };
  }

  #all(): unknown {
    return TABLES.map((table) => this.house.rows(table));
  }
}
