import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findPassphrase, givenPassphrase, makePassphrase } from "./passphrase.ts";

describe("passphrases", () => {
  let dataDir: string;
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(dataDir, name);
    writeFileSync(path, content);
    return path;
  };
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "tallystick-pass-"));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it("come from the option, then the environment's file, then the environment, then the data directory", () => {
    const passphraseFile = file("a", "from option\n");
    const env = {
      TALLYSTICK_PASSPHRASE_FILE: file("b", "from file\r\n"),
      TALLYSTICK_PASSPHRASE: "from environment",
    };
    const made = makePassphrase(dataDir);
    const text = (request: object): string => findPassphrase({ dataDir, ...request }).text;
    expect(text({ passphraseFile, env })).toBe("from option");
    expect(text({ env })).toBe("from file");
    expect(text({ env: { ...env, TALLYSTICK_PASSPHRASE_FILE: undefined } })).toBe(
      "from environment",
    );
    expect(text({ env: {} })).toBe(made.text);
    expect(givenPassphrase({ dataDir, env: {} })).toBeUndefined();
  });

  it("made at init have 256 bits and a file of mode 0600", () => {
    const { text } = makePassphrase(dataDir);
    expect(Buffer.from(text, "base64url")).toHaveLength(32);
    expect(statSync(join(dataDir, "passphrase")).mode & 0o777).toBe(0o600);
  });

  it("are refused when missing, empty, too long or not text", () => {
    const refused = (request: object) =>
      expect(() => findPassphrase({ dataDir, env: {}, ...request })).toThrow(
        expect.objectContaining({ code: "no-passphrase" }),
      );
    refused({});
    refused({ passphraseFile: join(dataDir, "absent") });
    refused({ passphraseFile: file("empty", "\n") });
    refused({ passphraseFile: file("long", "x".repeat(5000)) });
    refused({ passphraseFile: file("bytes", Uint8Array.of(0xff, 0xfe)) });
    refused({ env: { TALLYSTICK_PASSPHRASE_FILE: join(dataDir, "absent") } });
  });
});
