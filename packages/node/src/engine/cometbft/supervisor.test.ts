import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EngineHome, engineHome, makeEngineHome } from "./engine-home.ts";
import type { EngineExit, EngineLaunch, EngineProcess } from "./process.ts";
import { type EngineHalt, EngineSupervisor, type SupervisorParts } from "./supervisor.ts";

/** A process that says and does what it is told. */
class FakeProcess implements EngineProcess {
  readonly pid = 4711;
  readonly exited: Promise<EngineExit>;
  readonly say: (line: string) => void;
  end: (exit: EngineExit) => void = () => {};
  stopped = false;

  constructor({ onLine }: EngineLaunch) {
    this.say = onLine;
    this.exited = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  stop(): Promise<EngineExit> {
    this.stopped = true;
    this.end({ code: 0, signal: null });
    return this.exited;
  }
}

let folder: string;
let home: EngineHome;
let processes: FakeProcess[];
let halts: EngineHalt[];
let supervisor: EngineSupervisor | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tallystick-supervisor-"));
  home = engineHome(folder);
  makeEngineHome(home);
  processes = [];
  halts = [];
});
afterEach(async () => {
  await supervisor?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function run(parts: Partial<SupervisorParts> = {}): EngineSupervisor {
  supervisor = new EngineSupervisor({
    binary: "none",
    home,
    onHalt: (halt) => halts.push(halt),
    launch: async (launch) => {
      const started = new FakeProcess(launch);
      processes.push(started);
      return started;
    },
    times: { firstPause: 5, longestPause: 20, wellAfter: 1000, grace: 100 },
    ...parts,
  });
  supervisor.start();
  return supervisor;
}

async function processNumber(number: number): Promise<FakeProcess> {
  await expect.poll(() => processes.length).toBe(number);
  return processes[number - 1] as FakeProcess;
}

const KILLED: EngineExit = { code: null, signal: "SIGKILL" };

describe("the supervisor", () => {
  it("starts an engine that ends again, for as long as it takes", async () => {
    let prepared = 0;
    const watched = run({ prepare: () => void prepared++ });
    for (let i = 1; i <= 6; i++) (await processNumber(i)).end(KILLED);
    await processNumber(7);
    expect(watched.status()).toMatchObject({ state: "starting", restarts: 6, lastExit: KILLED });
    expect(prepared).toBe(7);
    watched.answered();
    expect(watched.status().state).toBe("running");
    expect(halts).toEqual([]);
  });

  it("tries again when the program cannot be started", async () => {
    let tries = 0;
    const watched = run({
      launch: async (launch) => {
        tries += 1;
        if (tries < 3) throw new Error("no such program");
        const started = new FakeProcess(launch);
        processes.push(started);
        return started;
      },
    });
    await processNumber(1);
    expect(watched.lines.join("\n")).toContain("no such program");
  });

  it("halts on divergence instead of trying again", async () => {
    const watched = run();
    const first = await processNumber(1);
    first.say("first");
    first.say("panic: state.AppHash does not match AppHash after replay. Got AA");
    first.say("found conflicting vote from ourselves");
    await expect.poll(() => first.stopped).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(processes).toHaveLength(1);
    expect(watched.status().state).toBe("halted");
    expect(halts).toHaveLength(1);
    expect(halts[0]).toMatchObject({ trouble: "diverged" });
    expect(halts[0]?.lines).toContain("first");
  });

  it("lets a graver trouble count more than the first", async () => {
    run();
    const first = await processNumber(1);
    first.say('{"_msg":"the WAL file is corrupted; attempting repair"}');
    first.say("app block height (9) is higher than core (3)");
    await expect.poll(() => halts[0]?.trouble).toBe("out-of-step");
  });

  it("ends a process whose consensus has stopped, and starts another", async () => {
    run();
    const first = await processNumber(1);
    first.say('{"_msg":"CONSENSUS FAILURE!!!","err":"failed to apply block; EOF"}');
    await processNumber(2);
    expect(first.stopped).toBe(true);
    expect(halts).toEqual([]);
  });

  it("puts damaged logs aside, a few times, and touches no voting record", async () => {
    writeFileSync(home.validatorState, "the record");
    const watched = run();
    for (let i = 1; i <= 4; i++) {
      mkdirSync(home.wal, { recursive: true });
      const one = await processNumber(i);
      one.say('{"_msg":"the WAL repair failed"}');
      one.end({ code: 1, signal: null });
    }
    await expect.poll(() => halts[0]?.trouble).toBe("wal-damaged");
    expect(watched.status().quarantined).toBe(3);
    expect(readdirSync(home.quarantine)).toHaveLength(3);
    expect(existsSync(home.validatorState)).toBe(true);
  });

  it("leaves a log alone that the engine mended itself", async () => {
    mkdirSync(home.wal);
    const watched = run();
    const first = await processNumber(1);
    first.say('{"_msg":"the WAL file is corrupted; attempting repair"}');
    watched.answered();
    first.end(KILLED);
    await processNumber(2);
    expect(existsSync(home.wal)).toBe(true);
    expect(watched.status().quarantined).toBe(0);
  });

  it("stops whatever it is at, and halts when the node does", async () => {
    const watched = run();
    const first = await processNumber(1);
    await watched.stop();
    expect(first.stopped).toBe(true);
    expect(watched.status().state).toBe("stopped");
    const pausing = run({ times: { firstPause: 60_000 } });
    (await processNumber(2)).end(KILLED);
    await expect.poll(() => pausing.status().state).toBe("restarting");
    await pausing.stop();
    const halting = run();
    await processNumber(3);
    await halting.halt("the ledger is damaged");
    expect(halting.status().state).toBe("halted");
    expect(halts.at(-1)).toMatchObject({ trouble: "node-halted", line: "the ledger is damaged" });
  });
});
