/** Layers that judge the record itself: batch, statement-signature, ledger, outcome. */
import { equalBytes, toHex } from "../bytes.ts";
import { keyId } from "../keys.ts";
import { leafHash, verifyInclusion } from "../log-tree.ts";
import { statementSigningInput } from "../statement.ts";
import type { Suite } from "../suite/suite.ts";
import type { Trust } from "../trust.ts";
import type { Evidence } from "./evidence.ts";
import type { LayerResult } from "./result.ts";
import { result } from "./texts.ts";

/** The digest of the batch part must lead to the root in the signed statement, in a tree of the signed size. */
export function batchLayer(suite: Suite, { receipt, subject, batchDigest }: Evidence): LayerResult {
  const { batch } = receipt;
  if (batch === undefined) return result("batch", "batch-absent");
  if (subject.kind !== "batch") return result("batch", "batch-unexpected");
  if (!batchDigest) return result("batch", "batch-leaf-malformed");
  const { root, size } = subject;
  const { index, path } = batch;
  const claim = { index, size, path, root, leafHash: leafHash(suite, batch.leaf) };
  const code = verifyInclusion(suite, claim) ? "batch-includes" : "batch-excludes";
  return result("batch", code, { index, size });
}

/** The key in the receipt must be the one the statement names, and must have signed it. */
export function statementLayer(suite: Suite, { receipt, statement }: Evidence): LayerResult {
  const { signer } = receipt;
  const named =
    signer.algorithm === statement.algorithm && equalBytes(keyId(suite, signer), statement.keyId);
  if (!named) return result("statement-signature", "signer-differs");
  if (!suite.verify(signer, statementSigningInput(statement), statement.signature)) {
    return result("statement-signature", "statement-signature-bad");
  }
  return result("statement-signature", "statement-signed", {
    member: statement.issuer,
    keyId: toHex(statement.keyId),
  });
}

/** Statement, checkpoint and trust file must name one ledger. */
export function ledgerLayer({ receipt, statement, suite }: Evidence, trust?: Trust): LayerResult {
  const { ledgerId } = receipt.checkpoint;
  if (!equalBytes(statement.ledgerId, ledgerId)) return result("ledger", "statement-elsewhere");
  if (trust === undefined) return result("ledger", "ledger-untrusted");
  if (!equalBytes(trust.ledgerId, ledgerId)) return result("ledger", "ledger-differs");
  if (trust.suite !== suite) return result("ledger", "suite-differs");
  return result("ledger", "ledger-matches", { name: trust.name });
}

/** A refused statement is on the log too: its receipt proves the refusal, not the record. */
export function outcomeLayer({ entry }: Evidence): LayerResult {
  const { outcome } = entry;
  return result("outcome", outcome === 0 ? "accepted" : "refused", { outcome });
}
