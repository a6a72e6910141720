import type { DepositFile } from "./deposits.ts";

/** Last part of a path, in one form of Unicode. */
export function baseName(path: string): string {
  return (path.split("/").at(-1) ?? path).normalize("NFC");
}

/** A path that stays inside of the folder that an archive is unpacked to. */
export function safePath(path: string): string {
  const parts = path.normalize("NFC").split(/[/\\]/);
  const safe = parts.map((part) => part.replace(/[\p{Cc}<>:"|?*]/gu, "_").replace(/^\.+$/, "_"));
  return safe.filter((part) => part !== "").join("/") || "file";
}

/** A name that is not taken yet, and is from now on. Disks that ignore case get different files too. */
export function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${name} (${n})`;
  taken.add(free.toLowerCase());
  return free;
}

/** The list of files for spreadsheets (RFC 4180), with a mark that tells them it is UTF-8. */
export function listOf(files: readonly DepositFile[]): string {
  const rows = files.map(({ path, file, digest, index }) => [
    path,
    String(file.size),
    digest ?? "",
    String(index ?? ""),
  ]);
  const lines = [["file", "bytes", "digest", "entry"], ...rows].map((row) =>
    row.map(cell).join(","),
  );
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

/** A name that begins like a formula would be one in a spreadsheet, so a quote stands before it. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}
