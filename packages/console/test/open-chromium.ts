import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Debian's Chromium, unless TALLYSTICK_CHROMIUM names another. */
export const chromiumPath = process.env["TALLYSTICK_CHROMIUM"] ?? "/usr/bin/chromium";

/** Whether there is a browser to test with. In CI its absence is a failure, not a reason to skip. */
export function haveChromium(): boolean {
  if (existsSync(chromiumPath)) return true;
  if (process.env["CI"] === "true") throw new Error(`no browser at ${chromiumPath}`);
  process.stderr.write(`SKIPPED: no browser at ${chromiumPath}; set TALLYSTICK_CHROMIUM\n`);
  return false;
}

/** Starts the browser without the network it would like to reach on its own. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    // Where no locale is set Chromium cannot read file names beyond ASCII, such as those of the tests.
    env: { ...process.env, LC_ALL: "C.UTF-8" },
    args: ["--no-sandbox", "--disable-background-networking", "--force-color-profile=srgb"],
  });
}
