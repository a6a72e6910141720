import type { CborValue } from "./cbor.ts";

const DEPTH_MAX = 16;

/**
 * Parses JSON for a document that people may edit but that must mean one thing only: objects become
 * Maps, and a member that stands twice in an object is refused, where JSON.parse keeps the last one
 * in silence. Throws SyntaxError.
 */
export function parseStrictJson(text: string): CborValue {
  const value: unknown = JSON.parse(text);
  refuseDuplicates(text);
  return toMaps(value);
}

/** Walks the tokens of a text that is known to be JSON. */
function refuseDuplicates(text: string): void {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "{" || character === "[") {
      if (open.length === DEPTH_MAX) throw new SyntaxError("nested too deep");
      open.push(character === "{" ? new Set() : null);
    } else if (character === "}" || character === "]") {
      open.pop();
    } else if (character === '"') {
      const end = endOfString(text, at);
      const members = open.at(-1);
      if (members && isMemberName(text, end)) {
        const name: string = JSON.parse(text.slice(at, end));
        if (members.has(name)) throw new SyntaxError(`member ${JSON.stringify(name)} stands twice`);
        members.add(name);
      }
      at = end - 1;
    }
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function isMemberName(text: string, end: number): boolean {
  let at = end;
  while (text[at] === " " || text[at] === "\t" || text[at] === "\n" || text[at] === "\r") at++;
  return text[at] === ":";
}

function toMaps(value: unknown): CborValue {
  if (Array.isArray(value)) return value.map(toMaps);
  if (typeof value !== "object" || value === null) return value as string | number | boolean | null;
  return new Map(Object.entries(value).map(([name, member]) => [name, toMaps(member)]));
}
