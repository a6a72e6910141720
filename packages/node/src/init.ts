import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { applicationList } from "@tallystick/apps/applications";
import type { SuiteName } from "@tallystick/core/algorithms";
import { toHex } from "@tallystick/core/bytes";
import { encodeGenesis, type Genesis } from "@tallystick/core/genesis";
import { ID_PATTERN } from "@tallystick/core/identifiers";
import { NAME_LENGTH_MAX } from "@tallystick/core/limits";
import { generateKey, type NodeSigner } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { formatTrust, trustFromGenesis } from "@tallystick/core/trust";
import {
  CONFIG_FORMAT,
  type NodeConfig,
  readConfig,
  type StoreName,
  writeConfig,
} from "./config.ts";
import { type DataPaths, dataPaths } from "./data-paths.ts";
import { makePrivateFolder, syncFolder, writeFileAtomic } from "./files.ts";
import { writeKeyFile } from "./keys/key-file.ts";
import { givenPassphrase, makePassphrase } from "./keys/passphrase.ts";
import { lockDirectory } from "./lock.ts";
import { NodeError } from "./node-error.ts";

/** What a new node shall be. */
export interface InitOptions {
  readonly dataDir: string;
  /** Human name of the ledger; "Tallystick" unless given. */
  readonly name?: string | undefined;
  /** `intl` unless given. It can never be changed. */
  readonly suite?: SuiteName | undefined;
  /** `lmdb` unless given. */
  readonly store?: StoreName | undefined;
  /** Id of the organisation; "org" unless given. Its human name is the ledger's. */
  readonly organisation?: string | undefined;
  /** File with the passphrase of the keys; see keys/passphrase.ts for the other sources. */
  readonly passphraseFile?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What `initialise` found or made. */
export interface InitResult {
  /** False when the directory already held a node, which was left as it was. */
  readonly created: boolean;
  readonly config: NodeConfig;
  /** True when init made the passphrase and keeps it in the data directory. */
  readonly passphraseKept: boolean;
}

/** Applications of a new ledger, in the order that its genesis fixes for good. */
export const GENESIS_APPLICATIONS = [
  "evidence",
  "membership",
  "governance",
  "supervision",
  "upgrade",
  "receivable",
] as const;

/** Member id of the node's own operator key. */
export const OPERATOR_MEMBER = "operator";

/**
 * Make a data directory into a node: keys, genesis, trust file, token, configuration.
 *
 * The marker file is written first and the configuration last, both durably, so a directory is
 * either untouched, half-made (marker, no configuration: made anew from the start, since nothing
 * signed by those keys can exist yet) or complete. A complete node is never changed.
 *
 * @throws NodeError `not-empty` when the directory holds something else, `invalid-option`,
 * `already-running`
 */
export async function initialise(options: InitOptions): Promise<InitResult> {
  checkOptions(options);
  const paths = dataPaths(options.dataDir);
  const found = existing(paths);
  if (found !== undefined) return found;
  makePrivateFolder(paths.root);
  assertUsable(paths);
  const lock = lockDirectory(paths.root);
  try {
    return existing(paths) ?? (await create(paths, options));
  } finally {
    lock.release();
  }
}

function existing(paths: DataPaths): InitResult | undefined {
  if (!existsSync(paths.config)) return undefined;
  const config = readConfig(paths.root);
  // Left by an init that was killed after its last step but one.
  rmSync(paths.initMarker, { force: true });
  return { created: false, config, passphraseKept: existsSync(paths.passphrase) };
}

async function create(paths: DataPaths, options: InitOptions): Promise<InitResult> {
  startOver(paths);
  const suite = nodeSuite(options.suite ?? "intl");
  const passphrase = givenPassphrase(options) ?? makePassphrase(paths.root);
  const organisation = generateKey(suite);
  const operator = generateKey(suite);
  makePrivateFolder(paths.keys);
  await Promise.all([
    writeKeyFile(paths.organisationKey, organisation, passphrase.text),
    writeKeyFile(paths.operatorKey, operator, passphrase.text),
  ]);
  const config: NodeConfig = {
    format: CONFIG_FORMAT,
    name: options.name ?? "Tallystick",
    suite: suite.name,
    store: options.store ?? "lmdb",
    organisation: options.organisation ?? "org",
    member: OPERATOR_MEMBER,
  };
  writeFileAtomic(paths.token, `${toHex(new Uint8Array(randomBytes(32)))}\n`, 0o600);
  writeIdentity(paths, config, { organisation, operator });
  makePrivateFolder(paths.ledger);
  syncFolder(paths.root);
  writeConfig(paths.root, config);
  rmSync(paths.initMarker, { force: true });
  return { created: true, config, passphraseKept: passphrase.source === "data-directory" };
}

function writeIdentity(
  paths: DataPaths,
  config: NodeConfig,
  keys: { organisation: NodeSigner; operator: NodeSigner },
): void {
  const genesis = encodeGenesis({
    name: config.name,
    suite: config.suite,
    created: Date.now(),
    organisations: [
      { id: config.organisation, name: config.name, key: keys.organisation.publicKey },
    ],
    members: [
      {
        id: config.member,
        organisation: config.organisation,
        role: "operator",
        key: keys.operator.publicKey,
      },
    ],
    applications: [...GENESIS_APPLICATIONS],
    ...newestVersions(GENESIS_APPLICATIONS),
  });
  writeFileAtomic(paths.genesis, genesis, 0o644);
  writeFileAtomic(paths.trust, formatTrust(trustFromGenesis(genesis)), 0o644);
}

/** A new ledger begins with the newest rules that the program has; a genesis document names those above 1. */
export function newestVersions(names: readonly string[]): Pick<Genesis, "versions"> {
  const newer = applicationList.filter(({ name, version }) => names.includes(name) && version > 1);
  if (newer.length === 0) return {};
  return { versions: Object.fromEntries(newer.map(({ name, version }) => [name, version])) };
}

/** Everything that init itself makes; nothing else is ever removed. */
function ownFiles(paths: DataPaths): string[] {
  const { genesis, trust, token, passphrase, organisationKey, operatorKey } = paths;
  return [genesis, trust, token, passphrase, organisationKey, operatorKey];
}

/** Set the marker, and remove what an earlier init that did not finish had made. */
function startOver(paths: DataPaths): void {
  writeFileAtomic(paths.initMarker, "", 0o600);
  for (const file of ownFiles(paths)) rmSync(file, { force: true });
}

/**
 * A folder is free to take when it is empty but for what init leaves before its marker is there (the
 * lock), or when the marker says that init did not finish. No store is ever opened before the
 * configuration is there, so files of one mean that it was lost later.
 */
function assertUsable(paths: DataPaths): void {
  if (existsSync(paths.ceremony)) {
    throw new NodeError(
      "joining",
      `${paths.root} takes part in the founding of a network that is not finished`,
      "go on with `tallystick network accept` and `tallystick network start`",
    );
  }
  const unfinished = existsSync(paths.initMarker);
  const ledger = existsSync(paths.ledger) ? readdirSync(paths.ledger) : [];
  const foreign = unfinished
    ? ledger
    : readdirSync(paths.root).filter(
        (name) => !/^(lock(-journal)?|\.init-under-way\.partial|lost\+found)$/.test(name),
      );
  if (foreign.length === 0) return;
  throw new NodeError(
    "not-empty",
    `${paths.root} is not empty and holds no complete Tallystick node (it has ${foreign[0]})`,
    "name an empty or new directory; if this was a node, restore its tallystick.json from a backup",
  );
}

function checkOptions({ name, suite, store, organisation }: InitOptions): void {
  const refuse = (message: string, fix: string): never => {
    throw new NodeError("invalid-option", message, fix);
  };
  if (suite !== undefined && suite !== "intl" && suite !== "gm") {
    refuse("there is no such suite", "use intl or gm");
  }
  if (store !== undefined && store !== "lmdb" && store !== "sqlite") {
    refuse("there is no such store", "use lmdb or sqlite");
  }
  if (name !== undefined && (name === "" || name.length > NAME_LENGTH_MAX)) {
    refuse("the name is empty or too long", `use 1 to ${NAME_LENGTH_MAX} characters`);
  }
  if (name !== undefined && name !== name.normalize("NFC")) {
    refuse("the name is not in Unicode normal form C", "type it again, or normalise it to NFC");
  }
  if (organisation !== undefined && !ID_PATTERN.test(organisation)) {
    refuse(
      "the organisation is not an id",
      "use 1 to 63 of a-z 0-9 . _ -, a letter or digit first",
    );
  }
}
