/** A limit as docs/reference/limits.md has it. */
export interface Limit {
  /** Source file that holds it. */
  readonly file: string;
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

/** Reads the tables of docs/reference/limits.md, each under the file that it is of. */
export function parseLimits(markdown: string): readonly Limit[] {
  const limits: Limit[] = [];
  let file = "";
  for (const line of markdown.split("\n")) {
    const heading = /^## `(.+)`$/.exec(line)?.[1];
    if (heading !== undefined) file = heading;
    const row = /^\| `([^`]+)` \| (.+?) \| (.+) \|$/.exec(line);
    if (row !== null) {
      const [, name = "", value = "", meaning = ""] = row;
      limits.push({ file, name, value, meaning: meaning.replaceAll("`", "") });
    }
  }
  return limits;
}
