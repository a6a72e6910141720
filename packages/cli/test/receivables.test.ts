import { receivable } from "@tallystick/apps/receivable/index";
import { afterAll, expect, test } from "vitest";
import { CommandLine } from "./support/command-line.ts";
import { engineForStories, tellOnNetwork, tellStory } from "./support/tell-story.ts";

const engine = await engineForStories();
const cli = new CommandLine();
afterAll(() => cli.close());

const EXAMPLE = "receivables/receivables.ts";

/** Each abuse, with its number, name and both texts as the registry has them. */
const ABUSES = [
  ["a tenor of thirteen months", "tenor-too-long"],
  ["an invoice whose file was altered", "background-blocked"],
  ["an answer by a stranger", "request-not-for-you"],
  ["an answer to a request that has run out", "request-expired"],
  ["a transfer of what is pledged", "part-pledged"],
  ["finance above the value of the part", "above-value"],
  ["a price both sealed and in the clear", "price-unclear"],
  ["a sealed price that the bank cannot read", "sealed-recipient-missing"],
  ["a confirmation of something else", "payment-mismatch"],
  ["to have the same units financed again", "already-financed"],
  ["anything after redemption", "part-ended"],
  ["to call it overdue before its time", "too-early"],
].map(([what, name]) => {
  const outcome = Object.values(receivable.outcomes).find((one) => one.name === name);
  return `refused: ${what}\n    ${outcome?.number} ${name}: ${outcome?.text.en} ${outcome?.text.zh}`;
});

const TURNS = [
  ...ABUSES,
  "two transfers of one part at the same moment: accepted, part-locked",
  "the third tier sees whose promise it holds: ",
  "the bank reads the sealed rate, 0.0435; the foundry could not",
  "the paying bank reads the price, 985,000.00 CNY; the foundry sees ",
  "the price, shown to the regulator, is the one that was sealed: 985,000.00 CNY",
  "500,000.00 CNY pledged, 1,000,000.00 CNY financed for 985,000.00 CNY",
  "it has not been financed  ",
  "owed in all 10,000,000.00 CNY, guaranteed 10,000,000.00 CNY",
  "redeemed 1,000,000.00 CNY",
  "Done.",
];

test("ten million yuan go through three tiers and home, on one node", { timeout: 120_000 }, () =>
  tellStory(EXAMPLE, [...TURNS, "the supplier by the guarantor, who now holds it"]),
);

test.skipIf(engine === undefined)(
  "the same over a network of four organisations, as far as its clock goes",
  { timeout: 400_000 },
  async () => {
    expect(engine).toBeDefined();
    await tellOnNetwork(cli, engine?.binary ?? "", EXAMPLE, TURNS);
  },
);
