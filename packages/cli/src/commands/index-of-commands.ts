import type { Command } from "commander";
import { appCommand } from "./app.ts";
import { auditCommand } from "./audit.ts";
import { backupCommand, restoreCommand } from "./backup.ts";
import { callCommand } from "./call.ts";
import { certificateCommand } from "./certificate.ts";
import { claimCommand } from "./claim.ts";
import { depositCommand } from "./deposit.ts";
import { doctorCommand } from "./doctor.ts";
import { engineCommand } from "./engine.ts";
import { entryCommand } from "./entry.ts";
import { eventsCommand } from "./events.ts";
import { diffStateCommand, replayCommand } from "./history.ts";
import { initCommand } from "./init.ts";
import { keyCommand } from "./key.ts";
import { lookupCommand } from "./lookup.ts";
import { memberCommand } from "./member.ts";
import { networkCommand } from "./network.ts";
import { organisationCommand } from "./organisation.ts";
import { proposalCommand } from "./proposal.ts";
import { receiptCommand } from "./receipt.ts";
import { receivableCommand } from "./receivable.ts";
import { resyncCommand, rollbackCommand } from "./recovery.ts";
import { delegateCommand, grantCommand, recoverCommand, roleCommand } from "./rights.ts";
import { startCommand } from "./start.ts";
import { statusCommand } from "./status.ts";
import { tokenCommand } from "./token.ts";
import { trustCommand } from "./trust.ts";
import { upgradeCommand } from "./upgrade.ts";
import { verifierCommand } from "./verifier.ts";
import { verifyCommand } from "./verify.ts";
import { viewCommand } from "./view.ts";

/** Every command, in the order of the help. Some need the command line to know what to make. */
export const commands: readonly ((args: readonly string[]) => Command | Promise<Command>)[] = [
  startCommand,
  initCommand,
  statusCommand,
  depositCommand,
  verifyCommand,
  receiptCommand,
  certificateCommand,
  lookupCommand,
  claimCommand,
  entryCommand,
  callCommand,
  viewCommand,
  eventsCommand,
  organisationCommand,
  memberCommand,
  roleCommand,
  grantCommand,
  delegateCommand,
  recoverCommand,
  proposalCommand,
  appCommand,
  receivableCommand,
  keyCommand,
  tokenCommand,
  trustCommand,
  verifierCommand,
  networkCommand,
  engineCommand,
  backupCommand,
  restoreCommand,
  doctorCommand,
  auditCommand,
  diffStateCommand,
  replayCommand,
  upgradeCommand,
  resyncCommand,
  rollbackCommand,
];
