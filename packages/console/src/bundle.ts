import { fileURLToPath } from "node:url";

/** A browser program in one piece. */
export interface Bundle {
  readonly script: string;
  readonly style: string;
}

const bundles = new Map<PageName, Promise<Bundle>>();

/** The pages: PAGE/main.ts is a page's script, PAGE/PAGE.css its style. */
export type PageName = "verifier";

/**
 * Bundles the script and the style of one page with everything they import, in memory. Each page is
 * bundled once a process; esbuild is loaded on first use so that a node starts without it.
 */
export function bundle(page: PageName): Promise<Bundle> {
  const known = bundles.get(page);
  if (known !== undefined) return known;
  const made = build(page);
  bundles.set(page, made);
  made.catch(() => bundles.delete(page));
  return made;
}

async function build(page: PageName): Promise<Bundle> {
  const { build: run } = await import("esbuild");
  const result = await run({
    entryPoints: [`./${page}/main.ts`, `./${page}/${page}.css`].map((path) =>
      fileURLToPath(new URL(path, import.meta.url)),
    ),
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
