import { fileURLToPath } from "node:url";
import { fromHex, toHex } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import { encodeKey, keyId } from "@tallystick/core/keys";
import { decodeStatement } from "@tallystick/core/statement";
import { portableSuite } from "@tallystick/core/suite/portable";
import { portableSigner } from "@tallystick/core/suite/portable-signer";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleUnderTest, expectSound, startConsole } from "./open-console.ts";

let console_: ConsoleUnderTest;
let script: string;
let ledger: string;
beforeAll(async () => {
  console_ = await startConsole();
  const result = await build({
    entryPoints: [fileURLToPath(new URL("./signing-entry.ts", import.meta.url))],
    ...{ bundle: true, write: false, format: "iife", platform: "browser", logLevel: "silent" },
  });
  script = result.outputFiles?.[0]?.text ?? "";
  ledger = ((await (await fetch(`${console_.url}/v1/status`)).json()) as { ledger: string }).ledger;
});
afterAll(() => console_[Symbol.asyncDispose]());

interface Made {
  readonly keyId: string;
  readonly publicKey: string;
  readonly extractable: boolean;
}

/** What signing-entry.ts offers inside the page. */
interface Keys {
  make(ledger: string, seed?: number[]): Promise<Made>;
  readOut(ledger: string): Promise<string[]>;
  chooseKey(id: string | null): void;
  forgetBrowserKey(id: string): Promise<void>;
}

const make = (page: Page, seed?: number[]): Promise<Made> =>
  page.evaluate(([id, given]) => (globalThis as unknown as { keys: Keys }).keys.make(id, given), [
    ledger,
    seed,
  ] as const);

async function depositOne(page: Page, name: string): Promise<void> {
  await page
    .locator("main input[type=file]")
    .first()
    .setInputFiles([
      { name, mimeType: "text/plain", buffer: Buffer.from(`${name} ${Math.random()}`) },
    ]);
  await page.getByRole("button", { name: "Deposit 1 file" }).click();
}

test("a key of this browser signs, is never read out, and says which member it is", async () => {
  await using open = await console_.open("/deposit", { lang: "en" });
  const { page } = open;
  await page.evaluate(script);
  const made = await make(page);
  expect(made.extractable).toBe(false);
  await page.evaluate(
    (id) => (globalThis as unknown as { keys: Keys }).keys.chooseKey(id),
    made.keyId,
  );

  await depositOne(page, "signed here.txt");
  const dialog = page.locator("dialog.signing");
  await dialog.getByText("The chosen key is not on the ledger").waitFor();
  await expectSound(open);
  await page.keyboard.press("Escape");

  const { index: enrolled } = await console_.call("membership.add-key", {
    member: "operator",
    key: made.publicKey,
  });
  // A key counts from the next block on.
  await console_.call("evidence.deposit", {
    digests: [{ alg: "sha-256", value: "ab".repeat(32) }],
  });
  await page.reload();
  await depositOne(page, "signed here.txt");
  await dialog.getByText("with the key “Test key” in this browser").waitFor();
  await expectSound(open);
  await dialog.getByRole("button", { name: "Sign and send" }).click();
  await page.locator("#deposited").waitFor();

  const entry = await fetch(`${console_.url}/v1/entries/${enrolled + 2}`, {
    headers: { accept: "application/vnd.tallystick.entry+cbor" },
  });
  const { statement } = decodeEntry(new Uint8Array(await entry.arrayBuffer()));
  expect(toHex(decodeStatement(statement).keyId)).toBe(made.keyId);
  await page.evaluate(script);
  const tries = await page.evaluate(
    (id) => (globalThis as unknown as { keys: Keys }).keys.readOut(id),
    ledger,
  );
  expect(tries).not.toContain("read");
});

test("a key that exists already is taken in under its own id, and forgotten for good", async () => {
  await using open = await console_.open("/deposit");
  const { page } = open;
  await page.evaluate(script);
  const seed = fromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  const suite = portableSuite("intl");
  const { publicKey } = portableSigner(suite, "Ed25519", seed);
  const made = await make(page, [...seed]);
  expect(made).toEqual({
    keyId: toHex(keyId(suite, publicKey)),
    publicKey: toHex(encodeKey(publicKey)),
    extractable: false,
  });
  const gone = await page.evaluate(
    async ([id, of]) => {
      const { keys } = globalThis as unknown as { keys: Keys };
      keys.chooseKey(id);
      await keys.forgetBrowserKey(id);
      const kept = await keys.readOut(of).catch((error: Error) => error.message);
      return { kept, chosen: localStorage.getItem("tallystick-signer") };
    },
    [made.keyId, ledger] as const,
  );
  expect(gone).toEqual({ kept: "no key is kept", chosen: null });
});
