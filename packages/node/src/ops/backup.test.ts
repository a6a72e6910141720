import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concatBytes, toHex } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { signStatement } from "@tallystick/core/statement";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { depositInput } from "../../test/support/light-node.ts";
import { dataPaths } from "../data-paths.ts";
import { initialise } from "../init.ts";
import { type OpenNode, openNode } from "../open-node.ts";
import { backupDirectory, backupStream } from "./backup.ts";
import { RowWriter } from "./backup-format.ts";
import { doctor } from "./doctor.ts";
import { restore } from "./restore.ts";

const env = {};
let parent: string;
let dataDir: string;
let backup: Uint8Array;
let whole: Uint8Array;
let last: { height: number; logRoot: string };

async function collect(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk.slice());
  return concatBytes(...chunks);
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function deposits(node: OpenNode, from: number, count: number): Promise<void> {
  const statements = Array.from({ length: count }, (_, i) => {
    const id = new Uint8Array(16);
    new DataView(id.buffer).setUint32(0, from + i);
    return signStatement({
      signer: node.memberSigner,
      issuer: node.config.member,
      ledgerId: node.ledgerId,
      id,
      expiry: Date.now() + 60_000,
      action: "evidence.deposit",
      input: depositInput(node.suite, from + i),
    });
  });
  await node.engine.submitMany(await Promise.all(statements));
}

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "tallystick-backup-"));
  dataDir = join(parent, "node");
  await initialise({ dataDir, env });
  const node = await openNode({ dataDir, env, verifyThreads: 1 });
  await deposits(node, 0, 400);
  const running = deposits(node, 1000, 3000);
  const stream = backupStream({ identity: node, snapshot: node.engine.snapshot() });
  const { height, logRoot } = node.ledger;
  last = { height, logRoot: toHex(logRoot) };
  backup = await collect(stream);
  await running;
  expect(node.ledger.logSize).toBe(3400);
  await node.close();
  whole = await collect(backupDirectory(dataDir, { includePassphrase: true }));
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

let count = 0;
const fresh = (): string => join(parent, `restored-${count++}`);

describe("backup and restore", () => {
  it("of a working node holds one moment of it, and comes back as a node", async () => {
    const target = fresh();
    const result = await restore({ dataDir: target, source: inChunks(backup, 70_001) });
    expect(result.report).toMatchObject({ verdict: "sound", height: last.height, entries: 400 });
    expect(result.passphraseRestored).toBe(false);
    const passphrase = readFileSync(dataPaths(dataDir).passphrase, "utf8").trim();
    const node = await openNode({ dataDir: target, env: { TALLYSTICK_PASSPHRASE: passphrase } });
    expect(toHex(node.ledger.logRoot)).toBe(last.logRoot);
    await deposits(node, 9000, 5);
    expect(node.ledger.logSize).toBe(405);
    await node.close();
    for (const name of ["token", "keys/organisation.key", "keys/operator.key"]) {
      expect(statSync(join(target, name)).mode & 0o777).toBe(0o600);
    }
    expect(readFileSync(join(target, "token"))).not.toEqual(readFileSync(join(dataDir, "token")));
  });

  it("changes the store on the way, and brings the passphrase when asked to", async () => {
    const target = fresh();
    const result = await restore({
      dataDir: target,
      source: inChunks(whole, 1 << 20),
      store: "sqlite",
    });
    expect(result).toMatchObject({ passphraseRestored: true, report: { entries: 3400 } });
    expect(existsSync(join(target, "ledger", "ledger.sqlite"))).toBe(true);
    const node = await openNode({ dataDir: target, env });
    expect(node.config.store).toBe("sqlite");
    await deposits(node, 9000, 5);
    await node.close();
    expect(await doctor({ dataDir: target })).toMatchObject({ verdict: "sound", entries: 3405 });
    const again = await collect(backupDirectory(target));
    const third = fresh();
    const back = await restore({ dataDir: third, source: inChunks(again, 999_983), store: "lmdb" });
    expect(back.report).toMatchObject({ verdict: "sound", entries: 3405 });
  });

  it("holds no passphrase and no token unless asked", () => {
    const text = Buffer.from(backup).toString("latin1");
    const secret = (name: string): string => readFileSync(join(dataDir, name), "utf8").trim();
    expect(text).not.toContain(secret("passphrase"));
    expect(text).not.toContain(secret("token"));
    expect(Buffer.from(whole).toString("latin1")).toContain(secret("passphrase"));
    expect(Buffer.from(whole).toString("latin1")).not.toContain(secret("token"));
  });

  it("refuses a backup cut short anywhere, changed anywhere or with something behind it", async () => {
    const bad: Uint8Array[] = [
      new Uint8Array(0),
      Uint8Array.of(0xff),
      concatBytes(backup, Uint8Array.of(0)),
    ];
    for (const part of [0.001, 0.1, 0.5, 0.99])
      bad.push(backup.slice(0, Math.floor(backup.length * part)));
    bad.push(backup.slice(0, backup.length - 1), concatBytes(backup, backup));
    for (let i = 1; i < 24; i++) {
      const changed = backup.slice();
      const at = Math.floor((backup.length * i) / 24);
      changed[at] = (changed[at] as number) ^ (1 << (i & 7));
      bad.push(changed);
    }
    for (const [i, bytes] of bad.entries()) {
      const target = fresh();
      const error = await restore({ dataDir: target, source: inChunks(bytes, 1 << 18) }).catch(
        (e) => e,
      );
      expect([i, (error as { code?: string }).code]).toEqual([i, "damaged-backup"]);
      expect(readdirSync(target)).toEqual(["lock"]);
    }
  });

  it("refuses a backup whose contents are wrong under a right digest", async () => {
    const { createHash } = await import("node:crypto");
    const end = backup.length - encodeCbor(["end", 10_000, new Uint8Array(32)]).length;
    // One more row than the ledger wrote, counted and summed like the others.
    const body = concatBytes(
      backup.subarray(0, end),
      encodeCbor([Uint8Array.of(0x7a, 1), Uint8Array.of(1)]),
    );
    const rows = readRows(backup) + 1;
    const forged = concatBytes(
      body,
      encodeCbor(["end", rows, createHash("sha256").update(body).digest()]),
    );
    const error = await restore({ dataDir: fresh(), source: inChunks(forged, 1 << 20) }).catch(
      (e) => e,
    );
    expect(error).toMatchObject({
      code: "damaged-backup",
      message: expect.stringContaining("none of the ledger"),
    });
  });

  it("never writes over anything", async () => {
    const target = fresh();
    await restore({ dataDir: target, source: inChunks(backup, 1 << 20) });
    await expect(
      restore({ dataDir: target, source: inChunks(backup, 1 << 20) }),
    ).rejects.toMatchObject({
      code: "not-empty",
    });
    writeFileSync(join(parent, "file"), "");
    await expect(
      restore({ dataDir: parent, source: inChunks(backup, 1 << 20) }),
    ).rejects.toMatchObject({
      code: "not-empty",
    });
    const killed = fresh();
    await restore({ dataDir: killed, source: inChunks(backup, 1 << 20) });
    rmSync(dataPaths(killed).config);
    writeFileSync(dataPaths(killed).restoreMarker, "");
    const again = await restore({ dataDir: killed, source: inChunks(backup, 1 << 20) });
    expect(again.report.verdict).toBe("sound");
  });

  it("of a running node's directory is refused; the node itself makes it", async () => {
    const node = await openNode({ dataDir, env, verifyThreads: 1 });
    await expect(collect(backupDirectory(dataDir))).rejects.toMatchObject({
      code: "already-running",
    });
    await expect(doctor({ dataDir })).rejects.toMatchObject({ code: "already-running" });
    await node.close();
  });
});

describe("doctor in a process of its own", () => {
  it("survives a store whose file is not one any more", async () => {
    for (const size of [0.5, 0]) {
      const target = fresh();
      await restore({ dataDir: target, source: inChunks(backup, 1 << 20) });
      const file = join(target, "ledger", "data.mdb");
      const bytes = readFileSync(file);
      writeFileSync(
        file,
        size === 0 ? Buffer.alloc(bytes.length, 0x55) : bytes.subarray(0, bytes.length * size),
      );
      const report = await doctor({ dataDir: target });
      expect(report.verdict).toBe("damaged");
      expect(report.counts.store).toBe(1);
    }
  });
});

describe("RowWriter", () => {
  it("writes what the codec would have written", () => {
    const writer = new RowWriter();
    const rows = [0, 1, 23, 24, 255, 256, 65_535, 65_536, 2_000_000, 5].map(
      (length, i) => [new Uint8Array(1 + i * 100).fill(i), new Uint8Array(length).fill(i)] as const,
    );
    const chunks = rows.flatMap(([key, value]) => writer.add(key, value) ?? []);
    const written = concatBytes(...chunks, writer.rest());
    expect(toHex(written)).toBe(toHex(concatBytes(...rows.map((row) => encodeCbor([...row])))));
  });
});

function readRows(bytes: Uint8Array): number {
  // ["end", count, digest]: the count stands before the 34 bytes of the digest.
  const tail = bytes.subarray(bytes.length - 34 - 3, bytes.length - 34);
  return tail[0] === 0x19 ? ((tail[1] as number) << 8) | (tail[2] as number) : (tail[2] as number);
}
