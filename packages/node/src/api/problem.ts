import { type ProblemCode, type ProblemKind, problemKinds } from "./problems.ts";

/** Content type of every error body (RFC 9457 s3). */
export const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

/** Members of an error body. `type` points at the page that lists every code. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly fix: string;
  readonly [member: string]: unknown;
}

/**
 * A request that is answered with an error of the HTTP surface. `detail` is shown to the caller, so
 * it names members and limits and never repeats what the caller sent.
 */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    code: ProblemCode,
    detail: string,
    options: {
      headers?: Record<string, string>;
      extra?: Record<string, unknown>;
      cause?: unknown;
    } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = problemKinds[code].status;
    this.headers = options.headers ?? {};
    this.extra = options.extra ?? {};
  }
}

/** The language of an error body: Chinese when the caller's first choice is Chinese, else English. */
export function problemLanguage(acceptLanguage: string | undefined): "en" | "zh" {
  return acceptLanguage !== undefined && /^\s*zh\b/i.test(acceptLanguage) ? "zh" : "en";
}

/** The body for a problem of the HTTP surface. */
export function problemBody(
  code: ProblemCode,
  detail: string,
  language: "en" | "zh",
  extra: Readonly<Record<string, unknown>> = {},
): ProblemBody {
  const kind: ProblemKind = problemKinds[code];
  return {
    type: `/v1/outcomes#${code}`,
    title: kind.title[language],
    status: kind.status,
    detail,
    code,
    fix: kind.fix[language],
    ...extra,
  };
}
