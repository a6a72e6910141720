import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { RECEIPT_BYTES_MAX } from "@tallystick/core/limits";
import { CertificateFault } from "@tallystick/node/documents/certificate/certificate-fault";
import { fontChain } from "@tallystick/node/documents/certificate/fonts";
import { makeCertificate } from "@tallystick/node/documents/certificate/make-certificate";
import { answer } from "../answer.ts";
import { CommandError, UsageError } from "../failure.ts";
import { chooseLanguage } from "../language.ts";
import { findTrust } from "../verify/find-trust.ts";
import { ledgerTrust, reachNode } from "./ledger-trust.ts";

/** Options of `certificate`. */
export interface CertificateOptions {
  readonly json?: boolean;
  readonly lang?: string;
  readonly url: string;
  readonly data: string;
  readonly output?: string;
  readonly digest?: string;
  readonly fileName?: string;
  readonly verifyAt?: string;
  readonly trust?: string;
  readonly font?: readonly string[];
}

interface Source {
  readonly receipt: Uint8Array;
  /** Text of the trust file. */
  readonly trust: string;
  readonly verifyAt: string | undefined;
}

/**
 * Prints the certificate of an entry, whose receipt it fetches, or of a receipt that lies on the disk,
 * which needs no node. Printed here in both cases, so the node sees no file name.
 * @throws CommandError with the code of the fault when it cannot be printed; UsageError, ClientError
 */
export async function printCertificate(what: string, options: CertificateOptions): Promise<void> {
  const source = existsSync(what) ? fromReceipt(what, options) : await fromEntry(what, options);
  const lang = chooseLanguage(options.lang, process.env);
  const { pdf, number } = await print(source, lang, options);
  const out = options.output ?? `${number}.pdf`;
  writeFileSync(out, pdf);
  answer(options, { out, number, lang, bytes: pdf.length }, () => [
    lang === "zh" ? `${out}：存证证书 ${number}` : `${out}: certificate of deposit ${number}`,
  ]);
}

async function print(source: Source, lang: "en" | "zh", options: CertificateOptions) {
  try {
    return await makeCertificate({
      ...source,
      lang,
      fonts: fontChain((options.font ?? []).map((path) => ({ path: resolve(path) }))),
      fileName: options.fileName === undefined ? undefined : basename(options.fileName),
      verifyAt: options.verifyAt ?? source.verifyAt,
    });
  } catch (error) {
    const { name, message } = error as Error;
    if (name === "CertificateSheetError") throw new UsageError(message);
    if (!(error instanceof CertificateFault)) throw error;
    const fix = error.code === "missing-glyph" ? "name a font that has it with --font" : "";
    throw new CommandError(error.code, message, fix, error);
  }
}

function fromReceipt(path: string, options: CertificateOptions): Source {
  if (options.digest !== undefined)
    throw new UsageError("--digest goes with the number of a batch");
  if (statSync(path).size > RECEIPT_BYTES_MAX) throw new UsageError(`${path} is no receipt`);
  const found = findTrust(path, options);
  if (found === undefined) {
    throw new CommandError("no-trust", "there is no trust file", "name one with --trust");
  }
  const receipt = new Uint8Array(readFileSync(path));
  return { receipt, trust: readFileSync(found.path, "utf8"), verifyAt: undefined };
}

async function fromEntry(what: string, options: CertificateOptions): Promise<Source> {
  if (!/^(?:0|[1-9]\d{0,15})$/.test(what)) {
    throw new UsageError(`${what} is neither a receipt on the disk nor the number of an entry`);
  }
  const path =
    options.digest === undefined
      ? `/v1/receipts/${what}`
      : `/v1/digests/${what}/${digestPath(options.digest)}`;
  const transport = reachNode(options.url);
  const receipt = await transport.bytes({ method: "GET", path, idempotent: true });
  const trust =
    options.trust === undefined
      ? (await ledgerTrust(options)).text
      : readFileSync(options.trust, "utf8");
  return { receipt, trust, verifyAt: `${options.url.replace(/\/+$/, "")}/verify` };
}

function digestPath(text: string): string {
  const [, alg, hex] = /^([a-z0-9-]{3,16}):((?:[0-9a-f]{2}){32,64})$/.exec(text) ?? [];
  if (alg === undefined) throw new UsageError("--digest is written as sha-256:HEX");
  return `${alg}/${hex}`;
}
