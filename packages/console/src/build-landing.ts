import { bundle } from "./bundle.ts";
import { en } from "./landing/messages-en.ts";
import { zh } from "./landing/messages-zh.ts";
import { assemblePage } from "./page-shell.ts";

/** What goes into the landing page. */
export interface LandingPageOptions {
  /** Language for browsers that ask for neither English nor Chinese. English unless given. */
  readonly lang?: "en" | "zh";
}

/**
 * The page a node serves at `/`. It holds no figures: it asks the node that served it, so the text
 * can be built once and sent to everybody.
 */
export async function buildLandingPage({ lang = "en" }: LandingPageOptions = {}): Promise<string> {
  const texts = lang === "zh" ? zh : en;
  const { script, style } = await bundle("landing");
  return assemblePage({
    lang,
    title: texts.pageTitle,
    description: texts.headline,
    style,
    script,
    withoutScript: texts.noScript,
    policy: [
      "connect-src 'self'",
      "worker-src blob:",
      "require-trusted-types-for 'script'",
      "trusted-types tallystick-worker",
    ],
  });
}
