import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import { toHex } from "@tallystick/core/bytes";
import { decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataPaths } from "../../../data-paths.ts";
import { initialise } from "../../../init.ts";
import { readKeyFile } from "../../../keys/key-file.ts";
import { makeAcceptance } from "./acceptance.ts";
import { CeremonyError, type CeremonyErrorCode } from "./ceremony-error.ts";
import { makeFounding, openFounding } from "./founding.ts";
import { makeInvitation, openInvitation } from "./invitation.ts";
import { settle } from "./settle.ts";
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

describe("a founding", () => {
  it("is not made without everybody, or with somebody twice", async () => {
    const { invitation, answers, dirs } = good;
    expect(await refusal(() => makeFounding(invitation, answers.slice(1)))).toBe("missing-answer");
    expect(await refusal(() => makeFounding(invitation, [...answers, answers[0] as never]))).toBe(
      "duplicate",
    );
    // A copied data directory has keys that are no longer one organisation's own.
    const copy = folder();
    cpSync(dirs["bank"] as string, copy, { recursive: true });
    rmSync(path(copy, "ceremony"), { recursive: true });
    rmSync(path(copy, "lock"), { force: true });
    expect(
      await refusal(async () => {
        mkdirSync(path(copy, "ceremony"));
        const mine = { dataDir: copy, env, invitation, organisation: "carrier", now: NOW };
        const copied = await join({ ...mine, address: "carrier.example:26656" });
        const [port, customs, , bank] = answers as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
        makeFounding(invitation, [port, customs, copied.bytes, bank]);
      }),
    ).toBe("duplicate");
  });

  it("is accepted only by those whose answer is in it, in the right time", async () => {
    const { invitation, answers, dirs } = good;
    const founding = makeFounding(invitation, answers);
    const dataDir = dirs["bank"] as string;
    expect(await refusal(() => accept({ dataDir, env, founding, now: NOW - 3_600_000 }))).toBe(
      "clock",
    );
    const theirs = makeFounding(other.invitation, other.answers);
    expect(await refusal(() => accept({ dataDir, env, founding: theirs, now: NOW }))).toBe(
      "other-ceremony",
    );
    expect(await refusal(() => accept({ dataDir: folder(), env, founding, now: NOW }))).toBe(
      "wrong-step",
    );
  });

  it("is not started before everybody has accepted the same one", async () => {
    const { invitation, answers, dirs } = copied();
    const bytes = makeFounding(invitation, answers);
    const founding = openFounding(bytes);
    const dataDir = dirs["port"] as string;
    const start = (acceptances: readonly Uint8Array[]) =>
      refusal(() => settle({ dataDir, env, acceptances, now: NOW + 9000 }));
    expect(await start([])).toBe("wrong-step");
    await accept({ dataDir, env, founding: bytes, now: NOW });
    expect(await start([])).toBe("missing-acceptance");
    const signerOf = (id: string) =>
      readKeyFile(dataPaths(dirs[id] as string).organisationKey, nodeSuite("intl"), PASSPHRASE);
    const bank = await signerOf("bank");
    const elsewhere = { ...founding, ledgerId: new Uint8Array(32) };
    expect(await start([await makeAcceptance(elsewhere, "bank", bank, NOW)])).toBe("other-ledger");
    const again = { ...founding, id: new Uint8Array(32) };
    expect(await start([await makeAcceptance(again, "bank", bank, NOW)])).toBe("other-ceremony");
    expect(await start([await makeAcceptance(founding, "customs", bank, NOW)])).toBe(
      "wrong-organisation",
    );
    expect(await start([await makeAcceptance(founding, "stranger", bank, NOW)])).toBe(
      "not-invited",
    );
    const early = await makeAcceptance(founding, "bank", bank, NOW + 86_400_000);
    const rest = await Promise.all(
      ["customs", "carrier"].map(async (id) =>
        makeAcceptance(founding, id, await signerOf(id), NOW),
      ),
    );
    expect(await start([...rest, early])).toBe("clock");
    expect(readdirSync(dataDir)).not.toContain("tallystick.json");
    // The node is not taken for a new one meanwhile.
    await expect(initialise({ dataDir, env })).rejects.toMatchObject({ code: "joining" });
    expect(await start([...rest, await makeAcceptance(founding, "bank", bank, NOW)])).toBe(
      undefined,
    );
  });
});

describe("an invitation", () => {
  const plan = { by: "port", organisations, days: 30, now: NOW, name: "Harbour" };
  const inviting = (more: object) =>
    refusal(() => invite({ dataDir: folder(), env, ...plan, ...more }));

  it("is not made for what could not be founded", async () => {
    expect(await inviting({ by: "stranger" })).toBe("malformed");
    expect(await inviting({ name: "" })).toBe("malformed");
    expect(await inviting({ name: "e\u0301" })).toBe("malformed");
    expect(await inviting({ organisations: [...organisations, organisations[0]] })).toBe(
      "duplicate",
    );
    expect(await inviting({ organisations: [{ id: "Port", name: "x" }], by: "Port" })).toBe(
      "malformed",
    );
    const long = "a".repeat(55);
    expect(await inviting({ organisations: [{ id: long, name: "x" }], by: long })).toBe(
      "malformed",
    );
    expect(await inviting({ applications: ["evidence", "nothing-of-ours"] })).toBe(
      "unknown-application",
    );
    expect(await inviting({ adopt: true })).toBe("wrong-step");
  });

  it("asks for applications that a joining program must have", async () => {
    const suite = nodeSuite("intl");
    const applications = ["evidence", "from-the-future"];
    const invitation = await makeInvitation(suite, generateKey(suite), {
      ...{ name: "X", applications, organisations, by: "port" },
      ...{ created: NOW, expires: NOW + 86_400_000 },
    });
    const mine = { dataDir: folder(), env, invitation, organisation: "bank", now: NOW };
    expect(await refusal(() => join({ ...mine, address: "bank.example:1" }))).toBe(
      "unknown-application",
    );
  });

  it("has an id that follows from its bytes", () => {
    const { id, suite, bytes } = openInvitation(good.invitation);
    expect(toHex(id)).toBe(toHex(suite.hash(bytes)));
    expect(encodeCbor(decodeCbor(bytes) as never)).toEqual(bytes);
  });
});
