import { equalBytes, readU64be } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import { decodeStatement, type Statement, statementSigningInput } from "@tallystick/core/statement";
import { statementKey } from "@tallystick/ledger/key-space";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import type { VerifyItem, VerifyPool } from "../../workers/verify-pool.ts";
import { KeyBook } from "./key-book.ts";
import { type DoctorSubject, softReader } from "./subject.ts";

const BATCH = 2048;

/** Outcomes of statements whose signature was never found good, or whose id was not taken. */
const WITHOUT_ID: ReadonlySet<number> = new Set(
  [
    OUTCOMES.malformed,
    OUTCOMES.tooLarge,
    OUTCOMES.wrongLedger,
    OUTCOMES.expired,
    OUTCOMES.expiryTooFar,
    OUTCOMES.unknownKey,
    OUTCOMES.badSignature,
    OUTCOMES.wrongIssuer,
    OUTCOMES.replayed,
  ].map(({ number }) => number),
);

/** Looks at the statement inside every entry: that it decodes, that its signature holds, that its id is remembered. */
export class StatementExaminer {
  /** Entries whose statement took its id, so as many ids must be stored. */
  ids = 0;
  readonly #subject: DoctorSubject;
  readonly #pool: VerifyPool;
  readonly #keys: KeyBook;
  readonly #get: (key: Uint8Array) => Uint8Array | undefined;
  #items: VerifyItem[] = [];
  #indexes: number[] = [];
  #done = 0;

  constructor(subject: DoctorSubject, pool: VerifyPool) {
    this.#subject = subject;
    this.#pool = pool;
    this.#keys = new KeyBook(subject.suite, subject.genesisDocument, subject.statedKey);
    this.#get = softReader(subject.view).get;
  }

  /** Take an entry in. @param total entries of the log, for progress */
  async take(index: number, bytes: Uint8Array, total: number): Promise<void> {
    const { findings, ledgerId } = this.#subject;
    const decoded = attempt(() => decodeEntry(bytes));
    if (decoded === undefined) {
      findings.add("entry", `entry ${index} does not decode`, { index });
      return;
    }
    if (WITHOUT_ID.has(decoded.outcome)) return;
    const statement = attempt(() => decodeStatement(decoded.statement));
    if (statement === undefined) {
      findings.add("entry", `the statement of entry ${index} does not decode`, { index });
      return;
    }
    if (!equalBytes(statement.ledgerId, ledgerId)) {
      findings.add("entry", `the statement of entry ${index} is of another ledger`, { index });
    }
    if (decoded.outcome === OUTCOMES.accepted.number) this.#keys.learn(statement);
    this.#checkId(index, statement);
    this.#queue(index, statement);
    if (this.#items.length >= BATCH) await this.settle(total);
  }

  /** Check the signatures taken in so far. */
  async settle(total: number): Promise<void> {
    const [items, indexes] = [this.#items, this.#indexes];
    this.#items = [];
    this.#indexes = [];
    const verdicts = await this.#pool.verify(items);
    indexes.forEach((index, i) => {
      if (verdicts[i] !== true) {
        const message = `the signature of the statement in entry ${index} is not valid`;
        this.#subject.findings.add("statement-signature", message, { index });
      }
    });
    this.#done += items.length;
    this.#subject.progress("signatures", this.#done, total);
  }

  #queue(index: number, statement: Statement): void {
    const key = this.#keys.get(statement.keyId);
    if (key === undefined || key.algorithm !== statement.algorithm) {
      const message = `nobody's key is known for the statement in entry ${index}`;
      this.#subject.findings.add("statement-signature", message, { index });
      return;
    }
    const { signature } = statement;
    this.#items.push({ key, message: statementSigningInput(statement), signature });
    this.#indexes.push(index);
  }

  #checkId(index: number, { keyId, id }: Statement): void {
    this.ids++;
    const key = statementKey(keyId, id);
    const stored = this.#get(key);
    if (stored !== undefined && stored.length === 8 && readU64be(stored) === index) return;
    const what = stored === undefined ? "is not remembered" : "is remembered for another entry";
    this.#subject.findings.add("statement-id", `the statement id of entry ${index} ${what}`, {
      key,
      index,
    });
  }
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
