/**
 * conformance/python/verify_receipt.py, written from docs/reference alone, and verify() must give the
 * same verdict on every layer of every receipt, good or bad.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { toHex } from "../../src/bytes.ts";
import { type CborEncodable, type CborValue, decodeCbor, encodeCbor } from "../../src/cbor.ts";
import type { EngineCommit } from "../../src/engine-commit.ts";
import { decodeReceipt, encodeReceipt } from "../../src/receipt.ts";
import { nodeSuite } from "../../src/suite/node-suite.ts";
import { formatTrust, type Trust } from "../../src/trust.ts";
import { type VerifyResult, verify } from "../../src/verify.ts";
import { Random } from "../fuzz/random.ts";
import { engineCommit, FOUR, trusting } from "../support/engine.ts";
import { FILE, factsFor } from "../support/file.ts";
import { validators } from "../support/light-chain.ts";
import { askPython, havePython, python, pythonScripts } from "../support/python.ts";
import { allSamples, type Sample } from "../support/samples.ts";
import { CREATED, makeEntry, makeReceipt, makeWorld } from "../support/world.ts";
import { runTool } from "./tool.ts";

const available = havePython();

interface Case {
  readonly name: string;
  readonly receipt: Uint8Array;
  readonly trust: Trust | undefined;
  readonly file: Uint8Array | undefined;
  readonly now?: number;
}

/** Layers and validity by the Python verifier. */
function byPython(cases: readonly Case[]): { valid: boolean; layers: Record<string, string> }[] {
  return askPython(
    cases.map(({ receipt, trust, file, now }) => ({
      receipt: toHex(receipt),
      trust: trust ? JSON.parse(formatTrust(trust)) : null,
      file: file ? toHex(file) : null,
      now,
    })),
  );
}

function byUs({ receipt, trust, file, now }: Case): VerifyResult {
  return verify({
    receipt,
    suites: nodeSuite,
    ...(trust && { trust }),
    ...(file && { file: factsFor(receipt, file) }),
    ...(now !== undefined && { now }),
  });
}

function expectSame(cases: readonly Case[]): { valid: number; layers: Set<string> } {
  const theirs = byPython(cases);
  expect(theirs).toHaveLength(cases.length);
  const seen = { valid: 0, layers: new Set<string>() };
  cases.forEach((one, i) => {
    const ours = byUs(one);
    const layers = Object.fromEntries(ours.layers.map(({ layer, verdict }) => [layer, verdict]));
    expect({ name: one.name, ...theirs[i] }).toEqual({ name: one.name, valid: ours.valid, layers });
    if (ours.valid) seen.valid += 1;
    for (const [layer, verdict] of Object.entries(layers)) seen.layers.add(`${layer} ${verdict}`);
  });
  return seen;
}

const samples = await allSamples();
const other = makeWorld({ suite: "intl", organisations: 2 });

function caseOf({ name, world, receipt, content }: Sample, change: Partial<Case> = {}): Case {
  return { name, receipt, trust: world.trust, file: content, ...change };
}

/** A receipt with members of its outermost map replaced, or taken out. */
function edited(
  receipt: Uint8Array,
  members: Record<string, CborEncodable | undefined>,
): Uint8Array {
  const map = new Map(decodeCbor(receipt) as Map<string, CborEncodable>);
  for (const [name, value] of Object.entries(members)) {
    if (value === undefined) map.delete(name);
    else map.set(name, value);
  }
  return encodeCbor(map);
}

describe.skipIf(!available)("the Python verifier agrees", () => {
  test("on every good receipt, with and without file and trust file", () => {
    const cases = samples.flatMap((sample) => [
      caseOf(sample),
      caseOf(sample, { file: undefined }),
      caseOf(sample, { trust: undefined }),
      caseOf(sample, { trust: other.trust }),
      caseOf(sample, { file: new Uint8Array(FILE.length) }),
      caseOf(sample, { file: new Uint8Array() }),
      caseOf(sample, { now: CREATED - 1_000_000 }),
    ]);
    const { valid } = expectSame(cases);
    expect(valid).toBe(2 * samples.length);
  });

  test("on trust files with other heights, quorums and organisations", () => {
    const cases = samples.flatMap((sample) => {
      const { trust } = sample.world;
      const heights = (fromHeight: number, toHeight: number | null): Trust => ({
        ...trust,
        organisations: trust.organisations.map((organisation) => ({
          ...organisation,
          keys: organisation.keys.map((key) => ({ ...key, fromHeight, toHeight })),
        })),
      });
      const all = trust.organisations.length;
      const quorums = (...list: [number, number][]): Trust => ({
        ...trust,
        quorums: list.map(([fromHeight, quorum]) => ({ fromHeight, quorum })),
      });
      const fewer = { ...quorums([0, 1]), organisations: trust.organisations.slice(0, 1) };
      return [
        caseOf(sample, { trust: { ...quorums([3, 1]), fromHeight: 3 } }),
        caseOf(sample, { trust: quorums([0, all]) }),
        caseOf(sample, { trust: quorums([0, 1], [2, all], [3, 1]) }),
        caseOf(sample, { trust: quorums([0, all], [2, 1]) }),
        caseOf(sample, { trust: heights(0, 1) }),
        caseOf(sample, { trust: heights(2, 2) }),
        caseOf(sample, { trust: heights(3, null) }),
        caseOf(sample, { trust: fewer }),
      ];
    });
    expectSame(cases);
  });

  test("on receipts whose parts were exchanged", async () => {
    const cases: Case[] = [];
    for (const [i, sample] of samples.entries()) {
      const neighbour = samples[(i + 1) % samples.length] ?? sample;
      const parts = decodeReceipt(neighbour.receipt);
      const own = decodeReceipt(sample.receipt);
      const map = decodeCbor(neighbour.receipt) as Map<string, CborValue>;
      const edits: Record<string, CborEncodable | undefined>[] = [
        { entry: parts.entry },
        { signer: map.get("signer") },
        { signatures: map.get("signatures") },
        { path: map.get("path"), index: parts.index },
        { batch: map.get("batch") ?? { leaf: own.entry.slice(0, 40), index: 0, path: [] } },
        { state: map.get("state") },
        { salt: own.salt ? undefined : own.entry.slice(0, 32) },
        { index: own.index + 1 },
        { path: [...own.path].reverse() },
        { format: "tallystick-receipt/2" },
        { extra: null },
      ];
      for (const edit of edits)
        cases.push(caseOf(sample, { receipt: edited(sample.receipt, edit) }));
      const twice = { ...own, signatures: [...own.signatures, ...own.signatures] };
      cases.push(caseOf(sample, { receipt: encodeReceipt(twice) }));
    }
    expectSame(cases);
  });

  test("on deposits whose input is not in a known form, refusals and other actions", async () => {
    const cases: Case[] = [];
    for (const suite of ["intl", "gm"] as const) {
      const world = makeWorld({ suite });
      const hash = new Uint8Array(32);
      for (const [action, input, outcome] of [
        ["evidence.deposit", {}, 0],
        ["evidence.deposit", { digests: [] }, 0],
        ["evidence.deposit", { digests: [{ alg: "md5", value: hash }] }, 0],
        ["evidence.deposit", { digests: [{ alg: "sm3", value: hash }], size: "1" }, 0],
        ["evidence.deposit", { digests: [{ alg: "sm3", value: hash }], size: null }, 0],
        ["evidence.deposit", { digests: [{ alg: "hmac-sm3", value: hash }] }, 0],
        ["evidence.deposit", { digests: [{ alg: "sm3", value: hash }] }, 1_001],
        ["evidence.deposit-batch", { root: hash, size: 1 }, 0],
        ["evidence.deposit-batch", { root: hash }, 0],
        ["evidence.annotate", { text: "批注", deep: [[[[{ a: [2n ** 63n, -1] }]]]] }, 0],
      ] as const) {
        const entry = await makeEntry(world, { action, input: input as CborEncodable, outcome });
        const receipt = encodeReceipt(await makeReceipt(world, entry));
        const sample = { name: `${suite} ${action}`, world, receipt, content: FILE };
        cases.push(caseOf(sample), caseOf(sample, { file: undefined }));
      }
    }
    expectSame(cases);
  });

  test("on random changes of bytes", { timeout: 600_000 }, () => {
    const random = new Random(20_261_121);
    const cases: Case[] = [];
    for (const sample of samples) {
      for (let i = 0; i < 60; i++) {
        const receipt = sample.receipt.slice();
        const at = random.below(receipt.length);
        receipt[at] = (receipt[at] ?? 0) ^ (1 + random.below(255));
        cases.push(caseOf(sample, { name: `${sample.name}, byte ${at}`, receipt }));
      }
    }
    const { layers } = expectSame(cases);
    for (const layer of [
      "format",
      "statement-signature",
      "checkpoint-signatures",
      "batch",
      "state",
    ]) {
      expect(layers).toContain(`${layer} fail`);
    }
  });

  test("on the engine's own commit, good, missing, weak and hostile, under every rule", async () => {
    const cases: Case[] = [];
    for (const suite of ["intl", "gm"] as const) {
      const world = makeWorld({ suite, organisations: 4 });
      const digests = [{ alg: "sha-256", value: nodeSuite("intl").hash(FILE) }];
      const entry = await makeEntry(world, { input: { digests }, data: { ordinal: 0 } });
      for (const signers of [2, 3]) {
        const bare = await makeReceipt(world, entry, { signers });
        const part = (change: Parameters<typeof engineCommit>[2]) =>
          engineCommit(world.suite, bare.checkpoint, change);
        const good = part({});
        const [one, two, ...rest] = good.votes;
        const parts: (EngineCommit | undefined)[] = [
          undefined,
          good,
          part({ votes: ({ key }) => key !== FOUR[1]?.key }),
          part({ votes: ({ key }) => key === FOUR[1]?.key }),
          part({ set: validators(10, 14) }),
          part({ header: { chainId: "tally-other-1" } }),
          part({ header: { height: 9 } }),
          part({ header: { appHash: new Uint8Array(32) } }),
          part({ header: { time: 2n ** 61n } }),
          part({ header: { version: { block: 12, app: 0 } } }),
          { ...good, certified: 7 },
          { ...good, round: 1 },
          { ...good, parts: { ...good.parts, total: 0 } },
          { ...good, votes: [two ?? null, one ?? null, ...rest] },
          { ...good, votes: good.votes.slice(1) },
          { ...good, header: good.header.map((leaf, i) => (i === 3 ? leaf.slice(1) : leaf)) },
        ];
        const trusts = (["optional", "required", "sufficient"] as const).map((rule) =>
          trusting(world.trust, rule),
        );
        for (const engine of parts) {
          const receipt = encodeReceipt({ ...bare, ...(engine && { engine }) });
          const sample = { name: `${suite} ${signers}`, world, receipt, content: FILE };
          for (const trust of [world.trust, ...trusts]) cases.push(caseOf(sample, { trust }));
          if (engine !== good || signers < 3) continue;
          const random = new Random(3);
          for (let i = 0; i < 25; i++) {
            const changed = receipt.slice();
            const at = random.below(changed.length);
            changed[at] = (changed[at] ?? 0) ^ (1 + random.below(255));
            const name = `engine, byte ${at}`;
            cases.push(caseOf(sample, { name, receipt: changed, trust: trusts[0] }));
          }
        }
      }
    }
    const { layers } = expectSame(cases);
    expect(layers).toContain("engine pass");
    expect(layers).toContain("engine fail");
  });

  test("from the command line, by exit code", () => {
    const folder = mkdtempSync(join(tmpdir(), "tallystick-python-"));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    const [sample] = samples;
    if (!sample) throw new Error("no sample");
    const paths = ["receipt", "trust", "file", "other"].map((name) => join(folder, name));
    const [receipt = "", trust = "", file = "", wrong = ""] = paths;
    writeFileSync(receipt, sample.receipt);
    writeFileSync(trust, formatTrust(sample.world.trust));
    writeFileSync(file, FILE);
    writeFileSync(wrong, "another file");
    const script = join(pythonScripts, "verify_receipt.py");
    expect(runTool(python, ["-B", script, receipt, trust, file])).toMatchObject({ ok: true });
    expect(runTool(python, ["-B", script, receipt, trust])).toMatchObject({ ok: true });
    expect(runTool(python, ["-B", script, receipt, trust, wrong])).toMatchObject({ ok: false });
    expect(runTool(python, ["-B", script, receipt])).toMatchObject({ ok: false });
  });
});
