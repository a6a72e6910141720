/**
 * A ledger that one organisation has run, taken over by a network of real engines: from then on the
 * organisations decide on who certifies it, as in a network that began as one.
 */
import { copyFileSync, createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join as path } from "node:path";
import type { EngineCommit } from "@tallystick/core/engine-commit";
import { encodeKey } from "@tallystick/core/keys";
import { decodeReceipt, encodeReceipt } from "@tallystick/core/receipt";
import { quorumAt, type Trust } from "@tallystick/core/trust";
import { updateTrust } from "@tallystick/core/trust-update";
import { verify } from "@tallystick/core/verify";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import type { CometEngine } from "../../src/engine/cometbft/comet-engine.ts";
import { engineHome } from "../../src/engine/cometbft/engine-home.ts";
import { readEngineIdentity } from "../../src/engine/cometbft/engine-keys.ts";
import { trustUpdates } from "../../src/engine/consensus/roster-proofs.ts";
import type { Logged } from "../../src/engine/engine.ts";
import { initialise } from "../../src/init.ts";
import { prepareKeyRotation } from "../../src/keys/prepare-rotation.ts";
import { rotateOrganisationKey } from "../../src/keys/rotate.ts";
import { type OpenNode, openNode } from "../../src/open-node.ts";
import { examineDirectory } from "../../src/ops/doctor/examine.ts";
import { openHistory } from "../../src/ops/history/open-history.ts";
import { replayHistory } from "../../src/ops/history/replay-history.ts";
import { applyToNetwork } from "../../src/ops/network/apply.ts";
import { admissionCalls } from "../../src/ops/network/ceremony/admissions.ts";
import { adopt, historyStream } from "../../src/ops/network/ceremony/adopt.ts";
import { settle } from "../../src/ops/network/ceremony/settle.ts";
import { accept, invite, join } from "../../src/ops/network/ceremony/steps.ts";
import { Receipts } from "../../src/receipts.ts";
import { decide, decisionFromJson, state } from "../support/decisions.ts";
import { signedDeposit } from "../support/deposits.ts";
import { engineForTests, freePort, removeFolders, testFolder, testHome } from "./engines.ts";

const binary = await engineForTests();
const IDS = ["bank", "carrier", "customs", "port"] as const;
const env = { ...process.env, TALLYSTICK_PASSPHRASE: "a passphrase for tests" };
const wait = { timeout: 60_000, interval: 50 };

const nodes: OpenNode[] = [];
const close = async (...some: readonly OpenNode[]): Promise<void> => {
  await Promise.all(some.map((node) => node.close()));
};
afterEach(() => close(...nodes));
afterAll(removeFolders);

async function open(dataDir: string): Promise<OpenNode> {
  const node = await openNode({ dataDir, env, verifyThreads: 1 });
  nodes.push(node);
  return node;
}

let deposits = 0;
async function receiptAt(node: OpenNode): Promise<Uint8Array> {
  const statement = await signedDeposit(node, new Uint8Array([++deposits]));
  const { index, height } = (await node.engine.submit(statement)) as Logged;
  await node.engine.whenCertified(height);
  const receipts = new Receipts((keyId) => node.ledger.identity(keyId)?.publicKey);
  return node.engine.read((reader) => receipts.receipt(reader, index, height));
}

/** Runs the ledger alone for a while, then takes it through the files of a ceremony to all. */
async function adoptedByFour(folder: string) {
  const dirOf = (id: string) => path(folder, id);
  const old = dirOf("port");
  await initialise({ dataDir: old, env, organisation: "port", name: "Harbour" });
  const before = await open(old);
  const receipts = [await receiptAt(before)];
  await before.close();
  // Its key is another than that of the genesis document by then.
  await rotateOrganisationKey({ dataDir: old, env });
  const alone = await open(old);
  receipts.push(await receiptAt(alone));
  const organisations = IDS.map((id) => ({ id, name: id.toUpperCase() }));
  const asked = { by: "port", organisations, days: 30 };
  const { bytes: invitation } = await invite({ dataDir: old, env, adopt: true, ...asked });
  const ports = new Map<string, number>();
  const answers: Uint8Array[] = [];
  for (const id of IDS) {
    const port = await freePort();
    ports.set(id, port);
    const mine = { dataDir: dirOf(id), env, invitation, organisation: id };
    answers.push((await join({ ...mine, address: `127.0.0.1:${port}` })).bytes);
  }
  await decide([alone], ...admissionCalls(invitation, answers).map(decisionFromJson));
  const { parsedTrust: trust } = alone;
  await alone.close();
  const { bytes: founding, answers: opened } = await adopt({
    ...{ dataDir: old, env, invitation, answers },
  });
  const history = path(folder, "history");
  await writeFile(history, historyStream(old));
  const acceptances: Uint8Array[] = [];
  for (const id of IDS) {
    const mine = { dataDir: dirOf(id), env, founding };
    const more = id === "port" ? {} : { history: createReadStream(history) };
    acceptances.push((await accept({ ...mine, ...more })).acceptance);
  }
  for (const id of IDS) await settle({ dataDir: dirOf(id), env, acceptances });
  const peers = opened.map(({ id, nodeId }) => `${nodeId}@127.0.0.1:${ports.get(id)}`);
  return { dirOf, receipts, trust, founding, history, peers };
}

const nodeIdOf = (dataDir: string): string => readEngineIdentity(engineHome(dataDir)).nodeId;

/** What the trust file from before the adoption becomes with the proofs of a node. */
function followed(before: Trust, node: OpenNode): Trust {
  const updates = node.engine.read((reader) => trustUpdates(reader, node.store, 0));
  return updates.reduce((trust, update) => updateTrust(trust, update), before);
}

it.skipIf(binary === undefined)(
  "a fifth joins an adopted ledger by vote, one leaves, keys of checkpoints and votes change; receipts of all times hold",
  async () => {
    const folder = testFolder();
    const adopted = await adoptedByFour(folder);
    const { dirOf, receipts } = adopted;
    const next = await prepareKeyRotation({ dataDir: dirOf("carrier"), env });
    const four = await Promise.all(IDS.map((id) => open(dirOf(id))));
    const [bank, carrier, customs, port] = four as [OpenNode, OpenNode, OpenNode, OpenNode];
    receipts.push(await receiptAt(customs));
    const first = (followed(adopted.trust, customs).quorums.at(-1)?.fromHeight ?? 0) as number;
    expect([first - 1, first].map((height) => quorumAt(customs.parsedTrust, height))).toEqual([
      1, 3,
    ]);

    // The fifth takes the beginning from the files of the adoption, and the rest from the engines.
    const fifthDir = dirOf("insurer");
    const wanted = {
      ...{ dataDir: fifthDir, env, genesis: port.genesis, trust: port.parsedTrust },
      ...{ organisation: "insurer", name: "INSURER", kinds: ["validator", "management"] as never },
      ...{ address: `127.0.0.1:${await freePort()}`, peers: adopted.peers },
    };
    await expect(applyToNetwork(wanted)).rejects.toMatchObject({ code: "invalid-option" });
    const files = { founding: adopted.founding, history: createReadStream(adopted.history) };
    const [application] = await applyToNetwork({ ...wanted, adopted: files });
    const admitted = await decide([port, customs, bank], decisionFromJson(application));
    const fifth = await open(fifthDir);
    await vi.waitUntil(() => fifth.ledger.height >= admitted + 3, wait);

    // One leaves, one changes the key of its checkpoints and one that of its votes; then three of the four that are
    // left must do, with the new keys among them.
    const leaving = { organisation: "bank", reason: "It has left." };
    const action = "membership.remove-organisation";
    await decide([port, customs, carrier, fifth], { action, input: leaving });
    const rotation = { organisation: "carrier", key: encodeKey(next.publicKey) };
    await state(carrier, "membership.rotate-organisation-key", rotation);
    const other = testHome();
    const vote = { key: other.identity.validatorKey, power: 10, node: nodeIdOf(fifthDir) };
    const voting = await decide([port, customs, carrier], {
      ...{ action: "membership.set-validator", input: { organisation: "insurer", ...vote } },
    });
    await vi.waitUntil(() => fifth.ledger.height >= voting + 3, wait);
    await close(fifth);
    copyFileSync(other.home.validatorKey, engineHome(fifthDir).validatorKey);
    const again = await open(fifthDir);
    const voters = (port.engine as CometEngine).status().network.organisations;
    expect(voters.map(({ id }) => id)).toEqual(["carrier", "customs", "insurer", "port"]);
    await close(bank, customs);
    receipts.push(await receiptAt(again));

    // Whoever has the file of the old ledger follows every change with proofs alone.
    const trust = followed(adopted.trust, again);
    for (const receipt of receipts) expect(verify({ receipt, trust }).valid).toBe(true);
    expect(trust.quorums.slice(-4).map(({ quorum }) => quorum)).toEqual([4, 3, 3, 3]);
    expect(trust.quorums).toEqual(port.parsedTrust.quorums);
    expect(trust.organisations.find(({ id }) => id === "carrier")?.keys).toHaveLength(2);
    // The engine's own commit is judged with the validators of its height.
    const last = decodeReceipt(receipts.at(-1) as Uint8Array);
    const engine = (await again.engine.commitOf?.(last.checkpoint.height)) as EngineCommit;
    const judged = verify({ receipt: encodeReceipt({ ...last, engine }), trust: port.parsedTrust });
    expect(judged.valid).toBe(true);
    expect(judged.layers.find(({ layer }) => layer === "engine")?.code).toBe("engine-decided");
    await close(port, carrier, again);
    expect(await examineDirectory({ dataDir: fifthDir })).toMatchObject({ verdict: "sound" });
    // All of it follows from its statements, whoever ordered them.
    const past = await openHistory(fifthDir, { scratch: folder });
    const { difference, agreed } = await replayHistory(past, { scratch: folder });
    expect([difference, agreed]).toEqual([null, past.height]);
    await past.close();
  },
  240_000,
);
