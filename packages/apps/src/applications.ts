import type { App } from "@tallystick/ledger/app/define-app";
import type { Gate } from "@tallystick/ledger/gate";
import type { LedgerOptions } from "@tallystick/ledger/open-ledger";
import { evidence } from "./evidence/index.ts";
import { applicationStatus } from "./governance/gates/application-status.ts";
import { quotaGate } from "./governance/gates/quota.ts";
import { trialCaps } from "./governance/gates/trial-caps.ts";
import { governance } from "./governance/index.ts";
import { memberAuthority } from "./membership/gate.ts";
import { memberIdentity } from "./membership/identity.ts";
import { membership } from "./membership/index.ts";
import { receivable } from "./receivable/index.ts";
import { holdGate } from "./supervision/gate.ts";
import { supervision } from "./supervision/index.ts";
import { upgrade } from "./upgrade/index.ts";
import { upgradeRules } from "./upgrade/schedule.ts";

/** Every application in the box, by the name that the SDK and the CLI use. */
export const APPLICATIONS = {
  evidence,
  membership,
  governance,
  supervision,
  upgrade,
  receivable,
} as const;

/** The same as a list, for a ledger to choose from. */
export const applicationList: readonly App[] = Object.values<App>(APPLICATIONS);

/** What other applications have to say about a statement, in the order in which they are asked. */
const gates: readonly Gate[] = [
  memberAuthority as Gate,
  applicationStatus as Gate,
  trialCaps as Gate,
  quotaGate as Gate,
  holdGate as Gate,
];

/** The rules that every node opens its ledgers with: consensus data, the same everywhere. */
export const LEDGER_RULES = {
  apps: applicationList,
  identity: memberIdentity,
  rules: upgradeRules,
  gates,
} satisfies Partial<LedgerOptions>;
