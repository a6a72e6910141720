/** Signed notes, verifier keys and checkpoint texts, made up and mutated. */
import { concatBytes, equalBytes, fromUtf8, toHex, utf8 } from "../../src/bytes.ts";
import {
  formatVerifierKey,
  NoteError,
  type NoteKey,
  noteKey,
  parseVerifierKey,
} from "../../src/note-key.ts";
import {
  checkpointOrigin,
  formatCheckpointText,
  formatNote,
  parseCheckpointText,
  parseNote,
  type SignedNote,
  verifyNote,
} from "../../src/signed-note.ts";
import { derFromRs } from "../../src/suite/ecdsa-der.ts";
import { nodeSuite } from "../../src/suite/node-suite.ts";
import type { Algorithm, Suite } from "../../src/suite/suite.ts";
import { exampleBytes, exampleSigner } from "../support/keys.ts";
import { mutate } from "./mutate.ts";
import type { Random } from "./random.ts";
import { fuzzTarget } from "./target.ts";

const ORIGIN = checkpointOrigin(new Uint8Array(32).fill(0x5a));

interface World {
  readonly suite: Suite;
  readonly keys: readonly NoteKey[];
  readonly text: string;
  readonly note: Uint8Array;
}

function worldOf(suite: Suite, algorithms: readonly Algorithm[]): World {
  const text = formatCheckpointText({
    origin: ORIGIN,
    size: 70_000,
    root: exampleBytes("note root", 32),
    extensions: ["an extension"],
  });
  const signers = algorithms.map((algorithm, i) => exampleSigner(suite, algorithm, `note ${i}`));
  const keys = signers.map(({ publicKey }) => noteKey(suite, ORIGIN, publicKey));
  const signatures = signers.map((signer, i) => {
    const raw = signer.sign(utf8(text)) as Uint8Array;
    const signature = signer.algorithm === "ES256" ? derFromRs(raw) : raw;
    return { name: ORIGIN, id: (keys[i] as NoteKey).id, signature };
  });
  const stranger = {
    name: "witness.example/w1",
    id: exampleBytes("id", 4),
    signature: exampleBytes("s", 72),
  };
  return { suite, keys, text, note: formatNote({ text, signatures: [...signatures, stranger] }) };
}

/** The code of a refusal, or undefined. Anything but a NoteError is a fault. */
function refusal(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof NoteError) return error.code;
    throw error;
  }
}

function checkNote({ suite, keys, text }: World, bytes: Uint8Array): string | undefined {
  let note: SignedNote | undefined;
  const code = refusal(() => {
    note = parseNote(bytes);
  });
  if (note === undefined) return code;
  if (!equalBytes(formatNote(note), bytes)) throw new Error("another form");
  return refusal(() => {
    if (verifyNote(suite, bytes, keys).text !== text) {
      throw new Error("accepted another text");
    }
  });
}

function checkText(text: string): string | undefined {
  return refusal(() => {
    if (formatCheckpointText(parseCheckpointText(text)) !== text) throw new Error("another form");
  });
}

function checkKey(suite: Suite, text: string): string | undefined {
  return refusal(() => {
    if (formatVerifierKey(parseVerifierKey(suite, text)) !== text) throw new Error("another form");
  });
}

/** Text of bytes, whatever they are. */
function textOf(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  }
}

function mutateLines(random: Random, bytes: Uint8Array): Uint8Array {
  const lines = textOf(bytes).split("\n");
  const [from, to] = [random.below(lines.length), random.below(lines.length)];
  const [line = ""] = lines.splice(from, 1);
  if (random.below(3) > 0) lines.splice(to, 0, line);
  if (random.below(3) === 0) lines.splice(to, 0, "");
  return utf8(lines.join("\n"));
}

const worlds = [
  worldOf(nodeSuite("intl"), ["Ed25519", "ES256"]),
  worldOf(nodeSuite("gm"), ["SM2"]),
];

interface Input {
  readonly kind: "note" | "text" | "key";
  readonly world: World;
  readonly bytes: Uint8Array;
}

function makeInput(random: Random): Input {
  const world = random.pick(worlds);
  const kind = random.below(10);
  if (kind < 5) {
    let bytes = random.below(4) === 0 ? mutateLines(random, world.note) : world.note;
    for (let i = random.below(3); i > 0; i--) bytes = mutate(random, bytes);
    if (random.below(10) === 0) bytes = concatBytes(world.note, bytes);
    return { kind: "note", world, bytes };
  }
  if (kind < 8) return { kind: "text", world, bytes: mutate(random, utf8(world.text)) };
  if (kind === 8) {
    const key = utf8(formatVerifierKey(random.pick(world.keys)));
    const bytes = random.below(9) === 0 ? key : mutate(random, key);
    return { kind: "key", world, bytes };
  }
  return { kind: "note", world, bytes: random.bytes(random.below(80)) };
}

function check({ kind, world, bytes }: Input): string | undefined {
  if (kind === "note") return checkNote(world, bytes);
  return kind === "text" ? checkText(textOf(bytes)) : checkKey(world.suite, textOf(bytes));
}

/** `count` notes, verifier keys and checkpoint texts from `seed`, over both suites. */
export const fuzzNote = fuzzTarget(
  makeInput,
  check,
  ({ kind, bytes }) => `${kind} ${toHex(bytes)}`,
);
