import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { ASSETS, CURRENT, distFolder, NONCE_MARK } from "./build/dist.ts";

/** A file of the console, whole and compressed. */
export interface BuiltFile {
  /** Content type. */
  readonly type: string;
  readonly plain: Buffer;
  readonly br?: Buffer;
  readonly gzip?: Buffer;
}

/** The console as it was built. */
export interface BuiltApp {
  /** The page, with the nonce that its policy names. */
  readonly index: (nonce: string) => string;
  /** Files under `/assets/`, by name. A name holds the digest of its content, so it never changes. */
  readonly assets: ReadonlyMap<string, BuiltFile>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml; charset=utf-8",
  ".ttf": "font/ttf",
  ".wasm": "application/wasm",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
};

/** Path prefix of the files on the node. */
export const ASSETS_PATH: string = `/${ASSETS}`;

/** What builds the console, in words for whoever reads that it is not there. */
export const HOW_TO_BUILD = "node packages/console/src/build/build-app.ts";

/** Reads the current build; undefined when there is none. */
export async function readBuiltApp(): Promise<BuiltApp | undefined> {
  for (let folder = await currentFolder(); folder !== undefined; ) {
    try {
      return await readFolder(folder);
    } catch (error) {
      // A build that another one replaced while it was read is gone; the other one is there.
      const now = await currentFolder();
      if (now === folder) throw error;
      folder = now;
    }
  }
  return undefined;
}

async function readFolder(folder: string): Promise<BuiltApp> {
  const page = await readFile(join(folder, "index.html"), "utf8");
  const files = join(folder, ASSETS);
  const names = await readdir(files);
  const assets = new Map<string, BuiltFile>();
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const read = (suffix: string) => readFile(join(files, `${name}${suffix}`));
    const plain = await read("");
    const smaller = names.includes(`${name}.br`)
      ? { br: await read(".br"), gzip: await read(".gz") }
      : {};
    assets.set(name, { type, plain, ...smaller });
  }
  return { index: (nonce) => page.replaceAll(NONCE_MARK, nonce), assets };
}

async function currentFolder(): Promise<string | undefined> {
  try {
    return join(distFolder, await readFile(join(distFolder, CURRENT), "utf8"));
  } catch {
    return undefined;
  }
}
