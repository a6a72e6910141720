/** The light client on what a running CometBFT says of its own blocks. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { equalBytes, toHex } from "../../src/bytes.ts";
import type { LightBlock } from "../../src/light-client/light-block.ts";
import { headerHash } from "../../src/light-client/light-block-hashes.ts";
import { readSignedHeader, readValidators } from "../../src/light-client/light-block-json.ts";
import { verifyDecided, verifyLightBlock } from "../../src/light-client/verify-light-block.ts";
import { portableSuite } from "../../src/suite/portable.ts";
import { haveTool, runTool } from "./tool.ts";

const installed = fileURLToPath(
  new URL("../../../../.cache/engine/0.38.25/cometbft", import.meta.url),
);
const engine =
  process.env["TALLYSTICK_COMETBFT"] ?? (existsSync(installed) ? installed : "cometbft");
const available = haveTool("cometbft", engine, ["version"]);
const suite = portableSuite("intl");

describe.skipIf(!available)("CometBFT's own blocks", () => {
  const home = mkdtempSync(join(tmpdir(), "tsk-light-"));
  const socket = join(home, "rpc.sock");
  let child: ChildProcess | undefined;

  beforeAll(async () => {
    expect(runTool(engine, ["init", "--home", home]).ok).toBe(true);
    child = spawn(
      engine,
      [
        ...["start", "--home", home, "--proxy_app=kvstore", `--rpc.laddr=unix://${socket}`],
        ...["--p2p.laddr=tcp://127.0.0.1:0", "--consensus.create_empty_blocks=true"],
      ],
      { stdio: "ignore" },
    );
    for (let tries = 0; (await heightOf(socket)) < 6; tries++) {
      expect(tries, "the engine makes blocks").toBeLessThan(300);
      await pause(100);
    }
  });

  afterAll(async () => {
    if (child !== undefined) {
      const gone = new Promise((resolve) => child?.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    }
    rmSync(home, { recursive: true, force: true });
  });

  test("follow one another, and the hashes are the engine's", async () => {
    const blocks = await Promise.all([1, 2, 3, 6].map((height) => lightBlock(socket, height)));
    const [first, second] = blocks as [Required<LightBlock>, Required<LightBlock>];
    expect(equalBytes(headerHash(suite, first.header), second.header.lastBlockId.hash)).toBe(true);
    const now = BigInt(Date.now()) * 1_000_000n;
    const terms = { trustingPeriodMs: 3_600_000, now, clockDriftMs: 10_000 };
    let trusted = first;
    for (const block of blocks.slice(1)) {
      expect(verifyLightBlock(suite, trusted, block, terms)).toEqual({ verdict: "trusted" });
      trusted = block;
    }
    const { chainId } = first.header;
    expect(verifyDecided(suite, chainId, first.validators, trusted).verdict).toBe("trusted");
    const forged = { ...trusted, header: { ...trusted.header, appHash: new Uint8Array(32) } };
    expect(verifyLightBlock(suite, first, forged, terms)).toEqual({
      verdict: "invalid",
      code: "commit-of-another-block",
    });
    expect(toHex(headerHash(suite, trusted.header))).toBe(toHex(trusted.commit.blockId.hash));
  });
});

async function lightBlock(socket: string, height: number): Promise<Required<LightBlock>> {
  const [commit, own, next] = await Promise.all([
    ask(socket, `/commit?height=${height}`),
    ask(socket, `/validators?height=${height}`),
    ask(socket, `/validators?height=${height + 1}`),
  ]);
  return {
    ...readSignedHeader(commit?.["signed_header"]),
    validators: readValidators(own?.["validators"]),
    nextValidators: readValidators(next?.["validators"]),
  };
}

async function heightOf(socket: string): Promise<number> {
  const status = await ask(socket, "/status").catch(() => undefined);
  const info = status?.["sync_info"] as Record<string, unknown> | undefined;
  return Number(info?.["latest_block_height"] ?? 0);
}

/** One answer of the engine's RPC over its unix socket. */
function ask(socketPath: string, path: string): Promise<Record<string, unknown> | undefined> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString())["result"]);
        } catch (error) {
          reject(error);
        }
      });
    });
    call.on("error", reject);
    call.end();
  });
}
