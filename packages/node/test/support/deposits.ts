import { randomFillSync } from "node:crypto";
import type { SuiteName } from "@tallystick/core/algorithms";
import type { CborEncodable } from "@tallystick/core/cbor";
import { signStatement } from "@tallystick/core/statement";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { OpenNode } from "../../src/open-node.ts";

/** Facts about deposits by suite. */
export const deposit = {
  alg: (suite: SuiteName): "sha-256" | "sm3" => (suite === "gm" ? "sm3" : "sha-256"),
};

/** A deposit of `content`, signed with the node's own member key. */
export function signedDeposit(
  node: Pick<OpenNode, "config" | "ledgerId" | "memberSigner">,
  content: Uint8Array,
  options: { id?: Uint8Array; expiry?: number; action?: string; input?: CborEncodable } = {},
): Promise<Uint8Array> {
  const { config, ledgerId, memberSigner } = node;
  const alg = deposit.alg(config.suite);
  return signStatement({
    signer: memberSigner,
    issuer: config.member,
    ledgerId,
    id: options.id ?? randomFillSync(new Uint8Array(16)),
    expiry: options.expiry ?? Date.now() + 60_000,
    action: options.action ?? "evidence.deposit",
    input: options.input ?? {
      digests: [{ alg, value: nodeSuite(config.suite).hash(content) }],
      size: content.length,
    },
  });
}
