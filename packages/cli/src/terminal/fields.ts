import { formatTime } from "./quantities.ts";
import { tableLines } from "./table.ts";
import { printable } from "./width.ts";

/** A JSON value as indented lines `name  value`, for people: lists by their numbers, nothing is left out. */
export function fieldLines(value: unknown, indent: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [`${indent}${scalar(value)}`];
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  if (entries.length === 0) return [`${indent}${Array.isArray(value) ? "none" : "-"}`];
  const lines: string[] = [];
  let plain: [string, string][] = [];
  const flush = () => {
    lines.push(...tableLines(plain, { indent }));
    plain = [];
  };
  for (const [name, member] of entries) {
    if (typeof member !== "object" || member === null)
      plain.push([printable(name), told(name, member)]);
    else {
      flush();
      lines.push(`${indent}${printable(name)}`, ...fieldLines(member, `${indent}  `));
    }
  }
  flush();
  return lines;
}

/** Times are milliseconds wherever the product tells them; people get the date as well. */
function told(name: string, value: unknown): string {
  const isTime =
    typeof value === "number" &&
    /^(time|created|expiry|opened|closes|enactAfter|expires|.+At)$/.test(name);
  return isTime ? `${value} (${formatTime(value)})` : scalar(value);
}

function scalar(value: unknown): string {
  return value === null ? "-" : printable(String(value));
}
