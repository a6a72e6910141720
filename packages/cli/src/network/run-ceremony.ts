/** The commands of founding a network between organisations. docs/reference/ceremony.md */
import { existsSync } from "node:fs";
import { mayFail } from "@tallystick/apps/membership/fault-tolerance";
import type { SuiteName } from "@tallystick/core/algorithms";
import { toHex, utf8 } from "@tallystick/core/bytes";
import { dataPaths } from "@tallystick/node/data-paths";
import { admissionCalls } from "@tallystick/node/ops/network/ceremony/admissions";
import { adopt, historyStream } from "@tallystick/node/ops/network/ceremony/adopt";
import {
  type Founding,
  makeFounding,
  openFounding,
} from "@tallystick/node/ops/network/ceremony/founding";
import type { Invited } from "@tallystick/node/ops/network/ceremony/invitation";
import { settle } from "@tallystick/node/ops/network/ceremony/settle";
import { accept, invite, join } from "@tallystick/node/ops/network/ceremony/steps";
import { answer, remark } from "../answer.ts";
import { confirm } from "../confirm.ts";
import { UsageError } from "../failure.ts";
import { runStart, type StartOptions } from "../node/run-start.ts";
import { StepLine } from "../terminal/step-line.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";
import {
  confirmOut,
  fingerprint,
  historyFile,
  historyProgress,
  readGiven,
  writeOut,
  writeStream,
} from "./ceremony-files.ts";
import { requireTolerance } from "./require-tolerance.ts";

interface Common {
  readonly json?: boolean;
  readonly data: string;
  readonly passphraseFile?: string;
}

interface Output {
  readonly out: string;
  readonly yes?: boolean;
}

/** Options of `network invite`. */
export interface InviteCommandOptions extends Common, Output {
  readonly name?: string;
  readonly suite?: SuiteName;
  readonly as: string;
  readonly org: readonly string[];
  readonly apps?: readonly string[];
  readonly days: number;
  readonly adopt?: boolean;
  readonly acceptNoFaultTolerance?: boolean;
}

/** `tallystick network invite`. */
export async function runInvite(options: InviteCommandOptions): Promise<void> {
  const { data: dataDir, out, json, as: by, days, passphraseFile } = options;
  const organisations = options.org.map(invitedOf);
  requireTolerance(organisations.length, options.acceptNoFaultTolerance);
  await confirmOut(out, options.yes);
  const { name, suite, adopt, apps: applications } = options;
  const made = await invite({
    ...{ dataDir, by, organisations, days, passphraseFile, name, suite, adopt, applications },
  });
  writeOut(out, made.bytes);
  const told = {
    out,
    id: toHex(made.id),
    name: made.name,
    suite: made.suite.name,
    expires: made.expires,
  };
  answer({ json }, told, () => [
    `${out}: ${printable(made.name)} (${made.suite.name}), ${organisations.length} organisations, ${canLose(organisations.length)}`,
    `Fingerprint: ${fingerprint(made.id)}`,
    `Valid until ${new Date(made.expires).toISOString().slice(0, 16).replace("T", " ")} UTC.`,
    ...passphraseHint(dataDir),
    "",
    "Give the file to every organisation and tell the fingerprint by telephone. Each of them, you too, runs:",
    `  tallystick network join ${out} --as ID --address HOST:PORT --data FOLDER --out ID.answer`,
  ]);
}

/** `port=Port Authority`: id and name; the id is the name when there is none. */
function invitedOf(text: string): Invited {
  const at = text.indexOf("=");
  const id = at < 0 ? text : text.slice(0, at);
  const name = at < 0 ? text : text.slice(at + 1);
  if (id === "" || name === "") {
    throw new UsageError(`--org ${text}: write ID=NAME, such as port="Port authority"`);
  }
  return { id, name };
}

/** Options of `network join`. */
export interface JoinCommandOptions extends Common, Output {
  readonly as: string;
  readonly address: string;
  readonly listen?: string;
}

/** `tallystick network join`. */
export async function runJoin(file: string, options: JoinCommandOptions): Promise<void> {
  const { data: dataDir, out, json, as: organisation, address, listen, passphraseFile } = options;
  const invitation = readGiven(file);
  await confirmOut(out, options.yes);
  const made = await join({ dataDir, invitation, organisation, address, listen, passphraseFile });
  writeOut(out, made.bytes);
  const told = {
    out,
    organisation,
    invitation: toHex(made.invitation),
    node: made.nodeId,
    address,
  };
  answer({ json }, told, () => [
    `${out}: ${organisation} takes part, its engine at ${address}`,
    `Invitation: ${fingerprint(made.invitation)}`,
    "Compare this fingerprint with the founder's, by telephone.",
    ...passphraseHint(dataDir),
    "",
    "The file holds public keys only. Send it to whoever puts the founding together (anybody may).",
  ]);
}

/** Options of `network found`. */
export interface FoundCommandOptions extends Output {
  readonly json?: boolean;
}

/** `tallystick network found`. */
export async function runFound(
  file: string,
  answers: readonly string[],
  options: FoundCommandOptions,
): Promise<void> {
  const { out, json } = options;
  await confirmOut(out, options.yes);
  const founding = openFounding(makeFounding(readGiven(file), answers.map(readGiven)));
  writeOut(out, founding.bytes);
  answer({ json }, { out, ...factsOf(founding) }, () => [
    ...foundingLines(out, founding),
    "",
    "Give the file to every organisation. Each of them, you too, runs:",
    `  tallystick network accept ${out} --data FOLDER --out ID.acceptance`,
  ]);
}

/** Options of `network accept`. */
export interface AcceptCommandOptions extends Common, Output {
  readonly history?: string;
}

/** `tallystick network accept`. */
export async function runAccept(file: string, options: AcceptCommandOptions): Promise<void> {
  const { data: dataDir, out, json, passphraseFile } = options;
  await confirmOut(out, options.yes);
  const line = new StepLine(process.stderr);
  const made = await accept({
    ...{ dataDir, passphraseFile, founding: readGiven(file) },
    history: options.history === undefined ? undefined : historyFile(options.history),
    progress: historyProgress(line),
  }).finally(() => line.clear());
  writeOut(out, made.acceptance);
  const { founding, organisation } = made;
  answer({ json }, { out, organisation, ...factsOf(founding) }, () => [
    ...foundingLines(file, founding),
    "",
    `${out}: ${organisation} takes part in exactly this ledger.`,
    "Compare ledger and fingerprint with the others, give them the file, and when you have theirs run:",
    `  tallystick network start *.acceptance --data ${dataDir}`,
  ]);
}

/** `network admissions`. */
export async function runAdmissions(
  file: string,
  answers: readonly string[],
  options: FoundCommandOptions,
): Promise<void> {
  const { out, json } = options;
  await confirmOut(out, options.yes);
  const calls = admissionCalls(readGiven(file), answers.map(readGiven));
  writeOut(out, utf8(`${JSON.stringify(calls, null, 2)}\n`));
  const organisations = calls
    .filter(({ action }) => action === "membership.admit-organisation")
    .map(({ input }) => String(input["organisation"]));
  answer({ json }, { out, organisations }, () => [
    `${out}: decisions that take in ${organisations.join(", ")}, and hand the ledger over to all of you`,
    "Take a backup. Then put them to the vote while the node runs:",
    `  tallystick proposal new --title "Hand the ledger over" --call @${out}`,
    "Once that is enacted the node makes two more blocks and then takes nothing in: stop it, and run",
    `  tallystick network adopt`,
  ]);
}

/** Options of `network adopt`. */
export interface AdoptCommandOptions extends Common, Output {
  readonly history: string;
}

/** `tallystick network adopt`. */
export async function runAdopt(
  file: string,
  answers: readonly string[],
  options: AdoptCommandOptions,
): Promise<void> {
  const { data: dataDir, out, json, history, yes } = options;
  const given = { invitation: readGiven(file), answers: answers.map(readGiven) };
  await confirmOut(out, yes);
  await confirmOut(history, yes);
  await confirm(
    `Hand the ledger of ${dataDir} over? From then on this node goes on only together with the others.`,
    yes,
  );
  const line = new StepLine(process.stderr);
  try {
    const founding = await adopt({
      ...{ dataDir, ...given },
      onProgress: (phase, done, total) => line.show(`examining ${phase}`, done, total),
    });
    const rows = (done: number): void => line.show("rows written", done, 0);
    await writeStream(history, historyStream(dataDir, rows));
    writeOut(out, founding.bytes);
    line.clear();
    answer({ json }, { out, history, ...factsOf(founding) }, () => [
      ...foundingLines(out, founding),
      `${history}: the whole history, without any key`,
      "",
      "Give both files to every organisation. Each of them runs (you without --history):",
      `  tallystick network accept ${out} --history ${history} --data FOLDER --out ID.acceptance`,
    ]);
  } finally {
    line.clear();
  }
}

/** Options of `network start`. */
export interface NetworkStartOptions extends StartOptions {}

/** `tallystick network start`: the last step of the ceremony, and every later start. */
export async function runNetworkStart(
  files: readonly string[],
  options: NetworkStartOptions,
): Promise<void> {
  const { data: dataDir, passphraseFile, store } = options;
  const acceptances = files.map(readGiven);
  if (!existsSync(dataDir)) throw new UsageError(`--data ${dataDir}: there is no such folder`);
  const founding = await settle({ dataDir, passphraseFile, acceptances, store });
  if (founding !== undefined) {
    remark(
      `Everybody has accepted ledger ${toHex(founding.ledgerId)}: ${dataDir} is a node of it now.`,
    );
  }
  await runStart(options);
}

/** What scripts need of a founding. */
export function factsOf(founding: Founding): Record<string, unknown> {
  const { id, ledgerId, invitation, answers, start, trust } = founding;
  return {
    founding: toHex(id),
    ledger: toHex(ledgerId),
    name: trust.name,
    suite: invitation.suite.name,
    ...(start !== undefined && { fromHeight: start.height + 1 }),
    organisations: answers.map(({ id: organisation, name, nodeId, address }) => ({
      ...{ id: organisation, name, node: nodeId, address },
    })),
  };
}

/** A founding for people. */
export function foundingLines(file: string, founding: Founding): string[] {
  const { id, ledgerId, invitation, answers, start, trust } = founding;
  const rows = answers.map(({ id: organisation, name, address, nodeId }) => [
    ...[organisation, printable(name), address, nodeId],
  ]);
  return [
    `${file}: ${printable(trust.name)} (${invitation.suite.name}), ${answers.length} organisations, ${canLose(answers.length)}`,
    ...tableLines([["organisation", "name", "engine", "node"], ...rows], { indent: "  " }),
    ...(start === undefined
      ? []
      : [`Takes over the ledger after block ${start.height}, with ${start.logSize} entries.`]),
    `Ledger:      ${fingerprint(ledgerId)}`,
    `Fingerprint: ${fingerprint(id)}`,
  ];
}

function canLose(organisations: number): string {
  const powers = Array.from({ length: organisations }, () => 1);
  return `can lose ${mayFail(powers)} of ${organisations}`;
}

function passphraseHint(dataDir: string): string[] {
  const { passphrase } = dataPaths(dataDir);
  if (!existsSync(passphrase)) return [];
  return [`The passphrase of the keys is in ${passphrase}: move it away before you rely on it.`];
}
