import { fromUtf8 } from "@tallystick/core/bytes";
import { decodeCheckpointProtected } from "@tallystick/core/checkpoint";
import { endorsementLine } from "@tallystick/core/endorsed-note";
import {
  checkpointOrigin,
  formatCheckpointText,
  formatNote,
  type NoteSignature,
  parseNote,
  signNote,
} from "@tallystick/core/signed-note";
import type { Signer } from "@tallystick/core/signer";
import type { PublicKey, Suite } from "@tallystick/core/suite/suite";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";

/**
 * The last certified checkpoint as a C2SP signed note: an ordinary line of this organisation, and one
 * line for each signature of the certificate. Signed when somebody asks for it and once for each
 * certificate: logs that nobody watches sign nothing.
 */
export function checkpointNotes(options: {
  readonly suite: Suite;
  readonly signer: Signer;
  /** Reads the ledger. */
  readonly read: <T>(run: (reader: LedgerReader) => T) => T;
  /** The checkpoint key of an organisation by its id, as the trust file has it. */
  readonly keyOf: (organisation: string, keyId: Uint8Array) => PublicKey | undefined;
}): () => Promise<string> {
  const { suite, signer, read, keyOf } = options;
  let last: { readonly height: number; readonly note: Promise<string> } | undefined;
  const write = async (found: Found): Promise<string> => {
    const { ledgerId, logSize, logRoot } = found.checkpoint;
    const origin = checkpointOrigin(ledgerId);
    const text = formatCheckpointText({ origin, size: logSize, root: logRoot, extensions: [] });
    const own = parseNote(await signNote(suite, text, [{ name: origin, signer }])).signatures;
    const lines = found.signatures.flatMap((signature): NoteSignature[] => {
      const { organisation, keyId } = decodeCheckpointProtected(signature.protected);
      const key = keyOf(organisation, keyId);
      return key === undefined ? [] : [endorsementLine(suite, key, signature)];
    });
    return fromUtf8(formatNote({ text, signatures: [...own, ...lines] }));
  };
  return () => {
    const found = read(lastSigned);
    const { height } = found.checkpoint;
    if (last?.height === height) return last.note;
    const note = write(found);
    last = { height, note };
    note.catch(() => {
      last = undefined;
    });
    return note;
  };
}

type Found = ReturnType<typeof lastSigned>;

/** Before the first block the founding state stands alone. */
function lastSigned(reader: LedgerReader) {
  const certified = reader.lastCertified();
  return certified === undefined
    ? { checkpoint: reader.founding, signatures: [] }
    : { checkpoint: certified.checkpoint, signatures: certified.certificate.signatures };
}
