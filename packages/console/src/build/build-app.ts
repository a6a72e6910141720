// Builds the console, unless the built pages are those of these sources already:
//   node packages/console/src/build/build-app.ts
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { ASSETS, CURRENT, distFolder, NONCE_MARK } from "./dist.ts";
import { sourceDigest } from "./source-digest.ts";

const COMPRESSED = /\.(js|css|svg|json|ttf|wasm)$/;
const [toBrotli, toGzip] = [promisify(brotliCompress), promisify(gzip)];

/**
 * Makes sure that the built pages are those of the sources. Several processes may do it at once:
 * each builds into a folder of its own, and the last one to finish is the one that counts.
 * @returns true when it built, false when there was nothing to do
 */
export async function buildApp(): Promise<boolean> {
  const digest = sourceDigest();
  const finished = join(distFolder, digest);
  if (existsSync(finished)) {
    await pointAt(digest);
    return false;
  }
  await mkdir(distFolder, { recursive: true });
  const folder = await mkdtemp(join(distFolder, "building-"));
  try {
    await runVite(folder);
    await compressAll(join(folder, ASSETS));
    await rename(folder, finished).catch((error: unknown) => {
      if (!existsSync(finished)) throw error; // another process was faster
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await pointAt(digest);
  await removeOld(digest);
  return true;
}

async function runVite(outDir: string): Promise<void> {
  const { build } = await import("vite");
  await build({
    configFile: false,
    envFile: false,
    root: join(import.meta.dirname, "../app"),
    base: "/",
    mode: "production",
    logLevel: "error",
    publicDir: false,
    html: { cspNonce: NONCE_MARK },
    worker: { format: "es" },
    build: {
      outDir,
      emptyOutDir: true,
      assetsDir: ASSETS,
      // The policy forbids data: for everything but images, and small files compress well anyway.
      assetsInlineLimit: 0,
      target: ["chrome109", "firefox115", "safari16.4"],
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2_000,
    },
  });
}

/** Compresses once here what the node would otherwise compress at every request. */
async function compressAll(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => COMPRESSED.test(name));
  await Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(folder, name));
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: 9,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      };
      await writeFile(join(folder, `${name}.br`), await toBrotli(bytes, { params }));
      await writeFile(join(folder, `${name}.gz`), await toGzip(bytes, { level: 9 }));
    }),
  );
}

async function pointAt(digest: string): Promise<void> {
  const file = join(distFolder, CURRENT);
  if ((await readFile(file, "utf8").catch(() => "")) === digest) return;
  const next = `${file}.${process.pid}`;
  await writeFile(next, digest);
  await rename(next, file);
}

/** A running node holds its pages in memory, so what is older than this build serves nobody. */
async function removeOld(digest: string): Promise<void> {
  for (const name of await readdir(distFolder)) {
    if (!/^[0-9a-f]{64}$/.test(name) || name === digest) continue;
    await rm(join(distFolder, name), { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const began = Date.now();
  try {
    if (await buildApp()) {
      process.stderr.write(`tallystick: built the console in ${Date.now() - began} ms\n`);
    }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    process.stderr.write(`tallystick: the console was not built: ${words}\n`);
    process.exitCode = 1;
  }
}
