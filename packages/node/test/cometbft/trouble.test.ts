import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { EngineHome } from "../../src/engine/cometbft/engine-home.ts";
import { EngineLink } from "../../src/engine/cometbft/engine-link.ts";
import { launchEngine } from "../../src/engine/cometbft/process.ts";
import type { EngineHalt } from "../../src/engine/cometbft/supervisor.ts";
import { engineForTests, freePort, removeFolders, testHome, writePlainGenesis } from "./engines.ts";
import { TinyApplication, type TinyState } from "./tiny-application.ts";

const binary = (await engineForTests()) as string;
const real = it.skipIf(binary === undefined);

interface Rig {
  readonly application: TinyApplication;
  readonly home: EngineHome;
  readonly link: EngineLink;
  readonly halts: EngineHalt[];
}

const links: EngineLink[] = [];
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.close()));
});
afterAll(removeFolders);

async function open(
  home: EngineHome,
  application = new TinyApplication(),
  peers: { nodeId: string; address: string }[] = [],
  listen?: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Rig> {
  const halts: EngineHalt[] = [];
  const link = await EngineLink.open({
    ...{ application, home, binary, env },
    settings: { moniker: "x", listen: listen ?? `127.0.0.1:${await freePort()}`, peers },
    admits: () => true,
    onHalt: (halt) => halts.push(halt),
    times: { firstPause: 50, grace: 5000 },
  });
  links.push(link);
  return { application, home, link, halts };
}

async function close({ link }: Rig): Promise<void> {
  links.splice(links.indexOf(link), 1);
  await link.close();
}

function newHome(): EngineHome {
  const { home, identity } = testHome();
  writePlainGenesis([home], [identity]);
  return home;
}

const running = ({ link }: Rig) =>
  expect.poll(() => link.status().process.state, { timeout: 30_000 }).toBe("running");

async function order({ link, application }: Rig, text: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await link.rpc.broadcast([new Uint8Array(Buffer.from(text))]).catch(() => {});
        return application.state.txs.includes(text);
      },
      { timeout: 30_000, interval: 200 },
    )
    .toBe(true);
}

const stateOf = (home: EngineHome): { height: string } =>
  JSON.parse(readFileSync(home.validatorState, "utf8")) as { height: string };

describe("a damaged write-ahead log", () => {
  const head = (home: EngineHome): string => join(home.wal, "wal");
  it.skipIf(binary === undefined).each<[string, (home: EngineHome) => void]>([
    ["cut off", (home) => truncateSync(head(home), readFileSync(head(home)).length - 7)],
    ["emptied", (home) => writeFileSync(head(home), "")],
    ["gone", (home) => rmSync(home.wal, { recursive: true })],
    ["noise", (home) => writeFileSync(head(home), Buffer.alloc(5000, 0xa5))],
    [
      "flipped at its end",
      (home) => {
        const bytes = readFileSync(head(home));
        bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 0xff;
        writeFileSync(head(home), bytes);
      },
    ],
    [
      "flipped throughout",
      (home) => {
        const bytes = readFileSync(head(home));
        for (let at = 13; at < bytes.length; at += 97) bytes[at] = (bytes[at] as number) ^ 0xff;
        writeFileSync(head(home), bytes);
      },
    ],
    [
      "a folder",
      (home) => {
        rmSync(head(home));
        mkdirSync(head(home));
      },
    ],
  ])("(%s) is overcome, and the voting record kept", async (what, damage) => {
    const home = newHome();
    const before = await open(home);
    await running(before);
    await order(before, "before");
    process.kill(before.link.status().process.pid as number, "SIGKILL");
    await close(before);
    const voted = Number(stateOf(home).height);
    damage(home);
    const after = await open(home, before.application);
    await running(after);
    await order(after, "after");
    expect(after.halts).toEqual([]);
    // CometBFT mends most of it itself, and cannot open what is no file.
    expect(after.link.status().process.quarantined).toBe(what === "a folder" ? 1 : 0);
    expect(existsSync(home.quarantine)).toBe(what === "a folder");
    expect(Number(stateOf(home).height)).toBeGreaterThan(voted);
    expect(after.application.state.txs).toEqual(["before", "after"]);
  });
});

describe("what a restart does not cure", () => {
  real("an application that is older than the engine is brought up to date", async () => {
    const home = newHome();
    const before = await open(home);
    await running(before);
    for (const text of ["one", "two", "three"]) await order(before, text);
    await close(before);
    const again = await open(home, new TinyApplication());
    await running(again);
    await expect.poll(() => again.application.state.txs).toEqual(["one", "two", "three"]);
    expect(again.halts).toEqual([]);
  });

  real("an application that is newer than the engine halts it", async () => {
    const home = newHome();
    const before = await open(home);
    await running(before);
    await order(before, "one");
    await close(before);
    const ahead: TinyState = { ...before.application.state, height: 1000 };
    const rig = await open(home, new TinyApplication(ahead));
    await expect.poll(() => rig.halts[0]?.trouble, { timeout: 20_000 }).toBe("out-of-step");
    expect(rig.link.status().process.state).toBe("halted");
  });

  real("an application with another state halts it", async () => {
    const home = newHome();
    const before = await open(home);
    await running(before);
    await order(before, "one");
    await close(before);
    const other: TinyState = { ...before.application.state, appHash: "00".repeat(32) };
    const rig = await open(home, new TinyApplication(other));
    await expect.poll(() => rig.halts[0]?.trouble, { timeout: 20_000 }).toBe("diverged");
    expect(rig.halts).toHaveLength(1);
    expect(rig.link.status().process).toMatchObject({ state: "halted", restarts: 0 });
    expect(rig.halts[0]?.lines.join("\n")).toContain("AppHash");
  });

  real("a voting record that cannot be read halts it, and is left as it is", async () => {
    const home = newHome();
    const before = await open(home);
    await running(before);
    await order(before, "one");
    await close(before);
    for (const text of ["", "{", '{"height":']) {
      writeFileSync(home.validatorState, text);
      const rig = await open(home, before.application);
      await expect.poll(() => rig.halts[0]?.trouble, { timeout: 20_000 }).toBe("validator-state");
      await close(rig);
      expect(readFileSync(home.validatorState, "utf8")).toBe(text);
    }
  });

  real("a damaged database halts it", async () => {
    const home = newHome();
    const before = await open(home);
    await running(before);
    await order(before, "one");
    await close(before);
    const db = join(home.data, "blockstore.db");
    for (const name of readdirSync(db).filter((one) => /MANIFEST|\.ldb|\.log|CURRENT/.test(one))) {
      writeFileSync(join(db, name), Buffer.alloc(200, 0x5a));
    }
    const rig = await open(home, before.application);
    await expect.poll(() => rig.halts[0]?.trouble, { timeout: 20_000 }).toBe("data-damaged");
  });
});

describe("a crash of the engine at each of its own crash points", () => {
  // fail.Fail() counts its calls and ends the process at the one that is named.
  real.each(Array.from({ length: 14 }, (_, i) => i))("(%i) is overcome", async (index) => {
    const home = newHome();
    const env = { FAIL_TEST_INDEX: String(index) };
    const before = await open(home, new TinyApplication(), [], undefined, env);
    const sent = before.link.rpc;
    await expect
      .poll(
        async () => {
          await sent.broadcast([new Uint8Array(Buffer.from("in doubt"))]).catch(() => {});
          return before.link.status().process.lastExit?.code;
        },
        { timeout: 20_000, interval: 50 },
      )
      .toBe(1);
    await close(before);
    expect(before.link.supervisor.lines.join("\n")).toContain(`*** fail-test ${index} ***`);
    const after = await open(home, before.application);
    await running(after);
    await order(after, "after");
    expect(after.halts).toEqual([]);
    expect(new Set(after.application.state.txs).size).toBe(after.application.state.txs.length);
  });
});

real("the engine of a killed node is ended before a new one starts", async () => {
  const home = newHome();
  const first = await open(home);
  await running(first);
  await order(first, "one");
  await close(first);
  // An engine that nobody watches: it waits for an application.
  const orphan = await launchEngine({ binary, home, onLine: () => {} });
  expect(existsSync(home.pid)).toBe(true);
  const second = await open(home, first.application);
  await running(second);
  await orphan.exited;
  await order(second, "two");
  expect(second.halts).toEqual([]);
});

real("one of four whose application computes something else halts; the others go on", async () => {
  const made = Array.from({ length: 4 }, () => testHome());
  writePlainGenesis(
    made.map(({ home }) => home),
    made.map(({ identity }) => identity),
  );
  const ports = await Promise.all(made.map(freePort));
  class Liar extends TinyApplication {
    override async finalizeBlock(request: Parameters<TinyApplication["finalizeBlock"]>[0]) {
      const block = await super.finalizeBlock(request);
      if (!this.state.txs.includes("lie")) return block;
      return { ...block, appHash: new Uint8Array(32).fill(9) };
    }
  }
  const rigs = await Promise.all(
    made.map(({ home }, i) => {
      const peers = made.flatMap(({ identity }, j) =>
        j === i ? [] : { nodeId: identity.nodeId, address: `127.0.0.1:${ports[j]}` },
      );
      const application = i === 3 ? new Liar() : new TinyApplication();
      return open(home, application, peers, `127.0.0.1:${ports[i]}`);
    }),
  );
  await Promise.all(rigs.map(running));
  const [first, , , liar] = rigs as [Rig, Rig, Rig, Rig];
  await order(first, "truth");
  await order(first, "lie");
  await expect.poll(() => liar.halts[0]?.trouble, { timeout: 60_000 }).toBe("diverged");
  await order(first, "more truth");
  expect(rigs.slice(0, 3).flatMap(({ halts }) => halts)).toEqual([]);
  copyFileSync(liar.home.log, join(liar.home.root, "kept.log"));
});
