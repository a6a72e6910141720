import { newStatementId } from "@tallystick/client/statement-id";
import { signStatement } from "@tallystick/core/statement";
import type { DepositLink } from "../deposit/link.ts";
import { cliLimits } from "../limits.ts";
import { loadSigner, type SignerOptions } from "./load-signer.ts";
import { fetchTrust, reachNode } from "./reach.ts";
import { submitSequence } from "./submit.ts";

/** Opens the ledger for deposits: a node, its trust file, and a key. */
export async function openDepositLink(
  options: SignerOptions & { readonly url: string },
): Promise<DepositLink> {
  const transport = reachNode(options.url);
  const { trust, text } = await fetchTrust(transport, options.data);
  const { signer, issuer } = await loadSigner(options, trust, transport);
  const { ledgerId } = trust;
  return {
    suite: trust.suite,
    trust,
    trustText: text,
    sign: (input) => {
      const id = newStatementId();
      const expiry = Date.now() + cliLimits.expiryMs;
      return signStatement({
        signer,
        issuer,
        ledgerId,
        id,
        expiry,
        action: "evidence.deposit",
        input,
      });
    },
    submit: (statements) => submitSequence(transport, statements),
  };
}
