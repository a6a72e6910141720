import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EngineHome, engineHome, engineSockets } from "./engine-home.ts";
import { createEngineKeys, readEngineIdentity } from "./engine-keys.ts";

let folder: string;
let home: EngineHome;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tallystick-keys-"));
  home = engineHome(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = (): string[] => [home.nodeKey, home.validatorKey, home.validatorState];

describe("the engine's keys", () => {
  it("are made once, for their owner alone", () => {
    const made = createEngineKeys(home);
    expect(made.validatorKey).toHaveLength(32);
    expect(made.nodeId).toMatch(/^[0-9a-f]{40}$/);
    for (const path of files()) expect(statSync(path).mode & 0o777).toBe(0o600);
    const before = files().map((path) => readFileSync(path, "utf8"));
    expect(createEngineKeys(home)).toEqual(made);
    expect(files().map((path) => readFileSync(path, "utf8"))).toEqual(before);
    expect(readEngineIdentity(home)).toEqual(made);
  });

  it("are those of another engine in another home", () => {
    const other = engineHome(join(folder, "other"));
    expect(createEngineKeys(home)).not.toEqual(createEngineKeys(other));
  });

  it.each([0, 1, 2])("are not made anew when file %i is missing", (which) => {
    createEngineKeys(home);
    rmSync(files()[which] as string);
    expect(() => createEngineKeys(home)).toThrow("is missing");
  });

  it("are refused when they are damaged or open to others", () => {
    createEngineKeys(home);
    const text = readFileSync(home.validatorKey, "utf8");
    chmodSync(home.validatorKey, 0o644);
    expect(() => readEngineIdentity(home)).toThrow("can be read by others");
    chmodSync(home.validatorKey, 0o600);
    const { priv_key: key } = JSON.parse(text) as { priv_key: { value: string } };
    const bytes = Buffer.from(key.value, "base64");
    bytes[3] = (bytes[3] as number) ^ 1;
    const flipped = text.replace(key.value, bytes.toString("base64"));
    for (const bad of ["", "{}", text.slice(0, -30), flipped]) {
      writeFileSync(home.validatorKey, bad);
      expect(() => readEngineIdentity(home)).toThrow("no key file");
    }
  });
});

describe("the engine's sockets", () => {
  it("lie in its home, in a folder of its owner's", () => {
    const sockets = engineSockets(home);
    expect(sockets.abci.startsWith(home.root)).toBe(true);
    expect(statSync(join(home.root, "run")).mode & 0o777).toBe(0o700);
  });

  it("lie elsewhere when the home's path is too long for the name of a socket", () => {
    const sockets = engineSockets(engineHome(join(folder, "x".repeat(120))));
    expect(Buffer.byteLength(sockets.rpc)).toBeLessThan(104);
    expect(statSync(join(sockets.rpc, "..")).mode & 0o777).toBe(0o700);
    sockets.remove();
    expect(() => statSync(join(sockets.rpc, ".."))).toThrow();
  });
});
