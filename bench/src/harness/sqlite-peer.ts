import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { SuiteName } from "@tallystick/core/algorithms";
import { decodeStatement, type Statement, statementSigningInput } from "@tallystick/core/statement";
import type { PublicKey } from "@tallystick/core/suite/suite";
import { VerifyPool } from "@tallystick/node/workers/verify-pool";

/**
 * What somebody would write who wants signed deposits in a database and no ledger: each signature is
 * checked, each batch is one durable transaction, a statement id counts once. There is no log, no
 * state proof, no checkpoint and no receipt. It uses the node's own threads for signatures, so that
 * what differs is the ledger.
 */
export class SqlitePeer {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #pool: VerifyPool;
  readonly #key: PublicKey;
  #count = 0;

  private constructor(database: DatabaseSync, pool: VerifyPool, key: PublicKey) {
    this.#database = database;
    this.#pool = pool;
    this.#key = key;
    this.#insert = database.prepare(
      "insert into deposits values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
    );
  }

  /** Opens an empty database in which a commit survives a loss of power. */
  static async open(file: string, suite: SuiteName, key: PublicKey): Promise<SqlitePeer> {
    const database = new DatabaseSync(file);
    database.exec(`
      pragma journal_mode = wal;
      pragma synchronous = full;
      create table deposits (
        id blob primary key, position integer, member text, alg text, digest blob, size integer,
        media_type text, time integer, statement blob
      ) without rowid, strict;
      create index by_digest on deposits (alg, digest);
      create index by_member on deposits (member, position);
      create index by_time on deposits (time, position);
    `);
    return new SqlitePeer(database, await VerifyPool.open({ suite }), key);
  }

  /** Decodes and checks the signature of each. Throws StatementError. */
  async judge(batch: readonly Uint8Array[]): Promise<readonly Statement[]> {
    const statements = batch.map(decodeStatement);
    const verdicts = await this.#pool.verify(
      statements.map((statement) => ({
        key: this.#key,
        message: statementSigningInput(statement),
        signature: statement.signature,
      })),
    );
    return statements.filter((_, i) => verdicts[i]);
  }

  /** Writes a batch durably and returns the position of its first record. */
  write(statements: readonly Statement[]): number {
    const first = this.#count;
    const time = Date.now();
    this.#database.exec("begin immediate");
    for (const { id, issuer, input, bytes } of statements) {
      const [digest] = input.get("digests") as readonly ReadonlyMap<string, string | Uint8Array>[];
      this.#insert.run(
        id,
        this.#count++,
        issuer,
        digest?.get("alg") as string,
        digest?.get("value") as Uint8Array,
        input.get("size") as number,
        input.get("mediaType") as string,
        time,
        bytes,
      );
    }
    this.#database.exec("commit");
    return first;
  }

  async close(): Promise<void> {
    await this.#pool.close();
    this.#database.close();
  }
}
