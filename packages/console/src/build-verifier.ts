import { parseTrust } from "@tallystick/core/trust";
import { bundle } from "./bundle.ts";
import { assemblePage } from "./page-shell.ts";
import { en } from "./verifier/messages-en.ts";
import { zh } from "./verifier/messages-zh.ts";

/** What goes into the verifier page. */
export interface VerifierPageOptions {
  /** Text of a trust file to carry inside; without one the reader brings it. */
  readonly trust?: string;
  /** Language for browsers that ask for neither English nor Chinese. English unless given. */
  readonly lang?: "en" | "zh";
  /** True for the page that a node serves: it may ask that node, and nobody else. */
  readonly node?: boolean;
}

/**
 * The verifier as one HTML file: no request leaves it, and it works from a disk. The one that a node
 * serves may ask the node what the ledger knows; saved to a disk it works as any other.
 *
 * The trust text is carried byte for byte, so that its fingerprint stays the one of the file.
 *
 * @throws TrustError when the trust text is not a trust file
 */
export async function buildVerifierPage(options: VerifierPageOptions = {}): Promise<string> {
  const { trust, lang = "en", node = false } = options;
  if (trust !== undefined) parseTrust(trust);
  const texts = lang === "zh" ? zh : en;
  const { script, style } = await bundle("verifier");
  return assemblePage({
    lang,
    title: texts.pageTitle,
    description: texts.lead,
    style,
    script,
    withoutScript: texts.noScript,
    data: { ...(trust !== undefined && { trust }), ...(node && { node: "" }) },
    policy: [
      ...(node ? ["connect-src 'self'"] : []),
      "worker-src blob:",
      "require-trusted-types-for 'script'",
      "trusted-types tallystick-worker",
    ],
  });
}
