import { expect, test } from "vitest";
import { encodeCbor } from "./cbor.ts";
import { type Checkpoint, signCheckpoint } from "./checkpoint.ts";
import { encodeGenesis } from "./genesis.ts";
import { decodeStateAnswer, encodeStateAnswer, type StateAnswer } from "./state-answer.ts";
import {
  emptyNode,
  type StateProof,
  stateLeafHash,
  statePath,
  stateRootOf,
} from "./state-proof.ts";
import { generateKey } from "./suite/node-keys.ts";
import { nodeSuite } from "./suite/node-suite.ts";
import type { SuiteName } from "./suite/suite.ts";
import { type Trust, trustFromGenesis } from "./trust.ts";
import { verifyStateAnswer } from "./verify-state-answer.ts";

const TIME = 1_700_000_000_000;

/** A ledger whose one application holds one row: the tree is a single leaf. */
async function answerOf(name: SuiteName, change: Partial<Checkpoint> = {}) {
  const suite = nodeSuite(name);
  const signer = generateKey(suite);
  const genesis = encodeGenesis({
    name: "test",
    suite: name,
    created: TIME,
    organisations: [{ id: "org", name: "Org", key: signer.publicKey }],
    members: [
      { id: "op", organisation: "org", role: "operator", key: generateKey(suite).publicKey },
    ],
    applications: ["evidence"],
  });
  const trust = trustFromGenesis(genesis);
  const value = encodeCbor({ note: "卷宗", size: 3 });
  const path = statePath(suite, "deposits", ["a", 0]);
  const leaf = stateLeafHash(suite, path, suite.hash(value));
  const stateRoot = stateRootOf(suite, [{ app: "evidence", root: leaf }]);
  const apps = { index: 0, size: 1, path: [] };
  const at = { app: "evidence", table: "deposits", siblings: [], apps } as const;
  const proofs: StateProof[] = [
    { ...at, key: ["a", 0], value },
    { ...at, key: ["a", 1], value: null, other: [path, suite.hash(value)] },
  ];
  const checkpoint: Checkpoint = {
    ledgerId: trust.ledgerId,
    height: 4,
    time: TIME,
    logSize: 9,
    logRoot: suite.hash(Uint8Array.of(1)),
    stateRoot,
    ...change,
  };
  const signature = await signCheckpoint(signer, "org", checkpoint, suite);
  const answer: StateAnswer = {
    logRoot: suite.hash(Uint8Array.of(1)),
    signatures: [signature],
    proofs,
  };
  return { answer, trust, bytes: encodeStateAnswer(answer) };
}

const codes = (bytes: Uint8Array, trust?: Trust, now = TIME) =>
  verifyStateAnswer({ answer: bytes, now, ...(trust && { trust }) }).layers.map(({ code }) => code);

test.each(["intl", "gm"] as const)("a true answer of suite %s verifies", async (name) => {
  const { bytes, trust } = await answerOf(name);
  const result = verifyStateAnswer({ answer: bytes, trust, now: TIME });
  expect(result.layers.map(({ verdict }) => verdict)).toEqual(Array(5).fill("pass"));
  expect(result.valid).toBe(true);
  expect(result.summary).toMatchObject({ height: 4, time: TIME, logSize: 9 });
  expect(result.summary?.records).toEqual([
    {
      app: "evidence",
      table: "deposits",
      key: ["a", 0],
      value: new Map<string, unknown>([
        ["note", "卷宗"],
        ["size", 3],
      ]),
    },
    { app: "evidence", table: "deposits", key: ["a", 1], value: null },
  ]);
  expect(encodeStateAnswer(decodeStateAnswer(bytes))).toEqual(bytes);
});

test("without trust nothing is valid, and the layers say so", async () => {
  const { bytes } = await answerOf("intl");
  expect(codes(bytes)).toEqual([
    "answer-well-formed",
    "trust-missing",
    "trust-missing",
    "time-unconfirmed",
    "state-unconfirmed",
  ]);
});

test("another ledger, an early block, a wrong root and a time to come are named", async () => {
  const { bytes, trust } = await answerOf("intl");
  const other = await answerOf("intl");
  expect(codes(bytes, other.trust)).toContain("ledger-differs");
  expect(codes(bytes, { ...trust, fromHeight: 5 })).toContain("before-trust");
  expect(codes(bytes, trust, TIME - 3_600_000)).toContain("time-in-future");
  const elsewhere = await answerOf("intl", { stateRoot: emptyNode });
  expect(codes(elsewhere.bytes, elsewhere.trust)).toContain("state-differs");
  const unsigned = await answerOf("intl", { logRoot: emptyNode });
  expect(codes(unsigned.bytes, unsigned.trust)).toContain("organisation-signature-bad");
});

test("no changed byte gives a false answer, and no bytes make it throw", async () => {
  const { bytes, trust } = await answerOf("intl");
  for (let at = 0; at < bytes.length; at++) {
    for (const bit of [1, 0x80]) {
      const changed = bytes.slice();
      changed[at] = (changed[at] as number) ^ bit;
      const { valid, summary } = verifyStateAnswer({ answer: changed, trust });
      if (!valid) continue;
      // In a tree of one leaf every other record is absent, and the same proof shows it: that is true.
      const [present, absent] = summary?.records ?? [];
      expect([present?.table, present?.key]).toEqual(["deposits", ["a", 0]]);
      expect(absent?.value).toBe(null);
      const claimed = [absent?.table, absent?.key];
      expect(claimed, `byte ${at}`).not.toEqual(["deposits", ["a", 0]]);
      expect(claimed, `byte ${at}`).not.toEqual(["deposits", ["a", 1]]);
    }
    expect(verifyStateAnswer({ answer: bytes.slice(0, at), trust }).valid).toBe(false);
  }
});
