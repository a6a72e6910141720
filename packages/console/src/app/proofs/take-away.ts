import { fromHex, utf8 } from "@tallystick/core/bytes";
import { decodeReceipt, toCoseReceipts } from "@tallystick/core/receipt";
import { getBytes, getJson, getText } from "../api/request.ts";
import { currentLanguage, textOf } from "../language.ts";
import { texts } from "./messages.ts";
import { statePathOf } from "./use-proof.ts";
import type { PackedFile } from "./zip.ts";

/** A file that somebody can take away. */
export interface TakenFile {
  readonly name: string;
  /** What it is, for the list. */
  readonly about: string;
  /** Content type. */
  readonly type: string;
  readonly bytes: () => Promise<Uint8Array>;
  /** True when the archive is made without it where the node has it not. */
  readonly dispensable?: boolean;
}

/** What is taken away: the proof of an entry, of rows, or of both. */
export interface TakenRecord {
  /** Begins the names of the files. */
  readonly stem: string;
  /** Log index of the entry. */
  readonly index?: number | undefined;
  /** Organisations that signed, for the names of their receipts. */
  readonly organisations?: readonly string[];
  readonly row?: { readonly app: string; readonly table: string; readonly key: readonly unknown[] };
  readonly ledger: { readonly name: string; readonly id: string };
  /** True when the node prints a certificate of the entry. */
  readonly certificate?: boolean;
}

const OCTETS = "application/octet-stream";

/** The files with which a record can be checked elsewhere, none of them fetched yet. */
export function takenFiles({
  stem,
  index,
  organisations = [],
  row,
  ledger,
  certificate = false,
}: TakenRecord): TakenFile[] {
  const t = textOf(texts);
  const receipt = () => getBytes(`/v1/receipts/${index}`);
  const cose = async (organisation: string) => {
    const decoded = decodeReceipt(await receipt());
    const at = decoded.headers.findIndex((header) => header.organisation === organisation);
    const found = toCoseReceipts(decoded)[at];
    if (found === undefined) throw new RangeError(`${organisation} has not signed`);
    return found;
  };
  const files: TakenFile[] = [];
  if (index !== undefined) {
    files.push(
      { name: `${stem}.receipt`, about: t("file-receipt"), type: OCTETS, bytes: receipt },
      {
        name: `${stem}.state.receipt`,
        about: t("file-stateReceipt"),
        type: OCTETS,
        dispensable: true,
        bytes: () => getBytes(`/v1/receipts/${index}?state=true`),
      },
      ...organisations.map((organisation) => ({
        name: `${stem}.${organisation}.cose`,
        about: t("file-cose", { organisation }),
        type: OCTETS,
        bytes: () => cose(organisation),
      })),
    );
  }
  if (certificate) {
    const query = { lang: currentLanguage() };
    files.push({
      name: `${stem}.certificate.pdf`,
      about: t("file-certificate"),
      type: "application/pdf",
      dispensable: true,
      bytes: () => getBytes(`/v1/certificates/${index}`, { query }),
    });
  }
  if (row !== undefined) {
    files.push({
      name: `${stem}.proof`,
      about: t("file-answer"),
      type: OCTETS,
      bytes: () => stateAnswer(row),
    });
  }
  const main = files[0]?.name ?? "";
  const text = async (path: string) => utf8(await getText(path));
  files.push(
    {
      name: "trust.json",
      about: t("file-trust"),
      type: "application/json",
      bytes: () => text("/v1/trust"),
    },
    {
      name: "verify.html",
      about: t("file-verifier"),
      type: "text/html",
      bytes: () => text("/verify"),
    },
    {
      name: "README.txt",
      about: t("file-readme"),
      type: "text/plain",
      bytes: () => Promise.resolve(utf8(readme(main, ledger))),
    },
  );
  return files;
}

async function stateAnswer({ app, table, key }: NonNullable<TakenRecord["row"]>) {
  const { proof } = await getJson<{ proof: string }>(statePathOf(app, table, key));
  return fromHex(proof);
}

function readme(receipt: string, { name, id }: TakenRecord["ledger"]): string {
  const t = textOf(texts);
  const lines = [
    t("readmeTitle"),
    "",
    t("readmeLedger", { name, id }),
    "",
    t("readme1"),
    t("readme2", { receipt }),
    t("readme3"),
    t("readme4"),
  ];
  return `${lines.join("\r\n")}\r\n`;
}

/** Fetches all the files, one after the other. @throws ApiProblem when one is not to be had that is needed */
export async function fetchAll(files: readonly TakenFile[]): Promise<PackedFile[]> {
  const packed: PackedFile[] = [];
  for (const { name, bytes, dispensable = false } of files) {
    try {
      packed.push({ name, bytes: await bytes() });
    } catch (error) {
      if (!dispensable) throw error;
    }
  }
  return packed;
}
