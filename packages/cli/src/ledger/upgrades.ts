import { upgrade } from "@tallystick/apps/upgrade/index";
import type { AnyView } from "@tallystick/ledger/app/define-view";
import { answer, remark, shade } from "../answer.ts";
import { callAction } from "../calls/call-action.ts";
import { viewAnswer } from "../calls/run-view.ts";
import { exitCodes } from "../failure.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";
import { ledgerTrust } from "./ledger-trust.ts";
import type { SignerOptions } from "./open-client.ts";

/** Options of `upgrade status` and `upgrade agree`. */
export interface UpgradeOptions extends SignerOptions {
  readonly json?: boolean;
}

interface Version {
  readonly app: string;
  readonly version: number;
  readonly fromHeight: number;
  readonly next?: { readonly version: number; readonly fromHeight: number } | null;
}

interface Readiness {
  readonly organisation: string;
  readonly program: string;
  readonly applications: readonly { readonly app: string; readonly newest: number }[];
  readonly since: number;
}

interface Agreement {
  readonly app: string;
  readonly organisation: string;
  readonly version: number;
  readonly fromHeight: number;
}

/** How one organisation stands to what is decided. */
interface Standing {
  readonly organisation: string;
  /** Program and block of its last word; null when it has said nothing. */
  readonly program: string | null;
  readonly since: number | null;
  /** Applications whose decided version it has not said that it can execute. */
  readonly lacks: readonly string[];
  readonly ready: boolean;
}

/**
 * Prints the versions and how every organisation stands to them.
 * @returns the exit code: 1 when somebody is not ready for what is decided
 */
export async function upgradeStatus(options: UpgradeOptions): Promise<number> {
  const { trust } = await ledgerTrust(options);
  const ask = async <Row>(view: AnyView, member: string): Promise<readonly Row[]> =>
    (await viewAnswer(upgrade, view, {}, options, false)).data[member] as readonly Row[];
  const {
    versions: versionView,
    readiness: readinessView,
    agreements: agreementView,
  } = upgrade.views;
  const { height, data } = await viewAnswer(upgrade, versionView, {}, options, false);
  const versions = (data["versions"] as readonly Version[]).map((row) => inForce(row, height + 1));
  const readiness = await ask<Readiness>(readinessView, "readiness");
  const agreements = await ask<Agreement>(agreementView, "agreements");
  const open = agreements.filter((one) => one.fromHeight > height);
  const decided = versions.flatMap(({ app, next }) => (next ? [{ app, ...next }] : []));
  const organisations = trust.organisations.map(({ id }) => standing(id, readiness, decided));
  const ready = organisations.every((one) => one.ready);
  answer(options, { height, versions, organisations, agreements: open, ready }, () => [
    ...tableLines([
      ["APPLICATION", "VERSION", "SINCE BLOCK", "DECIDED"],
      ...versions.map(({ app, version, fromHeight, next }) => [
        ...[app, String(version), String(fromHeight)],
        next ? `version ${next.version} from block ${next.fromHeight}` : "-",
      ]),
    ]),
    "",
    ...tableLines([
      ["ORGANISATION", "READY", "PROGRAM"],
      ...organisations.map(({ organisation, program, since, lacks, ready: one }) => [
        printable(organisation),
        one ? shade("good", "yes") : shade("bad", `no: ${lacks.join(", ")}`),
        program === null ? "-" : printable(`${program}, said in block ${since}`),
      ]),
    ]),
    ...open.map(({ app, organisation, version, fromHeight }) =>
      printable(`${organisation} agrees to version ${version} of ${app} from block ${fromHeight}`),
    ),
    `as of block ${height}`,
  ]);
  if (!ready)
    remark(
      "Whoever is not ready halts before the block, and goes on once its program has the version.",
    );
  return ready ? exitCodes.ok : exitCodes.failed;
}

/** A decided version that has come into force is not next any more. */
function inForce(row: Version, height: number): Version {
  const { app, next } = row;
  return next && next.fromHeight <= height ? { app, ...next, next: null } : row;
}

function standing(
  organisation: string,
  readiness: readonly Readiness[],
  decided: readonly { readonly app: string; readonly version: number }[],
): Standing {
  const said = readiness.find((one) => one.organisation === organisation);
  const newest = new Map(said?.applications.map(({ app, newest: version }) => [app, version]));
  const lacks = decided
    .filter(({ app, version }) => (newest.get(app) ?? 0) < version)
    .map(({ app, version }) => `${app} ${version}`);
  return {
    organisation,
    program: said?.program ?? null,
    since: said?.since ?? null,
    lacks,
    ready: lacks.length === 0,
  };
}

/** Agrees to a version for the organisation whose operator signs. */
export function agreeToUpgrade(
  input: { readonly app: string; readonly version: number; readonly fromHeight: number },
  options: UpgradeOptions,
): Promise<void> {
  return callAction("upgrade", upgrade.actions.agree, input, options);
}
