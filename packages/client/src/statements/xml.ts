/**
 * As much of XML 1.0 as messages of ISO 20022 need: elements, attributes and text. Whatever could make a
 * reader fetch, expand or guess (document types, entities of one's own, processing instructions beyond the
 * declaration) is refused.
 */

/** An element as read. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, trimmed. */
  readonly text: string;
}

/** A document that is not well-formed, or uses what is not taken. */
export class XmlError extends Error {
  override readonly name = "XmlError";
}

/** Characters of one document, and depth of its elements. */
const TEXT_MAX = 16_777_216;
const DEPTH_MAX = 64;

const NAME = "[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?";
const TOKEN = new RegExp(
  `<!--[\\s\\S]*?-->|<!\\[CDATA\\[([\\s\\S]*?)\\]\\]>|<(/?)(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>|([^<]+)`,
  "y",
);
const ATTRIBUTE = new RegExp(`(${NAME})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, "g");
const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
};

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** Reads a document. @throws XmlError */
export function readXml(source: string): XmlElement {
  if (source.length > TEXT_MAX) throw new XmlError("the document is too long");
  const text = source.replace(/^\uFEFF/, "").replace(/^<\?xml\s[^?>]*\?>/, "");
  const root: Open = { name: "", attributes: new Map(), children: [], text: "" };
  const open: Open[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (token === null) throw new XmlError(`not well-formed, or not taken, at character ${at}`);
    take(open, token);
    if (open.length > DEPTH_MAX) throw new XmlError("elements lie too deep");
  }
  const [only, ...others] = root.children;
  if (open.length !== 1 || only === undefined || others.length > 0 || root.text.trim() !== "") {
    throw new XmlError("a document has one outermost element, and it is closed");
  }
  return only;
}

function take(
  open: Open[],
  [, cdata, slash, name, attributes, empty, text]: RegExpExecArray,
): void {
  const parent = open.at(-1);
  if (parent === undefined) throw new XmlError("an element is closed that was not opened");
  if (cdata !== undefined) parent.text += cdata;
  else if (text !== undefined) parent.text += unescaped(text);
  else if (name === undefined) return;
  else if (slash === "/") {
    if (parent.name !== name || attributes !== "" || empty === "/") {
      throw new XmlError(`${name} closes ${parent.name === "" ? "nothing" : parent.name}`);
    }
    open.pop();
    open.at(-1)?.children.push(closed(parent));
  } else {
    const element = { name, attributes: readAttributes(attributes ?? ""), children: [], text: "" };
    if (empty === "/") parent.children.push(closed(element));
    else open.push(element);
  }
}

function closed({ name, attributes, children, text }: Open): XmlElement {
  return { name: name.slice(name.indexOf(":") + 1), attributes, children, text: text.trim() };
}

function readAttributes(source: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", double, single] of source.matchAll(ATTRIBUTE)) {
    if (found.has(name)) throw new XmlError(`the attribute ${name} stands twice`);
    found.set(name, unescaped(double ?? single ?? ""));
  }
  return found;
}

function unescaped(text: string): string {
  return text.replace(/&([^;]{0,10};?)/g, (_, body: string) => {
    const name = body.slice(0, -1);
    const plain = body.endsWith(";") ? ENTITIES[name] : undefined;
    if (plain !== undefined) return plain;
    const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name) ?? [];
    const point = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16);
    if (!(point > 0 && point <= 0x10ffff)) throw new XmlError(`&${body} is not taken`);
    return String.fromCodePoint(point);
  });
}

/** The first child of a name, along a path. */
export function childOf(
  element: XmlElement | undefined,
  ...path: string[]
): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>(
    (at, name) => at?.children.find((child) => child.name === name),
    element,
  );
}

/** The children of a name. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** An element to be written: its name, what is inside, and its attributes. */
export type XmlNode = readonly [
  name: string,
  content: string | readonly XmlNode[],
  attributes?: Readonly<Record<string, string>>,
];

/** Writes a document, in UTF-8. Characters that XML 1.0 cannot hold are left out. */
export function writeXml(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeNode(root, "")}`;
}

function writeNode([name, content, attributes = {}]: XmlNode, indent: string): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const open = `${indent}<${name}${given.join("")}>`;
  if (typeof content === "string") return `${open}${escaped(content)}</${name}>\n`;
  const inside = content.map((child) => writeNode(child, `${indent}  `)).join("");
  return `${open}\n${inside}${indent}</${name}>\n`;
}

function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replace(/[<>&"']/g, (one) => `&#${one.charCodeAt(0)};`);
}
