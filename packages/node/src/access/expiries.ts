import type {
  CertificateAuthority,
  CertificateRow,
} from "@tallystick/apps/membership/records/certificates";
import type { Key } from "@tallystick/apps/membership/records/members";
import { spans } from "@tallystick/apps/membership/standing";
import { toHex } from "@tallystick/core/bytes";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { Logger } from "pino";
import { EXPIRIES_MAX, EXPIRY_WATCH_MS } from "./limits.ts";
import type { ReadLedger } from "./standing.ts";
import type { FileCertificate } from "./tls.ts";
import type { Tokens } from "./tokens.ts";

const DAY_MS = 86_400_000;

/** Days ahead at which the node speaks up. */
export const WARNING_DAYS = [90, 30, 7] as const;

/** Kinds of things that end. */
export const EXPIRY_KINDS = ["tls", "authority", "certificate", "key", "token"] as const;

/** Something that ends within 90 days, or ended in the last 30. */
export interface Expiry {
  readonly kind: (typeof EXPIRY_KINDS)[number];
  /** Names it: a fingerprint, a key id, the id of a token. */
  readonly name: string;
  /** Organisation or member that it belongs to. */
  readonly owner?: string;
  /** ms since 1970 UTC */
  readonly ends: number;
}

/** Where the things are that end. */
export interface ExpirySources {
  readonly read: ReadLedger;
  readonly tokens: Pick<Tokens, "list">;
  readonly tls: () => readonly FileCertificate[];
  /** Members whose keys the node keeps. */
  readonly members: readonly string[];
}

/** Everything that is about to end, the next first. @param now ms since the epoch */
export function listExpiries(sources: ExpirySources, now: number): readonly Expiry[] {
  const [from, to] = [now - 30 * DAY_MS, now + WARNING_DAYS[0] * DAY_MS];
  const found: Expiry[] = [
    ...sources.tls().map(({ name, ends }) => ({ kind: "tls" as const, name, ends })),
    ...sources.read((reader) => onLedger(reader, from, to, sources.members)),
    ...sources.tokens
      .list()
      .filter(({ revoked }) => revoked === undefined)
      .map(({ id, member, expires }) => ({
        ...{ kind: "token" as const, name: id },
        ...{ owner: member, ends: expires },
      })),
  ];
  return found
    .filter(({ ends }) => ends >= from && ends <= to)
    .sort((a, b) => a.ends - b.ends)
    .slice(0, EXPIRIES_MAX);
}

function onLedger(
  reader: LedgerReader,
  from: number,
  to: number,
  members: readonly string[],
): Expiry[] {
  const height = reader.height + 1;
  const rows = <Row>(view: string, list: string, input: object): Row[] => {
    const found: Row[] = [];
    for (let after: string | undefined; found.length < EXPIRIES_MAX; ) {
      const { output } = reader.runView<Record<string, unknown>>(
        ...(["membership", view, { ...input, after }, { proofs: false }] as const),
      );
      found.push(...(output[list] as Row[]));
      after = output["next"] as string | undefined;
      if (after === undefined) break;
    }
    return found.filter((row) => spans(row as CertificateRow, height));
  };
  return [
    ...rows<CertificateAuthority>("authorities", "authorities", {}).map((row) => ({
      ...{ kind: "authority" as const, name: toHex(row.fingerprint) },
      ...{ owner: row.organisation, ends: row.notAfter },
    })),
    ...rows<CertificateRow>("certificates", "certificates", { from: Math.max(0, from), to }).map(
      (row) => ({
        ...{ kind: "certificate" as const, name: toHex(row.fingerprint) },
        ...{ owner: row.member, ends: row.notAfter },
      }),
    ),
    ...members.flatMap((member) =>
      rows<Key>("keys", "keys", { member }).flatMap(({ keyId, notAfter }) =>
        notAfter === undefined
          ? []
          : [{ kind: "key" as const, name: toHex(keyId), owner: member, ends: notAfter }],
      ),
    ),
  ];
}

/** Which of 90, 30, 7 and 0 days something has come under, or undefined. */
export function warningOf({ ends }: Pick<Expiry, "ends">, now: number): number | undefined {
  if (ends <= now) return 0;
  return [...WARNING_DAYS].reverse().find((days) => ends - now <= days * DAY_MS);
}

/** Looks at what ends and says so in the log, once for each thing and warning. */
export class ExpiryWatch {
  readonly #sources: ExpirySources;
  readonly #logger: Logger;
  #said = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(sources: ExpirySources, logger: Logger) {
    this.#sources = sources;
    this.#logger = logger;
  }

  list(now: number): readonly Expiry[] {
    return listExpiries(this.#sources, now);
  }

  start(): void {
    this.look(Date.now());
    this.#timer = setInterval(() => this.look(Date.now()), EXPIRY_WATCH_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Says what is new. What has gone from the list is forgotten. */
  look(now: number): void {
    const said = new Set<string>();
    for (const expiry of this.list(now)) {
      const days = warningOf(expiry, now);
      const { kind, name, owner, ends } = expiry;
      const mark = `${kind} ${name} ${ends} ${days}`;
      said.add(mark);
      if (this.#said.has(mark)) continue;
      const words = days === 0 ? "has ended" : `ends within ${days} days`;
      const line = { kind, name, owner, ends: new Date(ends).toISOString() };
      if (days === 0 || days === 7) this.#logger.error(line, words);
      else this.#logger.warn(line, words);
    }
    this.#said = said;
  }
}
