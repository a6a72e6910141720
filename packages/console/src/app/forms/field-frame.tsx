import type { ReactNode } from "react";
import { count } from "../../web/format.ts";
import { useText } from "../language.ts";
import type { FieldProblem } from "./draft.ts";
import { useForm } from "./field-context.ts";
import { texts } from "./messages.ts";
import { descriptionOf, type JsonSchema, kindOf, titleOf } from "./schema.ts";

/** Attributes that tie an input to its label, its description and its problem. */
export interface InputLinks {
  readonly id: string;
  readonly "aria-describedby": string;
  readonly "aria-invalid": boolean;
  readonly "aria-required": boolean;
}

/** Label, description, limits and problem around one input. */
export function FieldFrame(props: {
  name: string;
  path: string;
  schema: JsonSchema;
  required: boolean;
  /** Stands in for the field's own name. */
  title?: string | undefined;
  children: (links: InputLinks) => ReactNode;
}) {
  const { name, path, schema, required, title, children } = props;
  const { id, lang, problems } = useForm();
  const t = useText(texts);
  const own = `${id}-${path}`;
  const problem = problems.get(path);
  return (
    <div className={problem === undefined ? "field" : "field field-wrong"}>
      <label htmlFor={own}>
        {title ?? titleOf(schema, name, lang)}{" "}
        {lang === "zh" && title === undefined && <code className="field-name">{name}</code>}
        {!required && <span className="field-optional"> {t("optional")}</span>}
      </label>
      {children({
        id: own,
        "aria-describedby": `${own}-about${problem === undefined ? "" : ` ${own}-problem`}`,
        "aria-invalid": problem !== undefined,
        "aria-required": required,
      })}
      {problem !== undefined && <ProblemText id={`${own}-problem`} problem={problem} />}
      <p className="field-about" id={`${own}-about`}>
        {descriptionOf(schema, lang)} <Limits schema={schema} />
      </p>
    </div>
  );
}

/** What is wrong with a field, and how it would be right. */
export function ProblemText({ id, problem }: { id?: string; problem: FieldProblem }) {
  const t = useText(texts);
  const { code, limit } = problem;
  return (
    <p className="field-problem" id={id}>
      {t(`problem-${code}`, limit === undefined ? {} : { limit: count(limit) })}
    </p>
  );
}

/** The field's own limits in words. */
function Limits({ schema }: { schema: JsonSchema }) {
  const t = useText(texts);
  const { minLength = 0, maxLength, minimum, maximum, minItems = 0, maxItems } = schema;
  switch (kindOf(schema)) {
    case "bytes": {
      const [min, max] = [minLength / 2, (maxLength ?? 0) / 2];
      return min === max
        ? t("bytesHint", { count: max })
        : t("bytesRange", { min: count(min), max: count(max) });
    }
    case "integer":
      if (minimum === undefined) return null;
      return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
        ? t("minHint", { min: count(minimum) })
        : t("rangeHint", { min: count(minimum), max: count(maximum) });
    case "amount":
      return t("amountHint");
    case "text":
    case "lines":
      return maxLength === undefined ? null : t("textHint", { max: count(maxLength) });
    case "list":
      return maxItems === undefined
        ? null
        : t("listHint", { min: count(minItems), max: count(maxItems) });
    default:
      return null;
  }
}
