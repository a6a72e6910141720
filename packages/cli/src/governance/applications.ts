import { readFileSync } from "node:fs";
import { governance } from "@tallystick/apps/governance/index";
import { fromJson, JsonError } from "@tallystick/ledger/app/json-values";
import { answer } from "../answer.ts";
import { type CallOptions, callAction } from "../calls/call-action.ts";
import { viewAnswer } from "../calls/run-view.ts";
import { CommandError, UsageError } from "../failure.ts";
import type { LedgerOptions } from "../ledger/ledger-trust.ts";
import { fieldLines } from "../terminal/fields.ts";
import { formatTime } from "../terminal/quantities.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";
import { type NewOptions, newProposal } from "./proposals.ts";

/** Options of the commands about applications. */
export interface AppOptions extends CallOptions {
  readonly filing?: string;
  readonly sandbox?: string;
  readonly reason?: string;
  readonly title?: string;
}

interface Application {
  readonly app: string;
  readonly status: string;
  readonly since: number;
  readonly pausedUntil?: number;
  readonly entry?: number;
  readonly filing?: { readonly number: string; readonly project: string };
  readonly sandbox?: object;
}

/** Prints the applications and whether they can be called. */
export async function listApplications(
  options: LedgerOptions & { json?: boolean | undefined },
): Promise<void> {
  const view = governance.views.applications;
  const { data, time } = await viewAnswer(governance, view, {}, options, false);
  const applications = data["applications"] as readonly Application[];
  answer(options, { applications }, () =>
    tableLines([
      ["APPLICATION", "STATUS", "SINCE", "FILING"],
      ...applications.map((one) =>
        [one.app, statusOf(one, time), formatTime(one.since), one.filing?.number ?? "-"].map(
          printable,
        ),
      ),
    ]),
  );
}

function statusOf({ status, pausedUntil = 0, sandbox }: Application, time: number): string {
  if (pausedUntil > time) return `paused until ${formatTime(pausedUntil)}`;
  return status === "live" && sandbox !== undefined ? "live, on trial" : status;
}

/** Prints one application with its filing and its trial. @throws CommandError */
export async function showApplication(
  app: string,
  options: LedgerOptions & { json?: boolean | undefined },
): Promise<void> {
  const data = await application(app, options);
  answer(options, data, () => fieldLines(data, ""));
}

async function application(app: string, options: LedgerOptions) {
  const view = governance.views.application;
  const { data } = await viewAnswer(governance, view, { app }, options, true);
  if (!data["application"])
    throw new CommandError("not-found", `the ledger has no application ${app}`);
  return data as { application: Application; trial?: object };
}

/** Files an application. @throws UsageError */
export async function fileApplication(app: string, options: AppOptions): Promise<void> {
  const action = governance.actions.fileApplication;
  const input = { app, filing: readObject("--filing", options.filing) };
  try {
    fromJson(action.input, input);
  } catch (error) {
    if (error instanceof JsonError) throw new UsageError(error.message);
    throw error;
  }
  await callAction("governance", action, input, options);
}

/** Proposes to let an application go live as it is filed now. @throws CommandError, UsageError */
export async function approveApplication(app: string, options: AppOptions): Promise<void> {
  const { application: row } = await application(app, options);
  if (row.filing === undefined || row.entry === undefined) {
    throw new CommandError(
      "not-filed",
      `${app} has no filing`,
      `file it first: tallystick app file ${app} --filing FILE`,
    );
  }
  const trial =
    options.sandbox === undefined ? {} : { sandbox: readObject("--sandbox", options.sandbox) };
  await propose(
    `Approve ${app}`,
    "approve-application",
    { app, filed: row.entry, ...trial },
    options,
  );
}

/** Proposes to stop an application, for good or in an emergency, or to let it run again. */
export async function changeApplication(
  change: "suspend" | "resume" | "pause",
  app: string,
  options: AppOptions,
): Promise<void> {
  const reason = change === "resume" ? {} : { reason: options.reason };
  const title = `${change[0]?.toUpperCase()}${change.slice(1)} ${app}`;
  await propose(title, `${change}-application`, { app, ...reason }, options);
}

function propose(title: string, action: string, input: object, options: AppOptions): Promise<void> {
  const call = [`governance.${action}=${JSON.stringify(input)}`];
  const given: NewOptions = { ...options, title: options.title ?? title, call };
  return newProposal(given);
}

function readObject(option: string, path: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path ?? "", "utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch (cause) {
    throw new UsageError(`${option} ${path}: ${(cause as Error).message}`);
  }
  throw new UsageError(`${option} ${path}: not a JSON object`);
}
