import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { toHex } from "@tallystick/core/bytes";
import { keyId } from "@tallystick/core/keys";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Trust } from "@tallystick/core/trust";
import { afterEach, describe, expect, it } from "vitest";
import { LightRelay } from "./light-relay.ts";
import { PeerNode } from "./peer-node.ts";
import { findTrustPoint } from "./trust-point.ts";

const suite = nodeSuite("intl");
const ledgerId = new Uint8Array(32).fill(7);
const trust: Trust = {
  ...{ ledgerId, name: "Test", suite: "intl", fromHeight: 0 },
  quorums: [{ fromHeight: 0, quorum: 3 }],
  organisations: ["a", "b", "c", "d"].map((id) => {
    const key = generateKey(suite).publicKey;
    const keys = [{ keyId: keyId(suite, key), key, fromHeight: 0, toHeight: null }];
    return { id, name: id, keys };
  }),
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const servers: Server[] = [];
const relays: LightRelay[] = [];
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: Answer): Promise<PeerNode> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return new PeerNode(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

const json =
  (value: unknown): Answer =>
  (_, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(value));
  };

function organisation(
  id: string,
  more: { ledger?: Uint8Array; height?: number; hash?: (height: number) => string } = {},
): Promise<PeerNode> {
  const {
    ledger = ledgerId,
    height = 50,
    hash = (at: number) => at.toString(16).padStart(64, "a"),
  } = more;
  return serve((request, response) => {
    const url = new URL(request.url as string, "http://x");
    if (url.pathname === "/v1/status") {
      return json({ ledger: toHex(ledger), organisation: id, height })(request, response);
    }
    const at = Number(url.searchParams.get("height") ?? height);
    const header = { height: String(at) };
    const commit = { block_id: { hash: hash(at).toUpperCase() } };
    return json({ result: { signed_header: { header, commit } } })(request, response);
  });
}

describe("the block that a light client begins from", () => {
  it("is one that enough organisations name alike, a little below the lowest of them", async () => {
    const peers = await Promise.all([organisation("a", { height: 40 }), organisation("b")]);
    expect(await findTrustPoint(peers, ledgerId, trust)).toEqual({
      ...{ height: 38, hash: (38).toString(16).padStart(64, "a"), highest: 50 },
      organisations: ["a", "b"],
    });
  });

  it("is refused where nodes part, serve another ledger, or belong to too few organisations", async () => {
    const honest = await organisation("a");
    const liar = await organisation("b", { hash: () => "f".repeat(64) });
    const other = await organisation("b", { ledger: new Uint8Array(32) });
    const same = await organisation("a");
    const find = (...peers: PeerNode[]) => findTrustPoint(peers, ledgerId, trust);
    await expect(find(honest, liar)).rejects.toMatchObject({ code: "peer-unusable" });
    await expect(find(honest, other)).rejects.toMatchObject({ code: "peer-unusable" });
    await expect(find(honest, same)).rejects.toMatchObject({ code: "invalid-option" });
    await expect(find(honest)).rejects.toMatchObject({ code: "invalid-option" });
  });

  it("is refused from a node that answers anything else", async () => {
    const answers: Answer[] = [
      json({}),
      json({ ledger: 5, organisation: "a", height: 1 }),
      json({ ledger: toHex(ledgerId), organisation: "a", height: 1.5 }),
      (_, response) => response.end("not json"),
      (_, response) => void response.writeHead(500).end(),
      (_, response) => void response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
      (_, response) => void response.end(Buffer.alloc(33_600_000, 0x20)),
      (request) => request.socket.destroy(),
    ];
    for (const answer of answers) {
      const peer = await serve(answer);
      await expect(peer.status()).rejects.toMatchObject({ code: "peer-unusable" });
    }
    for (const url of [
      "",
      "here",
      "file:///etc/passwd",
      "http://user:word@host",
      "http://h/?x=1",
    ]) {
      expect(() => new PeerNode(url)).toThrow(expect.objectContaining({ code: "invalid-option" }));
    }
  });

  it("reads no voucher that is none", async () => {
    const one = { height: 5, bytes: 1, vouchers: ["AAAA"] };
    const good = await serve(json({ snapshots: [one] }));
    expect(await good.snapshots()).toEqual([{ ...one, vouchers: [new Uint8Array(3)] }]);
    const bad = [
      { snapshots: [{ ...one, vouchers: ["%"] }] },
      { snapshots: [{ ...one, vouchers: new Array(9).fill("AAAA") }] },
      { snapshots: [{ ...one, height: "5" }] },
      { snapshots: new Array(65).fill(one) },
    ];
    for (const answer of bad) {
      const peer = await serve(json(answer));
      await expect(peer.snapshots()).rejects.toMatchObject({ code: "peer-unusable" });
    }
  });
});

describe("the relay between an engine and another organisation's node", () => {
  async function ask(peer: Pick<PeerNode, "light">, body: string): Promise<[number, unknown]> {
    const relay = await LightRelay.open(peer);
    relays.push(relay);
    const answer = await fetch(relay.url, { method: "POST", body });
    const text = await answer.text();
    return [answer.status, text === "" ? undefined : JSON.parse(text)];
  }
  const call = (method: string, params: unknown = {}): string =>
    JSON.stringify({ jsonrpc: "2.0", id: 4, method, params });

  it("passes a light client's questions on, and nothing else", async () => {
    const asked: unknown[] = [];
    const peer: Pick<PeerNode, "light"> = {
      light: async (method, params) => {
        asked.push([method, params]);
        return { result: { fine: true } };
      },
    };
    const params = { height: "7", page: "1", per_page: null };
    expect(await ask(peer, call("validators", params))).toEqual([
      200,
      { jsonrpc: "2.0", id: 4, result: { fine: true } },
    ]);
    expect(asked).toEqual([["validators", { height: "7", page: "1" }]]);
    for (const method of ["broadcast_tx_sync", "unsafe_flush_mempool", "status", ""]) {
      expect(await ask(peer, call(method))).toMatchObject([200, { error: { code: -32_601 } }]);
    }
    expect(asked).toHaveLength(1);
    for (const body of ["", "{", "[]", call("commit", { height: 7 }), "x".repeat(70_000)]) {
      expect((await ask(peer, body))[0]).toBe(400);
    }
  });

  it("tells the engine what the other engine refuses, in its words, and that a node is gone", async () => {
    const error = { message: "Internal error", data: "height 9 must be less than or equal to 8" };
    const refusing = { light: async () => ({ error }) };
    expect(await ask(refusing, call("commit"))).toMatchObject([200, { error }]);
    const gone = { light: () => Promise.reject(new Error("no answer")) };
    expect(await ask(gone, call("commit"))).toMatchObject([200, { error: { data: "no answer" } }]);
  });
});
