import { describe, expect, test } from "vitest";
import { makeEntry, makeReceipt, makeWorld, type World } from "../test/support/world.ts";
import { fromUtf8, utf8 } from "./bytes.ts";
import { endorsementLine, judgeNote } from "./endorsed-note.ts";
import { noteKey } from "./note-key.ts";
import {
  checkpointOrigin,
  formatCheckpointText,
  formatNote,
  type NoteSignature,
  signNote,
  verifyNote,
} from "./signed-note.ts";
import type { Trust } from "./trust.ts";

async function make(world: World, signers = world.organisations.length) {
  const entry = await makeEntry(world, { input: {} });
  const { checkpoint, signatures } = await makeReceipt(world, entry, { signers });
  const text = formatCheckpointText({
    origin: checkpointOrigin(world.ledgerId),
    size: checkpoint.logSize,
    root: checkpoint.logRoot,
    extensions: [],
  });
  const lines = signatures.map((signature, i) => {
    const { signer } = world.organisations[i] as World["organisations"][0];
    return endorsementLine(world.suite, signer.publicKey, signature);
  });
  return { text, lines, checkpoint };
}

describe.each(["intl", "gm"] as const)("%s", (name) => {
  const world = makeWorld({ suite: name, organisations: 4 });
  const { suite, trust } = world;
  const judge = (text: string, lines: readonly NoteSignature[], by: Trust = trust) =>
    judgeNote(suite, formatNote({ text, signatures: lines }), by);

  test("the lines of a quorum satisfy the trust file", async () => {
    const { text, lines, checkpoint } = await make(world);
    const { height, time } = checkpoint;
    expect(judge(text, lines)).toMatchObject({ valid: true, counted: 4, quorum: 3, height, time });
    expect(judge(text, lines.slice(1))).toMatchObject({ valid: true, counted: 3 });
    expect(judge(text, lines.slice(2))).toMatchObject({ valid: false, counted: 2 });
  });

  test("they stand beside an ordinary line, whose reader passes them over", async () => {
    const { text, lines } = await make(world);
    const [{ signer }] = world.organisations as [World["organisations"][0]];
    const origin = checkpointOrigin(world.ledgerId);
    const plain = await signNote(suite, text, [{ name: origin, signer }]);
    const rest = fromUtf8(formatNote({ text, signatures: lines })).slice(text.length + 1);
    const note = utf8(fromUtf8(plain) + rest);
    const key = noteKey(suite, origin, signer.publicKey);
    expect(verifyNote(suite, note, [key])).toMatchObject({ verifiedBy: [key], text });
    expect(verifyNote(suite, note, [key]).unknown).toHaveLength(4);
    expect(judgeNote(suite, note, trust)).toMatchObject({ valid: true, counted: 4 });
  });

  test("another root, size or ledger than was signed is not valid", async () => {
    const { text, lines } = await make(world);
    const [origin, size, root] = text.split("\n") as [string, string, string];
    const other = `${root.startsWith("A") ? "B" : "A"}${root.slice(1)}`;
    expect(judge(`${origin}\n${size}\n${other}\n`, lines)).toMatchObject({
      valid: false,
      counted: 0,
    });
    expect(judge(`${origin}\n${Number(size) + 1}\n${root}\n`, lines).valid).toBe(false);
    const elsewhere = { ...trust, ledgerId: new Uint8Array(32) };
    expect(judge(text, lines, elsewhere).valid).toBe(false);
    expect(judge(text, lines, { ...trust, fromHeight: 99 }).valid).toBe(false);
  });

  test("a line under another organisation's name is not valid", async () => {
    const { text, lines } = await make(world);
    const [first, second, ...others] = lines as [NoteSignature, NoteSignature];
    const swapped = [{ ...first, name: second.name }, second, ...others];
    expect(judge(text, swapped).valid).toBe(false);
  });
});

test("a note without lines of organisations, or with one that does not decode, is refused", async () => {
  const world = makeWorld({ suite: "intl", organisations: 1 });
  const { text, lines } = await make(world);
  const [line] = lines as [NoteSignature];
  const judge = (signatures: NoteSignature[]) =>
    judgeNote(world.suite, formatNote({ text, signatures }), world.trust);
  expect(judge([line])).toMatchObject({ valid: true, counted: 1, quorum: 1 });
  expect(() => judge([{ ...line, name: "somebody" }])).toThrow("no line of an organisation");
  expect(() => judge([{ ...line, signature: Uint8Array.of(1) }])).toThrow("does not decode");
});
