import { toHex } from "@tallystick/core/bytes";

/** What kind of fault a store met. */
export type StoreFaultCode = "disk-full" | "io" | "too-large" | "unusable";

/**
 * A store that cannot do what it was asked. After any code but `too-large` nothing more can be
 * written through this store: open it again and look at what is there. (A call that is refused
 * because the store is closed or a key has no legal size is the ledger's `StoreError`.)
 */
export class StoreFault extends Error {
  override readonly name = "StoreFault";
  readonly code: StoreFaultCode;

  constructor(code: StoreFaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** What is wrong with a stored value: no checksum at all, or one that does not fit key and value. */
export type StoreDamage = "too-short" | "checksum-mismatch";

/**
 * A stored value that is not what was written under its key. `key` names it; the value is never
 * repeated here. A value that fails is never handed out.
 */
export class StoreDamaged extends Error {
  override readonly name = "StoreDamaged";
  readonly key: Uint8Array;
  readonly what: StoreDamage;

  constructor(key: Uint8Array, what: StoreDamage) {
    super(`stored value is damaged (${what}) under key ${toHex(key)}`);
    this.key = key;
    this.what = what;
  }
}

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG", "SQLITE_FULL"]);

/** Name the fault behind an error of the operating system, LMDB or SQLite. */
export function storeFault(action: string, cause: unknown): StoreFault {
  if (cause instanceof StoreFault) return cause;
  const { code, errcode, message } = (cause ?? {}) as {
    code?: unknown;
    errcode?: unknown;
    message?: unknown;
  };
  // LMDB reports errno in the message (strerror) and SQLite its primary result code 13 (SQLITE_FULL).
  const full =
    (typeof code === "string" && FULL.has(code)) ||
    code === 28 ||
    (typeof errcode === "number" && (errcode & 0xff) === 13) ||
    /no space left|disk is full|quota exceeded/i.test(String(message));
  return full
    ? new StoreFault("disk-full", `${action}: the disk is full`, cause)
    : new StoreFault("io", `${action}: the store failed`, cause);
}
