import { describe, expect, it } from "vitest";
import { configToml, type EngineSettings } from "./config-toml.ts";

const A = "a".repeat(40);
const B = "b".repeat(40);
const settings: EngineSettings = {
  moniker: "bank-a",
  abciSocket: '/srv/a "quoted" \\ path/abci.sock',
  rpcSocket: "/srv/run/rpc.sock",
  listen: "0.0.0.0:26656",
  peers: [
    { nodeId: A, address: "10.0.0.1:26656" },
    { nodeId: B, address: "[fd00::1]:26656" },
  ],
};

/** The values of one section, as text. */
function section(text: string, name: string): Record<string, string> {
  const lines = text.split("\n");
  const from = name === "" ? 0 : lines.indexOf(`[${name}]`) + 1;
  const values: Record<string, string> = {};
  for (const line of lines.slice(from)) {
    if (line.startsWith("[")) break;
    const [key, value] = line.split(" = ", 2);
    if (key !== undefined && value !== undefined) values[key] = value;
  }
  return values;
}

describe("the engine's configuration", () => {
  const text = configToml(settings);

  it("keeps the engine to itself and its members", () => {
    expect(section(text, "")).toMatchObject({
      filter_peers: "true",
      proxy_app: JSON.stringify(`unix://${settings.abciSocket}`),
    });
    expect(section(text, "rpc")).toMatchObject({
      laddr: '"unix:///srv/run/rpc.sock"',
      grpc_laddr: '""',
      unsafe: "false",
    });
    expect(section(text, "p2p")).toMatchObject({
      pex: "false",
      persistent_peers: `"${A}@10.0.0.1:26656,${B}@[fd00::1]:26656"`,
      unconditional_peer_ids: `"${A},${B}"`,
    });
  });

  it("makes no empty blocks but heartbeats, and keeps no index of its own", () => {
    expect(section(text, "consensus")).toMatchObject({
      create_empty_blocks: "false",
      create_empty_blocks_interval: '"10000ms"',
      timeout_commit: '"100ms"',
    });
    expect(section(text, "tx_index")).toEqual({ indexer: '"null"' });
    expect(section(text, "statesync")).toEqual({ enable: "false" });
    expect(section(text, "instrumentation")["prometheus"]).toBe("false");
  });

  it("says what it is told", () => {
    const more = configToml({
      ...settings,
      externalAddress: "ledger.example:26656",
      metrics: "127.0.0.1:26660",
      timeouts: { commit: 0, heartbeat: 60_000 },
      stateSync: {
        ...{ rpcServers: ["http://a:1", "http://b:1"], trustHeight: 7, trustHash: "AB" },
        tempDir: "/data/engine/statesync",
      },
    });
    expect(section(more, "p2p")["external_address"]).toBe('"ledger.example:26656"');
    expect(section(more, "consensus")).toMatchObject({
      timeout_commit: '"0ms"',
      timeout_propose: '"1000ms"',
      create_empty_blocks_interval: '"60000ms"',
    });
    expect(section(more, "statesync")).toMatchObject({
      enable: "true",
      rpc_servers: '"http://a:1,http://b:1"',
      trust_height: "7",
      temp_dir: '"/data/engine/statesync"',
    });
    expect(section(more, "instrumentation")).toMatchObject({
      prometheus: "true",
      prometheus_listen_addr: '"127.0.0.1:26660"',
    });
  });
});
