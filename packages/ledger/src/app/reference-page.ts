import type {
  ActionDescription,
  AppDescription,
  CallDescription,
  FieldDescription,
  JsonSchema,
  TableDescription,
  ViewDescription,
} from "./describe.ts";
import { schemaRows, typeWords } from "./schema-rows.ts";

/** The reference page of an application in Markdown, made from its definition alone. */
export function referencePage(app: AppDescription): string {
  const parts = [
    `# ${app.title.en} · ${app.title.zh}`,
    `${app.summary.en}\n${app.summary.zh}`,
    `Application \`${app.name}\`, version ${app.version}. This page is made from the definition of the application by \`npm run reference\`.`,
    "## Actions · 操作",
    ...app.actions.map((action) => actionSection(app, action)),
    "## Views · 查询",
    ...app.views.map((view) => viewSection(app, view)),
    "## Tables · 数据表",
    "Rows are provable: `GET /v1/state/<application>/<table>?key=[...]` gives a row, or its absence, with its proof.",
    ...app.tables.map(tableSection),
  ];
  return `${parts.join("\n\n")}\n`;
}

function actionSection(app: AppDescription, action: ActionDescription): string {
  const refusals = action.refusals.map(
    ({ number, name, text }) => `| ${number} | \`${name}\` | ${text.en}<br>${text.zh} |`,
  );
  return sections(
    callHead(action.fullName, action),
    [
      `- SDK: \`client.${app.name}.${action.method}(input)\``,
      `- HTTP: \`POST /v1/apps/${app.name}/${action.name}\`, or a signed statement of the action \`${action.fullName}\``,
      `- Who · 谁可以执行: ${action.roles.join(", ")}`,
    ].join("\n"),
    callBody(action),
    refusals.length > 0 &&
      `Refusals · 拒绝情形\n\n| number | name | what happened |\n|---:|---|---|\n${refusals.join("\n")}`,
  );
}

function viewSection(app: AppDescription, view: ViewDescription): string {
  return sections(
    callHead(`${app.name}.${view.name}`, view),
    [
      `- SDK: \`client.${app.name}.${view.method}(input)\``,
      `- HTTP: \`GET /v1/apps/${app.name}/${view.name}?...\``,
      view.proves
        ? "- With `proof=true` the answer comes with a state proof of every row read, present or absent."
        : "- The order comes from an index; each row can be proved by its key.",
    ].join("\n"),
    callBody(view),
  );
}

function callHead(name: string, { title, summary }: CallDescription): string {
  return `### \`${name}\`\n\n**${title.en} · ${title.zh}.** ${summary.en}\n${summary.zh}`;
}

function callBody({ input, output }: CallDescription): string {
  return sections(memberTable("Input · 输入", input), memberTable("Output · 输出", output));
}

function memberTable(heading: string, schema: JsonSchema): string {
  const rows = schemaRows(schema);
  if (rows.length === 0) return `${heading}: none`;
  const lines = rows.map(
    ({ name, type, required, en, zh }) =>
      `| \`${name}\` | ${cell(type)} | ${required ? "yes" : ""} | ${cell(both(en, zh))} |`,
  );
  return `${heading}\n\n| member | takes | required | meaning |\n|---|---|---|---|\n${lines.join("\n")}`;
}

function tableSection(table: TableDescription): string {
  const line = (field: FieldDescription, part: string) =>
    `| ${part} | \`${field.name}\` | ${cell(typeWords(field.schema))} | ${field.optional ? "" : "yes"} | ${cell(both(field.en, field.zh))} |`;
  const indexes = Object.entries(table.indexes).map(
    ([name, fields]) => `\`${name}\` (${fields.join(", ")})`,
  );
  return sections(
    `### \`${table.name}\`\n\n${both(table.en, table.zh, "\n")}`,
    `| part | field | holds | always | meaning |\n|---|---|---|---|---|\n${[
      ...table.key.map((field) => line(field, "key")),
      ...table.value.map((field) => line(field, "value")),
    ].join("\n")}`,
    indexes.length > 0 && `Indexes · 索引: ${indexes.join(", ")}`,
  );
}

function both(en: string | undefined, zh: string | undefined, between = "<br>"): string {
  return [en, zh].filter((text) => text !== undefined && text !== "").join(between);
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function sections(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join("\n\n");
}
