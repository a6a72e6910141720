/** The plaintext of sealed terms: what it binds, its one encoding, and its commitment. */
import { equalBytes } from "../bytes.ts";
import { type CborValue, decodeCbor, encodeCbor } from "../cbor.ts";
import { SEALED_PLAINTEXT_BYTES_MAX } from "../limits.ts";
import { readArray, readBytes } from "../schema.ts";
import type { Suite } from "../suite/suite.ts";
import { SealedError } from "./sealed-error.ts";

/** First item of every plaintext and of what is authenticated with it. */
export const TERMS_FORMAT = "tallystick-terms/1";

/** Bytes of the salt: who does not have it cannot try out prices against the commitment. */
const SALT_BYTES = 32;

/** Plaintexts are padded to multiples of this many bytes, so that a length tells little. */
const PADDED_TO = 256;

/** Something in terms: text, whole number, yes or no, and lists and groups of these. */
export type Term = string | number | boolean | readonly Term[] | { readonly [name: string]: Term };

/** Terms by name. Fractions are written as text: `"rate": "0.0435"`. */
export type Terms = { readonly [name: string]: Term };

/** What terms belong to: nobody can pass them off as belonging to something else. */
export interface TermsContext {
  /** Id of the ledger, 32 bytes. */
  readonly ledgerId: Uint8Array;
  /** What they are the terms of, field by field, such as action, certificate, from and to. */
  readonly about: Readonly<Record<string, string | number | bigint>>;
}

/** What an opening shows. */
export interface Opening {
  readonly context: TermsContext;
  readonly salt: Uint8Array;
  readonly terms: Terms;
}

/** What is authenticated with the ciphertext: format, ledger and what the terms are about. */
export function contextBytes({ ledgerId, about }: TermsContext): Uint8Array {
  if (ledgerId.length !== 32) throw new SealedError("bad-terms", "a ledger id is 32 bytes");
  return encodeCbor([TERMS_FORMAT, ledgerId, new Map(Object.entries(about))]);
}

/** The commitment that stands on the ledger: the hash of the suite over the plaintext. */
export function commitmentOf(suite: Suite, plaintext: Uint8Array): Uint8Array {
  return suite.hash(plaintext);
}

/**
 * The plaintext of terms, padded. @param salt 32 random bytes; given only by tests
 * @throws SealedError `bad-terms` when they are too long or hold something that has no place in terms
 */
export function encodeTerms(
  context: TermsContext,
  terms: Terms,
  salt: Uint8Array = crypto.getRandomValues(new Uint8Array(SALT_BYTES)),
): Uint8Array {
  const { ledgerId, about } = context;
  const said = toCbor(terms, "terms");
  const padded = (padding: number) =>
    encodeCbor([
      TERMS_FORMAT,
      ledgerId,
      new Map(Object.entries(about)),
      salt,
      said,
      new Uint8Array(padding),
    ]);
  const bare = padded(0).length;
  if (bare > SEALED_PLAINTEXT_BYTES_MAX) {
    const most = SEALED_PLAINTEXT_BYTES_MAX;
    throw new SealedError(
      "bad-terms",
      `terms take ${bare} bytes of at most ${most}: seal a digest`,
    );
  }
  // A longer string of padding has a longer head, so one length in a few hundred cannot be had: then the next.
  for (let padding = 0; ; padding++) {
    const made = padded(padding);
    if (made.length % PADDED_TO === 0) return made;
  }
}

/**
 * What a plaintext says, in its one encoding. @throws SealedError `malformed`
 */
export function decodeTerms(plaintext: Uint8Array): Opening {
  try {
    if (plaintext.length > SEALED_PLAINTEXT_BYTES_MAX + 2 * PADDED_TO) throw new RangeError("long");
    const parts = readArray(decodeCbor(plaintext), "terms", 6);
    const [format, ledgerId, about, salt, said, padding] = parts;
    if (format !== TERMS_FORMAT) throw new RangeError("format");
    const context = {
      ledgerId: Uint8Array.from(readBytes(ledgerId, "ledger id", 32)),
      about: fromCbor(about ?? null) as TermsContext["about"],
    };
    readBytes(padding, "padding", 0, plaintext.length);
    const terms = fromCbor(said ?? null);
    if (typeof terms !== "object" || Array.isArray(terms)) throw new RangeError("terms");
    const opening = {
      context,
      salt: Uint8Array.from(readBytes(salt, "salt", SALT_BYTES)),
      terms: terms as Terms,
    };
    const again = encodeTerms(context, opening.terms, opening.salt);
    if (!equalBytes(again, plaintext)) throw new RangeError("padded otherwise");
    return opening;
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new SealedError("malformed", `not a plaintext of ${TERMS_FORMAT}`, cause);
  }
}

/**
 * What an opening shows, once it is what the ledger has the commitment of, for this ledger and this matter.
 *
 * @param plaintext the opening, as a party shows it
 * @throws SealedError `commitment-differs`, `does-not-open` when it belongs to something else, `malformed`
 */
export function checkOpening(
  suite: Suite,
  context: TermsContext,
  commitment: Uint8Array,
  plaintext: Uint8Array,
): Opening {
  if (!equalBytes(commitmentOf(suite, plaintext), commitment)) {
    throw new SealedError(
      "commitment-differs",
      "these are not the terms that the ledger has the commitment of: ask who shows them for the opening of this certificate or request",
    );
  }
  const opening = decodeTerms(plaintext);
  if (!equalBytes(contextBytes(opening.context), contextBytes(context))) {
    throw new SealedError(
      "does-not-open",
      "these terms were sealed for another ledger, certificate or party",
    );
  }
  return opening;
}

function toCbor(term: Term, place: string): CborValue {
  if (typeof term === "string" || typeof term === "boolean") return term;
  if (typeof term === "number") {
    if (Number.isSafeInteger(term)) return term;
    throw new SealedError("bad-terms", `${place} is not a whole number: write fractions as text`);
  }
  if (Array.isArray(term)) return term.map((item, i) => toCbor(item, `${place}.${i}`));
  if (typeof term === "object" && term !== null) {
    return new Map(
      Object.entries(term).map(([name, value]) => [name, toCbor(value, `${place}.${name}`)]),
    );
  }
  throw new SealedError("bad-terms", `${place} is neither text, whole number, yes or no`);
}

function fromCbor(value: CborValue): Term | bigint {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (Array.isArray(value)) return value.map((item) => fromCbor(item as CborValue) as Term);
  if (!(value instanceof Map)) throw new RangeError("terms");
  const entries: [string, Term][] = [];
  for (const [name, item] of value as ReadonlyMap<number | string, CborValue>) {
    if (typeof name !== "string") throw new RangeError("terms");
    entries.push([name, fromCbor(item) as Term]);
  }
  return Object.fromEntries(entries);
}
