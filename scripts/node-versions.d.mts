/** The exact versions of Node that are tested, by major version. */
export declare const NODE_VERSIONS: Readonly<Record<22 | 24 | 26, string>>;
/** The npm package and the path inside it that hold the Node binary for a machine. */
export declare function nodePackage(
  platform?: string,
  arch?: string,
): { readonly name: string; readonly file: string };
/**
 * Absolute path of a Node binary of the given major version; installs it on first use (about 6 s).
 * @throws Error when the version is not one of NODE_VERSIONS or cannot be installed
 */
export declare function nodeBinary(major: 22 | 24 | 26 | "22" | "24" | "26"): string;
