import { isDigestTag, isSaltedTag } from "@tallystick/core/algorithms";
import { toHex } from "@tallystick/core/bytes";
import { decodeStateAnswer } from "@tallystick/core/state-answer";
import { requiredDigests } from "@tallystick/core/verify";
import { digestsOf, readEvidence } from "@tallystick/core/verify/evidence";
import { SALTED_FILES_MAX } from "../limits.ts";
import type { WantedDigest } from "../web/digests.ts";
import type { Item } from "./classify.ts";
import { type PairFile, subjectName } from "./pair.ts";
import { wantedKey } from "./protocol.ts";

/** A receipt with the digests that tell whether a file is the one it was made for. */
export interface ReceiptWants {
  readonly item: Item;
  readonly wanted: readonly WantedDigest[];
  /** Value of each recorded digest, by tag. */
  readonly recorded: ReadonlyMap<string, Uint8Array>;
}

/** Digests of a file that were computed, by wantedKey(). */
export type KnownDigests = ReadonlyMap<string, Uint8Array>;

/** Reads from a receipt what must be computed. Never throws: a damaged receipt asks for nothing. */
export function wantsOf(item: Item): ReceiptWants {
  const bytes = item.bytes ?? new Uint8Array();
  const evidence = readEvidence(bytes);
  const recorded = new Map<string, Uint8Array>();
  if (!("layer" in evidence)) {
    for (const { alg, value } of digestsOf(evidence)) recorded.set(alg, value);
  }
  return { item, wanted: requiredDigests(bytes), recorded };
}

/** Digest tags of the deposits that a state answer speaks of; none for a damaged answer. */
export function depositTags({ bytes }: Item): string[] {
  try {
    const tags = decodeStateAnswer(bytes ?? new Uint8Array()).proofs.flatMap(({ app, key }) =>
      app === "evidence" && typeof key[0] === "string" ? [key[0]] : [],
    );
    return [...new Set(tags)].filter((tag) => isDigestTag(tag) && !isSaltedTag(tag));
  } catch {
    return [];
  }
}

/** Digests without a salt, as hex by tag. */
export function plainDigests(known: KnownDigests): Map<string, string> {
  const plain = new Map<string, string>();
  for (const [key, value] of known) {
    if (key.endsWith(":")) plain.set(key.slice(0, -1), toHex(value));
  }
  return plain;
}

/** Which digests receipts and answers ask for, gathered once for all files. */
export interface Demand {
  /** Asked of every file. */
  readonly plain: readonly WantedDigest[];
  /** Salted ones, by the name of the file that the receipt was made for. */
  readonly salted: ReadonlyMap<string, readonly WantedDigest[]>;
}

/** Gathers what is asked for, each digest once. */
export function demandOf(receipts: readonly ReceiptWants[], tags: readonly string[]): Demand {
  const plain = new Map(tags.map((alg): [string, WantedDigest] => [wantedKey({ alg }), { alg }]));
  const salted = new Map<string, WantedDigest[]>();
  for (const { item, wanted } of receipts) {
    for (const one of wanted) {
      if (one.salt === undefined) {
        plain.set(wantedKey(one), one);
        continue;
      }
      const name = subjectName(item.name);
      const known = salted.get(name);
      if (known === undefined) salted.set(name, [one]);
      else known.push(one);
    }
  }
  return { plain: [...plain.values()], salted };
}

/** The digests to compute of one file of several. */
export function digestsFor(file: PairFile, fileCount: number, demand: Demand): WantedDigest[] {
  const named = demand.salted.get(file.name.normalize("NFC")) ?? [];
  return [
    ...demand.plain,
    ...(fileCount <= SALTED_FILES_MAX ? [...demand.salted.values()].flat() : named),
  ];
}

/** Files by the digests that were computed of them. */
export class ContentIndex {
  readonly #files = new Map<string, PairFile[]>();

  add(file: PairFile, known: KnownDigests): void {
    for (const [key, value] of known) {
      const place = `${key}=${toHex(value)}`;
      const files = this.#files.get(place);
      if (files === undefined) this.#files.set(place, [file]);
      else files.push(file);
    }
  }

  /** Files that have every digest of the receipt that could be computed. */
  matching({ wanted, recorded }: ReceiptWants): readonly PairFile[] {
    const lists = wanted.map((one) => {
      const value = recorded.get(one.alg);
      return value === undefined ? [] : this.#files.get(`${wantedKey(one)}=${toHex(value)}`);
    });
    const [first = [], ...others] = lists;
    return first.filter((file) => others.every((list) => list?.includes(file) === true));
  }
}
