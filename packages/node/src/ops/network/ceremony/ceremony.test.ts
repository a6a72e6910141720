import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import { equalBytes } from "@tallystick/core/bytes";
import { type CborMap, decodeCbor } from "@tallystick/core/cbor";
import { decodeSign1, encodeSign1, sigStructure } from "@tallystick/core/cose";
import { decodeGenesis } from "@tallystick/core/genesis";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../../config.ts";
import { dataPaths } from "../../../data-paths.ts";
import { engineHome } from "../../../engine/cometbft/engine-home.ts";
import { initialise } from "../../../init.ts";
import { openAcceptance } from "./acceptance.ts";
import { openAnswer } from "./answer.ts";
import { CeremonyError, type CeremonyErrorCode } from "./ceremony-error.ts";
import { makeFounding, openFounding } from "./founding.ts";
import { makeInvitation, openInvitation } from "./invitation.ts";
import { settle } from "./settle.ts";
import { signFile } from "./signed-file.ts";
import { accept, invite, join } from "./steps.ts";

const IDS = ["port", "customs", "carrier", "bank"] as const;
const PASSPHRASE = "a passphrase for tests";
const env = { TALLYSTICK_PASSPHRASE: PASSPHRASE };
const NOW = Date.UTC(2026, 10, 21);

const root = mkdtempSync(path(tmpdir(), "tallystick-ceremony-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
const folder = (): string => path(root, `folder-${folders++}`);

const organisations = IDS.map((id) => ({ id, name: id.toUpperCase() }));

/** A ceremony that has come to its answers. */
interface Answered {
  readonly dirs: Readonly<Record<string, string>>;
  readonly invitation: Uint8Array;
  readonly answers: readonly Uint8Array[];
}

async function answered(suite: "intl" | "gm" = "intl"): Promise<Answered> {
  const dirs = Object.fromEntries(IDS.map((id) => [id, folder()]));
  const dataDir = dirs["port"] as string;
  const common = { by: "port", organisations, days: 30, now: NOW, suite, name: "Harbour" };
  const invitation = (await invite({ dataDir, env, ...common })).bytes;
  const answers = [];
  for (const [i, id] of IDS.entries()) {
    const answer = await join({
      ...{ dataDir: dirs[id] as string, env, invitation, organisation: id },
      ...{ address: `${id}.example:26656`, now: NOW + 1000 * i },
    });
    answers.push(answer.bytes);
  }
  return { dirs, invitation, answers };
}

/** The code that something is refused with. */
async function refusal(run: () => unknown): Promise<CeremonyErrorCode | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (!(error instanceof CeremonyError)) throw error;
    expect(error.fix).not.toBe("");
    return error.code;
  }
}

let good: Answered;
let other: Answered;
beforeAll(async () => {
  [good, other] = await Promise.all([answered(), answered()]);
});

/** The good ceremony in folders of its own. Keys take long to make. */
function copied(): Answered {
  const dirs = Object.fromEntries(IDS.map((id) => [id, folder()]));
  for (const id of IDS) cpSync(good.dirs[id] as string, dirs[id] as string, { recursive: true });
  return { ...good, dirs };
}

describe("a ceremony", () => {
  it.each(["intl", "gm"] as const)("makes four nodes of one ledger (%s)", async (suite) => {
    const { dirs, invitation, answers } = suite === "intl" ? copied() : await answered(suite);
    const bytes = makeFounding(invitation, answers);
    const founding = openFounding(bytes);
    expect(founding.timeMs).toBe(NOW + 3000);
    const files = [invitation, ...answers, bytes];
    const acceptances: Uint8Array[] = [];
    for (const id of IDS) {
      const dataDir = dirs[id] as string;
      const made = await accept({ dataDir, env, founding: bytes, now: NOW + 5000 });
      expect(made.organisation).toBe(id);
      acceptances.push(made.acceptance);
    }
    for (const id of IDS) {
      const dataDir = dirs[id] as string;
      const settled = await settle({ dataDir, env, acceptances, now: NOW + 9000 });
      expect(equalBytes(settled?.ledgerId as Uint8Array, founding.ledgerId)).toBe(true);
      const { engine, organisation, member, network } = readConfig(dataDir);
      expect({ engine, organisation, member }).toEqual({
        ...{ engine: "cometbft", organisation: id, member: `${id}.operator` },
      });
      expect(network?.listen).toBe("0.0.0.0:26656");
      expect(network?.externalAddress).toBe(`${id}.example:26656`);
      expect(network?.peers).toHaveLength(3);
      expect(network?.peers.join()).not.toContain(`@${id}.`);
      // A node stays as it is.
      expect(await settle({ dataDir, env, acceptances: [] })).toBeUndefined();
    }
    const genesis = decodeGenesis(founding.genesis);
    expect(genesis.organisations.map(({ id }) => id)).toEqual([...IDS]);
    expect(founding.trust.quorums).toEqual([{ fromHeight: 0, quorum: 3 }]);
    expectNoSecrets(Object.values(dirs), [...files, ...acceptances]);
  });

  it("has one founding, whatever the order of the answers and whoever puts it together", () => {
    const { invitation, answers } = good;
    const one = makeFounding(invitation, answers);
    const other = makeFounding(invitation, [...answers].reverse());
    expect(equalBytes(one, other)).toBe(true);
  });

  it("lets an organisation answer again, and takes its last answer", async () => {
    const { dirs, invitation, answers } = copied();
    const dataDir = dirs["bank"] as string;
    const again = await join({
      ...{ dataDir, env, invitation, organisation: "bank", now: NOW },
      address: "[2001:db8::7]:26700",
    });
    expect(again.nodeId).toBe(
      openAnswer(answers[3] as Uint8Array, openInvitation(invitation)).nodeId,
    );
    const old = makeFounding(invitation, answers);
    expect(await refusal(() => accept({ dataDir, env, founding: old, now: NOW }))).toBe(
      "changed-answer",
    );
    const founding = makeFounding(invitation, [...answers.slice(0, 3), again.bytes]);
    await accept({ dataDir, env, founding, now: NOW });
  });

  it("begins anew when the founder invites again", async () => {
    const { dirs, invitation } = copied();
    const dataDir = dirs["port"] as string;
    const common = { by: "port", organisations, days: 30, now: NOW, name: "Second" };
    const second = (await invite({ dataDir, env, ...common })).bytes;
    const mine = { dataDir, env, organisation: "port", address: "port.example:1", now: NOW };
    expect(await refusal(() => join({ ...mine, invitation }))).toBe("other-ceremony");
    await join({ ...mine, invitation: second });
  });
});

/** No file for others holds any of the private keys. */
function expectNoSecrets(dirs: readonly string[], files: readonly Uint8Array[]): void {
  for (const dir of dirs) {
    const { nodeKey, validatorKey } = engineHome(dir);
    const { organisationKey, operatorKey } = dataPaths(dir);
    const secrets = [nodeKey, validatorKey].map((file) => {
      const { priv_key: key } = JSON.parse(readFileSync(file, "utf8")) as {
        priv_key: { value: string };
      };
      return Buffer.from(key.value, "base64").subarray(0, 32);
    });
    for (const file of [organisationKey, operatorKey]) {
      const { ciphertext } = JSON.parse(readFileSync(file, "utf8")) as { ciphertext: string };
      secrets.push(Buffer.from(ciphertext, "hex"));
    }
    for (const file of files) {
      for (const secret of secrets) expect(Buffer.from(file).includes(secret)).toBe(false);
    }
  }
}

describe("a file that is not what it should be", () => {
  const codes = new Set<CeremonyErrorCode | undefined>([
    "malformed",
    "bad-signature",
    "other-ceremony",
    "not-invited",
    "missing-answer",
    "unproven-key",
    "wrong-organisation",
  ]);

  it("is refused after any change", async () => {
    const { invitation, answers } = good;
    const opened = openInvitation(invitation);
    const [, answer] = answers as [Uint8Array, Uint8Array];
    const founding = makeFounding(invitation, answers);
    const readers: [Uint8Array, number, (bytes: Uint8Array) => unknown][] = [
      [invitation, 3, (bytes) => openInvitation(bytes)],
      [answer, 5, (bytes) => openAnswer(bytes, opened)],
      [founding, 61, (bytes) => openFounding(bytes)],
    ];
    for (const [bytes, step, read] of readers) {
      for (let at = 0; at < bytes.length; at += step) {
        const changed = bytes.slice();
        changed[at] = (changed[at] as number) ^ (1 << (at % 8));
        expect(codes, `byte ${at}`).toContain((await refusal(() => read(changed))) ?? "nothing");
        expect(codes).toContain((await refusal(() => read(bytes.subarray(0, at)))) ?? "nothing");
      }
      expect(await refusal(() => read(new Uint8Array([...bytes, 0])))).toBe("malformed");
    }
  });

  it("is refused when it is of another kind, or nothing at all", async () => {
    const { invitation, answers } = good;
    const opened = openInvitation(invitation);
    const founding = makeFounding(invitation, answers);
    const garbage = [new Uint8Array(0), new Uint8Array(70_000), Buffer.from("{}"), founding];
    for (const bytes of [...garbage, ...answers]) {
      expect(await refusal(() => openInvitation(new Uint8Array(bytes)))).toBe("malformed");
    }
    for (const bytes of [...garbage, invitation]) {
      expect(await refusal(() => openAnswer(new Uint8Array(bytes), opened))).toBe("malformed");
    }
    expect(await refusal(() => openAcceptance(invitation, openFounding(founding)))).toBe(
      "malformed",
    );
  });

  it("is refused when its signer is not the key that it names", async () => {
    const suite = nodeSuite("intl");
    const [stranger, named] = [generateKey(suite), generateKey(suite)];
    const plan = { name: "X", applications: ["evidence"], organisations, by: "port" };
    const times = { created: NOW, expires: NOW + 1000 };
    const bytes = await makeInvitation(suite, named, { ...plan, ...times });
    const { protectedBytes, unprotected, payload } = decodeSign1(bytes);
    const signature = stranger.sign(sigStructure(protectedBytes, payload as Uint8Array));
    const forged = encodeSign1({ protectedBytes, unprotected, payload, signature });
    expect(await refusal(() => openInvitation(forged))).toBe("bad-signature");
  });
});

describe("an answer", () => {
  /** The payload of an answer with other members, signed again by a key of one's own. */
  async function forge(bytes: Uint8Array, change: Record<string, unknown>): Promise<Uint8Array> {
    const { payload } = decodeSign1(bytes);
    const map = decodeCbor(payload as Uint8Array) as CborMap;
    const members = { ...Object.fromEntries(map as Map<string, never>), ...change };
    const { format: _, suite: __, key: ___, ...rest } = members as Record<string, never>;
    return signFile("answer", "intl", generateKey(nodeSuite("intl")), rest);
  }

  it("is refused with a key that belongs to somebody else", async () => {
    const { invitation, answers } = good;
    const opened = openInvitation(invitation);
    const [, customs, , bank] = answers.map((bytes) => openAnswer(bytes, opened));
    const theirs = decodeCbor(
      decodeSign1(answers[3] as Uint8Array).payload as Uint8Array,
    ) as CborMap;
    for (const member of ["validator", "node", "operator"]) {
      const stolen = { [member]: theirs.get(member), proofs: theirs.get("proofs") };
      const forged = await forge(answers[1] as Uint8Array, stolen);
      expect(await refusal(() => openAnswer(forged, opened))).toBe("unproven-key");
    }
    expect(customs?.nodeId).not.toBe(bank?.nodeId);
  });

  it("is refused for the founder with another key than the invitation's", async () => {
    const { invitation, answers } = good;
    const forged = await forge(answers[0] as Uint8Array, {});
    expect(await refusal(() => openAnswer(forged, openInvitation(invitation)))).toBe(
      "wrong-organisation",
    );
  });

  it("is refused when it is of another invitation, or of somebody who was not invited", async () => {
    const { invitation } = good;
    const opened = openInvitation(invitation);
    expect(await refusal(() => openAnswer(other.answers[1] as Uint8Array, opened))).toBe(
      "other-ceremony",
    );
    const mine = { dataDir: folder(), env, invitation, address: "x.example:1", now: NOW };
    expect(await refusal(() => join({ ...mine, organisation: "stranger" }))).toBe("not-invited");
    const forged = await forge(good.answers[1] as Uint8Array, { organisation: "stranger" });
    expect(await refusal(() => openAnswer(forged, opened))).toBe("not-invited");
  });

  it("is not given too late, in the wrong time, to the wrong place, or from the wrong folder", async () => {
    const { invitation, dirs } = good;
    const mine = { env, invitation, organisation: "bank", address: "bank.example:26656" };
    const fresh = (more: object) => refusal(() => join({ ...mine, dataDir: folder(), ...more }));
    expect(await fresh({ now: NOW + 31 * 86_400_000 })).toBe("expired");
    expect(await fresh({ now: NOW - 3_600_000 })).toBe("clock");
    for (const address of ["bank.example", "bank.example:0", "bank.example:70000", "a b:1", ""]) {
      expect(await fresh({ now: NOW, address })).toBe("malformed");
    }
    const customs = { ...mine, dataDir: dirs["customs"] as string, now: NOW };
    expect(await refusal(() => join(customs))).toBe("wrong-organisation");
    const twice = { ...customs, invitation: other.invitation, organisation: "customs" };
    expect(await refusal(() => join(twice))).toBe("other-ceremony");
    const node = folder();
    await initialise({ dataDir: node, env });
    expect(await refusal(() => join({ ...mine, dataDir: node, now: NOW }))).toBe("wrong-step");
    expect(readdirSync(node)).toContain("tallystick.json");
  });
});
