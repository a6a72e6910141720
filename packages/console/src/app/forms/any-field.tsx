import { useText } from "../language.ts";
import { Icon } from "../ui/icon.tsx";
import { BytesField } from "./bytes-field.tsx";
import { type Draft, emptyDraft } from "./draft.ts";
import { type FieldProps, useForm } from "./field-context.ts";
import { ProblemText } from "./field-frame.tsx";
import { texts } from "./messages.ts";
import { ChoiceField, FlagField, LineField, LinesField, MomentField } from "./scalar-fields.tsx";
import { descriptionOf, type JsonSchema, kindOf, titleOf } from "./schema.ts";

type Props = FieldProps<JsonSchema>;

/** The field for any schema. */
export function AnyField(props: Props) {
  switch (kindOf(props.schema)) {
    case "group":
      return <GroupField {...props} />;
    case "list":
      return <ListField {...props} />;
    case "choice":
      return <ChoiceField {...props} />;
    case "flag":
      return <FlagField {...props} />;
    case "moment":
      return <MomentField {...props} />;
    case "bytes":
      return <BytesField {...props} />;
    case "lines":
      return <LinesField {...props} />;
    case "integer":
    case "amount":
      return <LineField {...props} numeric />;
    case "text":
      return <LineField {...props} />;
  }
}

/** The members of a group without a frame: the whole input of an action, or an item of a list. */
export function Members(props: Omit<Props, "name" | "required">) {
  const { path, schema, draft, onChange } = props;
  const given = (typeof draft === "object" ? draft : {}) as Readonly<Record<string, Draft>>;
  const algorithm = given["alg"] ?? given["algorithm"];
  return Object.entries(schema.properties ?? {}).map(([name, one]) => (
    <AnyField
      key={name}
      name={name}
      path={path === "" ? name : `${path}.${name}`}
      schema={one}
      required={schema.required?.includes(name) === true}
      draft={given[name]}
      beside={typeof algorithm === "string" ? algorithm : undefined}
      onChange={(next) => onChange({ ...given, [name]: next })}
    />
  ));
}

function GroupField(props: Props) {
  const t = useText(texts);
  const { lang, algorithm } = useForm();
  const { name, schema, required, draft, onChange } = props;
  const what = titleOf(schema, name, lang);
  const open = draft !== undefined;
  return (
    <fieldset className="field-group">
      <legend>
        {what}
        {!required && <span className="field-optional"> {t("optional")}</span>}
      </legend>
      <p className="field-about">{descriptionOf(schema, lang)}</p>
      {open && <Members {...props} />}
      {!required && (
        <button
          type="button"
          className="link-button"
          onClick={() => onChange(open ? undefined : emptyDraft(schema, true, algorithm))}
        >
          {open ? t("unsetGroup", { what }) : t("setGroup", { what })}
        </button>
      )}
    </fieldset>
  );
}

function ListField(props: Props) {
  const t = useText(texts);
  const { lang, problems, id, algorithm } = useForm();
  const { name, path, schema, required, draft, onChange } = props;
  const items = schema.items ?? {};
  const given = Array.isArray(draft) ? (draft as readonly Draft[]) : [];
  const what = titleOf(schema, name, lang);
  const problem = problems.get(path);
  const full = given.length >= (schema.maxItems ?? Number.MAX_SAFE_INTEGER);
  const replace = (at: number, next: Draft) =>
    onChange(given.map((one, i) => (i === at ? next : one)));
  return (
    <fieldset className="field-group">
      <legend>
        {what}
        {!required && <span className="field-optional"> {t("optional")}</span>}
      </legend>
      <p className="field-about">{descriptionOf(schema, lang)}</p>
      {given.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
        <div className="field-item" key={at}>
          <div className="field-item-body">
            <AnyItem {...props} schema={items} draft={one} at={at} onChange={replace} />
          </div>
          {given.length > (required ? (schema.minItems ?? 0) : 0) && (
            <button
              type="button"
              className="icon-button"
              aria-label={t("removeItem", { what, number: at + 1 })}
              onClick={() => onChange(given.filter((_, i) => i !== at))}
            >
              <Icon name="close" size={16} />
            </button>
          )}
        </div>
      ))}
      {problem !== undefined && <ProblemText id={`${id}-${path}-problem`} problem={problem} />}
      {!full && (
        <button
          type="button"
          className="link-button"
          aria-label={`${what}: ${t("add")}`}
          onClick={() => onChange([...given, emptyDraft(items, true, algorithm)])}
        >
          + {t("add")}
        </button>
      )}
    </fieldset>
  );
}

function AnyItem(
  props: Omit<Props, "onChange"> & { at: number; onChange: (at: number, next: Draft) => void },
) {
  const t = useText(texts);
  const { lang } = useForm();
  const { name, path, schema, draft, at, onChange } = props;
  const item = {
    path: `${path}.${at}`,
    schema,
    draft,
    onChange: (next: Draft) => onChange(at, next),
  };
  if (kindOf(schema) === "group") return <Members {...item} />;
  const title = t("item", { what: titleOf(schema, name, lang), number: at + 1 });
  return <AnyField {...item} name={name} title={title} required />;
}
