import { createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { toHex, utf8 } from "@tallystick/core/bytes";
import { encodeKey } from "@tallystick/core/keys";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { trustFromGenesis } from "@tallystick/core/trust";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../src/client.ts";
import { connect } from "../src/connect.ts";
import { ClientError } from "../src/errors.ts";
import { type NodeProcess, startNodeProcess } from "./support/node-process.ts";

let node: NodeProcess;
let client: Client;
const proxies: Server[] = [];

beforeAll(async () => {
  node = await startNodeProcess();
  client = await connectAsMember(node);
});
afterAll(() => node.stop());
afterEach(() => {
  for (const proxy of proxies.splice(0)) {
    proxy.closeAllConnections();
    proxy.close();
  }
});

let members = 0;
async function connectAsMember({ url, token }: NodeProcess, via = url): Promise<Client> {
  const reader = await connect({ url, token, suites: nodeSuite });
  const signer = generateKey(reader.suite);
  const key = toHex(encodeKey(signer.publicKey));
  const body = { member: `member-${members++}`, organisation: "org", role: "member", key };
  await reader.transport.json({
    method: "POST",
    path: "/v1/apps/membership/enrol",
    token: true,
    contentType: "application/json",
    body: JSON.stringify(body),
    idempotent: false,
  });
  return connect({ url: via, token, signer, trust: reader.trust, suites: nodeSuite });
}

/** Stands between client and node and spoils what `spoil` says. */
async function proxy(
  spoil: (seen: number, path: string) => "pass" | "cut-before" | "cut-after" | "busy",
): Promise<{ url: string; seen: () => number }> {
  let seen = 0;
  const target = new URL(node.url);
  const server = createServer((incoming, outgoing) => {
    const what = spoil(seen++, incoming.url ?? "");
    if (what === "cut-before") {
      incoming.socket.destroy();
      return;
    }
    if (what === "busy") {
      outgoing.writeHead(503, { "content-type": "application/problem+json", "retry-after": "0" });
      outgoing.end('{"code":"overloaded","detail":"busy","fix":"","title":"","status":503}');
      return;
    }
    const headers = { ...incoming.headers, host: target.host };
    const { method, url } = incoming;
    const onward = request(
      { host: target.hostname, port: target.port, method, path: url, headers },
      (answer: IncomingMessage) => {
        if (what === "cut-after") {
          answer.resume();
          answer.on("end", () => incoming.socket.destroy());
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(onward);
  });
  proxies.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen: () => seen };
}

const digestOf = (text: string) => nodeSuite("intl").hash(utf8(text));
const deposit = (text: string) => ({
  digests: [{ alg: "sha-256" as const, value: digestOf(text) }],
});

describe("actions", () => {
  test("a deposit comes back typed, with a receipt that verifies", async () => {
    const { index, height, output, receipt } = await client.evidence.deposit({
      ...deposit("a"),
      note: "备注",
    });
    expect(output).toEqual({ alg: "sha-256", digest: digestOf("a"), ordinal: 0 });
    expect(client.verify(receipt)).toMatchObject({ valid: true, summary: { index, height } });
    expect(await client.receipt(index)).toEqual(receipt);
    const proved = client.verify(await client.receipt(index, { state: true }));
    expect(proved.layers.find(({ layer }) => layer === "state")?.verdict).toBe("pass");
  });

  test("a refusal is an error with the registry's code, fix and data", async () => {
    const digest = digestOf("never deposited");
    const refused = client.evidence.withdraw({
      deposit: { alg: "sha-256", digest, ordinal: 0 },
      reason: "mistake",
    });
    await expect(refused).rejects.toMatchObject({
      name: "ClientError",
      code: "no-such-deposit",
      details: { outcome: 1002 },
    });
    await expect(refused).rejects.toHaveProperty("fix", expect.stringContaining("by-digest"));
  });

  test("an input that does not fit is refused before anything is sent", async () => {
    const wrong = { digests: [{ alg: "md5", value: digestOf("x") }] };
    await expect(client.evidence.deposit(wrong as never)).rejects.toMatchObject({
      code: "invalid-input",
      details: { member: "digests.0.alg" },
    });
  });

  test("without a key nothing is signed, without a token nothing is asked of the node's own key", async () => {
    const reader = await connect({ url: node.url });
    await expect(reader.evidence.deposit(deposit("b"))).rejects.toMatchObject({
      code: "no-signer",
    });
    await expect(reader.digests("sha-256", digestOf("b"))).rejects.toMatchObject({
      code: "no-token",
    });
  });

  test("many go out in sequences, in order, refusals among them", async () => {
    const calls = Array.from({ length: 350 }, (_, i) =>
      i % 100 === 7
        ? {
            action: "evidence.withdraw",
            input: {
              deposit: { alg: "sha-256", digest: digestOf("none"), ordinal: 0 },
              reason: "r",
            },
          }
        : { action: "evidence.deposit", input: deposit(`many ${i}`) },
    );
    const progress: number[] = [];
    const settled = await client.submitMany(calls, {
      verify: true,
      onProgress: (done) => progress.push(done),
    });
    expect(settled.filter(({ accepted }) => !accepted).length).toBe(4);
    settled.forEach((one, i) => {
      if (one.accepted)
        expect(client.verify(one.receipt).summary?.digests[0]?.value).toBe(
          toHex(digestOf(`many ${i}`)),
        );
      else expect(one).toMatchObject({ code: "no-such-deposit", outcome: 1002 });
    });
    expect(progress.at(-1)).toBe(350);
  });
});

describe("a poor connection", () => {
  test("a cut before or after the node's answer is repaired, and the action happens once", async () => {
    let left = 0;
    const poor = await proxy((_, path) => {
      if (!path.startsWith("/v1/statements") || left === 0) return "pass";
      left -= 1;
      return left === 2 ? "cut-after" : left === 1 ? "cut-before" : "busy";
    });
    const member = await connectAsMember(node, poor.url);
    left = 3;
    const { output } = await member.evidence.deposit(deposit("once only"));
    expect(output.ordinal).toBe(0);
    expect(left).toBe(0);
    const { output: found } = await member.evidence.byDigest({
      alg: "sha-256",
      digest: digestOf("once only"),
    });
    expect(found.deposits.length).toBe(1);
  });

  test("a call that must not be repeated is not, unless the node says that nothing was done", async () => {
    let what: "pass" | "cut-after" | "busy" = "pass";
    const poor = await proxy((_, path) => {
      if (!path.startsWith("/v1/digests")) return "pass";
      const now = what;
      if (now === "busy") what = "pass";
      return now;
    });
    const member = await connectAsMember(node, poor.url);
    what = "cut-after";
    await expect(member.digests("sha-256", digestOf("d1"))).rejects.toMatchObject({
      code: "unreachable",
    });
    what = "busy";
    expect((await member.digests("sha-256", digestOf("d2"))).count).toBe(1);
  });

  test("an abort ends the call with its reason", async () => {
    const poor = await proxy((_, path) =>
      path.startsWith("/v1/statements") ? "cut-before" : "pass",
    );
    const member = await connectAsMember(node, poor.url);
    const reason = new Error("changed my mind");
    const controller = new AbortController();
    const call = member.evidence.deposit(deposit("aborted"), { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 150);
    await expect(call).rejects.toBe(reason);
  });

  test("nobody there is an error that says so", async () => {
    const gone = connect({ url: "http://127.0.0.1:9", retries: 0 });
    await expect(gone).rejects.toMatchObject({ code: "unreachable" });
    await expect(gone).rejects.toBeInstanceOf(ClientError);
  });
});

describe("trust", () => {
  test("a node that serves another ledger than the trust file names is refused", async () => {
    const other = await startNodeProcess({ suite: "gm" });
    try {
      const genesis = await (await fetch(`${other.url}/v1/genesis`)).arrayBuffer();
      const trust = trustFromGenesis(new Uint8Array(genesis));
      await expect(connect({ url: node.url, trust })).rejects.toMatchObject({
        code: "wrong-ledger",
      });
      const member = await connectAsMember(other);
      const value = member.suite.hash(utf8("国密"));
      const { receipt } = await member.evidence.deposit({ digests: [{ alg: "sm3", value }] });
      expect(member.verify(receipt).valid).toBe(true);
    } finally {
      await other.stop();
    }
  });

  test("a proved view is worked out from the proofs; presence, absence and count", async () => {
    const alg = "sha-256";
    const digest = digestOf("three times");
    for (let i = 0; i < 3; i++) await client.evidence.deposit(deposit("three times"));
    const found = await client.evidence.byDigest({ alg, digest }, { proof: true });
    expect(found.output.deposits.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2]);
    expect(found.output.more).toBe(false);
    const plain = await client.evidence.byDigest({ alg, digest });
    expect(found.output).toEqual(plain.output);
    const none = await client.evidence.byDigest({ alg, digest: digestOf("no") }, { proof: true });
    expect(none.output.deposits).toEqual([]);
    const member = await client.membership.member({ member: "nobody" }, { proof: true });
    expect(member.output.member).toBeUndefined();
    await expect(client.membership.members({}, { proof: true })).rejects.toMatchObject({
      code: "invalid-input",
    });
  });
});

describe("digests", () => {
  test("each of many digests has a receipt that verifies and can be fetched again", async () => {
    const values = Array.from({ length: 3000 }, (_, i) => digestOf(`digest ${i}`));
    const deposited = await client.digests("sha-256", values);
    for (const i of [0, 1, 1499, 2999]) {
      const receipt = deposited.receipt(i);
      const file = { digests: new Map([["sha-256", values[i] as Uint8Array]]), size: 0 };
      const result = client.verify(receipt, file);
      expect(result.valid).toBe(true);
      const path = `/v1/digests/${result.summary?.index}/sha-256/${toHex(values[i] as Uint8Array)}`;
      const again = await client.transport.bytes({ method: "GET", path, idempotent: true });
      expect(again).toEqual(receipt);
    }
  });
});

describe("events", () => {
  test("from any index, live, filtered, and over a cut without gap or repeat", async () => {
    let cuts = 0;
    const poor = await proxy(() => "pass");
    const member = await connectAsMember(node, poor.url);
    const { logSize } = await member.status();
    const seen: number[] = [];
    const stop = new AbortController();
    const reading = (async () => {
      const options = { from: logSize, action: "evidence.deposit", signal: stop.signal };
      for await (const event of member.events(options)) {
        seen.push(event.index);
        if (seen.length % 20 === 0) {
          cuts += 1;
          for (const server of proxies) server.closeAllConnections();
        }
      }
    })();
    const expected: number[] = [];
    for (let i = 0; i < 60; i++) {
      expected.push(
        (await client.evidence.deposit(deposit(`event ${i}`), { verify: false })).index,
      );
    }
    for (let i = 0; i < 300 && seen.length < 60; i++) await new Promise((r) => setTimeout(r, 20));
    stop.abort();
    await expect(reading).rejects.toBe(stop.signal.reason);
    expect(seen).toEqual(expected);
    expect(cuts).toBeGreaterThanOrEqual(2);
  });
});
