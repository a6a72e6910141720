/** The organisations of a simulation, their keys, and what they sign. The same in every run. */
import { applicationList, LEDGER_RULES } from "@tallystick/apps/applications";
import { VALIDATOR_POWER_MIN } from "@tallystick/apps/membership/fault-tolerance";
import { ROSTER_LEAD } from "@tallystick/apps/membership/roster";
import { toHex, u64be, utf8 } from "@tallystick/core/bytes";
import { type CborEncodable, encodeCbor } from "@tallystick/core/cbor";
import { signCheckpoint } from "@tallystick/core/checkpoint";
import { encodeGenesis, type GenesisOrganisation, genesisLedgerId } from "@tallystick/core/genesis";
import { encodeKey } from "@tallystick/core/keys";
import type { Signer } from "@tallystick/core/signer";
import { decodeStatement, signStatement } from "@tallystick/core/statement";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Suite, SuiteName } from "@tallystick/core/suite/suite";
import { quorumOf, type Trust, trustFromGenesis } from "@tallystick/core/trust";
import { sealBlock } from "@tallystick/ledger/block";
import { checkpointOf } from "@tallystick/ledger/block-record";
import { Ledger } from "@tallystick/ledger/ledger";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import type { Store } from "@tallystick/ledger/store";
import { chainStart, chainStartToJson } from "../../src/engine/consensus/chain-start.ts";
import { validatorAddress } from "../../src/engine/consensus/roster.ts";
import { CheckedStore } from "../../src/store/checked-store.ts";
import { memoSuite } from "./memo-suite.ts";
import { repeatableSigner } from "./repeatable-signer.ts";

/** Virtual time 0, ms since 1970 UTC. */
export const EPOCH = 1_790_000_000_000;
export const CHAIN_ID = "simulated";

/** One organisation with a node. */
export interface SimOrganisation {
  readonly id: string;
  /** Signs checkpoints. */
  readonly signer: Signer;
  readonly validator: { readonly key: Uint8Array; readonly power: number };
  /** Address of the validator. */
  readonly address: Uint8Array;
}

/** What all nodes of a simulation agree on. */
export interface Consortium {
  readonly suite: Suite;
  readonly genesis: Uint8Array;
  readonly ledgerId: Uint8Array;
  readonly trust: Trust;
  readonly organisations: readonly SimOrganisation[];
  /** Whose statements are accepted. */
  readonly member: Signer;
  /** Nobody's key. */
  readonly stranger: Signer;
  /** `app_state` of the chain. */
  readonly appState: Uint8Array;
  /** Height of the chain's first block. */
  readonly initialHeight: number;
  /** The log before that. */
  readonly history: readonly Uint8Array[];
  /** A disk as a node has it before the chain begins: empty, or with the history on it. */
  image(): Promise<MemoryStore>;
}

/** What makes one consortium differ from another. */
export interface ConsortiumShape {
  readonly n: number;
  readonly suite: SuiteName;
  /** Voting power of each organisation. */
  readonly power: number;
  /** Whether the first organisation has run the ledger alone before. */
  readonly adopted: boolean;
}

export const MEMBER = "clerk";
const DAY_MS = 86_400_000;
/** The ledger decides to be handed over so many blocks before the chain's first. */
const HISTORY_BLOCKS = 3 + ROSTER_LEAD;
const founded = new Map<string, Promise<Consortium>>();

/** A consortium; each shape is founded once. */
export function consortium(shape: ConsortiumShape): Promise<Consortium> {
  const name = JSON.stringify(shape);
  const known = founded.get(name) ?? found(shape);
  founded.set(name, known);
  return known;
}

async function found({
  n,
  suite: suiteName,
  power,
  adopted,
}: ConsortiumShape): Promise<Consortium> {
  const suite = memoSuite(nodeSuite(suiteName));
  const organisations = Array.from({ length: n }, (_, i): SimOrganisation => {
    const key = suite.hash(utf8(`validator ${i}`));
    const signer = repeatableSigner(suite, `org-${i}`);
    return {
      id: `org-${i}`,
      signer,
      validator: { key, power },
      address: validatorAddress(key),
    };
  });
  const member = repeatableSigner(suite, MEMBER);
  const founders = organisations.map(
    ({ id, signer: { publicKey }, validator, address }): GenesisOrganisation => ({
      id,
      name: id,
      key: publicKey,
      validator: { ...validator, node: toHex(address) },
    }),
  );
  const genesis = encodeGenesis({
    name: "Simulated",
    suite: suiteName,
    created: adopted ? EPOCH - DAY_MS : EPOCH,
    organisations: adopted ? founders.slice(0, 1).map(withoutValidator) : founders,
    members: [{ id: MEMBER, organisation: "org-0", role: "operator", key: member.publicKey }],
    applications: applicationList.map((app) => app.name),
  });
  const ledgerId = genesisLedgerId(suite, genesis);
  const parts = { suite, genesis, ledgerId, organisations, member };
  const disk = new MemoryStore();
  const ledger = await openOn(parts, disk);
  if (adopted) await writeHistory(parts, ledger);
  const reader = ledger.reader();
  const initialHeight = ledger.height + 1;
  return {
    ...parts,
    trust: adopted ? adoptedTrust(parts, initialHeight) : trustFromGenesis(genesis),
    stranger: repeatableSigner(suite, "stranger"),
    appState: chainStartToJson(chainStart(reader.checkpoint, founders)),
    initialHeight,
    history: reader.entries(0, ledger.logSize).map(({ entry }) => entry.slice()),
    image: () => (adopted ? copyStore(disk) : Promise.resolve(new MemoryStore())),
  };
}

type Parts = Pick<Consortium, "suite" | "genesis" | "ledgerId" | "organisations" | "member">;

function openOn({ suite, genesis }: Parts, disk: Store): Promise<Ledger> {
  const store = new CheckedStore(disk);
  return Ledger.open({ store, suite, genesis, ...LEDGER_RULES });
}

/** Blocks that the first organisation made and signed alone: deposits, and the decision on the network. */
async function writeHistory(parts: Parts, ledger: Ledger): Promise<void> {
  const { suite, ledgerId } = parts;
  const { id, signer } = parts.organisations[0] as SimOrganisation;
  const decision = decisionOn(parts);
  for (let height = 1; height <= HISTORY_BLOCKS; height++) {
    const time = EPOCH - DAY_MS + 1_000 * height;
    const wishes = { expiry: time + 60_000 };
    const all = [await makeStatement(parts, 5_000_000 + height, wishes)];
    const [action, input] = decision[height - 1] ?? [];
    if (action !== undefined) {
      all.push(await makeStatement(parts, 6_000_000 + height, { ...wishes, action, input }));
    }
    const statements = all.map((bytes) => ({
      statement: decodeStatement(bytes),
      signatureValid: true,
    }));
    const block = ledger.execute({ height, time, statements });
    const refused = block.outcomes.find(({ code }) => code !== 0);
    if (refused !== undefined) throw new Error(`the history is refused: ${refused.code}`);
    const signature = await signCheckpoint(signer, id, checkpointOf(ledgerId, block), suite);
    await ledger.commit(sealBlock(block, { height, time, signatures: [signature] }));
  }
}

/** What the first organisation's operator states, a block each, until all are on the ledger with a vote. */
function decisionOn({
  suite,
  organisations,
}: Parts): readonly (readonly [string, CborEncodable])[] {
  // A vote so small is refused: the chain then starts with organisations that the state does not name.
  if (organisations.some(({ validator }) => validator.power < VALIDATOR_POWER_MIN)) return [];
  const key = (signer: Signer): Uint8Array => encodeKey(signer.publicKey);
  const call = (action: string, input: CborEncodable) => ({ action, input: encodeCbor(input) });
  const admissions = organisations.slice(1).map(({ id, signer }) =>
    call("membership.admit-organisation", {
      ...{ organisation: id, name: id, kinds: ["validator", "management"], key: key(signer) },
      operator: { member: `${id}.operator`, key: key(repeatableSigner(suite, `${id} operator`)) },
    }),
  );
  const validators = organisations.map(({ id, validator, address }) => {
    return { organisation: id, ...validator, node: toHex(address) };
  });
  const calls = [...admissions, call("membership.hand-over", { validators })];
  return [
    ["governance.propose", { title: "Hand the ledger over", calls }],
    ["governance.vote", { proposal: 1, choice: "yes" }],
    ["governance.enact", { proposal: 1 }],
  ];
}

/** The first organisation's word suffices for what is older than the chain. */
function adoptedTrust({ genesis, organisations }: Parts, fromHeight: number): Trust {
  const alone = trustFromGenesis(genesis);
  const joined = organisations.slice(1).map(({ id, signer: { publicKey: key, keyId } }) => ({
    id,
    name: id,
    keys: [{ keyId, key, fromHeight, toHeight: null }],
  }));
  return {
    ...alone,
    quorums: [...alone.quorums, { fromHeight, quorum: quorumOf(organisations.length) }],
    organisations: [...alone.organisations, ...joined],
  };
}

function withoutValidator({ id, name, key }: GenesisOrganisation): GenesisOrganisation {
  return { id, name, key };
}

/** A copy of all that a store holds. */
export async function copyStore(store: MemoryStore): Promise<MemoryStore> {
  const copy = new MemoryStore();
  const rows = [...store.range({ gte: new Uint8Array(0), lt: new Uint8Array(64).fill(0xff) })];
  await copy.commit(rows.map(([key, value]) => ({ key, value })));
  return copy;
}

/** What {@link makeStatement} is told; whatever is left out is as it should be. */
export interface StatementWishes {
  readonly expiry: number;
  readonly signer?: Signer;
  readonly ledgerId?: Uint8Array;
  /** What is deposited; the number unless given. */
  readonly subject?: number;
  /** Something else than a deposit, with its input. */
  readonly action?: string;
  readonly input?: CborEncodable | undefined;
}

/** A signed statement, a deposit unless something else is wished; the number makes its id. */
export async function makeStatement(
  { suite, ledgerId, member }: Pick<Consortium, "suite" | "ledgerId" | "member">,
  number: number,
  wishes: StatementWishes,
): Promise<Uint8Array> {
  const id = new Uint8Array(16);
  id.set(u64be(number), 8);
  const value = suite.hash(u64be(wishes.subject ?? number));
  return signStatement({
    signer: wishes.signer ?? member,
    issuer: MEMBER,
    ledgerId: wishes.ledgerId ?? ledgerId,
    id,
    expiry: wishes.expiry,
    action: wishes.action ?? "evidence.deposit",
    input: wishes.input ?? { digests: [{ alg: suite.hashName, value }] },
  });
}

/** The bytes with one bit of the last byte turned. */
export function flipLastBit(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy[copy.length - 1] = (copy.at(-1) as number) ^ 1;
  return copy;
}
