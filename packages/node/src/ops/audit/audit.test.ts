import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { found, ORGANISATION } from "../../../test/support/light-node.ts";
import { copyOf, type SampleLedger, sampleLedger } from "../../../test/support/sample-ledger.ts";
import { CheckedStore } from "../../store/checked-store.ts";
import { type History, storedHistory } from "../history/open-history.ts";
import { csvLine } from "./csv.ts";
import { type AuditOptions, exportAudit } from "./export-audit.ts";
import { verifyAudit } from "./verify-audit.ts";

const founding = found("intl");
let sample: SampleLedger;
let folder: string;
let history: History;

beforeAll(async () => {
  sample = await sampleLedger(founding);
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tallystick-audit-"));
  const store = new CheckedStore(await copyOf(sample));
  const { suite, genesis } = founding;
  history = storedHistory("sample", suite, genesis, store, () => store.close());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => {});

const signer: AuditOptions["signer"] = { organisation: ORGANISATION, key: founding.organisation };
const at = (name: string): string => join(folder, name);
const read = (out: string, name: string): string => readFileSync(join(at(out), name), "utf8");

test("what a history came to is the same from every copy, and holds", async () => {
  const manifest = await exportAudit(history, { out: at("a"), signer });
  await exportAudit(history, { out: at("b") });
  expect(read("b", "manifest.json")).toBe(read("a", "manifest.json"));
  expect(manifest).toMatchObject({ certified: true, height: history.height });
  expect(manifest.counts.entries).toBe(manifest.logSize);
  expect(await verifyAudit(at("a"), founding.trust)).toEqual({
    ...{ valid: true, findings: [], certified: true, signedBy: [ORGANISATION] },
    ...{ height: manifest.height, ledger: manifest.ledger },
  });
  expect((await verifyAudit(at("b"), founding.trust)).signedBy).toEqual([]);
});

test("an earlier height has the state of then", async () => {
  const early = await exportAudit(history, { out: at("early"), height: 1 });
  const late = await exportAudit(history, { out: at("late") });
  expect(early.stateRoot).not.toBe(late.stateRoot);
  expect(early.counts.entries).toBeLessThan(late.counts.entries);
  const members = (out: string) => read(out, "state/membership.members.jsonl").split("\n").length;
  expect(members("late")).toBe(members("early") + 1);
  expect((await verifyAudit(at("early"), founding.trust)).valid).toBe(true);
});

test("coreutils come to the digests of the manifest", async () => {
  const { files } = await exportAudit(history, { out: at("a") });
  const lines = files.map(({ name, digest }) => `${digest}  ${name}\n`).join("");
  const output = execFileSync("sha256sum", ["--check", "--quiet", "-"], {
    cwd: at("a"),
    input: lines,
  });
  expect(output.toString()).toBe("");
});

test("Python reads the CSV: as many rows as there are lines for programs", async () => {
  await exportAudit(history, { out: at("a") });
  const script =
    "import csv,sys; print(len(list(csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8')))))";
  for (const name of ["log", "state/evidence.deposits", "state/membership.keys"]) {
    const rows = execFileSync("python3", ["-c", script, join(at("a"), `${name}.csv`)]);
    const lines = read("a", `${name}.jsonl`).trimEnd().split("\n").length;
    expect(Number(rows)).toBe(lines);
  }
});

test.each([
  ["a file is changed", (out: string) => writeFileSync(join(out, "log.csv"), "x")],
  ["a file is gone", (out: string) => rmSync(join(out, "state/evidence.deposits.jsonl"))],
  [
    "a root is changed",
    (out: string) => {
      const path = join(out, "manifest.json");
      const text = readFileSync(path, "utf8");
      const { stateRoot } = JSON.parse(text) as { stateRoot: string };
      writeFileSync(path, text.replace(stateRoot, "00".repeat(32)));
    },
  ],
  ["a certificate is garbage", (out: string) => writeFileSync(join(out, "certificate.cbor"), "x")],
])("a change is found: %s", async (_, change) => {
  await exportAudit(history, { out: at("a"), signer });
  change(at("a"));
  const verdict = await verifyAudit(at("a"), founding.trust);
  expect(verdict.valid).toBe(false);
  expect(verdict.findings.length).toBeGreaterThan(0);
});

test("a stranger's key vouches for nothing", async () => {
  const key = generateKey(founding.suite);
  await exportAudit(history, { out: at("a"), signer: { organisation: ORGANISATION, key } });
  const { valid, signedBy } = await verifyAudit(at("a"), founding.trust);
  expect([valid, signedBy]).toEqual([false, []]);
});

test("a ledger that is not what its statements come to is not exported", async () => {
  const broken: History = {
    ...history,
    entries: (from, limit) =>
      history
        .entries(from, limit)
        .map(({ index }) => ({ index, ...history.entries(0, 1)[0] })) as never,
  };
  await expect(exportAudit(broken, { out: at("a") })).rejects.toThrow("does not come to");
  expect(readdirSync(folder)).toEqual([]);
});

test("a folder that is there, and a block that is not, are refused", async () => {
  await expect(exportAudit(history, { out: folder })).rejects.toThrow("is there already");
  await expect(exportAudit(history, { out: at("a"), height: 999 })).rejects.toThrow("no block 999");
});

test("no cell of the CSV is a formula", () => {
  expect(csvLine(["=1+1", "+a", "-b", "@c", -5, 'say "x"', "a,b", null, { a: 1 }])).toBe(
    `'=1+1,'+a,'-b,'@c,-5,"say ""x""","a,b",,"{""a"":1}"\r\n`,
  );
});
