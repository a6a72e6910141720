import "./explore.css";
import { count } from "../../web/format.ts";
import { isMoment, type JsonSchema, kindOf, titleOf } from "../forms/schema.ts";
import { useLanguage, useText } from "../language.ts";
import { CELL_CHARS } from "../limits.ts";
import { Digest } from "../ui/digest.tsx";
import { Moment } from "../ui/moment.tsx";
import { DataTable } from "./data-table.tsx";
import { texts } from "./messages.ts";

/**
 * A value of the ledger as people read it: bytes shortened, moments as moments, lists of like groups as
 * tables. Whatever it says stays text. Without a schema the shape of the value decides.
 */
export function Value(props: {
  value: unknown;
  schema?: JsonSchema | undefined;
  /** Name of the field, for the button that copies it. */
  name?: string;
  /** True inside a table: short. */
  cell?: boolean;
}) {
  const { value, schema, name, cell = false } = props;
  const t = useText(texts);
  if (value === null || value === undefined) return <span className="muted">{t("none")}</span>;
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  if (typeof value === "number") return <NumberValue value={value} schema={schema} cell={cell} />;
  if (typeof value === "string") {
    return isHex(value, schema) ? (
      <Digest value={value} label={name ?? t("value")} whole={!cell && value.length <= 128} />
    ) : (
      <TextValue value={value} cell={cell} />
    );
  }
  if (Array.isArray(value)) return <ListValue {...props} value={value} />;
  return <GroupValue value={value as Record<string, unknown>} schema={schema} cell={cell} />;
}

function NumberValue(props: { value: number; schema: JsonSchema | undefined; cell: boolean }) {
  const { value, schema, cell } = props;
  if (schema !== undefined && isMoment(schema)) {
    return <Moment time={value} show={cell ? "absolute" : "both"} />;
  }
  return <span className="number">{count(value)}</span>;
}

function TextValue({ value, cell }: { value: string; cell: boolean }) {
  const shown = cell && value.length > CELL_CHARS ? `${value.slice(0, CELL_CHARS)}…` : value;
  return (
    <bdi className="value-text" title={shown === value ? undefined : value}>
      {shown}
    </bdi>
  );
}

function isHex(value: string, schema: JsonSchema | undefined): boolean {
  if (schema !== undefined && kindOf(schema) !== "bytes") return false;
  return value.length >= (schema === undefined ? 32 : 2) && /^([0-9a-f]{2})+$/.test(value);
}

function ListValue(props: {
  value: readonly unknown[];
  schema?: JsonSchema | undefined;
  name?: string;
  cell?: boolean;
}) {
  const { value, schema, name = "", cell = false } = props;
  const t = useText(texts);
  const { items } = schema ?? {};
  if (value.length === 0) return <span className="muted">{t("none")}</span>;
  const groups = value.every((one) => typeof one === "object" && one !== null);
  if (groups && !Array.isArray(value[0]) && !cell) {
    return (
      <GroupTable
        rows={value as readonly Record<string, unknown>[]}
        schema={items}
        caption={name === "" ? t("items", { count: value.length }) : name}
      />
    );
  }
  return (
    <ul className={cell ? "value-list value-list-cell" : "value-list"}>
      {value.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
        <li key={at}>
          <Value value={one} schema={items} name={name} cell={cell} />
        </li>
      ))}
    </ul>
  );
}

/** Groups of the same kind, one a row; members that none of them has are left out. */
function GroupTable(props: {
  rows: readonly Readonly<Record<string, unknown>>[];
  schema: JsonSchema | undefined;
  caption: string;
}) {
  const { rows, schema, caption } = props;
  const lang = useLanguage();
  const known = Object.keys(schema?.properties ?? {});
  const names = [...new Set([...known, ...rows.flatMap((row) => Object.keys(row))])];
  const columns = names
    .filter((name) => rows.some((row) => row[name] !== undefined))
    .map((name) => ({
      key: name,
      title: titleOf(schema?.properties?.[name], name, lang),
      render: (row: Readonly<Record<string, unknown>>) =>
        row[name] === undefined ? null : (
          <Value value={row[name]} schema={schema?.properties?.[name]} name={name} cell />
        ),
    }));
  return (
    <DataTable
      wide
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={(_, at) => String(at)}
    />
  );
}

function GroupValue(props: {
  value: Readonly<Record<string, unknown>>;
  schema: JsonSchema | undefined;
  cell: boolean;
}) {
  const { value, schema, cell } = props;
  const t = useText(texts);
  const lang = useLanguage();
  // In the order of the definition, which is the order in which people think of them.
  const order = Object.keys(schema?.properties ?? {});
  const members = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  if (members.length === 0) return <span className="muted">{t("none")}</span>;
  return (
    <dl className={cell ? "value-group value-group-cell" : "value-group"}>
      {members.map(([name, one]) => (
        <div key={name}>
          <dt>{titleOf(schema?.properties?.[name], name, lang)}</dt>
          <dd>
            <Value value={one} schema={schema?.properties?.[name]} name={name} cell={cell} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
