import { existsSync, readFileSync, statSync } from "node:fs";
import { looksLikePdf } from "@tallystick/core/deposit-certificate/pdf-attachments";
import {
  type CertificateContents,
  type NoCertificate,
  readCertificate,
} from "@tallystick/core/deposit-certificate/read-certificate";
import { PDF_BYTES_MAX } from "@tallystick/core/limits";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { requiredDigests, verify } from "@tallystick/core/verify";
import {
  comparePrint,
  type PrintVerdict,
} from "@tallystick/node/documents/certificate/compare-print";
import { fontChain } from "@tallystick/node/documents/certificate/fonts";
import { answer } from "../answer.ts";
import { CommandError, exitCodes } from "../failure.ts";
import type { Language, Sentence } from "../language.ts";
import { printable } from "../terminal/width.ts";
import type { FoundTrust } from "./find-trust.ts";
import { layerLines, reportJson, trustLines, verdictWord } from "./verdict-table.ts";
import type { Digester } from "./verify-proof.ts";

/** A certificate that was read from a disk. */
export interface OpenedCertificate extends CertificateContents {
  readonly path: string;
  readonly pdf: Uint8Array;
}

const BROKEN: Readonly<Record<Extract<NoCertificate, "several" | "mismatch">, string>> = {
  several: "it holds more than one receipt",
  mismatch: "the receipt in it is not the one that it was printed from",
};

/**
 * The certificate in a file; undefined when the file is not one.
 * @throws CommandError for one whose attachments somebody has changed
 */
export async function openCertificate(path: string): Promise<OpenedCertificate | undefined> {
  if (!existsSync(path) || !statSync(path).isFile() || statSync(path).size > PDF_BYTES_MAX) {
    return undefined;
  }
  const pdf = new Uint8Array(readFileSync(path));
  if (!looksLikePdf(pdf)) return undefined;
  const contents = await readCertificate(pdf);
  if (typeof contents !== "string") return { ...contents, path, pdf };
  if (contents !== "several" && contents !== "mismatch") return undefined;
  throw new CommandError(
    "certificate-broken",
    `${path} is no sound certificate: ${BROKEN[contents]}`,
    "ask for the certificate again, or for the receipt",
  );
}

const WORDS = {
  file: { en: "Certificate names the file", zh: "证书所写文件名" },
  same: {
    en: "Printed pages: byte for byte what this program prints from the receipt.",
    zh: "印出的页面：与本程序依回执所印逐字节一致。",
  },
  added: {
    en: "Printed pages: what this program prints from the receipt, with something added behind it. That may be a seal; it may also cover what was printed.",
    zh: "印出的页面：与本程序依回执所印一致，其后另有添加内容，可能是电子签章，也可能遮盖原有文字。",
  },
  changed: {
    en: "Printed pages: CHANGED, or rewritten by another program. They are not what this program prints from the receipt.",
    zh: "印出的页面：已被更改或经其他程序重写，与本程序依回执所印不一致。",
  },
  "other-trust": {
    en: "Printed pages: not compared, they were printed with another version of the trust file.",
    zh: "印出的页面：未比对，印制时所用信任文件版本不同。",
  },
  "other-fonts": {
    en: "Printed pages: not compared, they were printed with fonts that are not here (--font).",
    zh: "印出的页面：未比对，印制时所用字体不在此处（--font）。",
  },
  "other-template": {
    en: "Printed pages: not compared, another version of the program printed them.",
    zh: "印出的页面：未比对，由其他版本的程序印制。",
  },
  "no-trust": {
    en: "Printed pages: not compared, that takes the trust file.",
    zh: "印出的页面：未比对，需要信任文件。",
  },
  "not-valid": {
    en: "Printed pages: not compared, the receipt proves no deposit.",
    zh: "印出的页面：未比对，回执不能证明存证。",
  },
} as const satisfies Record<string, Sentence>;

/**
 * Checks a certificate: its receipt as any other, with the file when there is one, and then whether its
 * pages say what the receipt says.
 * @returns the exit code: 0 when the receipt holds and the pages are not changed
 */
export async function verifyCertificate(
  certificate: OpenedCertificate,
  file: string | undefined,
  found: FoundTrust | undefined,
  options: {
    readonly json?: boolean;
    readonly language: Language;
    readonly font?: readonly string[];
  },
  digester: Digester,
): Promise<number> {
  const { receipt, sheet } = certificate;
  const { language } = options;
  const result = verify({
    receipt,
    now: Date.now(),
    suites: nodeSuite,
    ...(found && { trust: found.trust }),
    ...(file !== undefined && { file: await factsOf(file, receipt, digester) }),
  });
  const pages = await printVerdict(certificate, found, options.font);
  const valid = result.valid && pages !== "changed";
  const { fileName, lang } = sheet;
  const told = { path: certificate.path, pages, lang, fileName: fileName ?? null };
  answer(
    options,
    {
      file: file ?? null,
      receipt: certificate.path,
      ...reportJson(result, found),
      valid,
      certificate: told,
    },
    () => [
      ...layerLines(result.layers, language),
      "",
      WORDS[pages][language],
      ...(fileName === undefined ? [] : [`${WORDS.file[language]}: ${printable(fileName)}`]),
      "",
      ...trustLines(found, language),
      "",
      verdictWord(valid, language),
    ],
  );
  return valid ? exitCodes.ok : exitCodes.failed;
}

async function factsOf(path: string, receipt: Uint8Array, digester: Digester) {
  const wanted = requiredDigests(receipt);
  const { size, digests } = await digester(path, wanted);
  const byTag = new Map(wanted.map(({ alg }, at) => [alg, digests[at] ?? new Uint8Array()]));
  return { size, digests: byTag };
}

async function printVerdict(
  certificate: OpenedCertificate,
  found: FoundTrust | undefined,
  fonts: readonly string[] = [],
): Promise<PrintVerdict | "no-trust" | "not-valid"> {
  if (found === undefined) return "no-trust";
  const chain = fontChain(fonts.map((path) => ({ path })));
  try {
    return await comparePrint(
      certificate.pdf,
      certificate,
      readFileSync(found.path, "utf8"),
      chain,
    );
  } catch (error) {
    if ((error as Error).name === "CertificateFault") return "not-valid";
    throw error;
  }
}
