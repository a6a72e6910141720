import type { SuiteName } from "@tallystick/core/algorithms";
import { toHex } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { encodeSign1, sigStructure } from "@tallystick/core/cose";
import { encodeGenesis } from "@tallystick/core/genesis";
import { decodeStatement, encodeStatementHeader } from "@tallystick/core/statement";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { portableSigner } from "@tallystick/core/suite/portable-signer";
import { SM2_ORDER } from "@tallystick/core/suite/sm2-curve";
import { signSm2 } from "@tallystick/core/suite/sm2-sign";
import type { Algorithm, Suite } from "@tallystick/core/suite/suite";
import type { BlockItem } from "@tallystick/ledger/block";
import { Ledger } from "@tallystick/ledger/ledger";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { LEDGER_RULES } from "../../src/applications.ts";
import type { GoldenBlock, GoldenTransaction } from "./stream.ts";

/** Time of the stream's genesis. */
export const GENESIS_TIME = 1_760_000_000_000;

/** The applications of the golden ledgers. Fixed: their genesis is a part of the streams. */
export const GOLDEN_APPLICATIONS = ["evidence", "membership"];

/** A signer that gives the same signature for the same message every time. */
export interface GoldenSigner {
  readonly member: string;
  readonly algorithm: Algorithm;
  readonly publicKey: { readonly algorithm: Algorithm; readonly raw: Uint8Array };
  readonly keyId: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** What a statement of the stream says; whatever is left out is as it should be. */
export interface GoldenCall {
  readonly by: GoldenSigner;
  readonly action: string;
  readonly input: Parameters<typeof encodeCbor>[0];
  readonly issuer?: string;
  readonly ledgerId?: Uint8Array;
  readonly id?: Uint8Array;
  /** Milliseconds after the block. */
  readonly expiresIn?: number;
  readonly signature?: (good: Uint8Array) => Uint8Array;
}

/** A ledger that records the blocks it is given. */
export class GoldenLedger {
  readonly suite: Suite;
  readonly genesis: Uint8Array;
  readonly blocks: GoldenBlock[] = [];
  readonly #ledger: Ledger;
  #ids = 0;
  #pause = 0;

  private constructor(suite: Suite, genesis: Uint8Array, ledger: Ledger) {
    this.suite = suite;
    this.genesis = genesis;
    this.#ledger = ledger;
  }

  static async open(
    name: SuiteName,
    people: readonly (readonly [GoldenSigner, "operator" | "member", string])[],
    applications: readonly string[] = GOLDEN_APPLICATIONS,
  ) {
    const suite = nodeSuite(name);
    const genesis = encodeGenesis({
      name: "Golden 金",
      suite: name,
      created: GENESIS_TIME,
      organisations: ["north", "south", "west"].map((id) => ({
        id,
        name: id,
        key: goldenSigner(suite, `organisation ${id}`).publicKey,
      })),
      members: people.map(([{ member, publicKey }, role, organisation]) => ({
        id: member,
        organisation,
        role,
        key: publicKey,
      })),
      applications: [...applications],
    });
    const store = new MemoryStore();
    const options = { store, suite, genesis, ...LEDGER_RULES };
    return new GoldenLedger(suite, genesis, await Ledger.open(options));
  }

  get ledgerId(): Uint8Array {
    return this.#ledger.ledgerId;
  }

  get height(): number {
    return this.#ledger.height;
  }

  /** Log index of the first statement of the next block. */
  get nextIndex(): number {
    return this.#ledger.logSize;
  }

  /** Time of the next block. */
  get nextTime(): number {
    return this.#ledger.lastTime + 1000 + this.#pause;
  }

  /** Lets time go by before the next block. */
  wait(ms: number): void {
    this.#pause += ms;
  }

  /** A fresh statement id. */
  nextId(): Uint8Array {
    return this.suite.hash(encodeCbor(["id", this.#ids++])).slice(0, 16);
  }

  /** A signed statement for the next block. */
  statement(call: GoldenCall): GoldenTransaction {
    const { by, action, input } = call;
    const protectedBytes = encodeStatementHeader(by.algorithm, by.keyId, call.issuer ?? by.member);
    const payload = encodeCbor([
      call.ledgerId ?? this.ledgerId,
      call.id ?? this.nextId(),
      this.nextTime + (call.expiresIn ?? 60_000),
      action,
      input,
    ]);
    const good = by.sign(sigStructure(protectedBytes, payload));
    const signature = call.signature?.(good) ?? good;
    const bytes = encodeSign1({ protectedBytes, unprotected: new Map(), payload, signature });
    const signatureValid = this.suite.verify(
      by.publicKey,
      sigStructure(protectedBytes, payload),
      signature,
    );
    return { bytes, signatureValid };
  }

  /** Executes, commits and records the next block; the numbers of its outcomes. */
  async block(transactions: readonly GoldenTransaction[]): Promise<number[]> {
    const time = this.nextTime;
    const statements = transactions.map(
      (one): BlockItem =>
        "raw" in one
          ? { statement: null, bytes: one.raw }
          : { statement: decodeStatement(one.bytes), signatureValid: one.signatureValid },
    );
    const block = this.#ledger.execute({ height: this.height + 1, time, statements });
    await this.#ledger.commit(block);
    this.blocks.push({ time, transactions });
    this.#pause = 0;
    return block.outcomes.map(({ code }) => code);
  }
}

/** The signer of a name. Its key and its signatures follow from the name alone. */
export function goldenSigner(
  suite: Suite,
  member: string,
  algorithm = suite.algorithms[0],
): GoldenSigner {
  if (algorithm === undefined) throw new Error("a suite signs with something");
  const secret = suite.hash(encodeCbor(["golden", member, algorithm]));
  // Below the order of every curve.
  secret[0] = 0x11;
  const { publicKey, keyId, sign } = portableSigner(suite, algorithm, secret);
  if (algorithm !== "SM2") return { member, algorithm, publicKey, keyId, sign };
  // A nonce from the message and the key, as RFC 6979 has it in spirit: a stream must repeat.
  const nonce = (message: Uint8Array) => () => {
    const digest = suite.hash(encodeCbor([secret, message]));
    return (BigInt(`0x${toHex(digest)}`) % (SM2_ORDER - 1n)) + 1n;
  };
  return {
    member,
    algorithm,
    publicKey,
    keyId,
    sign: (message) => signSm2(secret, publicKey.raw, message, nonce(message)),
  };
}
