import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import {
  LAST_USE_SAVE_MS,
  TOKEN_DAYS_DEFAULT,
  TOKEN_DAYS_MAX,
  TOKEN_KEPT_DAYS,
  TOKENS_MAX,
} from "./limits.ts";
import { readTokens, type TokenRecord, writeTokens } from "./token-file.ts";

const DAY_MS = 86_400_000;

/** `tst_<id>_<secret>`: the id finds the record, 32 random bytes are the secret. */
const FORM = /^tst_([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/;

/** What a new token shall be. */
export interface TokenRequest {
  readonly name: string;
  readonly member: string;
  readonly capabilities: readonly string[];
  /** Days; see the limits. */
  readonly days?: number | undefined;
  /** Member that makes it, or `admin`. */
  readonly by: string;
}

/** What became of a token that somebody showed. */
export type TokenVerdict =
  | { readonly ok: true; readonly record: TokenRecord }
  | { readonly ok: false; readonly id?: string; readonly why: "unknown" | "expired" | "revoked" };

/** No room for another token. */
export class TooManyTokens extends Error {
  override readonly name = "TooManyTokens";
}

/** The API tokens of a node. */
export class Tokens {
  readonly #path: string;
  readonly #byId: Map<string, TokenRecord>;
  #savedAt = 0;
  #unsaved = false;

  constructor(path: string) {
    this.#path = path;
    this.#byId = new Map(readTokens(path).map((record) => [record.id, record]));
  }

  /** Every token, newest first. */
  list(): readonly TokenRecord[] {
    return [...this.#byId.values()].sort((a, b) => b.created - a.created);
  }

  get(id: string): TokenRecord | undefined {
    return this.#byId.get(id);
  }

  /**
   * Makes a token and keeps its hash.
   * @returns the token itself, which nobody can look up later
   * @throws TooManyTokens
   */
  create(request: TokenRequest, now: number): { token: string; record: TokenRecord } {
    this.#forgetEnded(now);
    if (this.#byId.size >= TOKENS_MAX) throw new TooManyTokens("as many tokens as a node keeps");
    const id = randomBytes(6).toString("hex");
    const token = `tst_${id}_${randomBytes(32).toString("base64url")}`;
    const days = Math.min(request.days ?? TOKEN_DAYS_DEFAULT, TOKEN_DAYS_MAX);
    const record: TokenRecord = {
      ...{ id, hash: hash("sha256", token), name: request.name, member: request.member },
      ...{ capabilities: [...request.capabilities], by: request.by },
      ...{ created: now, expires: now + days * DAY_MS },
    };
    this.#byId.set(id, record);
    this.#save(now);
    return { token, record };
  }

  /** Ends a token at once. False when there is none, or it was ended before. */
  revoke(id: string, now: number): boolean {
    const record = this.#byId.get(id);
    if (record === undefined || record.revoked !== undefined) return false;
    this.#byId.set(id, { ...record, revoked: now });
    this.#save(now);
    return true;
  }

  /** Whose token it is, and whether it counts. Digests are compared, in constant time. */
  check(token: string, now: number): TokenVerdict {
    const id = FORM.exec(token)?.[1];
    const record = id === undefined ? undefined : this.#byId.get(id);
    const given = hash("sha256", token, "buffer");
    const expected = Buffer.from(record?.hash ?? "0".repeat(64), "hex");
    if (!timingSafeEqual(given, expected) || record === undefined) {
      return { ok: false, why: "unknown", ...(record === undefined ? {} : { id: record.id }) };
    }
    if (record.revoked !== undefined) return { ok: false, id: record.id, why: "revoked" };
    if (record.expires <= now) return { ok: false, id: record.id, why: "expired" };
    this.#used(record, now);
    return { ok: true, record };
  }

  /** The record of a token that was shown before and still counts: neither revoked nor over. */
  live(id: string, now: number): TokenRecord | undefined {
    const record = this.#byId.get(id);
    if (record === undefined || record.revoked !== undefined || record.expires <= now)
      return undefined;
    this.#used(record, now);
    return record;
  }

  /** Writes what is only in memory. */
  close(): void {
    if (this.#unsaved) this.#save(Date.now());
  }

  // The time of the last use is worth a write a minute, not one a request.
  #used(record: TokenRecord, now: number): void {
    record.lastUsed = now;
    this.#unsaved = true;
    if (now - this.#savedAt >= LAST_USE_SAVE_MS) this.#save(now);
  }

  #forgetEnded(now: number): void {
    for (const [id, { expires, revoked }] of this.#byId) {
      if (Math.min(expires, revoked ?? expires) + TOKEN_KEPT_DAYS * DAY_MS < now) {
        this.#byId.delete(id);
      }
    }
  }

  #save(now: number): void {
    this.#savedAt = now;
    this.#unsaved = false;
    writeTokens(this.#path, [...this.#byId.values()]);
  }
}
