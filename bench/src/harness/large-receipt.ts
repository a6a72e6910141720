import type { Algorithm } from "@tallystick/core/algorithms";
import { signCheckpoint } from "@tallystick/core/checkpoint";
import { encodeEntry } from "@tallystick/core/entry";
import { encodeGenesis } from "@tallystick/core/genesis";
import { leafHash, rootFromInclusion } from "@tallystick/core/log-tree";
import { encodeReceipt } from "@tallystick/core/receipt";
import { signStatement } from "@tallystick/core/statement";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { type Trust, trustFromGenesis } from "@tallystick/core/trust";

/** A receipt and what it takes to verify it. */
export interface LargeReceipt {
  readonly receipt: Uint8Array;
  readonly trust: Trust;
  /** Digest of the file that the receipt is for, by its tag. */
  readonly digests: ReadonlyMap<string, Uint8Array>;
  readonly fileSize: number;
}

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

/**
 * A genuine receipt out of a log of 10^9 entries. The log need not exist: a path of 30 random hashes
 * leads to some root, and the organisations sign that one.
 */
export async function largeReceipt(
  suiteName: "intl" | "gm",
  algorithm: Algorithm,
  organisations: number,
): Promise<LargeReceipt> {
  const suite = nodeSuite(suiteName);
  const signing = Array.from({ length: organisations }, (_, i) => ({
    id: `organisation-${i + 1}`,
    signer: generateKey(suite, algorithm),
  }));
  const member = generateKey(suite, algorithm);
  const time = 1_788_249_600_000;
  const genesis = encodeGenesis({
    name: "Benchmark",
    suite: suiteName,
    created: time,
    organisations: signing.map(({ id, signer }) => ({ id, name: id, key: signer.publicKey })),
    members: [
      { id: "member", organisation: "organisation-1", role: "operator", key: member.publicKey },
    ],
    applications: ["evidence"],
  });
  const trust = trustFromGenesis(genesis);
  const { ledgerId } = trust;
  const alg = suite.hashName;
  const digest = random(32);
  const input = {
    digests: [{ alg, value: digest }],
    size: 123_456,
    mediaType: "application/pdf",
    source: "scanner-12",
    labels: ["invoice", "2026"],
  };
  const statement = await signStatement({
    ...{ signer: member, issuer: "member", ledgerId, id: random(16), expiry: time + 600_000 },
    ...{ action: "evidence.deposit", input },
  });
  const data = new Map<string, string | Uint8Array | number>([
    ["alg", alg],
    ["digest", digest],
    ["ordinal", 0],
  ]);
  const entry = encodeEntry({ statement, outcome: 0, data });
  const logSize = 1_000_000_000;
  const index = 123_456_789;
  const path = Array.from({ length: 30 }, () => random(32));
  const claim = { index, size: logSize, path, leafHash: leafHash(suite, entry) };
  const logRoot = rootFromInclusion(suite, claim);
  if (logRoot === undefined) throw new Error("30 is not the length of this path");
  const state = { ledgerId, height: 1_000_000, time, logSize, logRoot, stateRoot: random(32) };
  const signatures = await Promise.all(
    signing.map(({ id, signer }) => signCheckpoint(signer, id, state, suite)),
  );
  const receipt = encodeReceipt({ entry, index, path, signer: member.publicKey, signatures });
  return { receipt, trust, digests: new Map([[alg, digest]]), fileSize: input.size };
}
