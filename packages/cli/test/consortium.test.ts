import { afterAll, test } from "vitest";
import { CommandLine } from "./support/command-line.ts";
import { engineForStories, tellOnNetwork, tellStory } from "./support/tell-story.ts";

const engine = await engineForStories();
const cli = new CommandLine();
afterAll(() => cli.close());

const EXAMPLE = "consortium/consortium.ts";
const TURNS = [
  "proposal 4, Admit port",
  "a clerk proposed with a granted role, and not without",
  "before: application-not-live; after: accepted",
  "nobody can enact it: time-locked",
  "two guardians agreed",
  "is judged by the first, and its receipt still verifies",
  "has given way to one until",
  "the port sees who looked, and why",
  "what they signed stands",
  "Done.",
];

test("five organisations set up a ledger on one node", { timeout: 120_000 }, () =>
  tellStory(EXAMPLE, TURNS),
);

test.skipIf(engine === undefined)(
  "the same over a network of four organisations that found it",
  { timeout: 400_000 },
  () => tellOnNetwork(cli, engine?.binary ?? "", EXAMPLE, TURNS),
);
