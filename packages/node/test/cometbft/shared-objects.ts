/**
 * Two objects that callers at different organisations share over the API, and the histories of what they did:
 * a set that grows (deposits of one digest, whose ordinals are places) and a register that is written by
 * comparing and setting (withdrawing the n-th deposit of another digest is the write after version n, with the
 * reason as the value; it succeeds once).
 *
 * A read goes to one node after a deposit there was answered, so that it sees everything that was answered
 * anywhere before it began.
 */
import { toHex, utf8 } from "@tallystick/core/bytes";
import type { CborEncodable } from "@tallystick/core/cbor";
import type { Operation } from "../linear/checker.ts";
import type { Held, ListAnswer, ListCall, RegisterAnswer, RegisterCall } from "../linear/models.ts";
import type { Cluster } from "./cluster.ts";
import { stated } from "./network.ts";

/** What an API call came to; undefined when nobody knows. */
type Came = { readonly name: string; readonly data: Record<string, unknown> } | undefined;

/** Statements that one request founds the register with, and how many there are. */
const BATCH = 100;
/** So long a caller waits for one answer, ms. */
const PATIENCE_MS = 3000;
const ASK_AGAIN_MS = 100;

/** The objects, and who calls them. */
export class SharedObjects {
  readonly #sets: Operation<ListCall, ListAnswer>[] = [];
  readonly #registers: Operation<RegisterCall, RegisterAnswer>[] = [];
  /** What the register held after each write, by the ledger. */
  readonly #writes: string[] = [];
  readonly #cluster: Cluster;
  readonly #random: () => number;
  readonly #alg: string;
  readonly #setDigest: Uint8Array;
  readonly #registerDigest: Uint8Array;
  #calls = 0;
  #over = false;
  #callers: Promise<unknown> = Promise.resolve();

  private constructor(cluster: Cluster, random: () => number) {
    const { suite } = cluster.network;
    this.#cluster = cluster;
    this.#random = random;
    this.#alg = suite.hashName;
    this.#setDigest = suite.hash(utf8("the shared set"));
    this.#registerDigest = suite.hash(utf8("the shared register"));
  }

  /** @param versions how often the register can be written, a multiple of 100 */
  static async found(
    cluster: Cluster,
    random: () => number,
    versions: number,
  ): Promise<SharedObjects> {
    const objects = new SharedObjects(cluster, random);
    for (let at = 0; at < versions; at += BATCH) {
      const input = { digests: [objects.#digest(objects.#registerDigest)] };
      const some = await Promise.all(
        Array.from({ length: BATCH }, () => objects.#sign(0, "evidence.deposit", input)),
      );
      const answer = await cluster
        .node(0)
        .post(Buffer.concat(some), "commit", 60_000, "application/cbor-seq");
      if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
    }
    return objects;
  }

  /** Each caller belongs to an organisation and calls at nodes drawn at random, one call after the other. */
  start(callers: number): void {
    const call = async (caller: number): Promise<void> => {
      while (!this.#over) {
        const [chance, node] = [this.#random(), this.#pick()];
        if (chance < 0.4) await this.#append(caller, node);
        else if (chance < 0.85) await this.#write(caller, node);
        else if (chance < 0.93)
          await this.#note(this.#sets, "read", () => this.#readSet(caller, node));
        else await this.#note(this.#registers, "read", () => this.#readRegister(caller, node));
        await pause(this.#random() * 300);
      }
    };
    this.#callers = Promise.all(Array.from({ length: callers }, (_, i) => call(i)));
  }

  async stop(): Promise<void> {
    this.#over = true;
    await this.#callers;
  }

  /** Reads both at every node, which all must be there. */
  async readAll(): Promise<void> {
    for (const index of this.#cluster.nodes.keys()) {
      await this.#note(this.#sets, "read", () => this.#readSet(index, index));
      await this.#note(this.#registers, "read", () => this.#readRegister(index, index));
    }
  }

  /** Calls that nobody answered. */
  get unanswered(): number {
    return [...this.#sets, ...this.#registers].filter(({ answer }) => answer === undefined).length;
  }

  /**
   * What was done to the set, after everything was read. A call that nobody answered had its effect when its
   * value is there, and is left out when it is not: the values are all different, so nobody has to try which of
   * them did.
   */
  get setHistory(): readonly Operation<ListCall, ListAnswer>[] {
    const reads = this.#sets.flatMap(({ answer }) =>
      answer !== undefined && "values" in answer ? [answer.values] : [],
    );
    const values = reads.reduce(
      (longest, one) => (one.length > longest.length ? one : longest),
      [],
    );
    return this.#sets.flatMap((one) => {
      if (one.answer !== undefined) return [one];
      const place = one.call === "read" ? -1 : values.indexOf(one.call.append);
      return place < 0 ? [] : [{ ...one, answer: { place } }];
    });
  }

  /** What was done to the register, in the same way. */
  get registerHistory(): readonly Operation<RegisterCall, RegisterAnswer>[] {
    return this.#registers.flatMap((one) => {
      if (one.answer !== undefined) return [one];
      const took = one.call !== "read" && this.#writes[one.call.expected] === one.call.value;
      return took ? [{ ...one, answer: { written: true } }] : [];
    });
  }

  // ---- the calls -----------------------------------------------------------------------------------

  async #append(caller: number, node: number): Promise<void> {
    const value = String(++this.#calls);
    const input = { digests: [this.#digest(this.#setDigest)], note: value };
    const statement = await this.#sign(caller, "evidence.deposit", input);
    await this.#note(this.#sets, { append: value }, async () => {
      const came = await this.#insist(statement, node);
      return came === undefined ? undefined : { place: came.data["ordinal"] as number };
    });
  }

  async #write(caller: number, node: number): Promise<void> {
    // What it goes by may be out of date, as with anybody who has read and then thought about it.
    const seen = await this.#lookAt(node).catch(() => undefined);
    if (seen === undefined) return;
    const call = { expected: seen.version, value: String(++this.#calls) };
    const deposit = { alg: this.#alg, digest: this.#registerDigest, ordinal: call.expected };
    const statement = await this.#sign(caller, "evidence.withdraw", {
      deposit,
      reason: call.value,
    });
    await this.#note(this.#registers, call, async () => {
      const came = await this.#insist(statement, node);
      return came === undefined ? undefined : { written: came.name === "accepted" };
    });
  }

  async #readSet(caller: number, node: number): Promise<ListAnswer | undefined> {
    if (!(await this.#fence(caller, node))) return undefined;
    const values: string[] = [];
    for (;;) {
      const query = `from=${values.length}&limit=16`;
      const page = await this.#view(node, "by-digest", this.#setDigest, query);
      for (const row of page["deposits"] as { note: string }[]) values.push(row.note);
      if (page["more"] !== true) return { values };
    }
  }

  async #readRegister(caller: number, node: number): Promise<Held | undefined> {
    return (await this.#fence(caller, node)) ? this.#lookAt(node) : undefined;
  }

  /** What the register holds by one node's ledger: the last of the reads says that nothing came after. */
  async #lookAt(node: number): Promise<Held> {
    const held = this.#lastSeen.get(node) ?? { version: 0, value: "" };
    let { version, value } = held;
    for (;;) {
      const row = await this.#view(node, "history", this.#registerDigest, `ordinal=${version}`);
      const { withdrawn } = row["deposit"] as { withdrawn?: { reason: string } };
      if (withdrawn === undefined) break;
      value = withdrawn.reason;
      this.#writes[version] = value;
      version += 1;
    }
    this.#lastSeen.set(node, { version, value });
    return { version, value };
  }

  /** What was withdrawn stays so: nobody has to begin at 0 again. */
  readonly #lastSeen = new Map<number, Held>();

  async #fence(caller: number, node: number): Promise<boolean> {
    const { suite } = this.#cluster.network;
    const value = suite.hash(utf8(`fence ${++this.#calls}`));
    const statement = await this.#sign(caller, "evidence.deposit", {
      digests: [this.#digest(value)],
    });
    return (await this.#insist(statement, node, false)) !== undefined;
  }

  // ---- how -----------------------------------------------------------------------------------------

  /** Notes a call with its answer. One that throws has none. */
  async #note<Call, Answer>(
    history: Operation<Call, Answer>[],
    call: Call,
    run: () => Promise<Answer | undefined>,
  ): Promise<void> {
    const from = performance.now();
    const answer = await run().catch(() => undefined);
    const to = answer === undefined ? Number.POSITIVE_INFINITY : performance.now();
    history.push({ call, answer, from, to });
  }

  /**
   * Sends a statement until somebody says what became of it; some callers give up, and never know. The same
   * bytes count once, wherever they are sent.
   */
  async #insist(statement: Uint8Array, first: number, elsewhere = true): Promise<Came> {
    const tries = this.#random() < 0.3 ? 1 : 12;
    for (let i = 0, node = first; i < tries; i++) {
      const came = await this.#send(statement, node);
      if (came !== undefined) return came;
      await pause(ASK_AGAIN_MS);
      if (elsewhere) node = this.#pick();
    }
    return undefined;
  }

  async #send(statement: Uint8Array, node: number): Promise<Came> {
    try {
      const answer = await this.#cluster.node(node).post(statement, "commit", PATIENCE_MS);
      const body = (await answer.json()) as Record<string, unknown>;
      const name = String(answer.status === 200 ? body["name"] : body["code"]);
      if (!DECIDED.has(name)) return undefined;
      return { name, data: body["data"] as Record<string, unknown> };
    } catch {
      return undefined;
    }
  }

  async #view(
    node: number,
    view: string,
    digest: Uint8Array,
    query: string,
  ): Promise<Record<string, unknown>> {
    const path = `/v1/apps/evidence/${view}?alg=${this.#alg}&digest=${toHex(digest)}&${query}`;
    const answer = await this.#cluster.node(node).json(path);
    return answer["data"] as Record<string, unknown>;
  }

  #digest(value: Uint8Array): CborEncodable {
    return { alg: this.#alg, value };
  }

  #pick(): number {
    return Math.floor(this.#random() * this.#cluster.nodes.length);
  }

  #sign(caller: number, action: string, input: CborEncodable): Promise<Uint8Array> {
    const { network } = this.#cluster;
    return stated(network, { by: caller % network.nodes.length, action, input });
  }
}

/** Outcomes that say what the ledger did; anything else leaves it open. */
const DECIDED: ReadonlySet<string> = new Set(["accepted", "already-withdrawn"]);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
