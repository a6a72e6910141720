import { existsSync, mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import type { SuiteName } from "@tallystick/core/algorithms";
import type { StoreName } from "@tallystick/node/config";
import { dataPaths } from "@tallystick/node/data-paths";
import { makePrivateFolder } from "@tallystick/node/files";
import { lockDirectory } from "@tallystick/node/lock";
import {
  foundLocalNetwork,
  type LocalNetwork,
  type LocalOrganisation,
  localDataDir,
  placeLocalNetwork,
  readLocalNetwork,
  requireFreeFolder,
} from "@tallystick/node/ops/network/local-network";
import { remark, toJsonLine } from "../answer.ts";
import { requireEngine } from "../engine/require-engine.ts";
import { CommandError } from "../failure.ts";
import { interruptible } from "../interrupt.ts";
import { cliLimits } from "../limits.ts";
import { StepLine } from "../terminal/step-line.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";
import { LocalNode, type LocalNodeEvent } from "./local-node.ts";
import { localPorts } from "./local-ports.ts";
import { requireTolerance } from "./require-tolerance.ts";
import { removeRunning, writeRunning } from "./running-file.ts";

/** Options of `network local`. */
export interface LocalOptions {
  readonly json?: boolean;
  readonly dir: string;
  readonly orgs?: number;
  readonly suite?: SuiteName;
  readonly store?: StoreName;
  readonly name?: string;
  readonly basePort: number;
  readonly logLevel: string;
  readonly install?: boolean;
  readonly acceptNoFaultTolerance?: boolean;
}

/** An organisation of the running network. */
interface Member {
  readonly organisation: LocalOrganisation;
  readonly dataDir: string;
  readonly port: number;
  url: string | undefined;
  givenUp: LocalNodeEvent | undefined;
}

/** `tallystick network local`: runs several organisations on this machine until Ctrl-C or TERM. */
export async function runLocal(options: LocalOptions): Promise<void> {
  const engine = await requireEngine(options.install);
  const { dir, json } = options;
  const fresh = readLocalNetwork(dir) === undefined;
  // Before anything is written: what is refused leaves no trace.
  if (fresh) {
    refuseForeign(dir);
    requireFreeFolder(dir);
    requireTolerance(options.orgs ?? 4, options.acceptNoFaultTolerance);
  }
  makePrivateFolder(dir);
  const lock = lockDirectory(dir);
  try {
    const network = await openFolder(options);
    const ports = await localPorts(network.organisations.length, options.basePort);
    placeLocalNetwork(dir, network, ports);
    const members = network.organisations.map((organisation, i): Member => {
      const dataDir = localDataDir(dir, organisation);
      const port = (ports[i] as { api: number }).api;
      return { organisation, dataDir, port, url: undefined, givenUp: undefined };
    });
    await runMembers(network, members, { ...options, fresh, binary: engine.binary });
  } finally {
    lock.release();
  }
  if (!json) process.stdout.write("Stopped.\n");
}

/** A node's own folder is a likely slip: say so before anything is written into it. */
function refuseForeign(dir: string): void {
  if (!existsSync(dataPaths(dir).config)) return;
  throw new CommandError(
    "not-empty",
    `${dir} is the data directory of a node, not of a network on this machine`,
    "name an empty or new folder with --dir",
  );
}

/** The network in the folder, founded first when there is none. */
async function openFolder(options: LocalOptions): Promise<LocalNetwork> {
  const found = readLocalNetwork(options.dir);
  if (found !== undefined) return sameNetwork(found, options);
  const { dir: folder, orgs = 4, suite, store, name } = options;
  const line = new StepLine(process.stderr);
  try {
    return await foundLocalNetwork({
      ...{ folder, organisations: orgs, suite, store, name },
      onOrganisation: (done, total) => line.show("keys of organisations made", done, total),
    });
  } finally {
    line.clear();
  }
}

function sameNetwork(found: LocalNetwork, options: LocalOptions): LocalNetwork {
  const count = found.organisations.length;
  const asked = { orgs: options.orgs ?? count, suite: options.suite ?? found.suite };
  if (asked.orgs === count && asked.suite === found.suite) return found;
  throw new CommandError(
    "other-network",
    `${options.dir} holds a network of ${count} organisations with the suite ${found.suite}, which cannot change`,
    "leave --orgs and --suite out to go on with it, or name another folder with --dir",
  );
}

interface RunParts extends LocalOptions {
  readonly fresh: boolean;
  readonly binary: string;
}

async function runMembers(
  network: LocalNetwork,
  members: readonly Member[],
  options: RunParts,
): Promise<void> {
  const { dir, json, logLevel, binary } = options;
  const tell = (words: string): void => (json ? undefined : remark(words));
  const { signal, release } = interruptible(() => tell("Stopping ..."));
  const aborted = new Promise<void>((resolve) =>
    signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve(), { once: true }),
  );
  const logs = join(dir, "logs");
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const env = { ...ownEnvironment(), TALLYSTICK_COMETBFT: binary };
  const failed = Promise.withResolvers<void>();
  const nodes = members.map(
    (member) =>
      new LocalNode({
        ...{ dataDir: member.dataDir, port: member.port, logLevel, env },
        log: join(logs, `${member.organisation.id}.log`),
        onEvent: (event) => {
          report(member, event, logs, json);
          if (members.every(({ givenUp }) => givenUp !== undefined)) failed.resolve();
        },
      }),
  );
  try {
    const ready = awaitReady(members, signal);
    const first = await Promise.race([ready, aborted, failed.promise]);
    if (first === "ready") {
      announce(network, members, nodes, options);
      await Promise.race([aborted, failed.promise]);
    }
  } finally {
    removeRunning(dir);
    await Promise.all(nodes.map((node) => node.stop()));
    release();
  }
  if (signal.aborted) return;
  throw new CommandError(
    "network-failed",
    "none of the organisations' nodes could be kept running",
    `see the logs in ${logs}`,
  );
}

/** The nodes' own settings come from their own data directories, not from what is set for other commands. */
function ownEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("TALLYSTICK_")),
  );
}

function report(
  member: Member,
  event: LocalNodeEvent,
  logs: string,
  json: boolean | undefined,
): void {
  const { id } = member.organisation;
  const again = event.event === "ready" && member.url !== undefined;
  if (event.event === "ready") member.url = event.url;
  if (event.event === "given-up") member.givenUp = event;
  if (event.event === "ready" && !again) return;
  if (json) {
    process.stdout.write(`${toJsonLine({ organisation: id, ...event })}\n`);
    return;
  }
  if (event.event === "ready") remark(`${id} serves again: ${event.url}`);
  else {
    const then =
      event.event === "ended" ? "it is started again" : "it is given up; the others go on";
    const said = event.line === "" ? "" : `\n  ${printable(event.line).slice(0, 300)}`;
    remark(`${id} has ended (${event.how}); ${then}. Its log: ${join(logs, `${id}.log`)}${said}`);
  }
}

/** Resolves once every node serves and has the first block of their common chain. */
async function awaitReady(members: readonly Member[], signal: AbortSignal): Promise<"ready"> {
  const line = new StepLine(process.stderr);
  for (;;) {
    const heights = await Promise.all(members.map(({ url }) => heightOf(url)));
    const there = heights.filter((height) => height > 0).length;
    const expected = members.filter(({ givenUp }) => givenUp === undefined).length;
    if (there > 0 && there >= expected) break;
    if (signal.aborted) break;
    line.show("organisations in agreement", there, members.length);
    await new Promise((resolve) => setTimeout(resolve, cliLimits.localLookMs));
  }
  line.clear();
  return "ready";
}

async function heightOf(url: string | undefined): Promise<number> {
  if (url === undefined) return 0;
  try {
    const answer = await fetch(`${url}/v1/status`, { signal: AbortSignal.timeout(2000) });
    return ((await answer.json()) as { height: number }).height;
  } catch {
    return 0;
  }
}

function announce(
  network: LocalNetwork,
  members: readonly Member[],
  nodes: readonly LocalNode[],
  { dir, json, fresh }: RunParts,
): void {
  writeRunning(
    dir,
    members.map(({ organisation: { id }, url = "" }) => ({ id, url })),
  );
  const organisations = members.map(({ organisation: { id }, dataDir, url }, i) => ({
    ...{ id, url, data: dataDir, token: dataPaths(dataDir).token },
    pid: nodes[i]?.pid,
  }));
  const { name, suite } = network;
  if (json) {
    const told = { ready: true, created: fresh, dir, name, suite, organisations };
    process.stdout.write(`${toJsonLine(told)}\n`);
    return;
  }
  const here = (path: string): string => relative(process.cwd(), path) || path;
  const [first] = organisations;
  const lines = [
    `${printable(name)} (${suite}): ${organisations.length} organisations, ${fresh ? "newly founded" : "going on"} in ${dir}`,
    "",
    ...tableLines(
      [
        ["organisation", "console", "API", "token file"],
        ...organisations.map(({ id, url = "-", token }) => [
          id,
          `${url}/`,
          `${url}/v1`,
          here(token),
        ]),
      ],
      { indent: "  " },
    ),
    "",
    `  deposit   tallystick deposit FILE --out receipts --url ${first?.url ?? ""} --data ${here(first?.data ?? "")}`,
    `  status    tallystick network status --dir ${dir}`,
    "  stop      Ctrl-C here; the same command goes on with the same ledger",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
