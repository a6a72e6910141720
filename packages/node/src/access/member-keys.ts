import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ID_PATTERN } from "@tallystick/core/identifiers";
import type { NodeSigner } from "@tallystick/core/suite/node-keys";
import type { Suite } from "@tallystick/core/suite/suite";
import type { DataPaths } from "../data-paths.ts";
import { readKeyFile } from "../keys/key-file.ts";
import { NodeError } from "../node-error.ts";
import { MEMBER_KEYS_MAX } from "./limits.ts";

/**
 * Keys of members that the node keeps beside its own: one file `<member>.key` each, under the same
 * passphrase. Calls of their tokens are signed with them; nobody else's name is ever signed with.
 *
 * @throws NodeError as `readKeyFile` does, and `damaged-config` for a file that is no member's
 */
export async function openMemberKeys(
  { memberKeys }: DataPaths,
  suite: Suite,
  passphrase: string,
): Promise<ReadonlyMap<string, NodeSigner>> {
  const signers = new Map<string, NodeSigner>();
  if (!existsSync(memberKeys)) return signers;
  const files = readdirSync(memberKeys).filter((name) => name.endsWith(".key"));
  if (files.length > MEMBER_KEYS_MAX) {
    throw new NodeError(
      "damaged-config",
      `${memberKeys} holds more than ${MEMBER_KEYS_MAX} keys`,
      "move those away that this node does not sign with",
    );
  }
  for (const file of files.sort()) {
    const member = file.slice(0, -".key".length);
    if (!ID_PATTERN.test(member)) {
      throw new NodeError(
        "damaged-config",
        `${memberKeys} holds a key that is not named after a member`,
        "name each file <member>.key",
      );
    }
    signers.set(member, await readKeyFile(join(memberKeys, file), suite, passphrase));
  }
  return signers;
}
