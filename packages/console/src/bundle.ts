import { fileURLToPath } from "node:url";

/** A browser program in one piece. */
export interface Bundle {
  readonly script: string;
  readonly style: string;
}

const bundles = new Map<string, Promise<Bundle>>();

/**
 * Bundles one browser entry point with everything it imports, in memory. Each entry is bundled
 * once a process; esbuild is loaded on first use so that a node starts without it.
 *
 * @param entry path of the entry module, relative to this folder
 */
export function bundle(entry: string): Promise<Bundle> {
  const known = bundles.get(entry);
  if (known !== undefined) return known;
  const made = build(entry);
  bundles.set(entry, made);
  made.catch(() => bundles.delete(entry));
  return made;
}

async function build(entry: string): Promise<Bundle> {
  const { build: run } = await import("esbuild");
  const result = await run({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    outdir: "/",
    format: "iife",
    platform: "browser",
    target: ["chrome100", "firefox100", "safari15.4"],
    charset: "utf8",
    minify: true,
    legalComments: "inline",
    treeShaking: true,
    logLevel: "silent",
  });
  const text = (suffix: string) =>
    result.outputFiles.find((file) => file.path.endsWith(suffix))?.text ?? "";
  return { script: text(".js"), style: text(".css") };
}
