import { toHex } from "@tallystick/core/bytes";
import {
  type Acceptance,
  describeAcceptance,
} from "@tallystick/node/ops/network/ceremony/acceptance";
import { describeAnswer } from "@tallystick/node/ops/network/ceremony/answer";
import { CeremonyError } from "@tallystick/node/ops/network/ceremony/ceremony-error";
import { type Founding, openFounding } from "@tallystick/node/ops/network/ceremony/founding";
import { type Invitation, openInvitation } from "@tallystick/node/ops/network/ceremony/invitation";
import { answer } from "../answer.ts";
import { formatTime } from "../terminal/quantities.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";
import { fingerprint, readGiven } from "./ceremony-files.ts";
import { factsOf, foundingLines } from "./run-ceremony.ts";

interface Shown {
  readonly facts: Record<string, unknown>;
  readonly lines: readonly string[];
}

const readers: readonly ((bytes: Uint8Array, file: string) => Shown)[] = [
  (bytes) => showInvitation(openInvitation(bytes)),
  (bytes) => showAnswer(describeAnswer(bytes)),
  (bytes, file) => showFounding(openFounding(bytes), file),
  (bytes) => showAcceptance(describeAcceptance(bytes)),
];

/** `tallystick network show`: what a file of a ceremony is. @throws CeremonyError */
export function runShow(file: string, options: { readonly json?: boolean }): void {
  const { facts, lines } = shownOf(readGiven(file), file);
  answer(options, facts, () => lines);
}

/** The first reader that knows the format says what is in it, or what is wrong with it. */
function shownOf(bytes: Uint8Array, file: string): Shown {
  for (const read of readers) {
    try {
      return read(bytes, file);
    } catch (error) {
      if (!(error instanceof CeremonyError && error.code === "malformed")) throw error;
    }
  }
  throw new CeremonyError(
    "malformed",
    `${file} is no invitation, answer, founding or acceptance of this version, or it is damaged`,
    "get it again from whoever made it",
  );
}

function showInvitation(invitation: Invitation): Shown {
  const { id, name, suite, by, organisations, applications, created, expires } = invitation;
  const facts = {
    kind: "invitation",
    id: toHex(id),
    ...{ name, suite: suite.name, by, organisations, applications, created, expires },
    adopts: invitation.adopts !== undefined,
  };
  return {
    facts,
    lines: [
      `Invitation of ${by} to ${printable(name)} (${suite.name}); its signature is valid`,
      ...tableLines(
        organisations.map(({ id: one, name: human }) => [one, printable(human)]),
        { indent: "  " },
      ),
      `applications ${applications.join(", ")}`,
      `made ${formatTime(created)}, valid until ${formatTime(expires)}`,
      ...(invitation.adopts === undefined
        ? []
        : [`takes along the ledger that ${by} has run alone`]),
      `Fingerprint: ${fingerprint(id)}`,
    ],
  };
}

function showAnswer(said: ReturnType<typeof describeAnswer>): Shown {
  const { organisation, invitation, address, created } = said;
  return {
    facts: { kind: "answer", organisation, invitation: toHex(invitation), address, created },
    lines: [
      `Answer of ${organisation}, its engine at ${address}, made ${formatTime(created)}; its signature is valid`,
      `Invitation:  ${fingerprint(invitation)}`,
    ],
  };
}

function showFounding(founding: Founding, file: string): Shown {
  return {
    facts: { kind: "founding", ...factsOf(founding) },
    lines: foundingLines(file, founding),
  };
}

function showAcceptance(acceptance: Acceptance): Shown {
  const { organisation, ledgerId, founding, created } = acceptance;
  const facts = { organisation, ledger: toHex(ledgerId), founding: toHex(founding), created };
  return {
    facts: { kind: "acceptance", ...facts },
    lines: [
      `Acceptance of ${organisation}, made ${formatTime(created)}; its signature is valid`,
      `Ledger:      ${fingerprint(ledgerId)}`,
      `Founding:    ${fingerprint(founding)}`,
    ],
  };
}
