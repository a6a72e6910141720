import { join } from "node:path";
import { LEDGER_RULES } from "@tallystick/apps/applications";
import { encodeCall } from "@tallystick/apps/decided-calls";
import { encodeGenesis } from "@tallystick/core/genesis";
import { decodeStatement, signStatement, statementSigningInput } from "@tallystick/core/statement";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { Ledger } from "@tallystick/ledger/ledger";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { LmdbStore } from "@tallystick/node/store/lmdb-store";
import { type BenchContext, numberOption, runBench, suiteOption } from "./harness/bench.ts";
import { percentile } from "./harness/statistics.ts";

/**
 * A proposal from beginning to end: proposed, voted on by every
 * organisation (the last ballot decides it) and enacted. Every statement is signed and its signature
 * checked, and each takes a block of its own that is synced to the disk, as when they come one by one.
 * Signing is not measured. Two proposals run first so that everything is compiled.
 */
async function measure(context: BenchContext): Promise<void> {
  const name = suiteOption(context);
  const organisations = Math.round(numberOption(context, "organisations", 30));
  const proposals = Math.round(numberOption(context, "proposals", 20));
  const suite = nodeSuite(name);
  const ids = Array.from({ length: organisations }, (_, i) => `org-${i}`);
  const signers = ids.map(() => generateKey(suite));
  const genesis = encodeGenesis({
    ...{ name: "Bench", suite: name, created: 0 },
    organisations: ids.map((id) => ({ id, name: id, key: generateKey(suite).publicKey })),
    members: ids.map((id, i) => ({
      ...{ id, organisation: id, role: "operator" },
      key: (signers[i] as (typeof signers)[number]).publicKey,
    })),
    applications: ["membership", "governance", "evidence"],
  });
  const kind = context.options["store"] ?? "lmdb";
  const path = join(context.directory(), "store");
  const store = kind === "memory" ? new MemoryStore() : LmdbStore.open({ path });
  if (store instanceof LmdbStore) context.defer(() => store.close());
  const ledger = await Ledger.open({ ...LEDGER_RULES, store, suite, genesis });
  let number = 0;
  let time = 1000;
  let spent = 0;

  const act = async (by: number, action: string, input: object) => {
    const id = new Uint8Array(16);
    new DataView(id.buffer).setUint32(12, number++);
    const bytes = await signStatement({
      signer: signers[by] as (typeof signers)[number],
      ...{ issuer: ids[by] as string, ledgerId: ledger.ledgerId, id, expiry: time + 60_000 },
      ...{ action, input: input as never },
    });
    const start = performance.now();
    const statement = decodeStatement(bytes);
    const key = ledger.identity(statement.keyId)?.publicKey;
    const signatureValid =
      key !== undefined && suite.verify(key, statementSigningInput(statement), statement.signature);
    if (ledger.admit(statement, time) !== null) throw new Error(`${action} was not admitted`);
    const statements = [{ statement, signatureValid }];
    const block = ledger.execute({ height: ledger.height + 1, time: time++, statements });
    await ledger.commit(block);
    spent += performance.now() - start;
    const [outcome] = block.outcomes;
    if (outcome?.code !== 0) throw new Error(`${action} came to outcome ${outcome?.code}`);
    return outcome.data as ReadonlyMap<string, unknown>;
  };

  /** One ballot more than half says yes, and it comes last. */
  const yes = Math.floor(organisations / 2) + 1;
  const decide = async (value: number): Promise<number> => {
    spent = 0;
    const call = encodeCall({
      action: "governance.set-quota",
      input: { organisation: "*", app: "evidence", statements: value },
    });
    const made = await act(0, "governance.propose", { title: "Quota", calls: [{ ...call }] });
    const proposal = made.get("proposal");
    let status: unknown = "open";
    for (let i = 0; i < organisations; i++) {
      if (status !== "open") throw new Error("decided before the last ballot");
      const choice = i < organisations - yes ? "no" : "yes";
      status = (await act(i, "governance.vote", { proposal, choice })).get("status");
    }
    const enacted = await act(0, "governance.enact", { proposal });
    if (enacted.get("status") !== "enacted") throw new Error("not enacted");
    return spent;
  };

  for (let i = 0; i < 2; i++) await decide(i + 1);
  const runs: number[] = [];
  for (let i = 0; i < proposals; i++) runs.push(await decide(i + 10));
  const total = runs.reduce((sum, one) => sum + one, 0);
  const actions = organisations + 2;
  const rounded = (value: number) => Math.round(value * 100) / 100;
  context.emit({
    ...{ value: rounded(percentile(runs, 0.5)), unit: "ms/proposal", suite: name },
    p99: rounded(percentile(runs, 0.99)),
    actionsPerSecond: Math.round((actions * proposals * 1000) / total),
    ...{ organisations, actions, proposals, blocks: actions, store: kind },
  });
}

/** Proposals to their end: `--organisations 30`, `--proposals 20`, `--store memory`, `--suite gm`. */
await runBench("governance", measure);
