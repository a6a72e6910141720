import type {
  CertificateAuthority,
  CertificateRow,
} from "@tallystick/apps/membership/records/certificates";
import type { Key, Member } from "@tallystick/apps/membership/records/members";
import type { Organisation } from "@tallystick/apps/membership/records/organisations";
import { activeAt, spans } from "@tallystick/apps/membership/standing";
import { toHex } from "@tallystick/core/bytes";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { STANDINGS_KEPT } from "./limits.ts";

/** A member that is active and has a key in force. */
export interface Standing {
  readonly member: string;
  readonly organisation: string;
  readonly role: "operator" | "member";
}

/** Reads the last committed state. */
export type ReadLedger = <T>(run: (reader: LedgerReader) => T) => T;

/**
 * What the ledger says of members and certificates as of the next block: whoever is suspended, removed
 * or left without keys there is nobody here either, from the very next request on.
 */
export class Standings {
  readonly #read: ReadLedger;
  #height = -1;
  #members = new Map<string, Standing | undefined>();
  #holders = new Map<string, CertificateRow | undefined>();

  constructor(read: ReadLedger) {
    this.#read = read;
  }

  /** The member, or undefined when it may do nothing. @param now ms since the epoch */
  member(member: string, now: number): Standing | undefined {
    return this.#read((reader) =>
      this.#once(reader, "members", member, () => standingOf(reader, member, now)),
    );
  }

  /** The certificate with that fingerprint, when it is bound to a member, valid now and not revoked. */
  certificate(fingerprint: Uint8Array, now: number): CertificateRow | undefined {
    const row = this.#read((reader) =>
      this.#once(reader, "holders", toHex(fingerprint), () =>
        boundCertificate(reader, fingerprint),
      ),
    );
    // Time goes on between two blocks.
    return row !== undefined && row.notBefore <= now && now < row.notAfter + 1000 ? row : undefined;
  }

  #once<T>(reader: LedgerReader, kind: "members" | "holders", name: string, find: () => T): T {
    if (reader.height !== this.#height) {
      this.#height = reader.height;
      this.#members = new Map();
      this.#holders = new Map();
    }
    const known = (kind === "members" ? this.#members : this.#holders) as Map<string, T>;
    if (known.has(name)) return known.get(name) as T;
    const found = find();
    if (known.size >= STANDINGS_KEPT) known.clear();
    known.set(name, found);
    return found;
  }
}

function view<O>(reader: LedgerReader, name: string, input: object): O {
  return reader.runView<O>("membership", name, input, { proofs: false }).output;
}

function standingOf(reader: LedgerReader, id: string, now: number): Standing | undefined {
  const height = reader.height + 1;
  const { member, organisation } = view<{ member?: Member; organisation?: Organisation }>(
    reader,
    "member",
    { member: id },
  );
  if (member === undefined || organisation === undefined) return undefined;
  if (!activeAt(member, height) || !activeAt(organisation, height)) return undefined;
  for (let after: string | undefined; ; ) {
    const page = view<{ keys: Key[]; next?: string }>(reader, "keys", { member: id, after });
    const lasts = (key: Key) => spans(key, height) && (key.notAfter ?? now) >= now;
    if (page.keys.some(lasts)) {
      return { member: id, organisation: member.organisation, role: member.role };
    }
    after = page.next;
    if (after === undefined) return undefined;
  }
}

function boundCertificate(
  reader: LedgerReader,
  fingerprint: Uint8Array,
): CertificateRow | undefined {
  const height = reader.height + 1;
  const { certificate } = view<{ certificate?: CertificateRow }>(reader, "certificate", {
    fingerprint,
  });
  if (certificate === undefined || !spans(certificate, height)) return undefined;
  const { organisation, authority } = certificate;
  for (let after: string | undefined; ; ) {
    const page = view<{ authorities: CertificateAuthority[]; next?: string }>(
      reader,
      "authorities",
      { organisation, after },
    );
    const bound = page.authorities.find((one) => toHex(one.fingerprint) === toHex(authority));
    if (bound !== undefined) return spans(bound, height) ? certificate : undefined;
    after = page.next;
    if (after === undefined) return undefined;
  }
}
