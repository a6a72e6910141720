import { localTime, utcTime } from "../../web/format.ts";
import type { Lang } from "../../web/language.ts";
import { descriptionOf, isMoment, type JsonSchema, labelOf } from "../forms/schema.ts";
import { useLanguage, useText } from "../language.ts";
import { texts } from "./messages.ts";

/** An input in words: every member of it with its name, what it is for, and its value in full. */
export function DescribedInput({ schema, value }: { schema: JsonSchema; value: unknown }) {
  const t = useText(texts);
  const members = membersOf(value);
  if (members.length === 0) return <p className="muted">{t("nothing")}</p>;
  return <Members schema={schema} members={members} />;
}

type Member = readonly [name: string, value: unknown];

function Members({ schema, members }: { schema: JsonSchema; members: readonly Member[] }) {
  const lang = useLanguage();
  return (
    <dl className="signing-input">
      {members.map(([name, value]) => {
        const field = schema.properties?.[name] ?? {};
        const { label, what } = wordsOf(name, field, lang);
        return (
          <div key={name}>
            <dt>
              {label}
              {what !== undefined && <span className="signing-what">{what}</span>}
            </dt>
            <dd>
              <Value schema={field} value={value} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Value({ schema, value }: { schema: JsonSchema; value: unknown }) {
  const t = useText(texts);
  const lang = useLanguage();
  if (Array.isArray(value)) {
    return (
      <ul>
        {value.map((item, at) => (
          // The list is shown once and never changes its order.
          // biome-ignore lint/suspicious/noArrayIndexKey: the items have no other name
          <li key={at}>
            <Value schema={schema.items ?? {}} value={item} />
          </li>
        ))}
      </ul>
    );
  }
  if (typeof value === "object" && value !== null) {
    return <Members schema={schema} members={membersOf(value)} />;
  }
  if (typeof value === "boolean") return <span>{t(value ? "yes" : "no")}</span>;
  if (typeof value === "number" && isMoment(schema)) return <span>{moment(value, lang)}</span>;
  const text = String(value);
  return schema.format === "hex" ? <code>{text}</code> : <bdi className="signing-text">{text}</bdi>;
}

/** English has its field names as labels; in Chinese the first words of the description are one. */
function wordsOf(
  name: string,
  field: JsonSchema,
  lang: Lang,
): { readonly label: string; readonly what: string | undefined } {
  const what = descriptionOf(field, lang);
  if (lang === "en" || what === undefined) return { label: labelOf(name), what };
  const [label = what, rest] = what.split(/[，；。：（](.*)/su);
  const more = rest?.replace(/[。）]+$/u, "");
  return { label, what: more === "" ? undefined : more };
}

function membersOf(value: unknown): Member[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).filter(([, member]) => member !== undefined);
}

function moment(time: number, lang: Lang): string {
  return `${utcTime(time, lang)} · ${localTime(time)}`;
}
