import { toHex } from "@tallystick/core/bytes";
import { getBytes, getText, postForBytes } from "../../api/request.ts";
import { BUNDLE_CERTIFICATES_MAX } from "../../limits.ts";
import { type PackedFile, zip } from "../../proofs/zip.ts";
import type { DepositFile } from "./deposits.ts";
import { baseName, freeName, listOf, safePath } from "./names.ts";

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

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
