/**
 * The steps of founding a network, each of one organisation on its own data directory.
 * docs/reference/ceremony.md.
 */

import { existsSync } from "node:fs";
import type { SuiteName } from "@tallystick/core/algorithms";
import { equalBytes } from "@tallystick/core/bytes";
import { decodeGenesis } from "@tallystick/core/genesis";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { dataPaths } from "../../../data-paths.ts";
import { readAdoptionMark } from "../../../engine/consensus/adoption-mark.ts";
import { readFileIfAny } from "../../../files.ts";
import { GENESIS_APPLICATIONS, newestVersions } from "../../../init.ts";
import { lockDirectory } from "../../../lock.ts";
import { openStore } from "../../../store/open-store.ts";
import { makeAcceptance, openAcceptance } from "./acceptance.ts";
import { listenAt, requireAddress } from "./address.ts";
import { type Answer, makeAnswer, openAnswer } from "./answer.ts";
import { CeremonyError } from "./ceremony-error.ts";
import { requirePast } from "./clock.ts";
import { CeremonyFolder, type FolderAccess } from "./folder.ts";
import { type Founding, openFounding } from "./founding.ts";
import { type HistoryProgress, requireSameMark, takeHistory } from "./history.ts";
import {
  type Invitation,
  type Invited,
  invitedAs,
  makeInvitation,
  openInvitation,
  requireApplications,
} from "./invitation.ts";

const DAY_MS = 86_400_000;

/** What a founder decides. */
export interface InviteOptions extends FolderAccess {
  /** Of a new ledger; an adopted one keeps its own. */
  readonly name?: string | undefined;
  readonly suite?: SuiteName | undefined;
  readonly applications?: readonly string[] | undefined;
  /** Id of the founder, one of the organisations. */
  readonly by: string;
  readonly organisations: readonly Invited[];
  /** So long the others may answer. */
  readonly days: number;
  /** Take along the ledger of the node in the data directory. */
  readonly adopt?: boolean | undefined;
  readonly now?: number | undefined;
}

/** Describe a network and sign it with the founder's own key, which is made when it is not there yet. */
export async function invite(options: InviteOptions): Promise<Invitation> {
  const { by, organisations, days, now = Date.now() } = options;
  const folder = new CeremonyFolder(options);
  return besideNode(folder, async () => {
    const { config } = folder;
    if ((config !== undefined) !== (options.adopt === true)) {
      throw new CeremonyError(
        "wrong-step",
        config === undefined
          ? `${options.dataDir} holds no node whose ledger could be taken along`
          : `${options.dataDir} is a node already`,
        config === undefined
          ? "name its data directory with --data"
          : "name an empty or new directory for a new ledger, or add --adopt to take this one along",
      );
    }
    const suite = nodeSuite(config?.suite ?? options.suite ?? "intl");
    const { organisation } = await folder.keys(suite);
    const bytes = await makeInvitation(suite, organisation, {
      name: config?.name ?? options.name ?? "Tallystick",
      ...rulesOf(options),
      ...{ organisations, by, created: now, expires: now + days * DAY_MS },
      adopts: config && readFileIfAny(dataPaths(options.dataDir).genesis),
    });
    folder.startOver();
    folder.keep("invitation", bytes);
    return openInvitation(bytes);
  });
}

/** The applications of a new ledger, or those that an adopted one has. */
function rulesOf(options: InviteOptions): Pick<Invitation, "applications" | "versions"> {
  if (options.adopt === true) {
    const genesis = readFileIfAny(dataPaths(options.dataDir).genesis) ?? new Uint8Array(0);
    const { applications, versions } = decodeGenesis(genesis);
    return { applications, versions };
  }
  const applications = options.applications ?? [...GENESIS_APPLICATIONS];
  const rules = { applications, ...newestVersions(applications) };
  requireApplications(rules);
  return rules;
}

/** How an organisation answers. */
export interface JoinOptions extends FolderAccess {
  readonly invitation: Uint8Array;
  /** Its id in the invitation. */
  readonly organisation: string;
  /** `host:port` that the others reach its engine by. */
  readonly address: string;
  /** `host:port` that its engine listens on: every address of the machine at that port unless given. */
  readonly listen?: string | undefined;
  readonly now?: number | undefined;
}

/**
 * Make an organisation's keys and answer an invitation with their public sides. Done again, it answers anew
 * with the same keys; only the last answer counts.
 *
 * @throws CeremonyError `expired`, `clock`, `not-invited`, `other-ceremony`, `wrong-step`
 */
export async function join(options: JoinOptions): Promise<Answer> {
  const { organisation, address, now = Date.now() } = options;
  const invitation = openInvitation(options.invitation);
  invitedAs(invitation, organisation);
  requireApplications(invitation);
  requirePast("the invitation", invitation.created, now);
  if (now > invitation.expires) {
    throw new CeremonyError(
      "expired",
      `the invitation was valid until ${new Date(invitation.expires).toISOString()}`,
      "ask the founder for a new one; if it is too early for that, set the clock of this machine",
    );
  }
  const listen = options.listen ?? listenAt(address);
  for (const one of [address, listen]) requireAddress(one);
  const folder = new CeremonyFolder(options);
  return besideNode(folder, async () => {
    requireOwnFolder(folder, invitation, organisation);
    const keys = await folder.keys(invitation.suite);
    const bytes = await makeAnswer({
      ...{ invitation, organisation, address, created: now },
      ...{ signer: keys.organisation, operator: keys.operator, engine: folder.engineProofs },
    });
    folder.keep("invitation", invitation.bytes);
    folder.place = { listen, address };
    folder.keep("answer", bytes);
    return openAnswer(bytes, invitation);
  });
}

/** A folder takes part in one network, as one organisation, and in none once it is a node. */
function requireOwnFolder(
  folder: CeremonyFolder,
  invitation: Invitation,
  organisation: string,
): void {
  const { dataDir } = folder.access;
  const kept = folder.read("invitation");
  if (kept !== undefined && !equalBytes(kept, invitation.bytes)) {
    throw new CeremonyError(
      "other-ceremony",
      `${dataDir} takes part in another network already`,
      "name a data directory of its own for each network with --data",
    );
  }
  const answered = folder.read("answer");
  if (answered !== undefined && openAnswer(answered, invitation).id !== organisation) {
    throw new CeremonyError(
      "wrong-organisation",
      `${dataDir} has answered for another organisation`,
      "each organisation answers from a data directory of its own",
    );
  }
  if (organisation !== invitation.by && kept !== undefined && answered === undefined) {
    throw new CeremonyError(
      "wrong-organisation",
      `${dataDir} holds the founder's keys`,
      `answer for ${invitation.by} from it, and for ${organisation} from its own`,
    );
  }
  const { config } = folder;
  if (config === undefined) return;
  if (invitation.adopts !== undefined && organisation === invitation.by) return;
  throw new CeremonyError(
    "wrong-step",
    `${dataDir} is a node already`,
    "name an empty or new directory with --data",
  );
}

/** What an organisation accepts. */
export interface AcceptOptions extends FolderAccess {
  readonly founding: Uint8Array;
  /** For a ledger with a history: the file that was written with the founding. The founder needs none. */
  readonly history?: AsyncIterable<Uint8Array> | undefined;
  readonly progress?: HistoryProgress | undefined;
  readonly now?: number | undefined;
}

/** An acceptance and the founding that it is of. */
export interface Accepted {
  readonly founding: Founding;
  readonly organisation: string;
  readonly acceptance: Uint8Array;
}

/**
 * Check a founding from end to end, that it has this organisation's own last answer, and sign that one takes
 * part in it.
 *
 * @throws CeremonyError `changed-answer`, `other-ceremony`, `clock`, `wrong-step` and what opening it throws
 */
export async function accept(options: AcceptOptions): Promise<Accepted> {
  const { now = Date.now() } = options;
  const founding = openFounding(options.founding);
  const folder = new CeremonyFolder(options);
  return locked(folder, async () => {
    const own = requireOwnAnswer(folder, founding);
    for (const { id, created } of founding.answers) {
      requirePast(`the answer of ${id}`, created, now);
    }
    await settleHistory(folder, founding, options);
    const { organisation: signer } = await folder.keys(founding.invitation.suite);
    const acceptance = await makeAcceptance(founding, own.id, signer, now);
    openAcceptance(acceptance, founding);
    folder.keep("founding", founding.bytes);
    folder.keepAcceptance(own.id, acceptance);
    return { founding, organisation: own.id, acceptance };
  });
}

/** The history of an adopted ledger must be here before one says yes to it. */
async function settleHistory(
  folder: CeremonyFolder,
  founding: Founding,
  { dataDir, history, progress }: AcceptOptions,
): Promise<void> {
  if (founding.start === undefined) return;
  const { config } = folder;
  const { ledger } = dataPaths(dataDir);
  if (config === undefined && history !== undefined) {
    await takeHistory(dataDir, founding, history, progress);
    return;
  }
  const fix =
    config === undefined
      ? "add --history with the file that was written together with the founding"
      : "hand the ledger over first with `tallystick network adopt`";
  if (!existsSync(ledger)) {
    const message = "this network takes over a ledger with a history, which is not here";
    throw new CeremonyError("wrong-step", message, fix);
  }
  const store = openStore(config?.store ?? "lmdb", ledger);
  try {
    if (readAdoptionMark(founding.invitation.suite.name, store) === undefined) {
      throw new CeremonyError("wrong-step", "the ledger here has not been handed over", fix);
    }
    requireSameMark(founding, store);
  } finally {
    await store.close();
  }
}

/** This folder's own answer must be in the founding as it was given. */
export function requireOwnAnswer(folder: CeremonyFolder, founding: Founding): Answer {
  const fix = "answer the invitation first with `tallystick network join`";
  const invitation = folder.need("invitation", fix);
  if (!equalBytes(invitation, founding.invitation.bytes)) {
    throw new CeremonyError(
      "other-ceremony",
      "the founding is of another invitation than the one that this organisation has answered",
      "compare the fingerprint of the invitation with that of the others",
    );
  }
  const kept = folder.need("answer", fix);
  const own = openAnswer(kept, founding.invitation);
  const listed = founding.answers.find(({ id }) => id === own.id) as Answer;
  if (equalBytes(listed.bytes, kept)) return own;
  throw new CeremonyError(
    "changed-answer",
    `the founding has another answer of ${own.id} than the last one given from ${folder.access.dataDir}`,
    "have it made again with the last answer; if nobody of yours has made the other one, your key is in other hands",
  );
}

/** Run with the data directory taken. @throws NodeError `already-running`, `not-empty` */
export async function locked<T>(folder: CeremonyFolder, run: () => Promise<T>): Promise<T> {
  folder.begin();
  const lock = lockDirectory(folder.access.dataDir);
  try {
    return await run();
  } finally {
    lock.release();
  }
}

/** The same for a step that reads a node's keys and touches nothing else of it: the node may go on working. */
function besideNode<T>(folder: CeremonyFolder, run: () => Promise<T>): Promise<T> {
  if (!folder.isNode) return locked(folder, run);
  folder.begin();
  return run();
}
