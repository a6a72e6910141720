/** An answer of the node that says no, or no answer at all. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  /** Code of a problem or an outcome; `unreachable` when there was no answer, `bad-answer` when it could not be read. */
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** What to do about it. */
  readonly fix: string;
  /** The body as it came, for members that only some problems have. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(parts: {
    code: string;
    status: number;
    title: string;
    detail?: string;
    fix?: string;
    body?: Readonly<Record<string, unknown>>;
    cause?: unknown;
  }) {
    super(parts.title, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.code = parts.code;
    this.status = parts.status;
    this.title = parts.title;
    this.detail = parts.detail ?? "";
    this.fix = parts.fix ?? "";
    this.body = parts.body ?? {};
  }
}
