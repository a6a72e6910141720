import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import { equalBytes } from "@tallystick/core/bytes";
import { decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { decodeGenesis } from "@tallystick/core/genesis";
import { formatTrust, parseTrust, quorumAt } from "@tallystick/core/trust";
import { verify } from "@tallystick/core/verify";
import { certificateKey } from "@tallystick/ledger/key-space";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { decide, decisionFromJson } from "../../../../test/support/decisions.ts";
import { signedDeposit } from "../../../../test/support/deposits.ts";
import { readConfig, writeConfig } from "../../../config.ts";
import { dataPaths } from "../../../data-paths.ts";
import { adoptionMarkWrite, certifiedThrough } from "../../../engine/consensus/adoption-mark.ts";
import type { ChainStart } from "../../../engine/consensus/chain-start.ts";
import type { Logged } from "../../../engine/engine.ts";
import { readFileIfAny } from "../../../files.ts";
import { initialise } from "../../../init.ts";
import { openNode } from "../../../open-node.ts";
import { Receipts } from "../../../receipts.ts";
import { openStore } from "../../../store/open-store.ts";
import { examineDirectory } from "../../doctor/examine.ts";
import { admissionCalls } from "./admissions.ts";
import { adopt, historyStream } from "./adopt.ts";
import { openFounding } from "./founding.ts";
import { settle } from "./settle.ts";
import { accept, invite, join } from "./steps.ts";

const IDS = ["port", "customs", "carrier", "bank"] as const;
const PASSPHRASE = "a passphrase for tests";
const env = { TALLYSTICK_PASSPHRASE: PASSPHRASE };
const root = mkdtempSync(path(tmpdir(), "tallystick-adopt-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
const folder = (): string => path(root, `folder-${folders++}`);
const organisations = IDS.map((id) => ({ id, name: id.toUpperCase() }));

const old = folder();
const dirs: Record<string, string> = {};
let invitation: Uint8Array;
const answers: Uint8Array[] = [];
let oldReceipt: Uint8Array;
let founding: Uint8Array;
const history: Uint8Array[] = [];
/** A copy from before the decision, and the height of the decision. */
let undecided: string;
let decided: number;

async function* streamOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** A copy of a folder in which nothing is held. */
function copyOf(dir: string): string {
  const copy = folder();
  cpSync(dir, copy, { recursive: true });
  return copy;
}

/** The ledger decides on the network, and its node makes the last blocks of its own. */
async function handOver(): Promise<void> {
  const node = await openNode({ dataDir: old, env, verifyThreads: 1 });
  const calls = admissionCalls(invitation, answers).map(decisionFromJson);
  decided = await decide([node], ...calls);
  const { fault } = await vi.waitUntil(() => {
    const status = node.engine.status();
    return status.fault === undefined ? undefined : status;
  });
  expect(fault?.code).toBe("handed-over");
  const late = await signedDeposit(node, new Uint8Array([99]));
  await expect(node.engine.submit(late)).rejects.toMatchObject({ code: "handed-over" });
  // What is there is served as before.
  await node.engine.whenCertified(decided);
  expect(node.engine.read((reader) => reader.height)).toBe(decided + 2);
  await node.close();
}

beforeAll(async () => {
  await initialise({ dataDir: old, env, organisation: "port", name: "Harbour" });
  const node = await openNode({ dataDir: old, env, verifyThreads: 1 });
  for (let i = 0; i < 3; i++) {
    const statement = await signedDeposit(node, new Uint8Array([i]));
    const { index, height } = (await node.engine.submit(statement)) as Logged;
    const receipts = new Receipts((keyId) => node.ledger.identity(keyId)?.publicKey);
    oldReceipt = node.engine.read((reader) => receipts.receipt(reader, index, height));
  }
  await node.close();
  const common = { by: "port", organisations, days: 30 };
  invitation = (await invite({ dataDir: old, env, adopt: true, ...common })).bytes;
  for (const [i, id] of IDS.entries()) {
    dirs[id] = id === "port" ? old : folder();
    const mine = { dataDir: dirs[id] as string, env, invitation, organisation: id };
    answers.push((await join({ ...mine, address: `127.0.0.1:${2000 + i}` })).bytes);
  }
  undecided = copyOf(old);
  await handOver();
  founding = (await adopt({ dataDir: old, env, invitation, answers })).bytes;
  for await (const chunk of historyStream(old)) history.push(chunk);
});

describe("a ledger that is handed over", () => {
  it("has decided so, on exactly these organisations", async () => {
    const alone = (given: readonly Uint8Array[], dataDir: string) =>
      adopt({ dataDir, env, invitation, answers: given });
    await expect(alone(answers, undecided)).rejects.toMatchObject({
      code: "not-decided",
      message: expect.stringContaining("has not decided") as string,
    });
    const other = { dataDir: folder(), env, invitation, organisation: "bank" };
    const answer = (await join({ ...other, address: "127.0.0.1:2003" })).bytes;
    const open = openFounding(founding).adoption;
    expect(open?.checkpoint.height).toBe(decided + 2);
    // As it stood before it was handed over.
    const copy = copyOf(old);
    const store = openStore("lmdb", dataPaths(copy).ledger);
    const { start } = openFounding(founding);
    await store.commit([{ ...adoptionMarkWrite(start as ChainStart), value: null }]);
    await store.close();
    await expect(alone([...answers.slice(0, 3), answer], copy)).rejects.toMatchObject({
      code: "not-decided",
      message: expect.stringContaining("bank has another") as string,
    });
    // Without the mark the decision alone keeps it from going on.
    await expect(openNode({ dataDir: copy, env, verifyThreads: 1 })).rejects.toMatchObject({
      code: "wrong-engine",
      message: expect.stringContaining(`from block ${decided + 3} on`) as string,
    });
  });

  it("is never gone on with alone", async () => {
    await expect(openNode({ dataDir: old, env, verifyThreads: 1 })).rejects.toMatchObject({
      code: "wrong-engine",
      message: expect.stringContaining("handed over") as string,
    });
  });

  it("is handed over once, and gives the same founding again", async () => {
    const again = await adopt({ dataDir: old, env, invitation, answers });
    expect(equalBytes(again.bytes, founding)).toBe(true);
    const copy = copyOf(old);
    const common = { by: "port", organisations, days: 30 };
    const second = (await invite({ dataDir: copy, env, adopt: true, ...common })).bytes;
    await expect(adopt({ dataDir: copy, env, invitation: second, answers })).rejects.toMatchObject({
      code: "wrong-step",
    });
  });

  it("leaves old receipts valid, and asks for the quorum of the network from there on", () => {
    const { trust, start, ledgerId, timeMs, adoption } = openFounding(founding);
    expect(verify({ receipt: oldReceipt, trust: parseTrust(formatTrust(trust)) }).valid).toBe(true);
    const height = (start as ChainStart).height;
    expect([quorumAt(trust, height), quorumAt(trust, height + 1)]).toEqual([1, 3]);
    expect(ledgerId).toEqual(adoption?.trust.ledgerId);
    expect(timeMs).toBeGreaterThanOrEqual(adoption?.checkpoint.time as number);
  });

  it("comes to the others whole, without any key, and makes them nodes", async () => {
    const acceptances: Uint8Array[] = [];
    const copies = Object.fromEntries(IDS.map((id) => [id, copyOf(dirs[id] as string)]));
    for (const id of IDS) {
      const mine = { dataDir: copies[id] as string, env, founding };
      const made = await accept(id === "port" ? mine : { ...mine, history: streamOf(history) });
      acceptances.push(made.acceptance);
    }
    const whole = Buffer.concat(history);
    for (const key of ["organisationKey", "operatorKey"] as const) {
      const secret = readFileIfAny(dataPaths(old)[key]) as Uint8Array;
      expect(whole.includes(Buffer.from(secret).subarray(0, 64))).toBe(false);
    }
    for (const id of IDS) {
      const dataDir = copies[id] as string;
      await settle({ dataDir, env, acceptances });
      const { engine, organisation, member } = readConfig(dataDir);
      const operator = id === "port" ? "operator" : `${id}.operator`;
      expect({ engine, organisation, member }).toEqual({
        ...{ engine: "cometbft", organisation: id, member: operator },
      });
      expect(await examineDirectory({ dataDir })).toMatchObject({ verdict: "sound", entries: 6 });
    }
    // Somebody puts the old configuration back.
    const dataDir = copies["port"] as string;
    const { network: _, ...config } = readConfig(dataDir);
    writeConfig(dataDir, { ...config, engine: "embedded" });
    await expect(openNode({ dataDir, env, verifyThreads: 1 })).rejects.toMatchObject({
      code: "wrong-engine",
    });
  });

  it("must have every block's certificate up to there, and some from there on", async () => {
    const { start, genesis, invitation: invited } = openFounding(founding);
    const height = (start as ChainStart).height;
    const dataDir = copyOf(old);
    const store = openStore("lmdb", dataPaths(dataDir).ledger);
    const document = decodeGenesis(genesis);
    expect(certifiedThrough(document, store)).toBe(height);
    await store.commit([{ key: certificateKey(height - 1), value: null }]);
    await store.close();
    expect((await examineDirectory({ dataDir })).counts).toEqual({ certificate: 1 });
    expect(invited.by).toBe("port");
    const last = copyOf(old);
    const other = openStore("lmdb", dataPaths(last).ledger);
    await other.commit([{ key: certificateKey(height), value: null }]);
    await other.close();
    const config = readConfig(last);
    const network = { listen: "127.0.0.1:1", peers: [] };
    writeConfig(last, { ...config, engine: "cometbft", network });
    await expect(openNode({ dataDir: last, env, verifyThreads: 1 })).rejects.toMatchObject({
      code: "damaged-ledger",
      message: expect.stringContaining("it has no certificate") as string,
    });
  });
});

describe("a history", () => {
  const taking = (
    chunks: readonly Uint8Array[],
    dataDir = copyOf(dirs["bank"] as string),
  ): Promise<unknown> => accept({ dataDir, env, founding, history: streamOf(chunks) });

  it("is needed", async () => {
    const dataDir = copyOf(dirs["bank"] as string);
    await expect(accept({ dataDir, env, founding })).rejects.toMatchObject({ code: "wrong-step" });
  });

  it("is refused when it was cut short or changed", async () => {
    const whole = new Uint8Array(Buffer.concat(history));
    const cut = whole.subarray(0, whole.length - 40);
    await expect(taking([cut])).rejects.toMatchObject({ code: "damaged-backup" });
    const changed = whole.slice();
    changed[whole.length >> 1] = (changed[whole.length >> 1] as number) ^ 1;
    await expect(taking([changed])).rejects.toThrow();
    await expect(taking([new Uint8Array(1000)])).rejects.toMatchObject({ code: "damaged-backup" });
  });

  it("is refused when it is another ledger's, or ends elsewhere", async () => {
    const stranger = folder();
    await initialise({ dataDir: stranger, env });
    const node = await openNode({ dataDir: stranger, env, verifyThreads: 1 });
    await node.engine.heartbeat();
    await node.close();
    const theirs: Uint8Array[] = [];
    for await (const chunk of historyStream(stranger)) theirs.push(chunk);
    await expect(taking(theirs)).rejects.toMatchObject({ code: "other-history" });
    // The same ledger, as it stood some blocks before.
    const shorter: Uint8Array[] = [];
    for await (const chunk of historyStream(undecided)) shorter.push(chunk);
    const dataDir = copyOf(dirs["bank"] as string);
    await expect(taking(shorter, dataDir)).rejects.toMatchObject({
      code: "other-history",
      message: expect.stringContaining("the network takes over after block") as string,
    });
    // And the folder is as it was: the right one is taken.
    await taking(history, dataDir);
  });

  it("cannot be claimed with roots that the organisation has not certified", () => {
    const map = new Map(decodeCbor(founding) as Map<string, never>);
    const adoption = new Map(map.get("adoption") as unknown as Map<string, never>);
    adoption.set("stateRoot", new Uint8Array(32) as never);
    map.set("adoption", adoption as never);
    expect(() => openFounding(encodeCbor(map))).toThrow(/adoption.certificate/);
  });
});
