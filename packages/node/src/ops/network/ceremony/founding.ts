import { equalBytes, fromUtf8, toHex, utf8 } from "@tallystick/core/bytes";
import { type CborEncodable, decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { decodeCertificate } from "@tallystick/core/certificate";
import type { Checkpoint } from "@tallystick/core/checkpoint";
import { decodeGenesis, genesisLedgerId } from "@tallystick/core/genesis";
import { encodeKey } from "@tallystick/core/keys";
import { CERTIFICATE_BYTES_MAX, ORGANISATIONS_MAX, TRUST_TEXT_MAX } from "@tallystick/core/limits";
import {
  readArray,
  readBytes,
  readLiteral,
  readMap,
  readUint,
  SchemaError,
} from "@tallystick/core/schema";
import { formatTrust, parseTrust, type Trust, trustFromGenesis } from "@tallystick/core/trust";
import { chainIdOf } from "../../../engine/cometbft/genesis-json.ts";
import { type ChainStart, chainStart } from "../../../engine/consensus/chain-start.ts";
import { trustOfChain } from "../../../engine/consensus/chain-trust.ts";
import { certificateDamage } from "../../../engine/recovery.ts";
import { CEREMONY_FILE_BYTES_MAX, FOUNDING_BYTES_MAX } from "../limits.ts";
import { networkGenesis, votingOrganisation } from "../network-genesis.ts";
import { type Answer, openAnswer } from "./answer.ts";
import { CeremonyError } from "./ceremony-error.ts";
import { type Invitation, openInvitation } from "./invitation.ts";
import { reading } from "./signed-file.ts";

/** Text in the member `format`. */
export const FOUNDING_FORMAT = "tallystick-founding/1";

/** Where the ledger stands that a network takes over. */
export interface Adoption {
  /** Last block of the organisation that has run it alone. */
  readonly checkpoint: Checkpoint;
  /** That organisation's certificate of it, as its ledger holds it. */
  readonly certificate: Uint8Array;
  /** The trust file until then. */
  readonly trust: Trust;
}

/** The founding of a network: the invitation and everybody's answer, and all that follows from them. */
export interface Founding {
  readonly bytes: Uint8Array;
  /** Hash of the bytes, in the suite of the ledger. */
  readonly id: Uint8Array;
  readonly invitation: Invitation;
  /** In the invitation's order. */
  readonly answers: readonly Answer[];
  readonly genesis: Uint8Array;
  readonly ledgerId: Uint8Array;
  /** The trust file from the first block of the network on. */
  readonly trust: Trust;
  /** Time of the founding, ms since 1970 UTC: the latest of all files. */
  readonly timeMs: number;
  /** For a ledger with a history: where the network takes it over. */
  readonly start: ChainStart | undefined;
  readonly adoption: Adoption | undefined;
}

/**
 * Put an invitation and the answers to it together. Everybody who does so with the same files gets the same
 * bytes, whatever the order of the answers.
 *
 * @throws CeremonyError `missing-answer`, `duplicate`, and what opening each of them throws
 */
export function makeFounding(
  invitationBytes: Uint8Array,
  answerBytes: readonly Uint8Array[],
  adoption?: Adoption,
): Uint8Array {
  const invitation = openInvitation(invitationBytes);
  const answers = orderAnswers(
    invitation,
    answerBytes.map((bytes) => openAnswer(bytes, invitation)),
  );
  const members: Record<string, CborEncodable> = {
    format: FOUNDING_FORMAT,
    invitation: invitation.bytes,
    answers: answers.map(({ bytes }) => bytes),
  };
  if (adoption !== undefined) members["adoption"] = adoptionItem(adoption);
  const bytes = encodeCbor(members);
  openFounding(bytes);
  return bytes;
}

function adoptionItem({ checkpoint, certificate, trust }: Adoption): CborEncodable {
  const { height, logSize, logRoot, stateRoot } = checkpoint;
  return { height, logSize, logRoot, stateRoot, certificate, trust: utf8(formatTrust(trust)) };
}

/**
 * Read a founding and check everything in it: it needs no trust in whoever put it together.
 *
 * @throws CeremonyError
 */
export function openFounding(bytes: Uint8Array): Founding {
  return reading("founding", () => {
    if (bytes.length > FOUNDING_BYTES_MAX) throw new SchemaError("founding", "shorter");
    const map = readMap(
      decodeCbor(bytes),
      "founding",
      ["format", "invitation", "answers"],
      ["adoption"],
    );
    readLiteral(map.get("format"), "format", FOUNDING_FORMAT);
    const invitation = openInvitation(readFile(map.get("invitation"), "invitation"));
    const items = readArray(map.get("answers"), "answers", 1, ORGANISATIONS_MAX);
    const opened = items.map((item) => openAnswer(readFile(item, "answer"), invitation));
    const answers = orderAnswers(invitation, opened);
    if (answers.some((answer, i) => answer !== opened[i])) {
      throw new SchemaError("answers", "in the order of the invitation");
    }
    const timeMs = Math.max(invitation.created, ...answers.map(({ created }) => created));
    const about = { bytes, id: invitation.suite.hash(bytes), invitation, answers, timeMs };
    if (invitation.adopts === undefined) {
      if (map.has("adoption")) throw new SchemaError("adoption", "absent for a new ledger");
      return { ...about, ...newLedger(invitation, answers, timeMs) };
    }
    const adopted = adoptedLedgerOf(invitation, answers, map.get("adoption"));
    // The chain must not begin before the last block of the ledger that it goes on with.
    const begun = Math.max(timeMs, adopted.adoption?.checkpoint.time ?? 0);
    return { ...about, ...adopted, timeMs: begun };
  });
}

function readFile(item: unknown, place: string): Uint8Array {
  return readBytes(item as Uint8Array, place, 1, CEREMONY_FILE_BYTES_MAX);
}

type LedgerFacts = Pick<Founding, "genesis" | "ledgerId" | "trust" | "start" | "adoption">;

function newLedger(
  { name, suite, applications, versions }: Invitation,
  founders: readonly Answer[],
  created: number,
): LedgerFacts {
  const genesis = networkGenesis({
    ...{ name, suite: suite.name, created, applications, versions, founders },
  });
  const trust = trustFromGenesis(genesis);
  const ledgerId = genesisLedgerId(suite, genesis);
  return { genesis, ledgerId, trust, start: undefined, adoption: undefined };
}

function adoptedLedgerOf(
  { suite, adopts, by }: Invitation,
  answers: readonly Answer[],
  item: unknown,
): LedgerFacts {
  const genesis = adopts as Uint8Array;
  const ledgerId = genesisLedgerId(suite, genesis);
  const map = readMap(item as never, "adoption", [
    ...["height", "logSize", "logRoot", "stateRoot", "certificate", "trust"],
  ]);
  const trust = parseTrust(fromUtf8(readBytes(map.get("trust"), "trust", 1, TRUST_TEXT_MAX)));
  if (!equalBytes(trust.ledgerId, ledgerId)) {
    throw new SchemaError("adoption.trust", "of the adopted ledger");
  }
  const certificate = readBytes(map.get("certificate"), "certificate", 1, CERTIFICATE_BYTES_MAX);
  const decoded = decodeCertificate(certificate);
  const checkpoint: Checkpoint = {
    ledgerId,
    height: readUint(map.get("height"), "height"),
    time: decoded.time,
    logSize: readUint(map.get("logSize"), "logSize"),
    logRoot: readBytes(map.get("logRoot"), "logRoot", 32),
    stateRoot: readBytes(map.get("stateRoot"), "stateRoot", 32),
  };
  const [damage] = certificateDamage(decoded, checkpoint, { ledger: { suite }, trust });
  if (damage !== undefined) throw new SchemaError("adoption.certificate", `valid: ${damage}`);
  const founder = answers.find(({ id }) => id === by) as Answer;
  const own = trust.organisations.find(({ id }) => id === by)?.keys.at(-1);
  if (own === undefined || !equalBytes(encodeKey(own.key), encodeKey(founder.key))) {
    throw new SchemaError("invitation", `signed by the checkpoint key that ${by} has now`);
  }
  if (decodeGenesis(genesis).organisations.some(({ validator }) => validator !== undefined)) {
    throw new SchemaError("adopts", "a ledger that no network has ordered yet");
  }
  const start = chainStart(checkpoint, answers.map(votingOrganisation));
  const adoption = { checkpoint, certificate, trust };
  return { genesis, ledgerId, trust: trustOfChain(trust, start), start, adoption };
}

/** The answers in the order of the invitation, one of each. @throws CeremonyError `missing-answer`, `duplicate` */
export function orderAnswers(
  invitation: Invitation,
  answers: readonly Answer[],
): readonly Answer[] {
  const missing = invitation.organisations.filter(
    ({ id }) => !answers.some((one) => one.id === id),
  );
  if (missing.length > 0) {
    throw new CeremonyError(
      "missing-answer",
      `${missing.map(({ id }) => id).join(", ")} ${missing.length === 1 ? "has" : "have"} not answered`,
      "wait for the answer, or make a new invitation without that organisation",
    );
  }
  const twice = invitation.organisations.find(
    ({ id }) => answers.filter((one) => one.id === id).length > 1,
  );
  if (twice !== undefined) {
    throw duplicate(`there is more than one answer of ${twice.id}`, "take the one that it wants");
  }
  requireOwnThings(answers);
  return invitation.organisations.map(({ id }) => answers.find((one) => one.id === id) as Answer);
}

/** No two organisations share a key, a node or an address. */
function requireOwnThings(answers: readonly Answer[]): void {
  const seen = new Map<string, string>();
  for (const answer of answers) {
    const things: [string, string][] = [
      ["checkpoint or operator key", toHex(encodeKey(answer.key))],
      ["checkpoint or operator key", toHex(encodeKey(answer.operator))],
      ["validator key", `v${toHex(answer.validatorKey)}`],
      ["engine's node", answer.nodeId],
      ["engine's address", answer.address.toLowerCase()],
    ];
    for (const [what, thing] of things) {
      const other = seen.get(thing);
      if (other !== undefined) {
        const whose =
          other === answer.id ? `${other} has one` : `${other} and ${answer.id} have one`;
        const fix = "each makes its own with `tallystick network join` in a folder of its own";
        throw duplicate(`${whose} ${what} twice`, fix);
      }
      seen.set(thing, answer.id);
    }
  }
}

function duplicate(message: string, fix: string): CeremonyError {
  return new CeremonyError("duplicate", message, fix);
}

/** Name of the founding's chain; for a new ledger it follows from its id. */
export function chainOf({ start, ledgerId }: Founding): string {
  return chainIdOf({ ledgerId, height: start?.height ?? 0 } as ChainStart);
}
