import type { OrganisationKind } from "@tallystick/apps/membership/fields";
import { equalBytes } from "@tallystick/core/bytes";
import { decodeGenesis, genesisLedgerId } from "@tallystick/core/genesis";
import { parseTrust } from "@tallystick/core/trust";
import { type AdoptedBeginning, applyToNetwork } from "@tallystick/node/ops/network/apply";
import { acceleratedSuite } from "@tallystick/node/suite";
import { answer } from "../answer.ts";
import { CommandError, UsageError } from "../failure.ts";
import { publishedTrust, reachNode } from "../ledger/ledger-trust.ts";
import { StepLine } from "../terminal/step-line.ts";
import { printable } from "../terminal/width.ts";
import {
  confirmOut,
  fingerprint,
  historyFile,
  historyProgress,
  readGiven,
  writeOut,
} from "./ceremony-files.ts";

/** Options of `network apply`. */
export interface ApplyCommandOptions {
  readonly json?: boolean;
  readonly data: string;
  readonly passphraseFile?: string;
  readonly url: string;
  readonly trust?: string;
  readonly as: string;
  readonly name: string;
  readonly kinds: readonly OrganisationKind[];
  readonly legalName?: string;
  readonly uscc?: string;
  readonly lei?: string;
  readonly contact?: string;
  readonly address: string;
  readonly listen?: string;
  readonly peer: readonly string[];
  readonly founding?: string;
  readonly history?: string;
  readonly out: string;
  readonly yes?: boolean;
}

/** `tallystick network apply`: make a node that wants to join, and what its members are to decide on. */
export async function runApply(options: ApplyCommandOptions): Promise<void> {
  const { data: dataDir, out, as: organisation, name, kinds, address, listen } = options;
  await confirmOut(out, options.yes);
  const transport = reachNode(options.url);
  const genesis = await transport.bytes({ method: "GET", path: "/v1/genesis", idempotent: true });
  const ledgerId = genesisLedgerId(acceleratedSuite(decodeGenesis(genesis).suite), genesis);
  const given = options.trust === undefined ? undefined : readGiven(options.trust);
  const trust =
    given === undefined
      ? (await publishedTrust(transport)).trust
      : parseTrust(new TextDecoder().decode(given));
  if (!equalBytes(ledgerId, trust.ledgerId)) {
    throw new CommandError(
      "other-ledger",
      `${options.url} serves another ledger`,
      "ask another node",
    );
  }
  const { legalName, uscc, lei, contact, passphraseFile, peer: peers } = options;
  const legal = {
    ...(legalName !== undefined && { legalName }),
    ...(uscc !== undefined && { uscc }),
    ...(lei !== undefined && { lei }),
    ...(contact !== undefined && { contact }),
  };
  const line = new StepLine(process.stderr);
  const application = await applyToNetwork({
    ...{ dataDir, passphraseFile, genesis, trust, organisation, name, kinds: [...kinds], legal },
    ...{ address, listen, peers, adopted: adoptedOf(options, line) },
  }).finally(() => line.clear());
  writeOut(out, new TextEncoder().encode(`${JSON.stringify(application, null, 2)}\n`));
  const told = { out, data: dataDir, ledger: fingerprint(ledgerId), organisation };
  answer(options, told, () => [
    `${out}: what the organisations of ${printable(trust.name)} are to decide on`,
    `Ledger: ${fingerprint(ledgerId)}`,
    "Compare it by telephone with what a member reads out from `tallystick status`.",
    "",
    `The keys are in ${dataDir} and stay there. A member of the network runs:`,
    `  tallystick proposal new --title "Admit ${printable(name)}" --call @${out}`,
    "Once it is enacted, start your node:",
    `  tallystick start --data ${dataDir}`,
  ]);
}

/** The two files that an older ledger comes with. @throws UsageError when only one is named */
function adoptedOf(
  { founding, history }: ApplyCommandOptions,
  line: StepLine,
): AdoptedBeginning | undefined {
  if (founding === undefined && history === undefined) return undefined;
  if (founding === undefined || history === undefined) {
    throw new UsageError("--founding and --history belong together");
  }
  return {
    founding: readGiven(founding),
    history: historyFile(history),
    progress: historyProgress(line),
  };
}
