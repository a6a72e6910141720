import { toHex } from "@tallystick/core/bytes";
import { digestsOf, readEvidence } from "@tallystick/core/verify/evidence";
import { LOOKUPS_MAX, RECEIPTS_FETCHED_MAX } from "../limits.ts";
import type { Session } from "./session.ts";

const STATE = "application/vnd.tallystick.state+cbor";
const RECEIPT = "application/vnd.tallystick.receipt+cbor";

/** Asks the node that served the page. Its word counts for nothing: what it gives proves itself. */
async function get(path: string, accept: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(path, { headers: { accept }, cache: "no-store" });
  if (!response.ok) throw new Error(`${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Asks the ledger about the files that have no receipt here: by digest, which is all that is sent. The
 * answer proves presence or absence, and is checked like one that was dropped; for deposits that are
 * there their receipts are fetched too.
 */
export async function askLedger(session: Session): Promise<void> {
  const { unpaired, trust } = session.state;
  const alg = trust?.trust.suite === "gm" ? "sm3" : "sha-256";
  try {
    for (const item of unpaired.slice(0, LOOKUPS_MAX)) {
      const digest = await session.digestOf(item, alg);
      const query = new URLSearchParams({ alg, digest });
      const answer = await get(`/v1/apps/evidence/by-digest?${query}`, STATE);
      const name = `${item.name}.proof`;
      await session.add([new File([answer], name)]);
      const check = session.state.answers.find((one) => one.answer.name === name)?.check;
      const indexes = (check?.records ?? []).flatMap(({ table, present, fields }) =>
        table === "deposits" && present ? (new Map(fields).get("index") ?? []) : [],
      );
      const receipts = await Promise.all(
        indexes
          .slice(0, RECEIPTS_FETCHED_MAX)
          .map((index) => get(`/v1/receipts/${index}`, RECEIPT)),
      );
      const files = receipts.map((bytes) => new File([bytes], `${item.name}.receipt`));
      if (files.length > 0) await session.add(files);
    }
  } catch {
    session.notify({ kind: "no-node" });
  }
}

/** What the address in a certificate's code names. */
export interface CodeAddress {
  readonly entry: number;
  readonly alg: string;
  readonly digest: string;
  readonly batch: boolean;
}

/** Reads the part of an address after the `#`; undefined for any other. docs/reference/certificate-pdf.md */
export function readCode(fragment: string): CodeAddress | undefined {
  const [, entry, alg, digest, batch] =
    /^#entry=(0|[1-9][0-9]{0,15})&([a-z0-9-]{3,16})=((?:[0-9a-f]{2}){32,64})(&batch=1)?$/.exec(
      fragment,
    ) ?? [];
  if (entry === undefined || alg === undefined || digest === undefined) return undefined;
  return { entry: Number(entry), alg, digest, batch: batch !== undefined };
}

/**
 * Follows the code of a certificate: fetches the receipt of the entry it names, and takes it only when
 * it is about the digest that the code names.
 */
export async function followCode(session: Session, code: CodeAddress): Promise<void> {
  const { entry, alg, digest, batch } = code;
  const path = batch ? `/v1/digests/${entry}/${alg}/${digest}` : `/v1/receipts/${entry}`;
  let receipt: Uint8Array<ArrayBuffer>;
  try {
    receipt = await get(path, RECEIPT);
  } catch (error) {
    const known = error instanceof Error && /^[45]\d\d$/.test(error.message);
    return session.notify({ kind: known ? "code-unknown" : "no-node" });
  }
  if (!speaksOf(receipt, alg, digest)) return session.notify({ kind: "code-mismatch" });
  await session.add([new File([receipt], `entry-${entry}.receipt`)]);
}

function speaksOf(receipt: Uint8Array, alg: string, digest: string): boolean {
  const evidence = readEvidence(receipt);
  if ("layer" in evidence) return false;
  return digestsOf(evidence).some((one) => one.alg === alg && toHex(one.value) === digest);
}
