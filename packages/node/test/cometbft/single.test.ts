import { afterAll, afterEach, describe, expect, it } from "vitest";
import { AbciGrammar } from "../../src/engine/cometbft/abci/grammar.ts";
import { EngineLink, type EngineLinkParts } from "../../src/engine/cometbft/engine-link.ts";
import type { EngineHalt } from "../../src/engine/cometbft/supervisor.ts";
import { engineForTests, freePort, removeFolders, testHome, writePlainGenesis } from "./engines.ts";
import { TinyApplication } from "./tiny-application.ts";

const ENGINES = await Promise.all(
  ["v0.38.25", "v0.40.0"].map(async (version) => ({
    version,
    binary: await engineForTests(version === "v0.38.25" ? undefined : version),
  })),
);

const links: EngineLink[] = [];
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.close()));
});
afterAll(removeFolders);

const tx = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

describe.each(ENGINES)("a single validator with CometBFT $version", ({ binary }) => {
  const engine = it.skipIf(binary === undefined);

  async function open(
    application: TinyApplication,
    home = newHome(),
    more: Partial<EngineLinkParts> = {},
  ): Promise<{ link: EngineLink; halts: EngineHalt[]; faults: unknown[] }> {
    const halts: EngineHalt[] = [];
    const faults: unknown[] = [];
    const link = await EngineLink.open({
      application,
      home,
      binary: binary as string,
      settings: { moniker: "one", listen: `127.0.0.1:${await freePort()}`, peers: [] },
      admits: () => false,
      grammar: new AbciGrammar(() => application.state.height),
      onHalt: (halt) => halts.push(halt),
      onApplicationFault: (fault) => faults.push(fault),
      times: { firstPause: 50 },
      ...more,
    });
    links.push(link);
    return { link, halts, faults };
  }

  function newHome() {
    const { home, identity } = testHome();
    writePlainGenesis([home], [identity]);
    return home;
  }

  // CometBFT v0.40 takes no transactions before it knows that there is nothing to catch up with.
  const answers = (link: EngineLink) =>
    expect
      .poll(() => link.status(), { timeout: 30_000 })
      .toMatchObject({ process: { state: "running" }, position: { catchingUp: false } });

  engine("orders transactions, and none that the application refuses", async () => {
    const application = new TinyApplication();
    const { link, faults } = await open(application);
    await answers(link);
    const sent = Array.from({ length: 300 }, (_, i) => `tx ${i}`);
    const txs = [...sent.slice(0, 150), "bad one", ...sent.slice(150)].map(tx);
    expect(await link.rpc.broadcast(txs)).toEqual(txs.map(() => undefined));
    expect((await link.rpc.broadcast([tx("tx 7")]))[0]).toContain("already exists in cache");
    await expect.poll(() => application.state.txs.length, { timeout: 20_000 }).toBe(300);
    expect([...application.state.txs]).toEqual(sent);
    expect(faults).toEqual([]);
    expect(application.calls).toContain("extendVote");
    await expect
      .poll(() => link.status().position?.height === application.state.height, { timeout: 5000 })
      .toBe(true);
  });

  engine("goes on after the engine was killed, again and again", async () => {
    const application = new TinyApplication();
    const { link, faults, halts } = await open(application);
    for (let round = 0; round < 4; round++) {
      await answers(link);
      process.kill(link.status().process.pid as number, "SIGKILL");
      await expect.poll(() => link.status().process.restarts, { timeout: 20_000 }).toBe(round + 1);
      await answers(link);
      await link.rpc.broadcast([tx(`round ${round}`)]);
      await expect
        .poll(() => application.state.txs.at(-1), { timeout: 20_000 })
        .toBe(`round ${round}`);
    }
    expect([...faults, ...halts]).toEqual([]);
  });
});
