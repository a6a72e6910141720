import { memberAuthority } from "@tallystick/apps/membership/gate";
import { memberIdentity, membership } from "@tallystick/apps/membership/index";
import { encodeGenesis } from "@tallystick/core/genesis";
import { encodeKey } from "@tallystick/core/keys";
import { portableSigner } from "@tallystick/core/suite/portable-signer";
import type { App, InitContext } from "@tallystick/ledger/app/define-app";
import { BlockRun } from "@tallystick/ledger/block-run";
import { CommittedTables } from "@tallystick/ledger/committed-tables";
import { type Gate, type GateRequest, GateRun } from "@tallystick/ledger/gate";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { openParts } from "@tallystick/ledger/open-ledger";
import { settleBlock } from "@tallystick/ledger/settle-block";
import { foundingBudget } from "@tallystick/ledger/tables/app-overlay";
import { bindWriters } from "@tallystick/ledger/tables/bind-tables";
import { Overlays } from "@tallystick/ledger/tables/overlays";
import { acceleratedSuite } from "@tallystick/node/suite";
import { type BenchContext, numberOption, runBench, suiteOption } from "./harness/bench.ts";

type Tables = typeof membership.tables;

/**
 * What the gate of membership adds to a statement: an action that the caller's role opens, and one that
 * a grant opens, each by callers drawn from the whole ledger. The first check of a caller since the
 * members last changed reads its rows; any later one goes by what was kept. The value is the mean over a
 * run in which every member signs ten statements; both kinds are given by themselves as well. Times are
 * the processor's, which other programs on the machine hardly change.
 */
async function measure(context: BenchContext): Promise<void> {
  const name = suiteOption(context);
  const members = numberOption(context, "members", 100_000);
  const roles = numberOption(context, "roles", 1000);
  const block = numberOption(context, "block", 1000);
  const each = numberOption(context, "each", 10);
  const suite = acceleratedSuite(name);
  context.note(`founding a ledger of ${members} members and ${roles} roles`);
  const publicKey = (number: number) => {
    const secret = suite.hash(new TextEncoder().encode(`bench ${number}`));
    secret[0] = 0x11;
    const [algorithm] = suite.algorithms;
    if (algorithm === undefined) throw new Error("a suite signs with something");
    return portableSigner(suite, algorithm, secret).publicKey;
  };
  const keyIdOf = (number: number) => suite.hash(Uint8Array.of(...u32(number)));
  const crowded: App = {
    ...membership,
    init(from: InitContext<Tables>) {
      membership.init?.(from);
      const key = encodeKey(publicKey(2));
      for (let i = 0; i < roles; i++) {
        from.tables.roles.put({
          ...{ role: `role-${i}`, title: `Role ${i}`, fromHeight: 0, operators: true },
          capabilities: [`app-${i}.act`, `app-${i}.look`, `app-${i}.check`, "vault.open"],
        });
      }
      for (let i = 0; i < members; i++) {
        const member = `member-${i}`;
        from.tables.members.put({ member, organisation: "org", role: "member", since: 0 });
        from.tables.keys.put({ keyId: keyIdOf(i), member, key, fromHeight: 1 });
        for (let n = 0; n < 2; n++) {
          const role = `role-${(i * 7 + n * 13) % roles}`;
          from.tables.grants.put({ member, role, grant: 0, by: "operator", fromHeight: 1 });
        }
      }
    },
  };
  const genesis = encodeGenesis({
    ...{ name: "Bench", suite: name, created: 0, applications: ["membership"] },
    organisations: [{ id: "org", name: "Org", key: publicKey(0) }],
    members: [{ id: "operator", organisation: "org", role: "operator", key: publicKey(1) }],
  });
  const store = new MemoryStore();
  const parts = await openParts({
    ...{ store, suite, genesis, apps: [crowded], identity: memberIdentity },
  });
  const { apps } = parts;
  const requestOf = (number: number, granted: boolean): GateRequest => {
    const app = granted ? "vault" : "evidence";
    return {
      ...{ app, action: granted ? "vault.open" : "evidence.deposit", scope: { recordClass: app } },
      ...{ roles: granted ? [] : ["member"], bytes: 340, height: 5, time: 5000 },
      caller: {
        ...{ member: `member-${number}`, organisation: "org", role: "member", kind: "person" },
        keyId: keyIdOf(number),
      },
    };
  };
  for (const [granted, changes] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ]) {
    const committed = new CommittedTables({ suite, store });
    /** What a block between two others changes: a member is given one more role. */
    const change = async (number: number): Promise<void> => {
      const machine = {
        ...parts,
        actions: new Map(),
        gates: [],
        committed,
        identity: () => undefined,
      };
      const at = { height: 1, time: 0 };
      const run = new BlockRun(machine, at, 0);
      const overlay = run.overlays.of(0);
      overlay.begin(foundingBudget());
      const grant = { member: `member-${number % members}`, role: "role-0", grant: number + 1 };
      bindWriters(overlay, membership.tables).grants.put({
        ...grant,
        by: "operator",
        fromHeight: 9,
      });
      overlay.keep();
      const { writes, effect } = settleBlock(run, at, { ...parts, base: parts.last });
      await store.commit(writes);
      for (const [app, update] of effect.treeUpdates) apps[app]?.tree.apply(update);
      for (const app of apps) app.nextRowId = effect.nextRowIds[app.number] ?? app.nextRowId;
      committed.changed(effect.changed);
    };
    const pass = (from: number): number => {
      // Every member once in `members` numbers, whatever the order.
      const requests = Array.from({ length: block }, (_, i) =>
        requestOf(((from + i) * 104_729) % members, granted === true),
      );
      const overlays = new Overlays({ suite, store, apps });
      const gates = new GateRun([memberAuthority as Gate], apps, overlays, committed);
      const start = process.cpuUsage();
      for (const request of requests) {
        if (gates.pass(request, true) !== null) throw new Error("a rightful caller was refused");
      }
      const { user, system } = process.cpuUsage(start);
      return user + system;
    };
    const spent = [0, 0];
    for (let from = 0; from < members * each; from += block) {
      const first = from < members ? 0 : 1;
      spent[first] = (spent[first] ?? 0) + pass(from);
      if (changes) await change(from / block);
    }
    const [first = 0, later = 0] = spent;
    const micros = (total: number, checks: number) => Math.round((total * 100) / checks) / 100;
    context.emit({
      ...{ suite: name, right: granted ? "grant" : "role", changes },
      ...{ value: micros(first + later, members * each), unit: "µs/check" },
      firstOfCaller: micros(first, members),
      laterOfCaller: micros(later, members * (each - 1)),
      ...{ members, roles, statements: members * each, block, store: "memory" },
    });
  }
}

function u32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

/** The cost of the permission check: `--members 100000`, `--roles 1000`, `--block 1000`, `--each 10`, `--suite gm`. */
await runBench("permission-check", measure);
