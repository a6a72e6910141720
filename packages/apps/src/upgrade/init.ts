import type { InitContext } from "@tallystick/ledger/app/define-app";
import { FOUNDING_VERSION } from "@tallystick/ledger/rules";
import { agreements, readiness, versions, voters } from "./records.ts";

/** The tables of the application. */
export const tables = { versions, voters, agreements, readiness };

/** The application that decides where it is there. */
const GOVERNANCE = "governance";

/** Writes the version that each application was founded with, and who decides on later ones. */
export function init({ genesis, tables: to }: InitContext<typeof tables>): void {
  for (const app of genesis.applications) {
    const version = genesis.versions?.[app] ?? FOUNDING_VERSION;
    to.versions.put({ app, version, fromHeight: 0 });
  }
  if (genesis.applications.includes(GOVERNANCE)) return;
  for (const { id } of genesis.organisations) to.voters.put({ organisation: id, since: 0 });
}
