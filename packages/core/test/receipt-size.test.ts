/** A receipt out of a log of 10^9 entries: at most 2 KiB and 1 KiB for each organisation. */
import { expect, test } from "vitest";
import { signCheckpoint } from "../src/checkpoint.ts";
import { leafHash, rootFromInclusion } from "../src/log-tree.ts";
import { encodeReceipt, toCoseReceipts } from "../src/receipt.ts";
import { nodeSuite } from "../src/suite/node-suite.ts";
import { verify } from "../src/verify.ts";
import { digestOf, FILE, factsFor } from "./support/file.ts";
import { exampleBytes } from "./support/keys.ts";
import { CREATED, makeEntry, makeWorld } from "./support/world.ts";

test.each([
  ["intl", "Ed25519", 1],
  ["intl", "Ed25519", 4],
  ["intl", "ES256", 1],
  ["intl", "ES256", 4],
  ["gm", "SM2", 1],
  ["gm", "SM2", 4],
] as const)("%s %s, organisations: %i", async (suiteName, algorithm, organisations) => {
  const world = makeWorld({ suite: suiteName, algorithm, organisations });
  const { suite, ledgerId } = world;
  const { hashName } = suite;
  const digest = digestOf(hashName, FILE);
  const entry = await makeEntry(world, {
    input: {
      digests: [{ alg: hashName, value: digest }],
      size: FILE.length,
      mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      source: "scanner 12, harbour office 港口办公室",
      labels: ["invoice", "2026", "customs"],
      capturedAt: CREATED,
    },
    data: { alg: hashName, digest, ordinal: 0 },
  });
  // The log need not exist: 30 hashes lead to some root, and that one is signed.
  const [index, logSize] = [123_456_789, 1_000_000_000];
  const path = Array.from({ length: 30 }, (_, i) => exampleBytes(`path ${i}`, 32));
  const claim = { index, size: logSize, path, leafHash: leafHash(suite, entry) };
  const logRoot = rootFromInclusion(suite, claim) ?? new Uint8Array();
  const stateRoot = exampleBytes("state", 32);
  const checkpoint = { ledgerId, height: 1_000_000, time: CREATED, logSize, logRoot, stateRoot };
  const signatures = await Promise.all(
    world.organisations.map(({ id, signer }) => signCheckpoint(signer, id, checkpoint, suite)),
  );
  const made = { entry, index, path, signer: world.member.signer.publicKey, signatures };
  const receipt = encodeReceipt(made);

  const file = factsFor(receipt, FILE);
  expect(verify({ receipt, file, trust: world.trust, suites: nodeSuite }).valid).toBe(true);
  expect(receipt.length).toBeLessThanOrEqual(2_048 + 1_024 * organisations);
  for (const cose of toCoseReceipts(made)) expect(cose.length).toBeLessThanOrEqual(2_048);
});
