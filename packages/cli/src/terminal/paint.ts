import { styleText } from "node:util";

/** The few meanings that colour has here. Without a terminal, or with NO_COLOR, all text is plain. */
export type Meaning = "good" | "bad" | "quiet" | "strong";

const STYLE = { good: "green", bad: "red", quiet: "dim", strong: "bold" } as const;

/** Puts a colour on a text when the stream it goes to shows colours. */
export function paint(meaning: Meaning, text: string, stream: NodeJS.WriteStream): string {
  if (!stream.isTTY) return text;
  return styleText(STYLE[meaning], text, { stream });
}
