import { fromHex } from "@tallystick/core/bytes";
import type { Backend } from "../../../verifier/backend.ts";
import type { ReceiptCheck } from "../../../verifier/check.ts";
import { DEPOSITS_IN_FLIGHT } from "../../limits.ts";
import { fetchReceipt, newCallId, sendCall } from "../../signing/send-call.ts";
import type { ConsoleSigner } from "../../signing/signers.ts";
import { buildBatch } from "./batch.ts";
import { batchInput, type Claims, depositInput } from "./claims.ts";
import type { DepositFile, Deposits } from "./deposits.ts";

/** Receipts that are made in one go. */
const BREATH = 250;

/** How the files go onto the ledger: each in a statement of its own, or all under one root. */
export type Mode = "each" | "batch";

/** What a sending needs beside the files. */
export interface Sending {
  readonly signer: ConsoleSigner;
  readonly ledger: string;
  readonly suite: "intl" | "gm";
  /** Text of the trust file, against which every receipt is checked. */
  readonly trust: string;
  readonly claims: Claims;
  readonly mode: Mode;
  readonly backend: Backend;
  readonly signal: AbortSignal;
}

/** Files by digest: the same content twice is deposited once, and both get the receipt. */
export function byDigest(files: readonly DepositFile[]): DepositFile[][] {
  const groups = new Map<string, DepositFile[]>();
  for (const file of files) {
    if (file.digest === undefined || file.stage === "done") continue;
    const group = groups.get(file.digest);
    if (group === undefined) groups.set(file.digest, [file]);
    else group.push(file);
  }
  return [...groups.values()];
}

/** The hash that deposits of a ledger are made with. */
export function hashOf(suite: "intl" | "gm"): "sha-256" | "sm3" {
  return suite === "gm" ? "sm3" : "sha-256";
}

/** Sends what is hashed and not yet deposited; every file says itself what became of it. */
export async function sendDeposits(deposits: Deposits, sending: Sending): Promise<void> {
  const groups = byDigest(deposits.files);
  for (const file of groups.flat()) file.stage = "sending";
  deposits.changed();
  try {
    if (sending.mode === "batch") await sendBatch(deposits, groups, sending);
    else await sendEach(deposits, groups, sending);
  } finally {
    // What was not reached, because somebody stopped it, waits to be sent.
    for (const file of groups.flat()) if (file.stage === "sending") file.stage = "hashed";
    deposits.changed();
  }
}

async function sendEach(
  deposits: Deposits,
  groups: readonly DepositFile[][],
  sending: Sending,
): Promise<void> {
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < groups.length && !sending.signal.aborted) {
      const group = groups[next++] as DepositFile[];
      await settle(deposits, group, sending, async () => {
        const [file] = group as [DepositFile];
        const input = depositInput(file, hashOf(sending.suite), sending.claims);
        const { index } = await send(deposits, "evidence.deposit", input, sending);
        return { index, receipt: await fetchReceipt(index, sending.signal) };
      });
    }
  };
  await Promise.all(Array.from({ length: DEPOSITS_IN_FLIGHT }, run));
}

async function sendBatch(
  deposits: Deposits,
  groups: readonly DepositFile[][],
  sending: Sending,
): Promise<void> {
  if (groups.length === 0) return;
  const alg = hashOf(sending.suite);
  const digests = groups.map(([file]) => file?.digest ?? "");
  const batch = buildBatch(sending.suite, alg, digests);
  try {
    const input = batchInput(batch.root, batch.size, alg, sending.claims);
    const { index } = await send(deposits, "evidence.deposit-batch", input, sending);
    const entry = await fetchReceipt(index, sending.signal);
    // All receipts share the entry and its signatures: the first is checked whole, and the others are
    // paths of the very tree whose root it deposits.
    await requireProof(batch.receiptOf(entry, 0), groups[0]?.[0] as DepositFile, sending);
    for (const [place, group] of groups.entries()) {
      deposited(group, index, batch.receiptOf(entry, place));
      if (place % BREATH === 0) await pause(deposits);
    }
  } catch (error) {
    if (!sending.signal.aborted) fail(deposits, groups.flat(), error);
  }
}

/** The same statement keeps its id through all tries, so that sending again makes no second deposit. */
async function send(
  { callIds }: Deposits,
  action: string,
  input: Record<string, unknown>,
  { signer, ledger, signal }: Sending,
) {
  const content = JSON.stringify([action, input]);
  const id = callIds.get(content) ?? newCallId();
  callIds.set(content, id);
  return sendCall(signer, { action, input, id }, { ledger, signal });
}

async function settle(
  deposits: Deposits,
  group: readonly DepositFile[],
  sending: Sending,
  work: () => Promise<{ index: number; receipt: Uint8Array }>,
): Promise<void> {
  try {
    const { index, receipt } = await work();
    await requireProof(receipt, group[0] as DepositFile, sending);
    deposited(group, index, receipt);
  } catch (error) {
    if (!sending.signal.aborted) fail(deposits, group, error);
  } finally {
    deposits.changed();
  }
}

function deposited(group: readonly DepositFile[], index: number, receipt: Uint8Array): void {
  for (const file of group) {
    file.stage = "done";
    file.index = index;
    file.receipt = receipt;
    file.error = undefined;
  }
}

/** Lets the page draw and answer between two stretches of work. */
function pause(deposits: Deposits): Promise<void> {
  deposits.changed();
  return new Promise((resolve) => setTimeout(resolve));
}

/** The node's word is not enough: a receipt counts when it proves this very content. */
async function requireProof(
  receipt: Uint8Array,
  { digest, file }: DepositFile,
  { backend, trust, suite }: Sending,
): Promise<void> {
  const facts = { digests: [[hashOf(suite), fromHex(digest ?? "")]] as const, size: file.size };
  const task = { kind: "verify", receipt, file: facts, trust } as const;
  const { result } = (await backend.run(task)) as ReceiptCheck;
  if (result.valid) return;
  const failed = result.layers.find(({ verdict }) => verdict === "fail");
  throw new Error(failed?.detail.en ?? "the receipt does not prove the deposit");
}

function fail(deposits: Deposits, files: readonly DepositFile[], error: unknown): void {
  for (const file of files) {
    if (file.stage === "done") continue;
    file.stage = "failed";
    file.error = error;
  }
  deposits.changed();
}
