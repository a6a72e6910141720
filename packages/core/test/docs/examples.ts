/** The worked examples of docs/reference, made from fixed keys so that every run gives the same bytes. */
import { encodeBatchLeaf } from "../../src/batch-leaf.ts";
import { toHex } from "../../src/bytes.ts";
import { encodeCertificate } from "../../src/certificate.ts";
import { checkpointSigningInput } from "../../src/checkpoint.ts";
import { decodeEntry } from "../../src/entry.ts";
import { encodeKey } from "../../src/keys.ts";
import { encodeReceipt, toCoseReceipts } from "../../src/receipt.ts";
import { decodeStatement, statementSigningInput } from "../../src/statement.ts";
import { formatTrust } from "../../src/trust.ts";
import { layerTexts } from "../../src/verify/texts.ts";
import { digestOf, FILE } from "../support/file.ts";
import { exampleSecret } from "../support/keys.ts";
import { makeEntry, makeReceipt, makeWorld } from "../support/world.ts";
import { annotate } from "./annotate.ts";

/** Blocks of text by name; a page shows one below the line `<!-- example: NAME -->`. */
export async function makeExamples(): Promise<ReadonlyMap<string, string>> {
  const examples = new Map<string, string>();
  for (const suite of ["intl", "gm"] as const) {
    const world = makeWorld({ suite });
    const { hashName } = world.suite;
    const digest = { alg: hashName, value: digestOf(hashName, FILE) };
    const input = { digests: [digest], mediaType: "text/plain", size: FILE.length };
    const data = { alg: digest.alg, digest: digest.value, ordinal: 0 };
    const entry = await makeEntry(world, { input, data });
    const { statement } = decodeEntry(entry);
    const made = await makeReceipt(world, entry, { index: 1, logSize: 3 });
    const [signature] = made.signatures;
    const [cose] = toCoseReceipts(made);
    if (!signature || !cose) throw new Error("no signature");
    const blocks: Record<string, string> = {
      genesis: annotate(world.genesis),
      "ledger-id": hexLines(world.ledgerId),
      "member-key": annotate(encodeKey(world.member.signer.publicKey)),
      "member-kid": hexLines(world.member.signer.keyId),
      "member-secret": hexLines(exampleSecret(world.member.id)),
      statement: annotate(statement),
      "statement-signing-input": annotate(statementSigningInput(decodeStatement(statement))),
      entry: annotate(entry),
      "checkpoint-protected": annotate(signature.protected),
      "checkpoint-log-root": hexLines(made.logRoot),
      "checkpoint-signing-input": annotate(
        checkpointSigningInput(signature.protected, made.logRoot),
      ),
      "checkpoint-signature": hexLines(signature.signature),
      certificate: annotate(encodeCertificate({ ...made.checkpoint, signatures: made.signatures })),
      receipt: annotate(encodeReceipt(made)),
      "cose-receipt": annotate(cose),
      "trust-file": formatTrust(world.trust),
      "batch-leaf": annotate(encodeBatchLeaf({ alg: hashName, digest: digest.value })),
    };
    for (const [name, block] of Object.entries(blocks)) examples.set(`${name}-${suite}`, block);
  }
  examples.set("file", hexLines(FILE));
  examples.set("verification-codes", codeTable());
  return examples;
}

function hexLines(bytes: Uint8Array): string {
  return `${(toHex(bytes).match(/.{1,64}/g) ?? []).join("\n")}\n`;
}

/** The table of reason codes of docs/reference/verification.md. */
function codeTable(): string {
  const rows = layerTexts().map(
    ({ code, verdict, detail }) => `| \`${code}\` | ${verdict} | ${detail.en} | ${detail.zh} |`,
  );
  return ["| code | verdict | English | 中文 |", "|---|---|---|---|", ...rows, ""].join("\n");
}
