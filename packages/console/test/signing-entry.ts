// Keys of the browser as the console keeps them; signing.browser.test.ts calls them from its page.
import { toHex } from "@tallystick/core/bytes";
import { encodeKey } from "@tallystick/core/keys";
import {
  browserKeys,
  chooseKey,
  forgetBrowserKey,
  makeBrowserKey,
} from "../src/app/signing/browser-keys.ts";

/** Makes a key, or takes one in, and returns its public half as COSE_Key and its id, hex. */
async function make(ledger: string, seed?: number[]) {
  const raw = seed === undefined ? {} : { raw: Uint8Array.from(seed) };
  const key = await makeBrowserKey({ ledger, label: "Test key", ...raw });
  const publicKey = toHex(encodeKey({ algorithm: key.algorithm, raw: key.publicKey }));
  return { keyId: key.keyId, publicKey, extractable: key.privateKey.extractable };
}

/** Tries to read the private half of a kept key in every form that WebCrypto has. */
async function readOut(ledger: string): Promise<string[]> {
  const [key] = await browserKeys(ledger);
  if (key === undefined) throw new Error("no key is kept");
  const forms = ["pkcs8", "jwk", "raw"] as const;
  return Promise.all(
    forms.map((form) =>
      crypto.subtle.exportKey(form, key.privateKey).then(
        () => "read",
        (error: Error) => error.name,
      ),
    ),
  );
}

Object.assign(globalThis, { keys: { make, readOut, chooseKey, forgetBrowserKey } });
