import { toHex } from "@tallystick/core/bytes";
import type { Checkpoint, CheckpointSignature } from "@tallystick/core/checkpoint";
import { decodeCheckpointProtected } from "@tallystick/core/checkpoint";
import { decodeEntry } from "@tallystick/core/entry";
import { decodeStatement, StatementError } from "@tallystick/core/statement";
import type { CertifiedBlock, LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { OutcomeDefinition } from "@tallystick/ledger/outcomes";
import { cborToJson } from "./cbor-json.ts";
import type { Settled } from "./context.ts";

/** Name of an outcome; its number as text when no application of this program registers it. */
export function outcomeName(
  outcomes: ReadonlyMap<number, OutcomeDefinition>,
  code: number,
): string {
  return outcomes.get(code)?.name ?? `outcome-${code}`;
}

/** JSON of a statement's result. */
export function presentResult(
  outcomes: ReadonlyMap<number, OutcomeDefinition>,
  result: Settled,
): Record<string, unknown> {
  return {
    outcome: result.code,
    name: outcomeName(outcomes, result.code),
    ...placeOf(result),
    data: cborToJson(result.data),
  };
}

/** Where a logged statement stands; nothing for one that was refused before it was logged. */
export function placeOf(result: Settled): { index?: number; height?: number; receipt?: string } {
  if (result.status === "refused") return {};
  const { index, height } = result;
  return { index, height, receipt: `/v1/receipts/${index}` };
}

/** JSON of the last certified checkpoint with its signatures; of the founding state before there is one. */
export function lastCertifiedCheckpoint(reader: LedgerReader): Record<string, unknown> {
  const certified = reader.lastCertified();
  return certified === undefined
    ? presentCheckpoint(reader.founding, [])
    : presentCertified(certified);
}

/** JSON of the checkpoint of a certified block with its signatures. */
export function presentCertified({
  checkpoint,
  certificate,
}: CertifiedBlock): Record<string, unknown> {
  return presentCheckpoint(checkpoint, certificate.signatures);
}

/** JSON of the checkpoint of the last block, with its signatures once it has some. */
export function lastCheckpoint(reader: LedgerReader): Record<string, unknown> {
  const certificate = reader.certificate(reader.height);
  const { checkpoint } = reader;
  if (certificate === undefined) return presentCheckpoint(checkpoint, []);
  const { time, signatures } = certificate;
  return presentCheckpoint({ ...checkpoint, time }, signatures);
}

/** JSON of a checkpoint with signatures over it. */
export function presentCheckpoint(
  checkpoint: Checkpoint,
  signatures: readonly CheckpointSignature[],
): Record<string, unknown> {
  return {
    ledger: toHex(checkpoint.ledgerId),
    height: checkpoint.height,
    time: checkpoint.time,
    logSize: checkpoint.logSize,
    logRoot: toHex(checkpoint.logRoot),
    stateRoot: toHex(checkpoint.stateRoot),
    signatures: signatures.map((one) => {
      const { organisation, keyId } = decodeCheckpointProtected(one.protected);
      return {
        organisation,
        keyId: toHex(keyId),
        protected: toHex(one.protected),
        signature: toHex(one.signature),
      };
    }),
  };
}

/** JSON of a log entry. An entry whose statement does not decode has null where its parts would be. */
export function presentEntry(
  outcomes: ReadonlyMap<number, OutcomeDefinition>,
  index: number,
  bytes: Uint8Array,
): Record<string, unknown> {
  const { statement, outcome, data } = decodeEntry(bytes);
  return {
    index,
    outcome,
    name: outcomeName(outcomes, outcome),
    ...presentStatement(statement),
    data: cborToJson(data),
    entry: toHex(bytes),
  };
}

/** JSON of who signed a statement and for what; null in each place when it does not decode. */
export function presentSigned(bytes: Uint8Array): {
  member: string | null;
  keyId: string | null;
  id: string | null;
  action: string | null;
} {
  const { input: _, ...signed } = presentStatement(bytes);
  return signed;
}

function presentStatement(bytes: Uint8Array) {
  try {
    const { issuer, keyId, id, action, input } = decodeStatement(bytes);
    return {
      member: issuer,
      keyId: toHex(keyId),
      id: toHex(id),
      action,
      input: cborToJson(input),
    };
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    return { member: null, keyId: null, id: null, action: null, input: null };
  }
}
