import type { FuzzTarget } from "./target.ts";

/** A target and its part of a run. */
export interface TargetEntry {
  readonly name: string;
  /** Share of the inputs; the expensive ones get fewer. */
  readonly share: number;
  /** Inputs in one piece of work: a second or so. */
  readonly chunk: number;
  readonly load: () => Promise<FuzzTarget>;
}

/** Every decoder, every proof, and verify(). */
export const TARGETS: readonly TargetEntry[] = [
  entry("cbor", 20, 20_000, async () => (await import("./cbor.ts")).fuzzCbor),
  entry("statement", 15, 20_000, async () => (await import("./statement.ts")).fuzzStatement),
  entry("formats", 10, 20_000, async () => (await import("./formats.ts")).fuzzFormats),
  entry("receipt", 15, 20_000, async () => (await import("./receipt.ts")).fuzzReceipt),
  entry("trust", 8, 10_000, async () => (await import("./trust.ts")).fuzzTrust),
  entry("verify", 8, 2_000, async () => (await import("./verify.ts")).fuzzVerify),
  entry("state-proof", 10, 20_000, async () => (await import("./state-proof.ts")).fuzzStateProof),
  entry("answers", 5, 5_000, async () => (await import("./answers.ts")).fuzzAnswers),
  entry("note", 4, 10_000, async () => (await import("./note.ts")).fuzzNote),
  entry("tiles", 5, 50_000, async () => (await import("./tiles.ts")).fuzzTiles),
  entry("x509", 5, 5_000, async () => (await import("./x509.ts")).fuzzX509),
  entry("sealed", 4, 5_000, async () => (await import("./sealed.ts")).fuzzSealed),
  entry("log", 5, 20_000, async () => (await import("./log.ts")).fuzzLog),
];

function entry(
  name: string,
  share: number,
  chunk: number,
  load: () => Promise<FuzzTarget>,
): TargetEntry {
  return { name, share, chunk, load };
}
