// The SDK as an application would bundle it for browsers; sdk.browser.test.ts calls it from a page.
import { connect } from "@tallystick/client/connect";
import { toHex } from "@tallystick/core/bytes";
import { encodeKey } from "@tallystick/core/keys";
import { portableSuite } from "@tallystick/core/suite/portable";
import { portableSigner } from "@tallystick/core/suite/portable-signer";

const suite = portableSuite("intl");

/** A key made in the browser: its public half in hex, and the secret that makes it again. */
export function makeKey(): { key: string; secret: number[] } {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const { publicKey } = portableSigner(suite, "Ed25519", secret);
  return { key: toHex(encodeKey(publicKey)), secret: [...secret] };
}

/** Deposits a text and proves the deposit, with verified receipt and proof. */
export async function depositAndProve(url: string, secret: number[], trust: string) {
  const signer = portableSigner(suite, "Ed25519", Uint8Array.from(secret));
  const client = await connect({ url, signer, trust });
  const value = suite.hash(new TextEncoder().encode("浏览器中的内容"));
  const { index, receipt } = await client.evidence.deposit({
    digests: [{ alg: "sha-256", value }],
  });
  const question = { alg: "sha-256" as const, digest: value };
  const { output } = await client.evidence.byDigest(question, { proof: true });
  for await (const event of client.events({ from: index })) {
    return {
      valid: client.verify(receipt).valid,
      deposits: output.deposits.length,
      member: output.deposits[0]?.member,
      event: event.index === index,
    };
  }
  return undefined;
}

Object.assign(globalThis, { sdk: { makeKey, depositAndProve } });
