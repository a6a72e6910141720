import { createHash } from "node:crypto";
import { utf8 } from "@tallystick/core/bytes";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { describe, expect, it } from "vitest";
import { type ChainStart, chainStartFromJson } from "../consensus/chain-start.ts";
import { chainIdOf, genesisJson } from "./genesis-json.ts";

const suite = nodeSuite("intl");
const key = new Uint8Array(32).fill(3);
const start: ChainStart = {
  ledgerId: Uint8Array.from({ length: 32 }, (_, i) => i),
  height: 41,
  logSize: 7,
  logRoot: new Uint8Array(32).fill(1),
  stateRoot: new Uint8Array(32).fill(2),
  organisations: [
    {
      id: "bank-a",
      name: "Bank A",
      key: generateKey(suite).publicKey,
      validator: { key, power: 5, node: "a".repeat(40) },
    },
  ],
};

describe("the engine's genesis file", () => {
  const text = genesisJson({ start, timeMs: 1_790_000_000_123 });
  const genesis = JSON.parse(text) as Record<string, unknown>;

  it("founds a chain that continues the ledger", () => {
    expect(chainIdOf(start)).toBe("tally-000102030405060708090a0b0c0d0e0f-42");
    expect(genesis).toMatchObject({
      genesis_time: "2026-09-21T14:13:20.123Z",
      chain_id: chainIdOf(start),
      initial_height: "42",
      consensus_params: { abci: { vote_extensions_enable_height: "42" } },
    });
    expect(chainIdOf({ ...start, height: 99_999_999_998 }).length).toBe(50);
  });

  it("names the validators by key, address and power", () => {
    const address = createHash("sha256").update(key).digest("hex").slice(0, 40).toUpperCase();
    expect(genesis["validators"]).toEqual([
      {
        address,
        pub_key: {
          type: "tendermint/PubKeyEd25519",
          value: Buffer.from(key).toString("base64"),
        },
        power: "5",
        name: "bank-a",
      },
    ]);
  });

  it("hands the application its own start, and is the same for all", () => {
    const state = utf8(JSON.stringify(genesis["app_state"]));
    expect(chainStartFromJson("intl", state)).toEqual(start);
    expect(genesisJson({ start, timeMs: 1_790_000_000_123 })).toBe(text);
  });
});
