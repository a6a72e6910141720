/**
 * Takes the golden stream through the mock engine: the ledger application of several organisations, each
 * on its own disk, with crashes at every step. What it comes to must be what one embedded ledger comes to.
 *
 *     node packages/node/test/sim/golden-run.ts intl|gm [seed]
 */
import { readFileSync } from "node:fs";
import { LEDGER_RULES } from "@tallystick/apps/applications";
import { toHex, utf8 } from "@tallystick/core/bytes";
import { decodeGenesis, type GenesisOrganisation, genesisLedgerId } from "@tallystick/core/genesis";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { SuiteName } from "@tallystick/core/suite/suite";
import { trustFromGenesis } from "@tallystick/core/trust";
import { Ledger } from "@tallystick/ledger/ledger";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import {
  decodeStream,
  type GoldenBlock,
  type GoldenRoots,
} from "../../../apps/test/golden/stream.ts";
import { chainStart, chainStartToJson } from "../../src/engine/consensus/chain-start.ts";
import type { LedgerApplication } from "../../src/engine/consensus/ledger-application.ts";
import { validatorAddress } from "../../src/engine/consensus/roster.ts";
import { type Block, makeBlock } from "./chain-types.ts";
import type { Consortium, SimOrganisation } from "./consortium.ts";
import { Dice } from "./dice.ts";
import { startProcess } from "./process.ts";
import { repeatableSigner } from "./repeatable-signer.ts";
import { type EngineStorage, newStorage, Replica, type ReplicaApplication } from "./replica.ts";
import { Crash, SimDisk } from "./sim-disk.ts";

/** Puts something between the engine and the application, such as the wire of the real one. */
export type Between = (application: LedgerApplication) => Promise<ReplicaApplication>;

/**
 * Roots after each block of the stream, genesis first: those of the last of the nodes, which all agree.
 *
 * @param between what stands before each application; nodes do not die then
 */
export async function goldenRun(
  stream: Uint8Array,
  seed: number,
  between?: Between,
): Promise<GoldenRoots[]> {
  const { genesis, blocks } = decodeStream(stream);
  const consortium = await consortiumOf(genesis);
  const dice = new Dice(seed);
  const lives = consortium.organisations.map((organisation) =>
    liveThrough(consortium, organisation, blocks, dice.fork(), between),
  );
  const all = await Promise.all(lives);
  for (const roots of all) {
    if (JSON.stringify(roots) !== JSON.stringify(all[0])) throw new Error("the nodes differ");
  }
  return all.at(-1) ?? [];
}

/** The organisations of the stream, with validators where its genesis does not know any. */
async function consortiumOf(genesis: Uint8Array): Promise<Consortium> {
  const { suite: name, organisations: founders } = decodeGenesis(genesis);
  const suite = nodeSuite(name);
  const organisations = founders.map(({ id, validator: known }, i): SimOrganisation => {
    const validator = known ?? { key: suite.hash(utf8(`validator ${i}`)), power: 10 };
    const signer = repeatableSigner(suite, id);
    return { id, signer, validator, address: validatorAddress(validator.key) };
  });
  const inChain = founders.map((founder, i): GenesisOrganisation => {
    const { validator, address } = organisations[i] as SimOrganisation;
    return { ...founder, validator: { node: toHex(address), ...validator } };
  });
  const ledger = await Ledger.open({
    store: new MemoryStore(),
    suite,
    genesis,
    ...LEDGER_RULES,
  });
  return {
    suite,
    genesis,
    ledgerId: genesisLedgerId(suite, genesis),
    trust: trustFromGenesis(genesis),
    organisations,
    member: repeatableSigner(suite, "member"),
    stranger: repeatableSigner(suite, "stranger"),
    appState: chainStartToJson(chainStart(ledger.reader().checkpoint, inChain)),
    initialHeight: 1,
    history: [],
    image: async () => new MemoryStore(),
  };
}

/** One node takes all blocks, dying now and then on the way unless something stands in between. */
async function liveThrough(
  consortium: Consortium,
  organisation: SimOrganisation,
  blocks: readonly GoldenBlock[],
  dice: Dice,
  between?: Between,
): Promise<GoldenRoots[]> {
  const dies = between === undefined;
  const disk = new SimDisk(await consortium.image(), dice, {
    crash: () =>
      dies && dice.chance(0.1) ? dice.pick(["before-write", "after-write"] as const) : undefined,
    fault: () => undefined,
    readError: () => false,
  });
  const storage = newStorage(1);
  const roots = new Map<number, GoldenRoots>();
  const life: Life = [consortium, organisation, disk, storage, roots, dice, between];
  let replica = await start(...life);
  for (const golden of blocks) {
    const block = toBlock(golden, storage);
    while (storage.state.height < block.height) {
      try {
        await replica.apply({
          block,
          commit: { ...block, round: 0, blockId: block.id, votes: [] },
        });
      } catch (error) {
        if (!(error instanceof Crash) && !disk.crashed) throw error;
        replica = await start(...life);
      }
    }
  }
  return [...roots.values()].sort((a, b) => a.height - b.height);
}

/** Starts a process, again and again until it does not die on the way. */
async function start(...life: Life): Promise<Replica> {
  const [, , disk] = life;
  for (;;) {
    try {
      return await tryStart(...life);
    } catch (error) {
      if (!(error instanceof Crash) && !disk.crashed) throw error;
    }
  }
}

type Life = [
  Consortium,
  SimOrganisation,
  SimDisk,
  EngineStorage,
  Map<number, GoldenRoots>,
  Dice,
  Between | undefined,
];

async function tryStart(...life: Life): Promise<Replica> {
  const [consortium, organisation, disk, storage, roots, dice, between] = life;
  const { ledger, application } = await startProcess(consortium, organisation, disk, {
    now: () => storage.state.lastBlockTime,
    onMisconduct: () => {},
    onRefused: () => {},
    onHalt: () => {},
  });
  const note = (outcomes: readonly number[]): void => {
    roots.set(ledger.height, rootsOf(ledger, outcomes));
  };
  if (ledger.height === 0) note([]);
  const spoken = between === undefined ? application : await between(application);
  const replica = new Replica(consortium, storage, spoken, {
    step: (name, height) => {
      if (between === undefined && dice.chance(0.02))
        throw new Crash(`died at ${name} of block ${height}`);
    },
    runTwice: () => dice.chance(0.2),
    meanwhile: () => undefined,
    committed: async (_, { txResults }) => note(txResults.map(({ code }) => code)),
  });
  await replica.handshake();
  // A process that died right after its commit did not live to tell.
  const last = storage.results.get(storage.state.height);
  if (last !== undefined) note(last.txResults.map(({ code }) => code));
  return replica;
}

function rootsOf(ledger: Ledger, outcomes: readonly number[]): GoldenRoots {
  const { height, logSize, logRoot, stateRoot } = ledger;
  const appRoots = ledger.reader().block(height)?.appRoots ?? [];
  return {
    height,
    logSize,
    logRoot: toHex(logRoot),
    stateRoot: toHex(stateRoot),
    appRoots: Object.fromEntries(appRoots.map(({ app, root }) => [app, toHex(root)])),
    outcomes,
  };
}

function toBlock({ time, transactions }: GoldenBlock, { state }: EngineStorage): Block {
  return makeBlock({
    height: state.height + 1,
    timeMs: time,
    proposer: 0,
    lastBlockId: state.lastBlockId,
    lastCommit: null,
    appHash: state.appHash,
    resultsHash: state.resultsHash,
    evidence: [],
    txs: transactions.map((one) => ("raw" in one ? one.raw : one.bytes)),
  });
}

if (import.meta.main) {
  const [name = "intl", seed = "1"] = process.argv.slice(2);
  const url = new URL(`../../../apps/test/golden/${name as SuiteName}.cborseq`, import.meta.url);
  const stream = new Uint8Array(readFileSync(url));
  process.stdout.write(`${JSON.stringify(await goldenRun(stream, Number(seed)))}\n`);
}
