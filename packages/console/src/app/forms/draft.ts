import { type FieldKind, type JsonSchema, kindOf } from "./schema.ts";

/**
 * What somebody has entered so far: texts where the JSON has texts or numbers, so that half a number is
 * kept as it was typed. An optional group that is not there is `undefined`.
 */
export type Draft =
  | string
  | boolean
  | undefined
  | readonly Draft[]
  | { readonly [name: string]: Draft };

/** What is wrong with one field. */
export interface FieldProblem {
  /** Place in the input: `digests.0.value`. */
  readonly path: string;
  readonly code:
    | "required"
    | "tooShort"
    | "tooLong"
    | "tooSmall"
    | "tooLarge"
    | "notWhole"
    | "notHex"
    | "notText"
    | "pattern"
    | "notChoice"
    | "tooFew"
    | "tooMany";
  /** The limit that was passed, when there is one. */
  readonly limit?: number;
}

/** The JSON that a draft stands for, and what is wrong with it. */
export interface Judged {
  readonly value: unknown;
  readonly problems: readonly FieldProblem[];
}

/**
 * The draft to begin with.
 * @param algorithm word to choose where a choice offers it: the digest algorithm of the ledger's suite
 */
export function emptyDraft(schema: JsonSchema, required = true, algorithm?: string): Draft {
  switch (kindOf(schema)) {
    case "group":
      return required
        ? Object.fromEntries(
            Object.entries(schema.properties ?? {}).map(([name, one]) => [
              name,
              emptyDraft(one, schema.required?.includes(name) === true, algorithm),
            ]),
          )
        : undefined;
    case "list": {
      const items = schema.items ?? {};
      return Array.from({ length: required ? (schema.minItems ?? 0) : 0 }, () =>
        emptyDraft(items, true, algorithm),
      );
    }
    case "flag":
      return required ? false : undefined;
    case "choice":
      if (!required) return "";
      return schema.enum?.find((word) => word === algorithm) ?? schema.enum?.[0] ?? "";
    default:
      return "";
  }
}

/** A draft that shows a JSON value. What does not fit the schema is left out. */
export function draftOf(schema: JsonSchema, value: unknown): Draft {
  const kind = kindOf(schema);
  if (value === undefined || value === null)
    return kind === "flag" ? undefined : emptyDraft(schema, false);
  if (kind === "group") {
    const given = typeof value === "object" ? (value as Record<string, unknown>) : {};
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, one]) => {
        const required = schema.required?.includes(name) === true;
        return [name, name in given ? draftOf(one, given[name]) : emptyDraft(one, required)];
      }),
    );
  }
  if (kind === "list") {
    const items = schema.items ?? {};
    return Array.isArray(value) ? value.map((one) => draftOf(items, one)) : [];
  }
  if (kind === "flag") return value === true;
  return typeof value === "string" ? value : String(value);
}

/** Turns a draft into the JSON that it stands for and says what is wrong, by the fields' own limits. */
export function judge(schema: JsonSchema, draft: Draft, required = true, path = ""): Judged {
  const kind = kindOf(schema);
  if (kind === "group") return judgeGroup(schema, draft, required, path);
  if (kind === "list") return judgeList(schema, draft, required, path);
  if (kind === "flag") return { value: draft as boolean | undefined, problems: [] };
  const text = typeof draft === "string" ? draft : "";
  if (text === "") {
    const needed = required && (kind !== "bytes" || (schema.minLength ?? 0) > 0);
    const missing = needed && !(isText(kind) && schema.minLength === 0);
    return {
      value: required && !missing ? "" : undefined,
      problems: missing ? [{ path, code: "required" }] : [],
    };
  }
  const problem = scalarProblem(kind, schema, text);
  return {
    value: kind === "integer" || kind === "moment" ? Number(text) : normal(kind, text),
    problems: problem === undefined ? [] : [{ path, ...problem }],
  };
}

const isText = (kind: FieldKind) => kind === "text" || kind === "lines";

const normal = (kind: FieldKind, text: string) =>
  kind === "bytes" ? text.trim().toLowerCase() : isText(kind) ? text.normalize("NFC") : text;

function judgeGroup(schema: JsonSchema, draft: Draft, required: boolean, path: string): Judged {
  if (draft === undefined && !required) return { value: undefined, problems: [] };
  const given = (typeof draft === "object" ? draft : {}) as Record<string, Draft>;
  const problems: FieldProblem[] = [];
  const value: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(schema.properties ?? {})) {
    const needed = schema.required?.includes(name) === true;
    const judged = judge(one, given[name], needed, path === "" ? name : `${path}.${name}`);
    problems.push(...judged.problems);
    if (judged.value !== undefined) value[name] = judged.value;
  }
  return { value, problems };
}

function judgeList(schema: JsonSchema, draft: Draft, required: boolean, path: string): Judged {
  const given = Array.isArray(draft) ? (draft as readonly Draft[]) : [];
  if (given.length === 0 && !required) return { value: undefined, problems: [] };
  const { items = {}, minItems = 0, maxItems = Number.MAX_SAFE_INTEGER } = schema;
  const problems: FieldProblem[] = [];
  if (given.length < minItems) problems.push({ path, code: "tooFew", limit: minItems });
  if (given.length > maxItems) problems.push({ path, code: "tooMany", limit: maxItems });
  const value = given.map((one, at) => {
    const judged = judge(items, one, true, `${path}.${at}`);
    problems.push(...judged.problems);
    return judged.value;
  });
  return { value, problems };
}

type Problem = Omit<FieldProblem, "path">;

function scalarProblem(kind: FieldKind, schema: JsonSchema, text: string): Problem | undefined {
  switch (kind) {
    case "integer":
    case "moment":
      return integerProblem(schema, text);
    case "amount":
      if (!/^(0|[1-9][0-9]*)$/.test(text)) return { code: "notWhole" };
      return BigInt(text) > U64_MAX ? { code: "tooLarge" } : undefined;
    case "bytes":
      return bytesProblem(schema, text.trim().toLowerCase());
    case "choice":
      return schema.enum?.includes(text) === true ? undefined : { code: "notChoice" };
    default:
      return textProblem(kind, schema, text.normalize("NFC"));
  }
}

const U64_MAX = 0xffff_ffff_ffff_ffffn;

function integerProblem({ minimum, maximum }: JsonSchema, text: string): Problem | undefined {
  if (!/^(0|-?[1-9][0-9]*)$/.test(text)) return { code: "notWhole" };
  const value = BigInt(text);
  if (minimum !== undefined && value < BigInt(minimum)) return { code: "tooSmall", limit: minimum };
  if (maximum !== undefined && value > BigInt(maximum)) return { code: "tooLarge", limit: maximum };
  return undefined;
}

function bytesProblem({ minLength = 0, maxLength }: JsonSchema, text: string): Problem | undefined {
  if (!/^([0-9a-f]{2})*$/.test(text)) return { code: "notHex" };
  if (text.length < minLength) return { code: "tooShort", limit: minLength / 2 };
  if (maxLength !== undefined && text.length > maxLength) {
    return { code: "tooLong", limit: maxLength / 2 };
  }
  return undefined;
}

function textProblem(kind: FieldKind, schema: JsonSchema, text: string): Problem | undefined {
  const { minLength = 0, maxLength, pattern } = schema;
  const length = [...text].length;
  if (length < minLength) return { code: "tooShort", limit: minLength };
  if (maxLength !== undefined && length > maxLength) return { code: "tooLong", limit: maxLength };
  const control = kind === "lines" ? /[^\P{Cc}\t\n]/u : /\p{Cc}/u;
  if (control.test(text)) return { code: "notText" };
  if (pattern !== undefined && !new RegExp(pattern).test(text)) return { code: "pattern" };
  return undefined;
}
