import { unwrapOptional } from "@tallystick/ledger/app/define-table";
import { type Field, type Shape, wireOf } from "@tallystick/ledger/app/fields";
import { Problem } from "./problem.ts";

const UINT = /^(?:0|[1-9][0-9]{0,15})$/;
const INT = /^(?:0|-?[1-9][0-9]{0,15})$/;

/**
 * The JSON input of a view from the text of a query string: numbers and booleans in their one
 * spelling, lists and groups as JSON text, everything else as it is. The view's own schema judges the
 * result; unknown and repeated parameters are refused here.
 */
export function inputFromQuery(
  shape: Shape,
  query: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(query)) {
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (field === undefined) {
      throw new Problem(
        "invalid-request",
        "the query has a parameter that this view does not know",
      );
    }
    if (typeof text !== "string") {
      throw new Problem("invalid-request", `${name}: given more than once`);
    }
    input[name] = parameterValue(name, field, text);
  }
  return input;
}

function parameterValue(name: string, field: Field, text: string): unknown {
  switch (wireOf(unwrapOptional(field)).kind) {
    case "uint":
      return number(name, text, UINT);
    case "int":
      return number(name, text, INT);
    case "flag":
      if (text === "true" || text === "false") return text === "true";
      throw new Problem("invalid-request", `${name}: must be true or false`);
    case "list":
    case "group":
    case "variant":
      try {
        return JSON.parse(text);
      } catch {
        throw new Problem("invalid-request", `${name}: must be JSON`);
      }
    default:
      return text;
  }
}

function number(name: string, text: string, pattern: RegExp): number {
  if (!pattern.test(text)) throw new Problem("invalid-request", `${name}: must be a whole number`);
  return Number(text);
}
