// Fills a node's ledger with deposits, in a process of its own: `fill-ledger.ts DATA-DIR UP-TO
// [--labelled]`; with the last every thousand records have a label of their own.
//
// Statements go through the ledger, its store and its checkpoint signatures as in a node; what is left
// out is HTTP and the check of each statement's signature, because ten million of them would take
// longer to sign than the benchmark has to say about them. The signatures in such a ledger are zeros.
import { createHash } from "node:crypto";
import { encodeCbor } from "@tallystick/core/cbor";
import { encodeSign1 } from "@tallystick/core/cose";
import { decodeStatement, encodeStatementHeader } from "@tallystick/core/statement";
import { LedgerMachine } from "@tallystick/node/engine/machine";
import { openNode } from "@tallystick/node/open-node";

/** Statements of one block: as many as a node puts into one. */
const BLOCK = 2000;

const [dataDir = "", upTo = "0", labelled] = process.argv.slice(2);
const target = Number(upTo);
const node = await openNode({ dataDir, env: {}, verifyThreads: 1 });
const { ledger, store, suite, config } = node;
const author = node.memberSigner;
const machine = new LedgerMachine({
  ledger,
  store,
  // Never asked: the blocks below are made of statements that are called valid.
  pool: undefined as never,
  signer: node.organisationSigner,
  organisation: config.organisation,
});
const protectedBytes = encodeStatementHeader(author.algorithm, author.keyId, config.member);
const unprotected = new Map();
const signature = new Uint8Array(64);
/** Milliseconds that a statement may still wait. */
const PATIENCE = 600_000;

function statement(number: number) {
  const material = createHash("sha512").update(`fill ${number}`).digest();
  const payload = encodeCbor([
    ledger.ledgerId,
    new Uint8Array(material.subarray(0, 16)),
    Date.now() + PATIENCE,
    "evidence.deposit",
    {
      digests: [{ alg: suite.hashName, value: new Uint8Array(material.subarray(32)) }],
      size: 100_000 + number,
      mediaType: "application/pdf",
      ...(labelled === "--labelled" ? { labels: [`series-${Math.floor(number / 1000)}`] } : {}),
    },
  ]);
  const bytes = encodeSign1({ protectedBytes, unprotected, payload, signature });
  return { statement: decodeStatement(bytes), signatureValid: true };
}

const started = performance.now();
let told = machine.logSize;
while (machine.logSize < target) {
  const count = Math.min(BLOCK, target - machine.logSize);
  const items = Array.from({ length: count }, (_, i) => statement(machine.logSize + i));
  const time = Math.max(Date.now(), machine.lastTime + 1);
  const block = machine.finalize({ height: machine.height + 1, time, items });
  const refused = block.outcomes.find(({ code }) => code !== 0);
  if (refused !== undefined) throw new Error(`a statement came to outcome ${refused.code}`);
  const signatures = [await machine.certify(block)];
  await machine.commit(block, { height: block.height, time: block.time, signatures }, []);
  if (machine.logSize - told >= 500_000) {
    told = machine.logSize;
    const seconds = (performance.now() - started) / 1000;
    process.stderr.write(`fill: ${told} records after ${seconds.toFixed(0)} s\n`);
  }
}
await node.close();
