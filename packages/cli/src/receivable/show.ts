import { writeFileSync } from "node:fs";
import { receivable } from "@tallystick/apps/receivable/index";
import { inWords } from "@tallystick/apps/receivable/words";
import { receivableProof } from "@tallystick/client/receivable-proof";
import { answer } from "../answer.ts";
import { viewAnswer } from "../calls/run-view.ts";
import { CommandError } from "../failure.ts";
import { chooseLanguage } from "../language.ts";
import { openReader } from "../ledger/open-client.ts";
import { tellClaims } from "../ledger/run-claim.ts";
import { formatTime } from "../terminal/quantities.ts";
import { printable } from "../terminal/width.ts";
import { type AskOptions, allRows, numberOf } from "./list-command.ts";
import { money } from "./read-input.ts";
import { treePicture } from "./tree-picture.ts";

type Row = Readonly<Record<string, unknown>>;

/** `tallystick receivable tree`: the picture of an issue. */
export async function showTree(certificate: string, options: AskOptions): Promise<void> {
  const input = { certificate: numberOf(certificate) };
  const { data } = await viewAnswer(
    receivable,
    receivable.views.certificate,
    input,
    options,
    false,
  );
  const row = data["certificate"] as Row | undefined;
  if (row === undefined)
    throw new CommandError("not-found", `there is no certificate ${certificate}`);
  const {
    rows: parts,
    height,
    time,
  } = await allRows({ view: "tree", rows: "parts" }, input, options);
  const listed = await allRows({ view: "endorsements", rows: "endorsements" }, input, options);
  const endorsements = listed.rows;
  answer(options, { certificate: row, parts, endorsements, height, time }, () =>
    treePicture(row, parts, endorsements, {
      ...{ language: chooseLanguage(options.lang, process.env), time },
    }).map(printable),
  );
}

/** `tallystick receivable provenance`: how a part came to its holder, proved link by link. */
export async function showProvenance(
  certificate: string,
  start: string,
  options: AskOptions & { readonly proof?: string },
): Promise<void> {
  const key = { certificate: numberOf(certificate), start };
  const view = receivable.views.provenance;
  const chain: Row[] = [];
  const proofs: Uint8Array[] = [];
  let first: Row = {};
  let height = 0;
  let time = 0;
  for (let from: unknown; ; ) {
    const asked = { ...key, ...(from !== undefined && { from }) };
    const found = await viewAnswer(receivable, view, asked, options, true);
    if (from === undefined) first = found.data;
    chain.push(...(found.data["chain"] as Row[]));
    if (found.proof !== undefined) proofs.push(found.proof);
    ({ height, time } = found);
    from = found.data["next"];
    if (from === undefined) break;
  }
  const part = first["part"] as Row | undefined;
  if (part === undefined) {
    throw new CommandError("not-found", `no part of certificate ${certificate} begins at ${start}`);
  }
  if (options.proof !== undefined) {
    // A chain longer than one proof holds is proved page by page, each a file of its own.
    for (const [at, bytes] of proofs.entries()) {
      writeFileSync(at === 0 ? options.proof : `${options.proof}.${at + 1}`, bytes);
    }
  }
  const language = chooseLanguage(options.lang, process.env);
  const { currency } = first["certificate"] as { currency: string };
  answer(options, { ...first, chain, height, time, proof: options.proof ?? null }, () => [
    ...chain.map((row) => {
      const units = BigInt(String(row["end"])) - BigInt(String(row["start"]));
      const what = `${inWords(row["kind"], language)} ${row["number"]}`;
      return printable(
        `${formatTime(Number(row["time"]))}  ${what}  ${row["from"]} -> ${row["to"]}  ${money(units, currency)}`,
      );
    }),
    `block ${height}, ${formatTime(time)}`,
  ]);
}

/** `tallystick receivable proof`: what a bank asks, as one file that is checked offline. */
export async function proveForBank(
  certificate: string,
  start: string,
  out: string | undefined,
  options: AskOptions,
): Promise<number> {
  const client = await openReader(options);
  const made = await receivableProof(client, numberOf(certificate), BigInt(numberOf(start)));
  return tellClaims(made, out ?? `certificate-${certificate}-${start}.claims`, options);
}
