import { utf8 } from "@tallystick/core/bytes";
import { judgeNote } from "@tallystick/core/endorsed-note";
import { noteKey } from "@tallystick/core/note-key";
import { checkpointOrigin, parseCheckpointText, verifyNote } from "@tallystick/core/signed-note";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Consortium, CREATED, Lockstep, type TestNode } from "../test/support/lockstep.ts";
import { checkpointNotes } from "./checkpoint-note.ts";
import { trustKeyNamed } from "./keys/node-keys.ts";
import { VerifyPool } from "./workers/verify-pool.ts";

let pool: VerifyPool;
beforeAll(async () => {
  pool = await VerifyPool.open({ suite: "intl", size: 1 });
});
afterAll(() => pool.close());

it("is of the last certified checkpoint, with one line of each organisation that signed", async () => {
  const consortium = new Consortium();
  const { suite, trust, ledgerId } = consortium;
  const chain = await Lockstep.open(consortium, pool, { now: () => CREATED });
  const { ledger, own } = chain.nodes[0] as TestNode;
  const note = checkpointNotes({
    suite,
    signer: own.signer,
    read: (run) => run(ledger.reader()),
    keyOf: (organisation, keyId) => trustKeyNamed(trust, organisation, keyId)?.key,
  });
  const key = noteKey(suite, checkpointOrigin(ledgerId), own.signer.publicKey);
  const founding = verifyNote(suite, utf8(await note()), [key]);
  expect(parseCheckpointText(founding.text).size).toBe(0);
  expect(founding.unknown).toEqual([]);

  await chain.submit(await consortium.statement(1), await consortium.statement(2));
  await chain.step();
  // Nothing is certified yet, so nothing is vouched for.
  expect(await note()).toBe(await note());
  expect(verifyNote(suite, utf8(await note()), [key]).text).toBe(founding.text);
  await chain.untilSilent();
  const text = await note();
  expect(verifyNote(suite, utf8(text), [key]).unknown).toHaveLength(4);
  expect(judgeNote(suite, utf8(text), trust)).toMatchObject({
    valid: true,
    counted: 4,
    quorum: 3,
    checkpoint: { size: 2, root: ledger.logRoot },
  });
});
