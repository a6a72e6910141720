import { equalBytes, toHex } from "@tallystick/core/bytes";
import { readId } from "@tallystick/core/identifiers";
import { encodeKey } from "@tallystick/core/keys";
import { readBytes, readTime } from "@tallystick/core/schema";
import type { Signer } from "@tallystick/core/signer";
import type { PublicKey } from "@tallystick/core/suite/suite";
import { CeremonyError } from "./ceremony-error.ts";
import type { Founding } from "./founding.ts";
import { openFile, reading, signFile } from "./signed-file.ts";

/** An organisation's word that it takes part in exactly this founding. */
export interface Acceptance {
  readonly bytes: Uint8Array;
  readonly organisation: string;
  readonly ledgerId: Uint8Array;
  /** Hash of the founding's bytes. */
  readonly founding: Uint8Array;
  readonly created: number;
}

const REQUIRED = ["organisation", "ledger", "founding", "created"];

/** Sign an acceptance. */
export function makeAcceptance(
  { ledgerId, id, invitation }: Pick<Founding, "ledgerId" | "id" | "invitation">,
  organisation: string,
  signer: Signer,
  created: number,
): Promise<Uint8Array> {
  const members = { organisation, ledger: ledgerId, founding: id, created };
  return signFile("acceptance", invitation.suite.name, signer, members);
}

/** What an acceptance says of itself, its signature checked and nothing else. */
export function describeAcceptance(bytes: Uint8Array): Acceptance {
  return readAcceptance(bytes).acceptance;
}

/**
 * Read an acceptance and check it against the founding.
 *
 * @throws CeremonyError `malformed`, `bad-signature`, `not-invited`, `wrong-organisation`, `other-ledger`
 */
export function openAcceptance(bytes: Uint8Array, founding: Founding): Acceptance {
  const { key, acceptance } = readAcceptance(bytes);
  const { organisation } = acceptance;
  const answer = founding.answers.find(({ id }) => id === organisation);
  if (answer === undefined) {
    throw new CeremonyError(
      "not-invited",
      `${organisation} is none of the organisations of this founding`,
      "leave its file out",
    );
  }
  if (!equalBytes(encodeKey(answer.key), encodeKey(key))) {
    throw new CeremonyError(
      "wrong-organisation",
      `the acceptance for ${organisation} is not signed by the key that ${organisation} has answered with`,
      `ask ${organisation} for it over another way`,
    );
  }
  requireSameLedger(acceptance, founding);
  return acceptance;
}

function readAcceptance(bytes: Uint8Array): {
  readonly key: PublicKey;
  readonly acceptance: Acceptance;
} {
  const { key, payload: map } = openFile("acceptance", bytes, REQUIRED);
  const acceptance = reading("acceptance", () => ({
    bytes,
    organisation: readId(map.get("organisation"), "organisation"),
    ledgerId: readBytes(map.get("ledger"), "ledger", 32),
    founding: readBytes(map.get("founding"), "founding", 32),
    created: readTime(map.get("created"), "created"),
  }));
  return { key, acceptance };
}

function requireSameLedger(acceptance: Acceptance, founding: Founding): void {
  const { ledgerId, organisation } = acceptance;
  if (!equalBytes(ledgerId, founding.ledgerId)) {
    throw new CeremonyError(
      "other-ledger",
      `${organisation} has accepted the ledger ${toHex(ledgerId)}, here it is ${toHex(founding.ledgerId)}`,
      "two foundings are about: compare their fingerprints, and have everybody accept one and the same",
    );
  }
  if (equalBytes(acceptance.founding, founding.id)) return;
  throw new CeremonyError(
    "other-ceremony",
    `${organisation} has accepted another founding of this ledger`,
    "compare the fingerprints of the foundings, and have everybody accept one and the same",
  );
}

/** The acceptances of everybody, one of each. @throws CeremonyError `missing-acceptance` and those of opening them */
export function requireAllAcceptances(
  files: readonly Uint8Array[],
  founding: Founding,
  now: number,
  check: (what: string, time: number, now: number) => void,
): readonly Acceptance[] {
  const opened = files.map((bytes) => openAcceptance(bytes, founding));
  for (const { organisation, created } of opened) {
    check(`the acceptance of ${organisation}`, created, now);
  }
  const missing = founding.answers.filter(
    ({ id }) => !opened.some(({ organisation }) => organisation === id),
  );
  if (missing.length === 0) return opened;
  throw new CeremonyError(
    "missing-acceptance",
    `${missing.map(({ id }) => id).join(", ")} ${missing.length === 1 ? "has" : "have"} not accepted the founding yet`,
    "wait for the files; nobody starts before everybody has said yes to the same ledger",
  );
}
