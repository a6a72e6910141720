import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  AbciClient,
  type RequestParts,
  requestFrame,
} from "../../../../test/cometbft/abci-client.ts";
import { TinyApplication } from "../../../../test/cometbft/tiny-application.ts";
import { varint } from "./frames.ts";
import { AbciGrammar, GrammarError } from "./grammar.ts";
import { peerFilter } from "./node-queries.ts";
import { AbciServer, type AbciServerOptions } from "./server.ts";

const MEMBER = "a".repeat(40);

let folder: string;
let path: string;
let server: AbciServer | undefined;
const clients: AbciClient[] = [];
let application: TinyApplication;
let problems: unknown[];
let faults: unknown[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tallystick-abci-"));
  path = join(folder, "abci.sock");
  application = new TinyApplication();
  problems = [];
  faults = [];
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function open(options: Partial<AbciServerOptions> = {}): Promise<AbciServer> {
  server = await AbciServer.listen({
    application,
    path,
    query: peerFilter((id) => id === MEMBER),
    onProblem: (problem) => problems.push(problem),
    onFault: (fault) => faults.push(fault),
    ...options,
  });
  return server;
}

async function dial(): Promise<AbciClient> {
  const client = await AbciClient.connect(path);
  clients.push(client);
  return client;
}

const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));
const checkTx = (value: string): RequestParts => ({ checkTx: { tx: text(value) } });

/** The calls of one height, as an engine makes them. */
function height(number: number, ...txs: string[]): RequestParts[] {
  const block = { height: BigInt(number), txs: txs.map(text), hash: new Uint8Array(32) };
  return [
    { processProposal: block },
    { extendVote: block },
    { finalizeBlock: block },
    { commit: {} },
  ];
}

describe("the ABCI server", () => {
  it("answers every request of a chain's life", async () => {
    await open();
    const client = await dial();
    expect((await client.ask({ echo: { message: "hello" } })).echo?.message).toBe("hello");
    expect((await client.ask({ info: {} })).info).toMatchObject({
      appVersion: 1n,
      lastBlockHeight: 0n,
    });
    const init = { initChain: { chainId: "c", initialHeight: 1n } };
    expect((await client.ask(init)).initChain?.appHash).toHaveLength(32);
    const prepare = { prepareProposal: { height: 1n, maxTxBytes: 100n, txs: [text("a")] } };
    expect((await client.ask(prepare)).prepareProposal?.txs).toEqual([text("a")]);
    const answers = [];
    for (const call of height(1, "a", "b")) answers.push(await client.ask(call));
    const [process, extend, finalize, commit] = answers;
    expect(process?.processProposal?.status).toBe(1);
    expect(extend?.extendVote?.voteExtension).toEqual(text("vote 1"));
    expect(finalize?.finalizeBlock?.txResults.map(({ data }) => data)).toEqual([
      text("a"),
      text("b"),
    ]);
    expect(commit?.commit?.retainHeight).toBe(0n);
    const vote = { verifyVoteExtension: { height: 2n, voteExtension: text("vote 1") } };
    expect((await client.ask(vote)).verifyVoteExtension?.status).toBe(2);
    const bad = { processProposal: { height: 2n, txs: [text("bad")] } };
    expect((await client.ask(bad)).processProposal?.status).toBe(2);
    expect((await client.ask({ listSnapshots: {} })).listSnapshots?.snapshots).toEqual([]);
    const offer = { offerSnapshot: { snapshot: { height: 3n, format: 1 } } };
    expect((await client.ask(offer)).offerSnapshot?.result).toBe(2);
    const load = { loadSnapshotChunk: { height: 3n, format: 1, chunk: 0 } };
    expect((await client.ask(load)).loadSnapshotChunk?.chunk).toHaveLength(0);
    expect(
      (await client.ask({ applySnapshotChunk: { index: 0 } })).applySnapshotChunk?.result,
    ).toBe(2);
    expect(application.state).toMatchObject({ height: 1, txs: ["a", "b"] });
  });

  it("lets the members of the network in and nobody else", async () => {
    await open();
    const client = await dial();
    const code = async (query: string) =>
      (await client.ask({ query: { path: query } })).query?.code;
    expect(await code("/p2p/filter/addr/10.0.0.1:26656")).toBe(0);
    expect(await code(`/p2p/filter/id/${MEMBER}`)).toBe(0);
    expect(await code(`/p2p/filter/id/${"b".repeat(40)}`)).toBe(1);
    expect(await code("/store/key")).toBe(1);
  });

  it("answers in the order of the requests, whichever is ready first", async () => {
    await open();
    const client = await dial();
    const txs = Array.from({ length: 500 }, (_, i) =>
      i % 7 === 0 ? `slow ${i}` : i % 3 === 0 ? `bad ${i}` : `good ${i}`,
    );
    client.send(...txs.map(checkTx), { echo: { message: "last" } });
    const answers = await client.answers(502);
    expect(answers.slice(0, 500).map(({ checkTx: answer }) => answer?.code)).toEqual(
      txs.map((tx) => (tx.startsWith("bad") ? 7 : 0)),
    );
    expect(answers[500]?.echo?.message).toBe("last");
    expect(answers[501]?.flush).toBeDefined();
  });

  it("keeps its socket to its owner", async () => {
    await open();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await server?.close();
    chmodSync(folder, 0o755);
    await expect(open()).rejects.toThrow("open to others");
    chmodSync(folder, 0o700);
  });

  it("takes over the socket of a process that died", async () => {
    const first = await open();
    const other = await AbciServer.listen({ application, path, query: () => ({ code: 0 }) });
    const client = await dial();
    expect((await client.ask({ echo: { message: "x" } })).echo?.message).toBe("x");
    await other.close();
    await first.close();
  });

  it("answers an application's own mempool with no, and a kind that it does not know with an exception", async () => {
    await open();
    const client = await dial();
    client.write(Uint8Array.from([7, 0xaa, 0x01, 4, 0x0a, 2, 8, 9, 3, 0xb2, 0x01, 0, 2, 0x12, 0]));
    const answers = await client.answers(3);
    // The generated codec knows neither answer; the flush after them shows that both came.
    expect(answers[2]?.flush).toBeDefined();
    client.write(Uint8Array.from([3, 0xfa, 0x01, 0]));
    expect((await client.answers(1))[0]?.exception?.error).toContain("31");
    expect(faults).toEqual([]);
  });

  it.each([
    ["a frame that is too long", Uint8Array.from([...varint(64_000_000), 1])],
    ["an endless length", new Uint8Array(20).fill(0xff)],
    ["an empty frame", Uint8Array.of(0)],
    ["a message that does not decode", Uint8Array.from([3, 0x42, 1, 0x0b])],
    ["a negative height", requestFrame({ finalizeBlock: { height: -1n } })],
    ["a height beyond all", requestFrame({ finalizeBlock: { height: 2n ** 60n } })],
    ["a time that is none", requestFrame({ extendVote: { time: { seconds: -1n, nanos: 0 } } })],
    ["a validator without a key", requestFrame({ initChain: { validators: [{ power: 1n }] } })],
  ])("cuts a connection that sends %s, and nothing else happens", async (_, bytes) => {
    await open();
    const good = await dial();
    await good.ask({ echo: { message: "before" } });
    const hostile = await dial();
    hostile.write(bytes);
    await hostile.gone;
    expect(problems).toHaveLength(1);
    expect(application.calls).toEqual([]);
    expect((await good.ask({ echo: { message: "after" } })).echo?.message).toBe("after");
    expect(faults).toEqual([]);
  });

  it("halts for good when the application does", async () => {
    await open();
    const client = await dial();
    const other = await dial();
    application.failing = "finalizeBlock";
    await client.ask({ info: {} });
    const [process, , finalize] = height(1, "a");
    expect((await client.ask(process as RequestParts)).processProposal).toBeDefined();
    expect((await client.ask(finalize as RequestParts)).exception?.error).toContain("halted");
    expect(faults).toHaveLength(1);
    expect(server?.fault).toBe(faults[0]);
    application.failing = undefined;
    expect((await other.ask({ info: {} })).exception).toBeDefined();
    expect((await other.ask(checkTx("a"))).exception).toBeDefined();
    expect(faults).toHaveLength(1);
  });

  it("tells an engine that starts over nothing before the commit under way is durable", async () => {
    let letGo = (): void => {};
    application = new TinyApplication(undefined, () => new Promise((resolve) => (letGo = resolve)));
    await open();
    const first = await dial();
    first.send({ info: {} }, ...height(1, "a"));
    await first.answers(4);
    await expect.poll(() => application.calls.at(-1)).toBe("commit");
    first.close();
    const second = await dial();
    second.send({ info: {} });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(application.calls.at(-1)).toBe("commit");
    letGo();
    const [info] = await second.answers(1);
    expect(info?.info?.lastBlockHeight).toBe(1n);
  });

  it("does not begin what an engine asked for that has gone", async () => {
    let letGo = (): void => {};
    application = new TinyApplication(undefined, () => new Promise((resolve) => (letGo = resolve)));
    await open();
    const first = await dial();
    first.send({ info: {} }, ...height(1, "a"), ...height(2, "b"));
    await expect.poll(() => application.calls.at(-1)).toBe("commit");
    first.close();
    await expect.poll(() => server?.connections).toBe(0);
    letGo();
    const second = await dial();
    expect((await second.ask({ info: {} })).info?.lastBlockHeight).toBe(1n);
    expect(application.calls.filter((call) => call === "finalizeBlock")).toHaveLength(1);
  });

  it("waits for an engine that does not read, and loses nothing", async () => {
    const limits = { openRequests: 64, openBytes: 100_000, unreadBytes: 200_000 };
    await open({ limits });
    const client = await dial();
    client.socket.pause();
    const message = "x".repeat(10_000);
    const count = 3000;
    for (let i = 0; i < count; i++) client.write(requestFrame({ echo: { message } }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    // The rest of the 30 MB waits on the engine's side.
    expect(client.socket.writableLength).toBeGreaterThan(20_000_000);
    client.socket.resume();
    expect(await client.answers(count)).toHaveLength(count);
  });

  it("takes so many connections and no more", async () => {
    await open({ limits: { connections: 2 } });
    const one = await dial();
    const two = await dial();
    await two.ask({ echo: { message: "in" } });
    const three = await dial();
    await three.gone;
    expect((await one.ask({ echo: { message: "still" } })).echo?.message).toBe("still");
  });

  it("goes on after any stream of bytes (fuzz)", async () => {
    await open();
    const seeds = [
      requestFrame({ finalizeBlock: { height: 1n, txs: [text("a")], hash: new Uint8Array(32) } }),
      requestFrame({ prepareProposal: { height: 1n, maxTxBytes: 9n, txs: [text("a")] } }),
      requestFrame({ initChain: { chainId: "c", validators: [{ pubKey: {}, power: 1n }] } }),
      ...[{ commit: {} }, { info: {} }, { flush: {} }, checkTx("good")].map(requestFrame),
    ];
    const stream = fc
      .array(
        fc.oneof(
          { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
          {
            weight: 9,
            arbitrary: fc.record({
              frame: fc.constantFrom(...seeds),
              at: fc.nat(200),
              to: fc.nat(255),
            }),
          },
        ),
        { maxLength: 20 },
      )
      .map((parts) =>
        Buffer.concat(
          parts.map((part) => {
            if (part instanceof Uint8Array) return part;
            const mutated = Uint8Array.from(part.frame);
            mutated[part.at % mutated.length] = part.to;
            return part.at < 160 ? part.frame : mutated;
          }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(stream, async (bytes) => {
        const hostile = await AbciClient.connect(path);
        hostile.write(bytes);
        hostile.socket.end();
        await hostile.gone;
        const good = await AbciClient.connect(path);
        expect((await good.ask({ echo: { message: "alive" } })).echo?.message).toBe("alive");
        good.close();
      }),
      { numRuns: 300 },
    );
    expect(faults).toEqual([]);
    expect(problems.length).toBeGreaterThan(50);
    expect(application.calls.length).toBeGreaterThan(50);
  });
});

describe("the grammar of calls", () => {
  const run = async (...calls: RequestParts[]): Promise<unknown> => {
    const grammar = new AbciGrammar(() => application.state.height);
    await open({ grammar });
    const client = await dial();
    for (const call of calls) await client.ask(call);
    return faults[0];
  };
  const init = { initChain: { chainId: "c", initialHeight: 1n } };

  it("allows a founding, heights and a restart", async () => {
    expect(
      await run({ info: {} }, init, ...height(1, "a"), ...height(2), { info: {} }),
    ).toBeUndefined();
    for (const client of clients.splice(0)) client.close();
    await expect.poll(() => server?.connections).toBe(0);
    const again = await dial();
    for (const call of [{ info: {} }, ...height(3, "b")]) await again.ask(call);
    expect(faults).toEqual([]);
    expect(application.state.height).toBe(3);
  });

  const [process, extend, finalize, commit] = height(1, "a") as [
    RequestParts,
    RequestParts,
    RequestParts,
    RequestParts,
  ];
  it.each<[string, RequestParts[]]>([
    ["a founding before Info", [init]],
    ["a block before Info", [finalize]],
    ["a commit without a decision", [{ info: {} }, init, commit]],
    ["a round after the decision", [{ info: {} }, init, finalize, extend]],
    ["two decisions", [{ info: {} }, init, finalize, finalize]],
    ["a height left out", [{ info: {} }, init, process, finalize, commit, ...height(3)]],
    ["a founding in the middle", [{ info: {} }, init, finalize, commit, init]],
    ["a chunk without an offer", [{ info: {} }, { applySnapshotChunk: { index: 0 } }]],
  ])("does not allow %s", async (_, calls) => {
    expect(await run(...calls)).toBeInstanceOf(GrammarError);
  });
});
