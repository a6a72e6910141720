import { describe, expect, test } from "vitest";
import { exampleSigner } from "../test/support/keys.ts";
import { makeState } from "../test/support/state.ts";
import { CREATED, makeWorld, type World } from "../test/support/world.ts";
import { type Checkpoint, signCheckpoint } from "./checkpoint.ts";
import { encodeKey } from "./keys.ts";
import type { Signer } from "./signer.ts";
import { encodeStateAnswer } from "./state-answer.ts";
import { formatTrust, parseTrust, quorumAt, type Trust, TrustError } from "./trust.ts";
import { extendTrust, updateTrust } from "./trust-update.ts";

interface Organisation {
  readonly id: string;
  readonly signer: Signer;
}

interface Change {
  readonly world: World;
  readonly fromHeight: number;
  readonly roster: readonly Organisation[];
  readonly signers: readonly Organisation[];
  readonly height?: number;
  readonly app?: string;
  readonly table?: string;
  readonly value?: (organisations: object[]) => object | null;
  readonly checkpoint?: Partial<Checkpoint>;
}

/** The state answer with which a ledger shows a new roster. */
async function change(options: Change): Promise<Uint8Array> {
  const { world, fromHeight, roster, signers, app = "membership", table = "rosters" } = options;
  const { suite, ledgerId } = world;
  const organisations = roster.map(({ id, signer }) => ({
    organisation: id,
    name: `${id} 机构`,
    key: encodeKey(signer.publicKey),
    validator: { key: new Uint8Array(32), power: 1, node: "0".repeat(40) },
  }));
  const value = (options.value ?? ((all) => ({ organisations: all })))(organisations);
  const rows = value === null ? [] : [{ app, table, key: [fromHeight], value: value as never }];
  const state = makeState(suite, ["evidence", "membership"], rows);
  const checkpoint: Checkpoint = {
    ledgerId,
    height: options.height ?? fromHeight - 3,
    time: CREATED,
    logSize: 7,
    logRoot: suite.hash(Uint8Array.of(7)),
    stateRoot: state.root,
    ...options.checkpoint,
  };
  const signatures = await Promise.all(
    signers.map(({ id, signer }) => signCheckpoint(signer, id, checkpoint, suite)),
  );
  const proofs = [state.prove(app, table, [fromHeight])];
  return encodeStateAnswer({ logRoot: checkpoint.logRoot, signatures, proofs });
}

function newcomer(world: World, id: string): Organisation {
  const algorithm = world.suite.algorithms[0] as "Ed25519" | "SM2";
  return { id, signer: exampleSigner(world.suite, algorithm, id) };
}

const keysOf = (trust: Trust, id: string) =>
  trust.organisations.find((one) => one.id === id)?.keys.map((k) => [k.fromHeight, k.toHeight]);

describe.each(["intl", "gm"] as const)("%s", (name) => {
  const world = makeWorld({ suite: name, organisations: 4 });
  const founders = world.organisations;
  const [first, , , last] = founders as [Organisation, Organisation, Organisation, Organisation];
  const fifth = newcomer(world, "fifth-hospital");

  test("a fifth organisation joins, one leaves, one changes its key", async () => {
    const joined = [...founders, fifth];
    const at10 = await change({ world, fromHeight: 10, roster: joined, signers: founders });
    const five = updateTrust(world.trust, at10);
    expect([quorumAt(five, 9), quorumAt(five, 10)]).toEqual([3, 4]);
    expect(keysOf(five, "fifth-hospital")).toEqual([[10, null]]);
    const rotated = { id: first.id, signer: newcomer(world, "second key").signer };
    const four = [rotated, ...founders.slice(1, 3), fifth];
    const at20 = await change({ world, fromHeight: 20, roster: four, signers: joined.slice(1) });
    const trust = updateTrust(five, at20);
    expect(keysOf(trust, last.id)).toEqual([[0, 19]]);
    expect(keysOf(trust, first.id)).toEqual([
      [0, 19],
      [20, null],
    ]);
    expect(trust.quorums.map(({ quorum }) => quorum)).toEqual([3, 4, 3]);
    expect(parseTrust(formatTrust(trust))).toEqual(trust);
  });

  test("what the organisations before have not signed is refused", async () => {
    const roster = [...founders, fifth];
    const refused = async (changed: Partial<Change>): Promise<void> => {
      const answer = await change({ world, fromHeight: 10, roster, signers: founders, ...changed });
      expect(() => updateTrust(world.trust, answer)).toThrow(TrustError);
    };
    await refused({ signers: founders.slice(0, 2) });
    await refused({ signers: [fifth, fifth, fifth] });
    await refused({ signers: [first, first, first] });
    await refused({ height: 10 });
    await refused({ app: "evidence" });
    await refused({ table: "organisations" });
    await refused({ value: () => null });
    await refused({ roster: [...founders, { id: "shadow", signer: first.signer }] });
    await refused({ roster: [...founders, { id: first.id, signer: fifth.signer }] });
    await refused({ value: (all) => ({ organisations: all, more: 1 }) });
    await refused({ checkpoint: { ledgerId: new Uint8Array(32) } });
  });

  test("an update is not taken twice, nor an older one after a newer", async () => {
    const signers = founders;
    const at10 = await change({ world, fromHeight: 10, roster: [...founders, fifth], signers });
    const at8 = await change({ world, fromHeight: 8, roster: founders.slice(0, 3), signers });
    const trust = updateTrust(world.trust, at10);
    expect(() => updateTrust(trust, at10)).toThrow("not a later one");
    expect(() => updateTrust(trust, at8)).toThrow("not a later one");
  });

  test("a key that has ended does not come back", () => {
    const organisations = founders.map(({ id, signer }) => ({
      id,
      name: id,
      key: signer.publicKey,
    }));
    const without = extendTrust(world.trust, {
      fromHeight: 5,
      organisations: organisations.slice(1),
    });
    expect(() => extendTrust(without, { fromHeight: 9, organisations })).toThrow("has ended");
  });
});
