import { type Caller, type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import type { CommittedRows } from "@tallystick/ledger/committed-tables";
import type { Gate, GateRequest } from "@tallystick/ledger/gate";
import { onceFor } from "@tallystick/ledger/kept";
import { identityOf } from "@tallystick/ledger/tables/row-state";
import type { KeyPurpose } from "./fields.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import { keys } from "./records/members.ts";
import { Rights, rightTables } from "./rights.ts";
import { activeAt, type Standing, standingOf } from "./standing.ts";

const tables = { ...rightTables, keys };

type Readers = TableReaders<typeof tables>;

/** Callers whose standing is kept. */
const CALLERS_KEPT = 131_072;

/** What the gate goes by: a caller as the rows have it. */
interface CallerFacts {
  readonly member: Standing;
  readonly organisation: Standing;
  readonly key: KeyFacts | undefined;
}

interface KeyFacts {
  readonly purposes: readonly KeyPurpose[] | undefined;
  readonly notAfter: number;
}

const keptOf = onceFor((committed: CommittedRows<typeof tables>) => ({
  rights: new Rights(committed.tables, committed.memo),
  callers: committed.memo<CallerFacts | undefined>(CALLERS_KEPT),
  organisations: committed.memo<Standing | undefined>(CALLERS_KEPT),
}));

/** The right to call an action: built-in role or granted right, member and organisation in good standing, a key for it. */
export const memberAuthority: Gate<typeof tables> = {
  app: "membership",
  tables,
  committed: true,
  opens(_, request, committed) {
    const { rights } = keptOf(committed);
    const { caller } = request;
    return (
      rights.granted(caller, request) !== undefined || rights.lent(caller, request) !== undefined
    );
  },
  check(_, request, committed) {
    const facts = factsOf(committed, request.caller);
    if (facts === undefined) return refuse(OUTCOMES.memberSuspended);
    if (!activeAt(facts.organisation, request.height)) {
      return refuse(OUTCOMES.organisationSuspended);
    }
    if (!activeAt(facts.member, request.height)) return refuse(OUTCOMES.memberSuspended);
    return keyRefusal(facts.key, request);
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

function factsOf(
  committed: CommittedRows<typeof tables>,
  { member, keyId }: Caller,
): CallerFacts | undefined {
  const { callers, organisations } = keptOf(committed);
  return callers.get(`${identityOf(keyId)}${member}`, () => {
    const row = committed.tables.members.get({ member });
    const organisation = row && organisations.get(row.organisation, () => standing(row));
    if (row === undefined || organisation === undefined) return undefined;
    return { member: standingOf(row), organisation, key: keyFacts(committed.tables, keyId) };
  });

  function standing({ organisation }: { readonly organisation: string }): Standing | undefined {
    const row = committed.tables.organisations.get({ organisation });
    return row && standingOf(row);
  }
}

function keyFacts({ keys: table }: Readers, keyId: Uint8Array): KeyFacts | undefined {
  const row = table.get({ keyId });
  return row && { purposes: row.purposes, notAfter: row.notAfter ?? Number.MAX_SAFE_INTEGER };
}
