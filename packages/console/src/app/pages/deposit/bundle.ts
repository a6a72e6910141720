import { toHex } from "@tallystick/core/bytes";
import { getBytes, getText, postForBytes } from "../../api/request.ts";
import { BUNDLE_CERTIFICATES_MAX } from "../../limits.ts";
import { type PackedFile, zip } from "../../proofs/zip.ts";
import type { DepositFile } from "./deposits.ts";

/**
 * The certificate of a deposit as PDF. The name goes to the node that prints it, and nowhere else.
 * @throws ApiProblem, such as `missing-glyph` for a name with a character that no font has
 */
export function fetchCertificate(
  file: DepositFile,
  lang: "en" | "zh",
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const receipt = toHex(file.receipt ?? new Uint8Array());
  const fileName = baseName(file.path);
  const options = signal === undefined ? {} : { signal };
  return postForBytes("/v1/certificates", { receipt, lang, fileName }, options);
}

/** Everything needed to check deposits elsewhere and without this node, in one archive. */
export async function makeBundle(options: {
  readonly files: readonly DepositFile[];
  readonly trust: string;
  readonly lang: "en" | "zh";
  /** Text that says what is in the archive and how to check it. */
  readonly readme: string;
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
}): Promise<Uint8Array<ArrayBuffer>> {
  const { files, trust, lang, readme, onProgress, signal } = options;
  const packed: PackedFile[] = [
    { name: "README.txt", bytes: utf8(readme) },
    { name: "ledger.trust.json", bytes: utf8(trust) },
    { name: "verify.html", bytes: utf8(await getText("/verify", { signal })) },
    { name: "files.csv", bytes: utf8(listOf(files)) },
  ];
  const names = new Set<string>();
  for (const [at, file] of files.entries()) {
    if (file.receipt === undefined) continue;
    const name = freeName(safePath(file.path), names);
    packed.push({ name: `receipts/${name}.receipt`, bytes: file.receipt });
    if (files.length <= BUNDLE_CERTIFICATES_MAX) {
      const bytes = await fetchCertificate(file, lang, signal).catch((error: unknown) => {
        if (signal.aborted) throw error;
        // A name that cannot be printed must not cost the bundle: the certificate then names none.
        return getBytes(`/v1/certificates/${file.index}`, { query: { lang }, signal }).catch(
          () => undefined,
        );
      });
      if (bytes !== undefined) packed.push({ name: `certificates/${name}.certificate.pdf`, bytes });
    }
    onProgress(at + 1);
  }
  return zip(packed);
}

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

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${name} (${n})`;
  taken.add(free.toLowerCase());
  return free;
}

/** The list of files for spreadsheets (RFC 4180), with a mark that tells them it is UTF-8. */
function listOf(files: readonly DepositFile[]): string {
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

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
