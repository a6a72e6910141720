/**
 * Whatever people try, in whatever order: the ledger allows what a world of plain units allows, and is
 * left as that world is. 100,000 statements a run.
 */
import {
  type EncryptionPair,
  encodeEncryptionKey,
  newEncryptionPair,
} from "@tallystick/core/sealed/encryption-key";
import { sealTerms } from "@tallystick/core/sealed/seal";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { expect, test } from "vitest";
import { chanceOf } from "./receivable-model/chance.ts";
import { compare } from "./receivable-model/compare.ts";
import { Attempts } from "./receivable-model/histories.ts";
import { commitmentOf } from "./receivable-model/inputs.ts";
import type { Letter, Rules } from "./receivable-model/units.ts";
import { World } from "./receivable-model/world.ts";
import { DAY, ReceivableLedger, type Saying } from "./support/receivable-ledger.ts";

const PEOPLE = ["core", "one", "two", "three", "bank", "money", "surety"];
const HISTORIES = 50;
const STATEMENTS = 2000;
const SEED = Number(process.env["TALLYSTICK_SEED"]);

/** What differs from network to network, history by history. */
function rulesOf(history: number): Rules {
  return {
    ...{ requestMs: 30 * DAY, presentMs: 10 * DAY },
    smallest: 1 + (history % 3),
    banks: history % 2 === 0 ? [] : ["bank"],
    funders: history % 5 === 0 ? ["money"] : [],
  };
}

const shown = (input: object): string =>
  JSON.stringify(input, (_, value: unknown) => (typeof value === "bigint" ? Number(value) : value));

interface Told {
  readonly house: ReceivableLedger;
  /** Statements by action, accepted and refused. */
  readonly counts: Map<string, [accepted: number, refused: number]>;
}

/** Keys of everybody, and envelopes to all of them but one. What is in them the ledger cannot see. */
interface Post {
  readonly keys: ReadonlyMap<string, EncryptionPair>;
  readonly envelopes: ReadonlyMap<string | undefined, Uint8Array>;
}

async function openPost(): Promise<Post> {
  const suite = nodeSuite("intl");
  const keys = new Map(PEOPLE.map((one) => [one, newEncryptionPair(suite)]));
  const context = { ledgerId: new Uint8Array(32), about: { of: "finance" } };
  const envelopes = new Map<string | undefined, Uint8Array>();
  for (const blind of [undefined, ...PEOPLE]) {
    const readers = [...keys]
      .filter(([one]) => one !== blind)
      .map(([, { publicKey }]) => publicKey);
    const { sealed } = await sealTerms(suite, context, { price: 1 }, readers);
    envelopes.set(blind, sealed.envelope);
  }
  return { keys, envelopes };
}

async function tell(history: number, statements: number, post: Post): Promise<Told> {
  const rules = rulesOf(history);
  const { banks, funders: financiers, smallest } = rules;
  const house = await ReceivableLedger.open(PEOPLE, {
    ...{ required: [], blocking: [], banks, financiers, minimumPart: BigInt(smallest) },
  });
  for (const [organisation, { publicKey }] of post.keys) {
    const key = encodeEncryptionKey(publicKey);
    await house.act(organisation, "membership.add-encryption-key", { organisation, key });
  }
  const sealedOf = ({ secret, blind }: Letter) => ({
    ...{ commitment: commitmentOf(secret), envelope: post.envelopes.get(blind) },
  });
  const world = new World(rules);
  const chance = chanceOf(SEED * 1_000_003 + history);
  const attempts = new Attempts(world, PEOPLE, chance, sealedOf);
  const counts: Told["counts"] = new Map();
  let left = statements;
  let blocks = 0;
  while (left > 0) {
    const size = Math.min(left, 1 + chance(24));
    left -= size;
    house.now = attempts.moment(house.now);
    world.now = house.now;
    const first = house.ledger.logSize;
    const expected: boolean[] = [];
    const sayings = Array.from({ length: size }, (_, i) => {
      world.index = first + i;
      const { saying, judge } = attempts.next();
      const fine = judge();
      expected.push(fine);
      const what = "commitment" in saying[2] ? `${saying[1]} sealed` : saying[1];
      const count = counts.get(what) ?? [0, 0];
      count[fine ? 0 : 1]++;
      counts.set(what, count);
      return saying;
    });
    const came = await house.block(...sayings);
    for (const [i, { name }] of came.entries()) {
      if ((name === "accepted") === expected[i]) continue;
      const [by, action, input] = sayings[i] as Saying;
      expect.fail(
        `history ${history}, entry ${first + i}: ${by} ${action} came to ${name}: ${shown(input)}`,
      );
    }
    blocks++;
    if (blocks % 20 === 0 || left === 0) compare(house, world);
  }
  return { house, counts };
}

test(`${HISTORIES * STATEMENTS} statements come to what plain units come to (TALLYSTICK_SEED=${SEED})`, async () => {
  const post = await openPost();
  const all: Told["counts"] = new Map();
  for (let history = 0; history < HISTORIES; history++) {
    const { house, counts } = await tell(history, STATEMENTS, post);
    if (history < 3) expect(await house.replay()).toEqual(house.roots);
    for (const [action, [accepted, refused]] of counts) {
      const [before, beforeRefused] = all.get(action) ?? [0, 0];
      all.set(action, [before + accepted, beforeRefused + refused]);
    }
  }
  // A history that meets nothing shows nothing: every action is accepted often, and refused often.
  const met = Object.fromEntries(all);
  if (process.env["TALLYSTICK_COUNTS"]) console.log(JSON.stringify(met));
  for (const [action, [accepted, refused]] of all) {
    expect([action, accepted > 20, refused > 20]).toEqual([action, true, true]);
  }
  expect(all.size).toBe(25);
});
