import { toHex } from "@tallystick/core/bytes";
import type { Backend } from "../verifier/backend.ts";
import { trustFingerprint } from "../verifier/check.ts";
import type { AnswerCheck, ShownRecord } from "../verifier/check-answer.ts";
import { fetchDeposits, fetchTrust } from "./node-api.ts";

/** A deposit that the proof shows. Values are as on the ledger, in text. */
export interface FoundDeposit {
  readonly index: string;
  readonly member: string;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  readonly withdrawn: boolean;
}

/** What is proven about one file's digest. */
export interface LookupResult {
  readonly alg: string;
  readonly digest: string;
  /** Whether the proof holds; nothing else counts when it does not. */
  readonly valid: boolean;
  readonly check: AnswerCheck;
  readonly deposits: readonly FoundDeposit[];
  /** How many deposits the proof shows, and whether it shows that there are no more. */
  readonly times: number;
  readonly complete: boolean;
  /** SHA-256 of the trust file that was used, hex. */
  readonly fingerprint: string;
}

/**
 * Looks a file up: digest here, question to the node, proof checked here. The node's word counts
 * for nothing; what is shown is read from the proof.
 *
 * @throws DOMException AbortError after a cancel; Error when the node does not answer
 */
export async function lookUp(
  file: File,
  backend: Backend,
  options: { onProgress: (bytes: number) => void; signal: AbortSignal },
): Promise<LookupResult> {
  const { trust, text, bytes } = await fetchTrust();
  const alg = trust.suite === "gm" ? "sm3" : "sha-256";
  const task = { kind: "hash", file, wanted: [{ alg }] } as const;
  const [value] = (await backend.run(task, options)) as [Uint8Array];
  const digest = toHex(value);
  const answer = await fetchDeposits(alg, digest);
  const check = (await backend.run({ kind: "answer", answer, trust: text })) as AnswerCheck;
  const about = check.records.filter(
    ({ deposit }) => deposit?.alg === alg && deposit.digest === digest,
  );
  const filed = tally(about, "deposits");
  const named = tally(about, "aliases");
  return {
    alg,
    digest,
    // An answer that is about something else proves nothing about this file.
    valid: check.valid && filed.asked && named.asked,
    check,
    deposits: about.filter(({ table, present }) => table === "deposits" && present).map(found),
    times: filed.present + named.present,
    complete: filed.complete && named.complete,
    fingerprint: trustFingerprint(bytes),
  };
}

/** Ordinals count up from 0 without gaps, so the first absent one is the number of deposits. */
function tally(records: readonly ShownRecord[], table: string) {
  const ofTable = records.filter((record) => record.table === table);
  const ordinals = (present: boolean) =>
    new Set(
      ofTable.flatMap((one) => (one.present === present ? (one.deposit?.ordinal ?? []) : [])),
    );
  const present = ordinals(true);
  const complete =
    ordinals(false).has(present.size) && [...present].every((ordinal) => ordinal < present.size);
  return { asked: ofTable.length > 0, present: present.size, complete };
}

function found({ fields }: ShownRecord): FoundDeposit {
  const values = new Map(fields);
  return {
    index: values.get("index") ?? "",
    member: values.get("member") ?? "",
    time: Number(values.get("time")),
    withdrawn: values.has("withdrawn") && values.get("withdrawn") !== "null",
  };
}
