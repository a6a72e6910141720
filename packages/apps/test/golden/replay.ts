// Replays a golden stream and prints its roots as JSON, under whatever Node runs it:
//
//     node packages/apps/test/golden/replay.ts intl|gm|receivable.intl|receivable.gm [node|portable]
import { readFileSync } from "node:fs";
import { toHex } from "@tallystick/core/bytes";
import { decodeStatement, statementSigningInput } from "@tallystick/core/statement";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { portableSuite } from "@tallystick/core/suite/portable";
import type { Suite } from "@tallystick/core/suite/suite";
import type { BlockItem } from "@tallystick/ledger/block";
import { Ledger } from "@tallystick/ledger/ledger";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { LEDGER_RULES } from "../../src/applications.ts";
import { decodeStream, type GoldenRoots, type GoldenTransaction } from "./stream.ts";

/** The roots after each block of a stream, genesis first. Signatures are checked here, not believed. */
export async function replay(stream: Uint8Array, suite: Suite): Promise<GoldenRoots[]> {
  const { genesis, blocks } = decodeStream(stream);
  const store = new MemoryStore();
  const open = () => Ledger.open({ store, suite, genesis, ...LEDGER_RULES });
  let ledger = await open();
  const roots = [rootsOf(ledger, [])];
  for (const { time, transactions } of blocks) {
    const height = ledger.height + 1;
    const statements = transactions.map((one) => itemOf(ledger, one));
    const block = ledger.execute({ height, time, statements });
    await ledger.commit(block);
    // Opened anew every few blocks: the store alone must carry the state.
    if (height % 7 === 0) ledger = await open();
    roots.push(
      rootsOf(
        ledger,
        block.outcomes.map(({ code }) => code),
      ),
    );
  }
  return roots;
}

function itemOf(ledger: Ledger, one: GoldenTransaction): BlockItem {
  if ("raw" in one) return { statement: null, bytes: one.raw };
  const statement = decodeStatement(one.bytes);
  const key = ledger.identity(statement.keyId)?.publicKey;
  const signatureValid =
    key !== undefined &&
    ledger.suite.verify(key, statementSigningInput(statement), statement.signature);
  if (key !== undefined && signatureValid !== one.signatureValid) {
    throw new Error(`entry ${ledger.logSize}: the verdict on a signature has changed`);
  }
  return { statement, signatureValid };
}

function rootsOf(ledger: Ledger, outcomes: readonly number[]): GoldenRoots {
  const { height, logSize, logRoot, stateRoot } = ledger;
  const appRoots = ledger.reader().block(height)?.appRoots ?? [];
  return {
    height,
    logSize,
    logRoot: toHex(logRoot),
    stateRoot: toHex(stateRoot),
    appRoots: Object.fromEntries(appRoots.map(({ app, root }) => [app, toHex(root)])),
    outcomes,
  };
}

if (process.argv[1] === import.meta.filename) {
  const [, , name = "intl", parts = "node"] = process.argv;
  const suiteName = name.split(".").at(-1);
  if (suiteName !== "intl" && suiteName !== "gm") throw new Error("the suite is intl or gm");
  const suite = parts === "portable" ? portableSuite(suiteName) : nodeSuite(suiteName);
  const stream = readFileSync(new URL(`./${name}.cborseq`, import.meta.url));
  process.stdout.write(`${JSON.stringify(await replay(stream, suite))}\n`);
}
