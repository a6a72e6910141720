import * as z from "zod";
import type { Field } from "./fields.ts";

/** What does not fit in a JSON value; one for each member that is wrong. */
export interface JsonProblem {
  /** The member, such as `digests.0.value`; empty for the whole value. */
  readonly path: string;
  readonly message: string;
}

/** A JSON value that does not fit its definition. */
export class JsonError extends Error {
  override readonly name = "JsonError";
  readonly problems: readonly JsonProblem[];
  constructor(problems: readonly JsonProblem[]) {
    super(problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; "));
    this.problems = problems;
  }
}

/** Problems shown of one value: enough to correct it, bounded whatever was sent. */
const PROBLEMS_MAX = 20;

/** Typed value of a JSON value. @throws JsonError */
export function fromJson<T>(field: Field<T>, json: unknown): T {
  return unwrap(z.safeDecode(field, json as never));
}

/** JSON value of a typed value. @throws JsonError */
export function toJson<J>(field: Field<unknown, J>, value: unknown): J {
  return unwrap(z.safeEncode(field, value as never)) as J;
}

function unwrap<T>(result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data;
  throw new JsonError(
    result.error.issues.slice(0, PROBLEMS_MAX).map((issue) => ({
      path: issue.path.map(String).join("."),
      message: issue.message,
    })),
  );
}
