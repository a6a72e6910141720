import { existsSync, readdirSync } from "node:fs";
import { VALIDATOR_POWER_MIN } from "@tallystick/apps/membership/fault-tolerance";
import { membership } from "@tallystick/apps/membership/index";
import { equalBytes } from "@tallystick/core/bytes";
import { decodeGenesis, type Genesis, genesisLedgerId } from "@tallystick/core/genesis";
import { encodeKey } from "@tallystick/core/keys";
import type { Trust } from "@tallystick/core/trust";
import type { ActionInput, ActionInputJson } from "@tallystick/ledger/app/define-action";
import { toJson } from "@tallystick/ledger/app/json-values";
import { readConfig, type StoreName } from "../../config.ts";
import { dataPaths } from "../../data-paths.ts";
import { engineHome } from "../../engine/cometbft/engine-home.ts";
import { genesisJson } from "../../engine/cometbft/genesis-json.ts";
import type { ChainStart } from "../../engine/consensus/chain-start.ts";
import { makePrivateFolder, writeFileAtomic } from "../../files.ts";
import { trustKeyAt } from "../../keys/node-keys.ts";
import { findPassphrase, givenPassphrase, makePassphrase } from "../../keys/passphrase.ts";
import { NodeError } from "../../node-error.ts";
import { acceleratedSuite } from "../../suite.ts";
import { listenAt, requireAddress } from "./ceremony/address.ts";
import { type Founding, openFounding } from "./ceremony/founding.ts";
import { type HistoryProgress, takeHistory } from "./ceremony/history.ts";
import { operatorOf } from "./network-genesis.ts";
import { makeOrganisationKeys } from "./organisation-keys.ts";
import { writeNetworkNode } from "./write-node.ts";

const { admitOrganisation } = membership.actions;

type Admission = ActionInput<typeof admitOrganisation>;

/** Who applies, to which network. */
export interface ApplyOptions {
  readonly dataDir: string;
  readonly passphraseFile?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Bytes of the network's genesis document, and the trust file that is believed. */
  readonly genesis: Uint8Array;
  readonly trust: Trust;
  readonly organisation: string;
  readonly name: string;
  readonly kinds: Admission["kinds"];
  readonly legal?: Pick<Admission, "legalName" | "uscc" | "lei" | "contact">;
  /** `host:port` that the others reach its engine by, and where it listens. */
  readonly address: string;
  readonly listen?: string | undefined;
  /** `id@host:port` of engines of the network. */
  readonly peers: readonly string[];
  readonly store?: StoreName | undefined;
  /** What a ledger that is older than its network has begun with; see {@link AdoptedBeginning}. */
  readonly adopted?: AdoptedBeginning | undefined;
}

/** The files with which a network took over a ledger: `tallystick network adopt` has written both. */
export interface AdoptedBeginning {
  readonly founding: Uint8Array;
  readonly history: AsyncIterable<Uint8Array>;
  readonly progress?: HistoryProgress | undefined;
}

/** What the organisations are to decide on: calls of a proposal, as JSON. */
export type Application = readonly [
  {
    readonly action: "membership.admit-organisation";
    readonly input: ActionInputJson<typeof admitOrganisation>;
  },
];

/**
 * Make the keys and the node of an organisation that wants to join a network that runs, and what its members
 * are to decide on. The private keys stay here. The node can be started once it has been admitted; until then
 * no engine of the network lets it in. Done again, it gives the same.
 *
 * @throws NodeError `not-empty`, `invalid-option`, `wrong-trust`; CeremonyError `malformed`, `other-history`
 */
export async function applyToNetwork(options: ApplyOptions): Promise<Application> {
  const { dataDir, genesis, trust, organisation, name, kinds, address, peers } = options;
  const founding = decodeGenesis(genesis);
  const suite = acceleratedSuite(founding.suite);
  if (!equalBytes(genesisLedgerId(suite, genesis), trust.ledgerId)) {
    const fix = "take both from organisations of the network";
    throw new NodeError("wrong-trust", "genesis document and trust file are of two ledgers", fix);
  }
  const beginning = beginningOf(options, founding);
  const listen = options.listen ?? listenAt(address);
  for (const one of [address, listen, ...peers.map(addressOf)]) requireAddress(one);
  requireOwn(dataDir, organisation);
  makePrivateFolder(dataDir);
  const passphrase = existsSync(dataPaths(dataDir).passphrase)
    ? findPassphrase(options)
    : (givenPassphrase(options) ?? makePassphrase(dataDir));
  const keys = await makeOrganisationKeys(dataDir, suite, passphrase.text);
  // The configuration comes last: where there is one the ledger is there, and may have gone on since.
  if (beginning !== undefined && !existsSync(dataPaths(dataDir).config)) {
    await begin(dataDir, beginning, options.adopted as AdoptedBeginning);
  }
  const member = operatorOf(organisation);
  writeNetworkNode({
    ...{ dataDir, genesis, trust, organisation, member },
    // A history is taken into the default one.
    store: beginning === undefined ? (options.store ?? "lmdb") : "lmdb",
    network: { listen, peers: [...peers] },
  });
  const input: Admission = {
    ...{ organisation, name, kinds, ...options.legal },
    key: encodeKey(keys.key),
    operator: { member, key: encodeKey(keys.operator) },
    validator: { key: keys.validatorKey, power: VALIDATOR_POWER_MIN, node: keys.nodeId },
  };
  const json = toJson(admitOrganisation.input, input);
  return [{ action: "membership.admit-organisation", input: json }];
}

/**
 * The founding of a network that took over an older ledger: its blocks are fetched from there on, and what was
 * before comes as a file.
 */
function beginningOf(
  { trust, adopted }: ApplyOptions,
  { organisations }: Genesis,
): Founding | undefined {
  if (organisations.some(({ validator }) => validator !== undefined)) return undefined;
  if (adopted === undefined) {
    throw new NodeError(
      "invalid-option",
      "this ledger is older than its network, so its blocks cannot be fetched from the first on",
      "get the two files of `tallystick network adopt` from a member, and add --founding and --history",
    );
  }
  const founding = openFounding(adopted.founding);
  const { start, ledgerId } = founding;
  const first = (start?.height ?? 0) + 1;
  const believed =
    equalBytes(ledgerId, trust.ledgerId) &&
    start?.organisations.every(({ id, key }) => {
      const known = trustKeyAt(trust, id, first);
      return known !== undefined && equalBytes(encodeKey(known.key), encodeKey(key));
    });
  if (believed === true) return founding;
  throw new NodeError(
    "wrong-trust",
    "the trust file does not name the organisations of this founding where the network begins",
    "take both from organisations of the network, and compare them by telephone",
  );
}

async function begin(
  dataDir: string,
  founding: Founding,
  { history, progress }: AdoptedBeginning,
): Promise<void> {
  await takeHistory(dataDir, founding, history, progress);
  const { start, timeMs } = founding as { readonly start: ChainStart; readonly timeMs: number };
  writeFileAtomic(engineHome(dataDir).genesis, genesisJson({ start, timeMs }), 0o644);
}

function addressOf(peer: string): string {
  const [id, address] = peer.split("@", 2);
  if (address !== undefined && /^[0-9a-f]{40}$/.test(id ?? "")) return address;
  const fix =
    "write 40 hex digits, @ and host:port: members find them under peers in tallystick.json";
  throw new NodeError("invalid-option", `${peer} is not the peer of an engine`, fix);
}

/** An empty directory, or one in which the same organisation has applied. */
function requireOwn(dataDir: string, organisation: string): void {
  if (!existsSync(dataDir)) return;
  const found = readdirSync(dataDir);
  if (found.includes("tallystick.json")) {
    const config = readConfig(dataDir);
    if (config.engine === "cometbft" && config.organisation === organisation) return;
  } else if (found.every((name) => BEGUN.has(name))) return;
  throw new NodeError(
    "not-empty",
    `${dataDir} is not empty`,
    "name an empty or new directory with --data",
  );
}

/** What lies in a directory whose application was interrupted, or that was prepared for one. */
const BEGUN = new Set(["lock", "lock-journal", "lost+found", "passphrase", "keys", "engine"]);
