import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@tallystick/core/bytes";
import { signStatement } from "@tallystick/core/statement";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { parseTrust } from "@tallystick/core/trust";
import { verify } from "@tallystick/core/verify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { depositInput } from "../../test/support/light-node.ts";
import { dataPaths } from "../data-paths.ts";
import type { Logged } from "../engine/engine.ts";
import { initialise } from "../init.ts";
import { type OpenNode, openNode } from "../open-node.ts";
import { doctor } from "../ops/doctor.ts";
import { Receipts } from "../receipts.ts";
import { readKeyFileHead } from "./key-file.ts";
import { rotateOrganisationKey } from "./rotate.ts";

const env = {};
let dataDir: string;
let count = 0;

beforeEach(async () => {
  dataDir = join(mkdtempSync(join(tmpdir(), "tallystick-rotate-")), "node");
  await initialise({ dataDir, env });
});
afterEach(() => rmSync(join(dataDir, ".."), { recursive: true, force: true }));

const open = (): Promise<OpenNode> => openNode({ dataDir, env, verifyThreads: 1 });

/** Deposit something on a freshly opened node: its receipt, and the height. */
async function deposit(): Promise<{ receipt: Uint8Array; height: number }> {
  const node = await open();
  const id = new Uint8Array(16).fill(++count);
  const statement = await signStatement({
    signer: node.memberSigner,
    issuer: node.config.member,
    ledgerId: node.ledgerId,
    id,
    expiry: Date.now() + 60_000,
    action: "evidence.deposit",
    input: depositInput(node.suite, count),
  });
  const { index, height } = (await node.engine.submit(statement)) as Logged;
  const receipts = new Receipts((keyId) => node.ledger.identity(keyId)?.publicKey);
  const receipt = node.engine.read((reader) => receipts.receipt(reader, index));
  await node.close();
  return { receipt, height };
}

const trustNow = () => parseTrust(readFileSync(dataPaths(dataDir).trust, "utf8"));

describe("rotateOrganisationKey", () => {
  it("lets old receipts verify, and new ones with the new key, from the next block on", async () => {
    const before = await deposit();
    const oldTrust = trustNow();
    const first = await rotateOrganisationKey({ dataDir, env });
    expect(first.fromHeight).toBe(before.height + 1);
    const after = await deposit();
    const second = await rotateOrganisationKey({ dataDir, env, algorithm: "ES256" });
    const last = await deposit();
    const trust = trustNow();
    expect(trust).toEqual(second.trust);
    const [organisation] = trust.organisations;
    expect(organisation?.keys.map(({ fromHeight, toHeight }) => [fromHeight, toHeight])).toEqual([
      [0, before.height],
      [before.height + 1, after.height],
      [after.height + 1, null],
    ]);
    for (const { receipt } of [before, after, last]) {
      expect(verify({ receipt, trust }).valid).toBe(true);
    }
    // Somebody who still has the old trust file does not take the new key's word for it.
    expect(verify({ receipt: before.receipt, trust: oldTrust }).valid).toBe(true);
    expect(verify({ receipt: last.receipt, trust: oldTrust }).valid).toBe(false);
    expect(await doctor({ dataDir })).toMatchObject({ verdict: "sound" });
  });

  it("before the first block leaves the old key genesis alone", async () => {
    const { fromHeight } = await rotateOrganisationKey({ dataDir, env });
    expect(fromHeight).toBe(1);
    expect(verify({ receipt: (await deposit()).receipt, trust: trustNow() }).valid).toBe(true);
  });

  it("twice without a block between forgets the key that signed nothing", async () => {
    await deposit();
    const skipped = await rotateOrganisationKey({ dataDir, env });
    const kept = await rotateOrganisationKey({ dataDir, env });
    expect(kept.fromHeight).toBe(skipped.fromHeight);
    expect(kept.trust.organisations[0]?.keys).toHaveLength(2);
    expect(verify({ receipt: (await deposit()).receipt, trust: trustNow() }).valid).toBe(true);
  });

  it("is refused while the node runs, with a wrong passphrase, and with a key used before", async () => {
    const node = await open();
    await expect(rotateOrganisationKey({ dataDir, env })).rejects.toMatchObject({
      code: "already-running",
    });
    const old = node.organisationSigner;
    await node.close();
    const wrong = rotateOrganisationKey({ dataDir, env: { TALLYSTICK_PASSPHRASE: "wrong" } });
    await expect(wrong).rejects.toMatchObject({ code: "wrong-passphrase" });
    const again = rotateOrganisationKey({ dataDir, env, signer: old });
    await expect(again).rejects.toMatchObject({ code: "invalid-option" });
    expect(trustNow().organisations[0]?.keys).toHaveLength(1);
    await deposit();
  });

  it("interrupted after any step, is settled by the next start", async () => {
    const paths = dataPaths(dataDir);
    await deposit();
    const saved = (name: string): string => join(dataDir, "..", name);
    copyFileSync(paths.organisationKey, saved("old.key"));
    copyFileSync(paths.trust, saved("old.trust"));
    const { newKeyId } = await rotateOrganisationKey({ dataDir, env });
    copyFileSync(paths.organisationKey, saved("new.key"));
    copyFileSync(paths.trust, saved("new.trust"));

    // After the next key was written, before the trust file: nothing has happened.
    copyFileSync(saved("old.key"), paths.organisationKey);
    copyFileSync(saved("old.trust"), paths.trust);
    copyFileSync(saved("new.key"), paths.nextOrganisationKey);
    await deposit();
    expect(existsSync(paths.nextOrganisationKey)).toBe(false);
    expect(trustNow().organisations[0]?.keys).toHaveLength(1);

    // After the trust file, before the next key took its place.
    const later = await rotateOrganisationKey({ dataDir, env });
    copyFileSync(paths.organisationKey, paths.nextOrganisationKey);
    copyFileSync(saved("old.key"), paths.organisationKey);
    const { receipt } = await deposit();
    expect(toHex(readKeyFileHead(paths.organisationKey).keyId)).toBe(toHex(later.newKeyId));
    expect(toHex(later.newKeyId)).not.toBe(toHex(newKeyId));
    expect(verify({ receipt, trust: trustNow() }).valid).toBe(true);
  });

  it("a node refuses to sign with a key that its trust file does not have, and a foreign trust file", async () => {
    const paths = dataPaths(dataDir);
    const good = readFileSync(paths.trust);
    copyFileSync(paths.operatorKey, paths.organisationKey);
    await expect(open()).rejects.toMatchObject({ code: "wrong-key" });
    writeFileSync(paths.trust, good.toString().replace(/"ledger": "../, '"ledger": "00'));
    await expect(open()).rejects.toMatchObject({ code: "wrong-trust" });
    rmSync(paths.trust);
    await expect(open()).rejects.toMatchObject({ code: "wrong-trust" });
  });
});

it("generates keys of the ledger's suite only", () => {
  expect(() => generateKey(nodeSuite("intl"), "SM2")).toThrow();
});
