import { randomBytes } from "node:crypto";
import { applicationList } from "@tallystick/apps/applications";
import { equalBytes } from "@tallystick/core/bytes";
import type { CborEncodable, CborMap, CborValue } from "@tallystick/core/cbor";
import { decodeGenesis, genesisLedgerId } from "@tallystick/core/genesis";
import { readApplication, readId } from "@tallystick/core/identifiers";
import {
  APPLICATIONS_MAX,
  GENESIS_BYTES_MAX,
  NAME_LENGTH_MAX,
  ORGANISATIONS_MAX,
} from "@tallystick/core/limits";
import {
  readArray,
  readBytes,
  readMap,
  readText,
  readTime,
  readUint,
  SchemaError,
} from "@tallystick/core/schema";
import type { Signer } from "@tallystick/core/signer";
import type { PublicKey, Suite } from "@tallystick/core/suite/suite";
import { NETWORK_ID_LENGTH_MAX } from "../limits.ts";
import { CeremonyError } from "./ceremony-error.ts";
import { making, openFile, reading, signFile } from "./signed-file.ts";

/** An organisation that is to take part. */
export interface Invited {
  readonly id: string;
  readonly name: string;
}

/** What a founder proposes. */
export interface InvitationPlan {
  readonly name: string;
  readonly applications: readonly string[];
  /** Versions of their rules that the ledger begins with, of those that begin with another than 1. */
  readonly versions?: Readonly<Record<string, number>> | undefined;
  /** In the order of their signatures in certificates. */
  readonly organisations: readonly Invited[];
  /** Id of the founder among them. */
  readonly by: string;
  /** ms since 1970 UTC. */
  readonly created: number;
  /** After it nobody may answer any more, ms. */
  readonly expires: number;
  /** Genesis document of the ledger that the founder has run alone until now; undefined for a new one. */
  readonly adopts?: Uint8Array | undefined;
}

/** An invitation whose signature holds. */
export interface Invitation extends InvitationPlan {
  readonly bytes: Uint8Array;
  /** Hash of the bytes, in the suite of the ledger: what everything else of the ceremony names it by. */
  readonly id: Uint8Array;
  readonly suite: Suite;
  /** The founder's checkpoint key, which signed it. */
  readonly key: PublicKey;
}

const REQUIRED = ["nonce", "name", "applications", "organisations", "by", "created", "expires"];

/** Sign an invitation. @throws CeremonyError `malformed` when the plan breaks the format */
export async function makeInvitation(
  suite: Suite,
  signer: Signer,
  plan: InvitationPlan,
): Promise<Uint8Array> {
  const { name, applications, versions, organisations, by, created, expires, adopts } = plan;
  const members: Record<string, CborEncodable> = {
    nonce: new Uint8Array(randomBytes(16)),
    name,
    applications: [...applications],
    organisations: organisations.map(({ id, name: human }) => ({ id, name: human })),
    by,
    created,
    expires,
  };
  if (versions !== undefined) members["versions"] = { ...versions };
  if (adopts !== undefined) members["adopts"] = adopts;
  return making(async () => {
    const bytes = await signFile("invitation", suite.name, signer, members);
    openInvitation(bytes);
    return bytes;
  });
}

/** Read an invitation and check it by itself. @throws CeremonyError `malformed`, `bad-signature`, `duplicate` */
export function openInvitation(bytes: Uint8Array): Invitation {
  const {
    suite,
    key,
    payload: map,
  } = openFile("invitation", bytes, REQUIRED, ["versions", "adopts"]);
  return reading("invitation", () => {
    readBytes(map.get("nonce"), "nonce", 16);
    const invitation: Invitation = {
      bytes,
      id: suite.hash(bytes),
      suite,
      key,
      name: readText(map.get("name"), "name", NAME_LENGTH_MAX),
      applications: readArray(map.get("applications"), "applications", 1, APPLICATIONS_MAX).map(
        (item) => readApplication(item, "application"),
      ),
      organisations: readArray(map.get("organisations"), "organisations", 1, ORGANISATIONS_MAX).map(
        (item) => {
          const one = readMap(item, "organisation", ["id", "name"]);
          return {
            id: readNetworkId(readId(one.get("id"), "organisation.id")),
            name: readText(one.get("name"), "organisation.name", NAME_LENGTH_MAX),
          };
        },
      ),
      by: readId(map.get("by"), "by"),
      created: readTime(map.get("created"), "created"),
      expires: readTime(map.get("expires"), "expires"),
      ...(map.has("versions") && { versions: readVersions(map.get("versions")) }),
      ...(map.has("adopts") && {
        adopts: readBytes(map.get("adopts"), "adopts", 1, GENESIS_BYTES_MAX),
      }),
    };
    checkInvitation(invitation);
    return invitation;
  });
}

function readVersions(value: CborValue | undefined): Readonly<Record<string, number>> {
  if (!(value instanceof Map)) throw new SchemaError("versions", "a map");
  const versions = Array.from(value as CborMap, ([name, version]): [string, number] => {
    const number = readUint(version, "version");
    if (number < 2) throw new SchemaError("version", "2 or more: what begins with 1 is not named");
    return [readApplication(name, "versions"), number];
  });
  return Object.fromEntries(versions);
}

function readNetworkId(id: string): string {
  if (id.length <= NETWORK_ID_LENGTH_MAX) return id;
  throw new SchemaError("organisation.id", `at most ${NETWORK_ID_LENGTH_MAX} characters`);
}

/** What no single member shows. */
function checkInvitation(invitation: Invitation): void {
  const { organisations, applications, by, created, expires, adopts, suite } = invitation;
  const ids = organisations.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) {
    throw new CeremonyError(
      "duplicate",
      "two organisations of the invitation have the same id",
      "make the invitation again with an id of its own for each",
    );
  }
  if (new Set(applications).size !== applications.length) {
    throw new SchemaError("applications", "each once");
  }
  if (!ids.includes(by)) throw new SchemaError("by", "the id of an organisation of the invitation");
  if (expires <= created) throw new SchemaError("expires", "later than created");
  if (adopts === undefined) return;
  const genesis = decodeGenesis(adopts);
  if (genesis.suite !== suite.name) throw new SchemaError("adopts", "a ledger of the same suite");
  const [alone] = genesis.organisations;
  if (genesis.organisations.length !== 1 || alone?.id !== by) {
    throw new SchemaError("adopts", "a ledger that the founder has run alone");
  }
}

/** Id of the ledger that an invitation adopts; undefined for a new one. */
export function adoptedLedger({ suite, adopts }: Invitation): Uint8Array | undefined {
  return adopts === undefined ? undefined : genesisLedgerId(suite, adopts);
}

/** The organisation of an invitation. @throws CeremonyError `not-invited` */
export function invitedAs(invitation: Invitation, id: string): Invited {
  const found = invitation.organisations.find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new CeremonyError(
    "not-invited",
    `${id} is none of the organisations of this invitation: ${invitation.organisations.map((one) => one.id).join(", ")}`,
    "use the id that the founder has given your organisation, or have yourself invited",
  );
}

/** Refuse applications that this program does not have. @throws CeremonyError `unknown-application` */
export function requireApplications({
  applications,
  versions = {},
}: Pick<InvitationPlan, "applications" | "versions">): void {
  for (const name of applications) {
    const known = applicationList.find((app) => app.name === name);
    if (known !== undefined && known.version >= (versions[name] ?? 1)) continue;
    const version = versions[name] === undefined ? "" : ` in version ${versions[name]}`;
    throw new CeremonyError(
      "unknown-application",
      `this program has no application ${name}${version}`,
      `use a program that has it, on every host; this one has ${applicationList.map((app) => app.name).join(", ")}`,
    );
  }
}

/** Refuse what was made for another invitation. @throws CeremonyError `other-ceremony` */
export function requireSameInvitation(what: string, id: Uint8Array, invitation: Invitation): void {
  if (equalBytes(id, invitation.id)) return;
  throw new CeremonyError(
    "other-ceremony",
    `${what} was made for another invitation than this one`,
    "have it made again with the invitation that everybody uses; its fingerprint must be the same for all",
  );
}
