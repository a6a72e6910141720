import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type EngineHome, engineHasBlocks, engineHome } from "../../engine/cometbft/engine-home.ts";
import { createEngineKeys } from "../../engine/cometbft/engine-keys.ts";
import { makePrivateFolder } from "../../files.ts";
import { raiseVotingRecord, resetEngine, votingRecordHeight } from "./reset-engine.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newHome(): EngineHome {
  const folder = mkdtempSync(join(tmpdir(), "tallystick-reset-"));
  folders.push(folder);
  const home = engineHome(folder);
  createEngineKeys(home);
  return home;
}

describe("resetting an engine", () => {
  it("deletes everything but its keys and its voting record", async () => {
    const home = newHome();
    const vote = JSON.stringify({ height: "812", round: 1, step: 3, signature: "x" });
    writeFileSync(home.validatorState, vote);
    for (const name of ["blockstore.db", "state.db", "cs.wal"]) {
      makePrivateFolder(join(home.data, name));
      writeFileSync(join(home.data, name, "MANIFEST"), "x");
    }
    writeFileSync(home.traced, "5\n");
    const keys = [home.nodeKey, home.validatorKey].map((path) => readFileSync(path, "utf8"));
    expect(engineHasBlocks(home)).toBe(true);
    expect(await resetEngine(home)).toEqual({ votedHeight: 812 });
    expect(readdirSync(home.data)).toEqual(["priv_validator_state.json"]);
    expect(readFileSync(home.validatorState, "utf8")).toBe(vote);
    expect([home.nodeKey, home.validatorKey].map((path) => readFileSync(path, "utf8"))).toEqual(
      keys,
    );
    expect(engineHasBlocks(home)).toBe(false);
  });

  it("touches nothing without a voting record that can be read", async () => {
    for (const text of [
      undefined,
      "",
      "{}",
      '{"height":"-1","round":0,"step":0}',
      '{"height":7}',
    ]) {
      const home = newHome();
      makePrivateFolder(join(home.data, "state.db"));
      if (text === undefined) rmSync(home.validatorState);
      else writeFileSync(home.validatorState, text);
      await expect(resetEngine(home)).rejects.toMatchObject({ code: "damaged-key" });
      expect(readdirSync(home.data)).toContain("state.db");
    }
  });
});

describe("a new voting record", () => {
  it("is made where there is none that can be read, and nowhere else", () => {
    const home = newHome();
    expect(() => raiseVotingRecord(home, 900)).toThrow(
      expect.objectContaining({ code: "invalid-option" }),
    );
    rmSync(home.validatorState);
    raiseVotingRecord(home, 900);
    expect(votingRecordHeight(home)).toBe(900);
    expect(() => raiseVotingRecord(home, 1000)).toThrow(
      expect.objectContaining({ code: "invalid-option" }),
    );
    writeFileSync(home.validatorState, "damaged");
    raiseVotingRecord(home, 1000);
    expect(votingRecordHeight(home)).toBe(1000);
    const [aside] = readdirSync(home.data).filter((name) => name.includes("damaged"));
    expect(readFileSync(join(home.data, aside as string), "utf8")).toBe("damaged");
  });
});
