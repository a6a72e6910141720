import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { repositoryRoot } from "../lib/npm.mjs";

/** One limit of the product. */
export interface LimitRow {
  readonly name: string;
  readonly value: number;
  /** What it bounds, as the source says it. */
  readonly text: string;
}

/** Limits of one package, or of a part of it that keeps a file of its own. */
export interface LimitGroup {
  /** Path of the file from the root. */
  readonly file: string;
  readonly rows: readonly LimitRow[];
}

const HEAD = `# Limits

Everything has one. A value outside is refused with an error that names the limit, and changes nothing.
This page is made from the sources by \`npm run reference\`; a test holds it against them.

Limits of \`packages/ledger\` are consensus data: two nodes that differ in one of them diverge.
`;

/** The comment that documents a node, as one line of text. */
function comment(node: ts.Node): string | undefined {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = ts.getTextOfJSDocComment(docs.at(-1)?.comment);
  return text?.replace(/\s+/g, " ").trim();
}

/**
 * What each name stands for: constants, and members of interfaces and objects. A member without a
 * comment of its own shares that of the one above ("first and longest pause").
 */
function documented(source: ts.SourceFile): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const members = (nodes: readonly ts.Node[]) => {
    let above: string | undefined;
    for (const node of nodes) {
      above = comment(node) ?? above;
      const name = (node as ts.NamedDeclaration).name;
      if (above !== undefined && name && ts.isIdentifier(name) && !texts.has(name.text)) {
        texts.set(name.text, above);
      }
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableStatement(node)) {
      const text = comment(node);
      const name = node.declarationList.declarations[0]?.name;
      if (text !== undefined && name && ts.isIdentifier(name)) texts.set(name.text, text);
    }
    if (ts.isInterfaceDeclaration(node)) members(node.members);
    if (ts.isObjectLiteralExpression(node)) members(node.properties);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

function isDocumentedLimit(value: unknown): value is { value: number; unit: string; en: string } {
  return typeof value === "object" && value !== null && "value" in value && "en" in value;
}

/** The limits in one file. Values come from the running code, texts from the comments beside them. */
async function readGroup(file: string): Promise<LimitGroup> {
  const path = join(repositoryRoot, file);
  const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  const text = readFileSync(path, "utf8");
  const texts = documented(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  const rows = new Map<string, LimitRow>();
  const take = (name: string, value: unknown) => {
    if (isDocumentedLimit(value)) {
      rows.set(name, { name, value: value.value, text: `${value.en} (${value.unit})` });
    } else if (typeof value === "number" && !rows.has(name)) {
      rows.set(name, { name, value, text: texts.get(name) ?? "" });
    }
  };
  // Sorted: loaders differ in the order of a module's exports.
  for (const [name, value] of Object.entries(module).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (typeof value === "object" && value !== null) {
      for (const [member, inner] of Object.entries(value)) take(member, inner);
    } else take(name, value);
  }
  return { file, rows: [...rows.values()] };
}

/** Every limit of every package. */
export async function readLimits(): Promise<readonly LimitGroup[]> {
  const files = globSync("packages/*/src/**/limits.ts", { cwd: repositoryRoot }).sort();
  return Promise.all(files.map(readGroup));
}

/** docs/reference/limits.md. */
export async function limitsPage(): Promise<string> {
  const sections = (await readLimits()).map(({ file, rows }) => {
    const lines = rows.map(({ name, value, text }) => {
      const digits = String(value).replace(/\B(?=(\d{3})+(?!\d))/g, " ");
      return `| \`${name}\` | ${digits} | ${text.replaceAll("|", "\\|")} |`;
    });
    return `## \`${file}\`\n\n| name | value | what it bounds |\n|---|---:|---|\n${lines.join("\n")}\n`;
  });
  return [HEAD, ...sections].join("\n");
}
