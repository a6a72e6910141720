import type { Trust } from "@tallystick/core/trust";
import type { LayerResult } from "@tallystick/core/verify";
import type { JudgedSigner } from "@tallystick/core/verify/signers";
import { utcTime } from "../web/format.ts";
import type { Outcome } from "./session-state.ts";
import type { ViewContext } from "./view.ts";

/**
 * What is said first. `proven`: a file and everything about it holds. `genuine`: the receipt holds and
 * no file was given. `undecided`: nothing fails, something needed is missing. `invalid`: something fails.
 */
export type Status = "proven" | "genuine" | "undecided" | "invalid";

/** The status of one outcome. It only words what verify() decided. */
export function statusOf({ check, file }: Outcome): Status {
  const { valid, layers } = check.result;
  if (valid) return file === null && speaksOfFile(layers) ? "genuine" : "proven";
  return layers.some(({ verdict }) => verdict === "fail") ? "invalid" : "undecided";
}

/** Whether a file could be held against the receipt. */
export function speaksOfFile(layers: readonly LayerResult[]): boolean {
  return layers.some(({ layer, verdict }) => layer === "file" && verdict !== "absent");
}

/** The sentence for people, in their language. */
export function headline(outcome: Outcome, { lang, texts }: ViewContext): string {
  const { result } = outcome.check;
  const status = statusOf(outcome);
  const time = utcTime(result.summary?.time ?? 0, lang);
  if (status === "proven") {
    if (outcome.file !== null) return texts.headlineProven(time);
    return texts.headlineRecorded(time);
  }
  if (status === "genuine") return texts.headlineGenuine(time);
  if (status === "undecided") return texts.headlineUndecided;
  const failed = failures(result.layers).map(({ layer }) => layer);
  const only = (...layers: string[]) => failed.every((layer) => layers.includes(layer));
  if (failed.includes("format")) return texts.headlineUnreadable;
  if (only("file", "size", "commitment")) return texts.headlineChanged;
  if (failed.includes("ledger")) return texts.headlineOtherLedger;
  if (only("checkpoint-signatures")) return texts.headlineNotSigned;
  if (only("outcome")) return texts.headlineRefused;
  return outcome.file === null ? texts.headlineInvalidAlone : texts.headlineInvalid;
}

/** The layers that fail, in their order. */
export function failures(layers: readonly LayerResult[]): readonly LayerResult[] {
  return layers.filter(({ verdict }) => verdict === "fail");
}

/** Organisations whose signature counted, and how many the trust file names; null without trust. */
export function signatureCount(layers: readonly LayerResult[]): number | null {
  const data = layers.find(({ layer }) => layer === "checkpoint-signatures")?.data;
  const counted = data?.["counted"];
  return typeof counted === "number" ? counted : null;
}

/** Names of the organisations whose signature counted. */
export function signerNames(layers: readonly LayerResult[], trust: Trust | undefined): string[] {
  const data = layers.find(({ layer }) => layer === "checkpoint-signatures")?.data;
  const signers = (data?.["signers"] ?? []) as readonly JudgedSigner[];
  return signers
    .filter(({ status }) => status === "counted")
    .map(({ organisation }) => nameOf(trust, organisation));
}

function nameOf(trust: Trust | undefined, organisation: string): string {
  return trust?.organisations.find(({ id }) => id === organisation)?.name ?? organisation;
}
