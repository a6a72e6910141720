import { execFile } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { promisify } from "node:util";
import { proofMessage } from "@tallystick/apps/membership/certificates/proof";
import { fromHex, toHex } from "@tallystick/core/bytes";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasOpenssl, type Issued, OpensslCa } from "../../../core/test/support/openssl-ca.ts";
import { TlsWatch } from "../../src/access/tls.ts";
import { deposit, type Json, TestNode } from "./support.ts";

const present = hasOpenssl();
const suite = nodeSuite("intl");
const print = (bytes: Uint8Array) => toHex(suite.hash(bytes));
const ca = new OpensslCa();
afterAll(() => ca.close());

const SERVER = ["subjectAltName=DNS:localhost,IP:127.0.0.1", "extendedKeyUsage=serverAuth"];

let root: Issued;
let middle: Issued;
let server: Issued;

/** One request with curl, as a member of the public would make it. */
async function curl(
  node: TestNode,
  path: string,
  client?: Issued,
  ...more: string[]
): Promise<Json> {
  const args = ["-sS", "--cacert", root.certificate, "-w", "\n%{http_code}", ...more];
  if (client !== undefined) args.push("--cert", client.certificate, "--key", client.key);
  const { stdout } = await promisify(execFile)("curl", [...args, node.running.url + path]);
  const at = stdout.lastIndexOf("\n");
  const text = stdout.slice(0, at);
  return {
    status: Number(stdout.slice(at + 1)),
    json: text.startsWith("{") ? JSON.parse(text) : text,
  };
}

const post = (body: object) => ["-H", "content-type: application/json", "-d", JSON.stringify(body)];
const admin = (node: TestNode) => ["-H", `authorization: Bearer ${node.admin}`];

async function act(node: TestNode, name: string, body: object): Promise<Json> {
  const path = `/v1/apps/${name.replace(".", "/")}`;
  return curl(node, path, undefined, ...admin(node), ...post(body));
}

/** Enrols a member by a certificate of the bound authority. */
async function enrol(node: TestNode, member: string, end: Issued): Promise<Json> {
  const fingerprint = suite.hash(end.der);
  const { ledgerId } = node.running.node;
  const claim = { ledgerId, organisation: "org", member, fingerprint };
  return act(node, "membership.enrol-by-certificate", {
    ...{ member, organisation: "org", authority: print(root.der) },
    chain: [toHex(end.der), toHex(middle.der)],
    proof: toHex(ca.sign(end, proofMessage(claim))),
  });
}

const settings =
  (clientCertificates: "request" | "require", clientAuthorities?: string) => (folder: string) => {
    copyFileSync(server.certificate, join(folder, "server.crt"));
    copyFileSync(server.key, join(folder, "server.pem"));
    return {
      tls: {
        ...{ certificate: "server.crt", key: "server.pem", clientCertificates },
        ...(clientAuthorities === undefined ? {} : { clientAuthorities }),
      },
    };
  };

beforeAll(() => {
  if (!present) return;
  root = ca.root("root", { kind: "P-256" });
  middle = ca.intermediate("middle", root);
  server = ca.end("server", root, { extensions: SERVER });
});

describe.runIf(present)("client certificates bound on the ledger", () => {
  let node: TestNode;
  let device: Issued;

  beforeAll(async () => {
    node = await TestNode.start(settings("request"));
    const bound = await act(node, "membership.bind-authority", {
      organisation: "org",
      certificate: toHex(root.der),
    });
    expect(bound.json).toMatchObject({ outcome: 0 });
    device = ca.end("device", middle, { kind: "Ed25519", subject: "/CN=device" });
    expect((await enrol(node, "device", device)).json).toMatchObject({ outcome: 0 });
  });
  afterAll(() => node.close());

  test("say who a connection is from", async () => {
    expect((await curl(node, "/v1/access/me")).json).toMatchObject({ kind: "anonymous" });
    const { json } = await curl(node, "/v1/access/me", device);
    expect(json).toMatchObject({ kind: "certificate", member: "device", signs: false });
    expect(json.capabilities).toEqual(["*", "node.read"]);
    expect((await curl(node, "/v1/access/sessions", device)).status).toBe(200);
    const call = await curl(node, "/v1/apps/evidence/deposit", device, ...post(deposit("a")));
    expect([call.status, call.json.code]).toEqual([403, "no-member-key"]);
  });

  test("of the same name from another authority, or not bound, are nobody's", async () => {
    const namesake = ca.root("namesake", { kind: "P-256", subject: "/CN=root" });
    for (const [name, issuer] of [
      ["false-device", namesake],
      ["unbound-device", middle],
    ] as const) {
      const stranger = ca.end(name, issuer, { subject: "/CN=device" });
      expect((await curl(node, "/v1/access/me", stranger)).json, name).toMatchObject({
        kind: "anonymous",
      });
      expect((await curl(node, "/v1/access/sessions", stranger)).status, name).toBe(401);
    }
  });

  test("without their key cannot be shown", async () => {
    const thief = ca.end("thief", middle, { kind: "Ed25519" });
    const stolen = { ...device, key: thief.key };
    await expect(curl(node, "/v1/access/me", stolen)).rejects.toThrow();
  });

  test("that end while a connection is open end with it", async () => {
    const brief = await enrolForSeconds(node, 3);
    const kinds = new Set<string>();
    await viaOneConnection(node, brief, "/v1/access/me", (json) => {
      kinds.add(json.kind);
      return kinds.has("anonymous");
    });
    expect([...kinds]).toEqual(["certificate", "anonymous"]);
  });

  test("that are revoked on the ledger end with the next request of an open connection", async () => {
    const kinds: string[] = [];
    let revoking: Promise<Json> | undefined;
    await viaOneConnection(node, device, "/v1/access/me", (json) => {
      kinds.push(json.kind);
      revoking ??= act(node, "membership.revoke-certificate", { fingerprint: print(device.der) });
      return json.kind === "anonymous";
    });
    expect((await revoking)?.json).toMatchObject({ outcome: 0 });
    expect(kinds[0]).toBe("certificate");
    expect(kinds.at(-1)).toBe("anonymous");
  });

  test("end when their authority is revoked", async () => {
    const other = ca.end("other", middle, { subject: "/CN=other" });
    expect((await enrol(node, "other", other)).json).toMatchObject({ outcome: 0 });
    expect((await curl(node, "/v1/access/me", other)).json.kind).toBe("certificate");
    const body = { organisation: "org", fingerprint: print(root.der) };
    expect((await act(node, "membership.revoke-authority", body)).json).toMatchObject({
      outcome: 0,
    });
    expect((await curl(node, "/v1/access/me", other)).json.kind).toBe("anonymous");
  });
});

/** Enrols with a certificate that soon ends; a slow machine gets one that ends later. */
async function enrolForSeconds(node: TestNode, seconds: number): Promise<Issued> {
  const name = `brief-${seconds}`;
  const to = opensslTime(Date.now() + seconds * 1000);
  const end = ca.end(name, middle, { kind: "Ed25519", subject: `/CN=${name}`, to });
  const { json } = await enrol(node, name, end);
  if (json.outcome === 0) return end;
  expect(json.data).toEqual({ fault: "expired" });
  return enrolForSeconds(node, seconds * 2);
}

const opensslTime = (ms: number) => new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, "");

/** Asks again and again on one TLS connection until the answer is as wanted. */
async function viaOneConnection(
  node: TestNode,
  client: Issued,
  path: string,
  enough: (json: Json) => boolean,
): Promise<void> {
  const { port } = new URL(node.running.url);
  const socket = connect({
    ...{ host: "127.0.0.1", port: Number(port), servername: "localhost" },
    ca: readFileSync(root.certificate),
    cert: readFileSync(client.certificate),
    key: readFileSync(client.key),
  });
  try {
    await new Promise((resolve, reject) =>
      socket.once("secureConnect", resolve).once("error", reject),
    );
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
      socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
      const text = await new Promise<string>((resolve) => {
        socket.once("data", (data: Buffer) => resolve(`${data}`));
      });
      if (enough(JSON.parse(text.slice(text.indexOf("{"))))) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("the answer never came");
  } finally {
    socket.destroy();
  }
}

describe.runIf(present)("client certificates of named authorities", () => {
  test("are required: none, expired and foreign ones do not shake hands", async () => {
    const node = await TestNode.start(settings("require", root.certificate));
    try {
      const good = ca.end("good", root);
      expect((await curl(node, "/healthz", good)).status).toBe(200);
      const namesake = ca.root("namesake2", { kind: "P-256", subject: "/CN=root" });
      await expect(curl(node, "/healthz")).rejects.toThrow();
      await expect(
        curl(node, "/healthz", ca.end("old", root, { to: "20200101000000Z" })),
      ).rejects.toThrow();
      await expect(curl(node, "/healthz", ca.end("foreign", namesake))).rejects.toThrow();
      await expect(
        curl(node, "/healthz", ca.end("web", root, { extensions: SERVER })),
      ).rejects.toThrow();
    } finally {
      await node.close();
    }
  });
});

describe.runIf(present)("the server's own certificate", () => {
  test("is taken up anew when its files change, without a restart", async () => {
    const node = await TestNode.start(settings("request"), { tlsWatchMs: 50 });
    try {
      const before = await served(node);
      const next = ca.end("next-server", root, { extensions: SERVER });
      copyFileSync(next.certificate, join(node.folder, "server.crt"));
      // Half of the pair: the old one stays.
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(await served(node)).toBe(before);
      copyFileSync(next.key, join(node.folder, "server.pem"));
      for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
        if ((await served(node)) === print(next.der)) break;
      }
      expect(await served(node)).toBe(print(next.der));
      expect((await curl(node, "/healthz")).status).toBe(200);
    } finally {
      await node.close();
    }
  });

  test("and its end are watched", async () => {
    const days = (count: number) => opensslTime(Date.now() + count * 86_400_000);
    server = ca.end("short-server", root, { extensions: SERVER, to: days(20) });
    const node = await TestNode.start(settings("request"));
    try {
      const short = ca.root("short-root", { kind: "Ed25519", to: days(5) });
      const body = { organisation: "org", certificate: toHex(short.der) };
      expect((await act(node, "membership.bind-authority", body)).json).toMatchObject({
        outcome: 0,
      });
      const { json } = await curl(node, "/v1/expiries", undefined, ...admin(node));
      expect(json.expiries).toMatchObject([
        { kind: "authority", name: print(short.der), owner: "org", days: 7 },
        { kind: "tls", name: "server certificate", days: 30 },
      ]);
      const metrics = (await curl(node, "/metrics")).json as string;
      expect(metrics).toContain('tallystick_expiring_items{kind="authority",days="7"} 1');
      expect(metrics).toContain('tallystick_expiring_items{kind="tls",days="7"} 0');
      expect(metrics).toContain('tallystick_expiring_items{kind="tls",days="30"} 1');
    } finally {
      await node.close();
    }
  });

  test("that is not of its key, or not there, is refused at start", () => {
    const config = { certificate: server.certificate, key: root.key };
    expect(() => new TlsWatch(config, ".", () => {})).toThrow("do not belong together");
    expect(() => new TlsWatch({ ...config, key: "missing.pem" }, ".", () => {})).toThrow(
      "cannot be read",
    );
    expect(() => new TlsWatch({ ...config, clientCertificates: "require" }, ".", () => {})).toThrow(
      "needs clientAuthorities",
    );
  });
});

/** Fingerprint of the certificate that the node serves. */
async function served(node: TestNode): Promise<string> {
  const { port } = new URL(node.running.url);
  const socket = connect({ host: "127.0.0.1", port: Number(port), rejectUnauthorized: false });
  try {
    await new Promise((resolve, reject) =>
      socket.once("secureConnect", resolve).once("error", reject),
    );
    return print(fromHex(toHex(new Uint8Array(socket.getPeerX509Certificate()?.raw ?? []))));
  } finally {
    socket.destroy();
  }
}
