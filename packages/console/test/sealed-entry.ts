/** Sealing and opening terms, as a page would: bundled for the browser by sealed.browser.test.ts. */

import type { SuiteName } from "@tallystick/core/algorithms";
import { fromHex, toHex } from "@tallystick/core/bytes";
import { encryptionPair } from "@tallystick/core/sealed/encryption-key";
import { openTerms, sealTerms } from "@tallystick/core/sealed/seal";
import type { Terms } from "@tallystick/core/sealed/terms";
import { portableSuite } from "@tallystick/core/suite/portable";

const about = { of: "finance", certificate: 31 };

const contextOf = (suite: ReturnType<typeof portableSuite>) => ({
  ledgerId: suite.hash(new Uint8Array(1)),
  about,
});

/** Sealed in hex; with the code of the error where it cannot be. */
export async function seal(name: SuiteName, terms: Terms, secret: string): Promise<string[]> {
  const suite = portableSuite(name);
  const { publicKey } = encryptionPair(suite, fromHex(secret));
  try {
    const { sealed } = await sealTerms(suite, contextOf(suite), terms, [publicKey]);
    return [toHex(sealed.commitment), toHex(sealed.envelope)];
  } catch (error) {
    return [(error as { code: string }).code];
  }
}

/** The terms in what {@link seal} gave. */
export async function open(name: SuiteName, sealed: string[], secret: string): Promise<Terms> {
  const suite = portableSuite(name);
  const [commitment = "", envelope = ""] = sealed;
  const parts = { commitment: fromHex(commitment), envelope: fromHex(envelope) };
  const pair = encryptionPair(suite, fromHex(secret));
  return (await openTerms(suite, contextOf(suite), parts, pair)).terms;
}
