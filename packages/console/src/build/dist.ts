import { fileURLToPath } from "node:url";

/** Where built pages lie: a folder by the digest of their sources, and a file that names the current one. */
export const distFolder: string = fileURLToPath(new URL("../../dist", import.meta.url));

/** Name of the file in it that says which build counts. */
export const CURRENT = "current";

/** Folder of a build, and path on the node, of the files whose names hold their digests. */
export const ASSETS = "assets";

/** Stands in the built index.html where a server puts the nonce of each answer. */
export const NONCE_MARK = "tallystick-nonce";
