import { deposit } from "@tallystick/apps/evidence/actions";
import type { SuiteName } from "@tallystick/core/algorithms";
import { fromJson, JsonError } from "@tallystick/ledger/app/json-values";
import { UsageError } from "../failure.ts";
import type { DepositOptions } from "./options.ts";

/** What the depositor says about all the files of one run; `evidence.deposit` has the meanings. */
export interface Claims {
  readonly labels?: readonly string[];
  readonly source?: string;
  readonly note?: string;
  readonly mediaType?: string;
  readonly capturedAt?: number;
}

/** How files are deposited. */
export interface DepositPlan {
  /** Digest tags, the first being the one that the deposit is filed under. */
  readonly algorithms: readonly string[];
  /** Records salted commitments instead of plain digests, and no size. */
  readonly private: boolean;
  readonly claims: Claims;
  /** Replaces the receipt of another content that lies in the place. */
  readonly replace: boolean;
  readonly concurrency: number;
}

/** The digest of each suite, and the salted commitment that takes its place. */
const OF_SUITE: Readonly<Record<SuiteName, { readonly plain: string; readonly salted: string }>> = {
  intl: { plain: "sha-256", salted: "hmac-sha-256" },
  gm: { plain: "sm3", salted: "hmac-sm3" },
};

/** A digest of the right length for a tag, to try the input with before any file is read. */
const SAMPLE_HEX: Readonly<Record<string, number>> = { "sha-384": 48, "sha-512": 64 };

function algorithmsOf(options: DepositOptions, suite: SuiteName): readonly string[] {
  const { plain, salted } = OF_SUITE[suite];
  const named = options.digest ?? [];
  if (!options.private) return named.length === 0 ? [plain] : named;
  const open = named.find((alg) => !alg.startsWith("hmac-"));
  if (open !== undefined)
    throw new UsageError(`--private records no plain digest: leave out ${open}`);
  return named.length === 0 ? [salted] : named;
}

function timeOf(text: string): number {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(time)) {
    throw new UsageError(
      "--captured-at takes a time with its zone, such as 2026-11-21T08:00:00Z or 2026-11-21T16:00+08:00",
    );
  }
  return time;
}

/**
 * What the options ask for, tried against the definition of `evidence.deposit` itself, so that a
 * label that is too long is refused before the first file is read.
 * @throws UsageError
 */
export function makePlan(options: DepositOptions, suite: SuiteName): DepositPlan {
  const algorithms = algorithmsOf(options, suite);
  const salted = algorithms.some((alg) => alg.startsWith("hmac-"));
  if (salted && !options.private) throw new UsageError("hmac-* digests are salted: add --private");
  const { label, source, note, mediaType, capturedAt } = options;
  const claims: Claims = {
    ...(label !== undefined && { labels: label.map((one) => one.normalize("NFC")) }),
    ...(source !== undefined && { source: source.normalize("NFC") }),
    ...(note !== undefined && { note: note.normalize("NFC") }),
    ...(mediaType !== undefined && { mediaType }),
    ...(capturedAt !== undefined && { capturedAt: timeOf(capturedAt) }),
  };
  const digests = algorithms.map((alg) => ({ alg, value: "00".repeat(SAMPLE_HEX[alg] ?? 32) }));
  try {
    fromJson(deposit.input, { digests, ...claims });
  } catch (error) {
    if (error instanceof JsonError) throw new UsageError(error.message);
    throw error;
  }
  if (new Set(algorithms).size !== algorithms.length)
    throw new UsageError("--digest names the same digest twice");
  return {
    algorithms,
    private: options.private === true,
    claims,
    replace: options.replace === true,
    concurrency: options.concurrency,
  };
}
