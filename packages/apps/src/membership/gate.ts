import { equalBytes } from "@tallystick/core/bytes";
import { type Caller, type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import type { Gate, GateRequest } from "@tallystick/ledger/gate";
import type { KeyPurpose } from "./fields.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import { keys } from "./records/members.ts";
import { Rights, rightTables } from "./rights.ts";
import { activeAt, type Standing } from "./standing.ts";

const tables = { ...rightTables, keys };

type Readers = TableReaders<typeof tables>;

/** Callers whose standing is kept until a commit changes the tables. */
const CALLERS_KEPT = 131_072;

interface KeyFacts {
  readonly keyId: Uint8Array;
  readonly purposes: readonly KeyPurpose[] | undefined;
  readonly notAfter: number;
}

interface CallerFacts {
  readonly member: Standing;
  readonly organisation: Standing;
  readonly keys: KeyFacts[];
}

interface Kept {
  readonly rights: Rights;
  readonly callers: Map<string, CallerFacts>;
  readonly organisations: Map<string, Standing>;
}

/** What has been read from the committed rows; gone with them. */
const kept = new WeakMap<Readers, Kept>();

/** The right to call an action: built-in role or granted right, member and organisation in good standing, a key for it. */
export const memberAuthority: Gate<typeof tables> = {
  app: "membership",
  tables,
  committed: true,
  opens(readers, request) {
    const { rights } = of(readers);
    const { caller } = request;
    return (
      rights.granted(caller, request) !== undefined || rights.lent(caller, request) !== undefined
    );
  },
  check(readers, request) {
    const facts = factsOf(readers, request.caller);
    if (facts === undefined) return refuse(OUTCOMES.memberSuspended);
    if (!activeAt(facts.organisation, request.height)) {
      return refuse(OUTCOMES.organisationSuspended);
    }
    if (!activeAt(facts.member, request.height)) return refuse(OUTCOMES.memberSuspended);
    return keyRefusal(keyFacts(readers, facts, request.caller), request);
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
    found = { rights: new Rights(readers), callers: new Map(), organisations: new Map() };
    kept.set(readers, found);
  }
  return found;
}

function factsOf(readers: Readers, { member }: Caller): CallerFacts | undefined {
  const { callers } = of(readers);
  const known = callers.get(member);
  if (known !== undefined) return known;
  const row = readers.members.get({ member });
  const organisation = row && organisationStanding(readers, row.organisation);
  if (row === undefined || organisation === undefined) return undefined;
  if (callers.size >= CALLERS_KEPT) callers.clear();
  const facts = { member: standing(row), organisation, keys: [] };
  callers.set(member, facts);
  return facts;
}

function organisationStanding(readers: Readers, organisation: string): Standing | undefined {
  const { organisations } = of(readers);
  const known = organisations.get(organisation);
  if (known !== undefined) return known;
  const row = readers.organisations.get({ organisation });
  if (row === undefined) return undefined;
  const found = standing(row);
  organisations.set(organisation, found);
  return found;
}

/** What is kept of a row: so much less than the row. */
function standing({ status, statusFrom }: Standing): Standing {
  return { status, statusFrom };
}

function keyFacts(readers: Readers, facts: CallerFacts, { keyId }: Caller): KeyFacts | undefined {
  const known = facts.keys.find((one) => equalBytes(one.keyId, keyId));
  if (known !== undefined) return known;
  const row = readers.keys.get({ keyId });
  if (row === undefined) return undefined;
  const { purposes, notAfter = Number.MAX_SAFE_INTEGER } = row;
  const found = { keyId, purposes, notAfter };
  facts.keys.push(found);
  return found;
}
