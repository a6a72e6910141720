import { fromUtf8 } from "@tallystick/core/bytes";
import type { Checkpoint } from "@tallystick/core/checkpoint";
import { checkpointOrigin, formatCheckpointText, signNote } from "@tallystick/core/signed-note";
import type { Signer } from "@tallystick/core/signer";
import type { Suite } from "@tallystick/core/suite/suite";

/**
 * The last checkpoint as a C2SP signed note, signed by the organisation when somebody asks for it and
 * once for each log size: logs that nobody watches sign nothing.
 */
export function checkpointNotes(options: {
  readonly suite: Suite;
  readonly signer: Signer;
  /** The last checkpoint. */
  readonly checkpoint: () => Checkpoint;
}): () => Promise<string> {
  const { suite, signer, checkpoint } = options;
  let last: { size: number; note: Promise<string> } | undefined;
  return () => {
    const { ledgerId, logSize, logRoot } = checkpoint();
    if (last?.size === logSize) return last.note;
    const origin = checkpointOrigin(ledgerId);
    const text = formatCheckpointText({ origin, size: logSize, root: logRoot, extensions: [] });
    const note = signNote(suite, text, [{ name: origin, signer }]).then(fromUtf8);
    last = { size: logSize, note };
    note.catch(() => {
      last = undefined;
    });
    return note;
  };
}
