import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { SuiteName } from "@tallystick/core/algorithms";
import { fromUtf8 } from "@tallystick/core/bytes";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { trustFromGenesis } from "@tallystick/core/trust";
import { z } from "zod";
import type { StoreName } from "../../config.ts";
import { dataPaths } from "../../data-paths.ts";
import { makePrivateFolder, readFileIfAny, writeFileAtomic } from "../../files.ts";
import { GENESIS_APPLICATIONS, newestVersions } from "../../init.ts";
import { makePassphrase } from "../../keys/passphrase.ts";
import { NodeError } from "../../node-error.ts";
import { LOCAL_ORGANISATIONS_MAX } from "./limits.ts";
import { type Founder, networkGenesis, operatorOf } from "./network-genesis.ts";
import { makeOrganisationKeys } from "./organisation-keys.ts";
import { moveNetworkNode, peersOf, writeNetworkNode } from "./write-node.ts";

/** The file `network.json` of a folder: which network on this machine lies in it. */
export interface LocalNetwork {
  readonly format: "tallystick-local-network/1";
  readonly name: string;
  readonly suite: SuiteName;
  readonly organisations: readonly LocalOrganisation[];
}

/** An organisation of it. */
export interface LocalOrganisation {
  readonly id: string;
  /** Name of its data directory in the folder. */
  readonly folder: string;
  /** Id of its engine. */
  readonly nodeId: string;
}

/** What a new network on this machine shall be. */
export interface LocalPlan {
  readonly folder: string;
  readonly organisations: number;
  readonly name?: string | undefined;
  readonly suite?: SuiteName | undefined;
  readonly store?: StoreName | undefined;
  /** Told which organisation's keys have been made. */
  readonly onOrganisation?: (done: number, total: number) => void;
}

/** Ports of one organisation on the loopback. */
export interface LocalPorts {
  readonly api: number;
  readonly engine: number;
}

const FORMAT = "tallystick-local-network/1";
const schema = z.strictObject({
  format: z.literal(FORMAT),
  name: z.string(),
  suite: z.enum(["intl", "gm"]),
  organisations: z
    .array(
      z.strictObject({
        id: z.string(),
        folder: z.string().regex(/^[a-z0-9-]+$/),
        nodeId: z.string(),
      }),
    )
    .min(1)
    .max(LOCAL_ORGANISATIONS_MAX),
});

const markerOf = (folder: string): string => join(folder, "founding-under-way");
const fileOf = (folder: string): string => join(folder, "network.json");

/** Path of the data directory of an organisation. */
export function localDataDir(folder: string, { folder: name }: LocalOrganisation): string {
  return join(folder, name);
}

/** The network in a folder, or undefined when there is none. @throws NodeError `damaged-config` */
export function readLocalNetwork(folder: string): LocalNetwork | undefined {
  const path = fileOf(folder);
  const bytes = readFileIfAny(path);
  if (bytes === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(fromUtf8(bytes)));
  } catch (cause) {
    throw new NodeError(
      "damaged-config",
      `${path} does not describe a network on this machine`,
      "restore the file, or name an empty or new folder with --dir",
      cause,
    );
  }
}

/**
 * Found a network on this machine: keys, genesis and data directory of each organisation. The description
 * of the network is written last; a folder without it, whose founding was cut short, is founded anew.
 *
 * @throws NodeError `not-empty` when the folder holds something else, `invalid-option`
 */
export async function foundLocalNetwork(plan: LocalPlan): Promise<LocalNetwork> {
  const { folder, organisations: count, name = "Local network", store = "lmdb" } = plan;
  const suite = nodeSuite(plan.suite ?? "intl");
  makePrivateFolder(folder);
  takeFolder(folder);
  const founders: Founder[] = [];
  for (let number = 1; number <= count; number++) {
    const id = `org-${number}`;
    const dataDir = join(folder, id);
    makePrivateFolder(dataDir);
    const passphrase = makePassphrase(dataDir);
    const keys = await makeOrganisationKeys(dataDir, suite, passphrase.text);
    founders.push({ ...keys, id, name: `Organisation ${number}`, address: "127.0.0.1:1" });
    plan.onOrganisation?.(number, count);
  }
  const applications = [...GENESIS_APPLICATIONS];
  const genesis = networkGenesis({
    ...{ name, suite: suite.name, created: Date.now(), applications, founders },
    ...newestVersions(applications),
  });
  const trust = trustFromGenesis(genesis);
  for (const { id, address } of founders) {
    const network = { listen: address, peers: peersOf(id, founders) };
    const node = { organisation: id, member: operatorOf(id), store };
    writeNetworkNode({ dataDir: join(folder, id), genesis, trust, ...node, network });
  }
  const organisations = founders.map(({ id, nodeId }) => ({ id, folder: id, nodeId }));
  const network: LocalNetwork = { format: FORMAT, name, suite: suite.name, organisations };
  writeFileAtomic(fileOf(folder), `${JSON.stringify(network, null, 2)}\n`, 0o644);
  rmSync(markerOf(folder), { force: true });
  return network;
}

/** Give the organisations' engines their ports, which may be others at every start. */
export function placeLocalNetwork(
  folder: string,
  network: LocalNetwork,
  ports: readonly LocalPorts[],
): void {
  const placed = network.organisations.map((organisation, i) => ({
    ...organisation,
    address: `127.0.0.1:${(ports[i] as LocalPorts).engine}`,
  }));
  for (const organisation of placed) {
    moveNetworkNode(localDataDir(folder, organisation), {
      listen: organisation.address,
      peers: peersOf(organisation.id, placed),
    });
  }
}

/**
 * A folder is free to take when it is empty or not there, or when an earlier founding in it was cut short.
 * @throws NodeError `not-empty`
 */
export function requireFreeFolder(folder: string): void {
  const unfinished = existsSync(markerOf(folder));
  const [foreign] = namesIn(folder).filter((name) => !unfinished || !isOwn(folder, name));
  if (foreign === undefined) return;
  throw new NodeError(
    "not-empty",
    `${folder} is not empty and holds no network of this machine (it has ${foreign})`,
    "name an empty or new folder with --dir",
  );
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => !/^(lock(-journal)?|lost\+found)$/.test(name));
}

function takeFolder(folder: string): void {
  requireFreeFolder(folder);
  const names = namesIn(folder);
  writeFileAtomic(markerOf(folder), "", 0o600);
  for (const name of names) {
    if (name !== "founding-under-way") rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** What a founding that was cut short has made; an organisation's ledger is never begun before its end. */
function isOwn(folder: string, name: string): boolean {
  if (/^(founding-under-way|\.network\.json\.partial)$/.test(name)) return true;
  if (!/^org-\d+$/.test(name)) return false;
  const { ledger } = dataPaths(join(folder, name));
  return !existsSync(ledger) || readdirSync(ledger).length === 0;
}
