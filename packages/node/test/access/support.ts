import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@tallystick/core/bytes";
import { encodeKey } from "@tallystick/core/keys";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { type NodeConfig, readConfig, writeConfig } from "../../src/config.ts";
import { makePrivateFolder } from "../../src/files.ts";
import { initialise } from "../../src/init.ts";
import { writeKeyFile } from "../../src/keys/key-file.ts";
import { type RunningNode, type StartOptions, startNode } from "../../src/start.ts";

/** What a JSON answer holds, looked at member by member. */
// biome-ignore lint/suspicious/noExplicitAny: tests name what they expect
export type Json = any;

/** An answer of the node. */
export interface Answer {
  readonly status: number;
  readonly json: Json;
  readonly headers: Headers;
}

/** How a call is made. */
export interface Call {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** A node with settings of its own, in a temporary folder. */
export class TestNode {
  readonly folder: string;
  running: RunningNode;
  readonly admin: string;

  private constructor(folder: string, running: RunningNode) {
    this.folder = folder;
    this.running = running;
    this.admin = readFileSync(running.node.paths.token, "utf8").trim();
  }

  /** @param settings parts of the configuration, made when the folder is known */
  static async start(
    settings: (folder: string) => Partial<NodeConfig> = () => ({}),
    options: Partial<StartOptions> = {},
  ): Promise<TestNode> {
    const folder = mkdtempSync(join(tmpdir(), "tallystick-access-"));
    await initialise({ dataDir: folder });
    writeConfig(folder, { ...readConfig(folder), ...settings(folder) });
    return new TestNode(folder, await TestNode.#open(folder, options));
  }

  static #open(dataDir: string, options: Partial<StartOptions>): Promise<RunningNode> {
    const quiet = { logLevel: "silent", announce: () => {}, heartbeatMs: 0, port: 0 } as const;
    return startNode({ ...quiet, ...options, dataDir });
  }

  async restart(options: Partial<StartOptions> = {}): Promise<void> {
    await this.running.close();
    this.running = await TestNode.#open(this.folder, options);
  }

  async close(): Promise<void> {
    await this.running.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** GET, or POST with a body. */
  async call(path: string, { token, body, headers }: Call = {}, method?: string): Promise<Answer> {
    const response = await fetch(this.running.url + path, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      redirect: "manual",
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    return {
      status: response.status,
      json: isJson ? JSON.parse(text) : text,
      headers: response.headers,
    };
  }

  /** An action of an application, in the name of whoever the token is. */
  action(name: string, body: object, token: string = this.admin): Promise<Answer> {
    return this.call(`/v1/apps/${name.replace(".", "/")}`, { token, body });
  }

  /** Makes a key and enrols a member with it. @returns id of the key, hex */
  async enrol(member: string, role: "operator" | "member" = "member"): Promise<string> {
    const signer = generateKey(nodeSuite("intl"));
    const { paths } = this.running.node;
    makePrivateFolder(paths.memberKeys);
    const passphrase = readFileSync(paths.passphrase, "utf8").trim();
    await writeKeyFile(join(paths.memberKeys, `${member}.key`), signer, passphrase);
    const key = toHex(encodeKey(signer.publicKey));
    const answer = await this.action("membership.enrol", {
      member,
      organisation: "org",
      role,
      key,
    });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.json));
    return toHex(signer.keyId);
  }

  /** Makes a token with the node's own. */
  async token(member: string, capabilities: readonly string[], more: object = {}): Promise<Json> {
    const body = { name: "test", member, capabilities, ...more };
    return (await this.call("/v1/access/tokens", { token: this.admin, body })).json;
  }

  /** Member that signed the entry at an index. */
  async signedBy(index: number): Promise<string> {
    return (await this.call(`/v1/entries/${index}`)).json.member;
  }
}

/** An input of evidence.deposit. */
export function deposit(letter: string): object {
  return { digests: [{ alg: "sha-256", value: letter.repeat(64) }] };
}
