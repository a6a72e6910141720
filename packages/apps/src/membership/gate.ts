import { equalBytes } from "@tallystick/core/bytes";
import { type Caller, type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import type { Gate, GateRequest } from "@tallystick/ledger/gate";
import type { KeyPurpose } from "./fields.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import { keys, type Member } from "./records/members.ts";
import type { Organisation } from "./records/organisations.ts";
import { Rights, rightTables } from "./rights.ts";
import { activeAt } from "./standing.ts";

const tables = { ...rightTables, keys };

type Readers = TableReaders<typeof tables>;

/** Callers whose standing is kept for the length of a block. */
const CALLERS_KEPT = 65_536;

interface KeyFacts {
  readonly keyId: Uint8Array;
  readonly purposes: readonly KeyPurpose[] | undefined;
  readonly notAfter: number;
}

interface Standing {
  readonly member: Pick<Member, "status" | "statusFrom">;
  readonly organisation: Pick<Organisation, "status" | "statusFrom">;
  readonly keys: KeyFacts[];
}

interface Kept {
  readonly rights: Rights;
  readonly standings: Map<string, Standing>;
}

/** What has been read from the tables of one block, or of one committed state; gone with them. */
const kept = new WeakMap<Readers, Kept>();

/** The right to call an action: built-in role or granted right, member and organisation in good standing, a key for it. */
export const memberAuthority: Gate<typeof tables> = {
  app: "membership",
  tables,
  opens(readers, request) {
    const { rights } = of(readers);
    const { caller } = request;
    return (
      rights.granted(caller, request) !== undefined || rights.lent(caller, request) !== undefined
    );
  },
  check(readers, request) {
    const standing = standingOf(readers, request.caller);
    if (standing === undefined) return refuse(OUTCOMES.memberSuspended);
    if (!activeAt(standing.organisation, request.height)) {
      return refuse(OUTCOMES.organisationSuspended);
    }
    if (!activeAt(standing.member, request.height)) return refuse(OUTCOMES.memberSuspended);
    return keyRefusal(keyFacts(readers, standing, request.caller), request);
  },
};

/** Applications whose actions decide or watch; those of membership administer; all others record. */
const GOVERNING = new Set(["governance", "supervision"]);

/** What a key must be for to sign an action of an application. */
export function purposeOf(app: string): KeyPurpose {
  if (app === "membership") return "administration";
  return GOVERNING.has(app) ? "governance" : "records";
}

/** Every key may put another in its own place; the action sees to it that nothing else changes. */
const OPEN_TO_EVERY_KEY = "membership.rotate-key";

function keyRefusal(key: KeyFacts | undefined, request: GateRequest): Refused | null {
  if (key === undefined) return refuse(OUTCOMES.noSuchKey);
  if (request.time > key.notAfter) return refuse(OUTCOMES.keyExpired);
  if (request.action === OPEN_TO_EVERY_KEY) return null;
  const purpose = purposeOf(request.app);
  if (request.caller.kind === "device" && purpose !== "records") {
    return refuse(OUTCOMES.notForDevices);
  }
  if (key.purposes !== undefined && !key.purposes.includes(purpose)) {
    return refuse(OUTCOMES.keyPurpose, { purpose });
  }
  return null;
}

function of(readers: Readers): Kept {
  let found = kept.get(readers);
  if (found === undefined) {
    found = { rights: new Rights(readers), standings: new Map() };
    kept.set(readers, found);
  }
  return found;
}

function standingOf(readers: Readers, { member }: Caller): Standing | undefined {
  const { standings } = of(readers);
  const known = standings.get(member);
  if (known !== undefined) return known;
  const row = readers.members.get({ member });
  const organisation = row && readers.organisations.get({ organisation: row.organisation });
  if (row === undefined || organisation === undefined) return undefined;
  if (standings.size >= CALLERS_KEPT) standings.clear();
  const standing = { member: row, organisation, keys: [] };
  standings.set(member, standing);
  return standing;
}

function keyFacts(readers: Readers, standing: Standing, { keyId }: Caller): KeyFacts | undefined {
  const known = standing.keys.find((facts) => equalBytes(facts.keyId, keyId));
  if (known !== undefined) return known;
  const row = readers.keys.get({ keyId });
  if (row === undefined) return undefined;
  const facts = {
    keyId,
    purposes: row.purposes,
    notAfter: row.notAfter ?? Number.MAX_SAFE_INTEGER,
  };
  standing.keys.push(facts);
  return facts;
}
