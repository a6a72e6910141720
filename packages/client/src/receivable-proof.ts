import { type CborValue, decodeCbor } from "@tallystick/core/cbor";
import type { Claim, ClaimTest } from "@tallystick/core/claims/claims";
import { decodeStateAnswer } from "@tallystick/core/state-answer";
import { finishClaims, type MadeClaims } from "./claims.ts";
import type { Client } from "./client.ts";
import { clientError } from "./errors.ts";

/**
 * What a bank asks of a part of a receivable, as one file that anybody checks offline: whose promise it
 * is, how much, due when, who holds it, and whether it is pledged, financed, locked or overdue. Every
 * question is answered as the rows have it, for better or worse.
 *
 * @throws ClientError `invalid-input` when no part begins there
 */
export async function receivableProof(
  client: Client,
  certificate: number,
  start: bigint,
): Promise<MadeClaims> {
  const found = await client.receivable.part({ certificate, start }, { proof: true });
  const proof = found.proof ?? new Uint8Array();
  const rows = decodeStateAnswer(proof).proofs;
  const bytesOf = (table: string) => rows.find((row) => row.table === table)?.value ?? null;
  const [sheet, part] = [bytesOf("certificates"), bytesOf("parts")].map(
    (bytes) => bytes && decodeCbor(bytes),
  );
  if (!(sheet instanceof Map && part instanceof Map)) {
    throw clientError(
      "invalid-input",
      `no part of certificate ${certificate} begins at unit ${start}`,
    );
  }
  const claims = [
    ...certificateClaims(certificate, sheet, found.time),
    ...partClaims(certificate, start, part, found.time),
  ];
  return finishClaims({ trust: client.trust, suites: client.suites }, proof, claims);
}

type Row = ReadonlyMap<unknown, CborValue>;

function certificateClaims(certificate: number, row: Row, time: number): Claim[] {
  const name = { app: "receivable", table: "certificates", key: [certificate] };
  const is = (member: string): Claim => ({
    row: name,
    path: [member],
    test: "is",
    value: row.get(member) as CborValue,
  });
  const payBy = Number(row.get("payBy"));
  return [
    is("debtor"),
    is("currency"),
    is("due"),
    // What may still be paid is not overdue, whether or not somebody has marked anything.
    payBy >= time ? { row: name, path: ["payBy"], test: "at-least", value: payBy } : is("payBy"),
  ];
}

function partClaims(certificate: number, start: bigint, row: Row, time: number): Claim[] {
  const key = [certificate, start <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(start) : start];
  const name = { app: "receivable", table: "parts", key };
  const says = (test: ClaimTest, path: string[], value?: CborValue): Claim => ({
    row: name,
    path,
    test,
    ...(value !== undefined && { value }),
  });
  const is = (member: string) => says("is", [member], row.get(member));
  const named = (member: string, who: string) => {
    const group = row.get(member);
    if (!(group instanceof Map)) return says("absent", [member]);
    return says("is", [member, who], group.get(who));
  };
  const lock = row.get("lock");
  const until = lock instanceof Map ? Number(lock.get("until")) : undefined;
  return [
    is("holder"),
    is("end"),
    is("status"),
    is("flag"),
    named("pledge", "pledgee"),
    named("financed", "financier"),
    until !== undefined && until < time
      ? says("before", ["lock", "until"], time)
      : named("lock", "kind"),
    row.has("guarantors") ? is("guarantors") : says("absent", ["guarantors"]),
  ];
}
