import { type ChildProcessWithoutNullStreams, execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { findEngine } from "@tallystick/node/engine/cometbft/find-engine";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { CommandLine, ended } from "./support/command-line.ts";

const engine = await findEngine().catch((error: unknown) => {
  if (process.env["CI"] === "true") throw error;
  process.stderr.write("no CometBFT: networks are not tested\n");
  return undefined;
});
const real = describe.skipIf(engine === undefined);

const cli = new CommandLine();
cli.env = { TALLYSTICK_COMETBFT: engine?.binary ?? "" };
const running: ChildProcessWithoutNullStreams[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((child) => stop(child)));
});
afterAll(() => cli.close());

/** A command that goes on, and the values that it prints. */
class Background {
  readonly child: ChildProcessWithoutNullStreams;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  readonly values: any[] = [];
  readonly done: ReturnType<typeof ended>;

  constructor(...args: readonly string[]) {
    this.child = cli.start(...args, "--json");
    running.push(this.child);
    this.done = ended(this.child);
    createInterface({ input: this.child.stdout }).on("line", (line) =>
      this.values.push(JSON.parse(line)),
    );
  }

  /** The first value that a test finds right. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  async value(is: (value: any) => boolean): Promise<any> {
    await until("an answer", () => {
      if (this.child.exitCode !== null && !this.values.some(is)) throw new Error("it has ended");
      return this.values.some(is);
    });
    return this.values.find(is);
  }
}

async function stop(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await new Promise((resolve) => child.once("close", resolve));
}

/** Waits as long as a slow machine may take. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 90_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`no ${what} in time`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Ids of processes whose command line names the folder of these tests. */
function processesIn(folder: string): string[] {
  const lines = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => line.includes(folder) && !line.includes("ps -eo"));
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => void server.close(done))));
  return ports;
}

/** Deposits a new file at a node and verifies its receipt against a trust file. */
async function depositAndVerify(
  name: string,
  at: { readonly url: string; readonly data: string },
  trust: string,
): Promise<string> {
  writeFileSync(cli.path(name), `contents of ${name}`);
  const out = `receipts-${name}`;
  const deposited = await cli.run(
    "deposit",
    name,
    "--out",
    out,
    "--url",
    at.url,
    "--data",
    at.data,
  );
  expect(deposited).toMatchObject({ code: 0 });
  const receipt = `${out}/${name}.receipt`;
  const verified = await cli.run("verify", name, receipt, "--trust", trust);
  expect(verified.code, verified.out).toBe(0);
  return verified.out;
}

// biome-ignore lint/suspicious/noExplicitAny: the answer as scripts read it
async function statusOf(...args: readonly string[]): Promise<any> {
  return (await cli.json("network", "status", ...args)).values[0];
}

real("network local", () => {
  const folder = cli.path("local");
  const local = (...args: readonly string[]) =>
    new Background("network", "local", "--dir", folder, "--base-port", "0", ...args);
  // biome-ignore lint/suspicious/noExplicitAny: the answer as scripts read it
  const isReady = (value: any): boolean => value.ready === true;

  it("runs four organisations, survives the loss of one, and goes on later", async () => {
    const first = local();
    const { organisations, created } = await first.value(isReady);
    expect(created).toBe(true);
    expect(organisations).toHaveLength(4);
    const keys = organisations.map(({ data }: { data: string }) =>
      readFileSync(`${data}/keys/organisation.key`, "utf8"),
    );
    expect(new Set(keys).size).toBe(4);
    const [one, two, three] = organisations;
    const trust = `${three.data}/trust.json`;
    const said = await depositAndVerify("first.txt", two, trust);
    expect(said).toMatch(/[34] of the trusted organisations signed; 3 are needed/);
    expect(await statusOf("--dir", folder)).toMatchObject({
      ...{ well: true, summary: "can lose 1 of 4", diverged: [] },
    });
    // A second one in the same folder has no business there.
    const twice = await cli.json("network", "local", "--dir", folder, "--base-port", "0");
    expect(twice.values.at(-1).error.code).toBe("already-running");
    process.kill(three.pid, "SIGKILL");
    await depositAndVerify("second.txt", one, trust);
    await first.value(({ organisation, event }) => organisation === "org-3" && event === "ended");
    await first.value(({ organisation, event }) => organisation === "org-3" && event === "ready");
    first.child.kill("SIGINT");
    expect((await first.done).code).toBe(0);
    expect(processesIn(folder)).toEqual([]);

    const second = local();
    const again = await second.value(isReady);
    expect(again.created).toBe(false);
    await until("the same ledger", async () => {
      const { nodes } = await statusOf("--dir", folder);
      return nodes.every(({ roots }: { roots?: { logSize: number } }) => roots?.logSize === 2);
    });
    // Whoever is killed can tell nobody; its nodes and their engines notice.
    second.child.kill("SIGKILL");
    await until("end of all processes", () => processesIn(folder).length === 0);
  });

  it("refuses what would surprise, in words that help", async () => {
    const refusal = async (...args: readonly string[]) => {
      const { code, values } = await cli.json("network", "local", "--base-port", "0", ...args);
      expect(code).toBe(1);
      return values.at(-1).error;
    };
    expect(await refusal("--dir", "three", "--orgs", "3")).toMatchObject({
      code: "no-fault-tolerance",
      message: expect.stringContaining("a single one that is down") as string,
      fix: expect.stringContaining("--accept-no-fault-tolerance") as string,
    });
    expect(readdirSync(cli.home)).not.toContain("three");
    mkdirSync(cli.path("photos"));
    writeFileSync(cli.path("photos/holiday.jpg"), "x");
    expect((await refusal("--dir", "photos")).code).toBe("not-empty");
    expect(readdirSync(cli.path("photos"))).toContain("holiday.jpg");
    expect((await refusal("--dir", folder, "--orgs", "7")).code).toBe("other-network");
    expect((await refusal("--dir", folder, "--suite", "gm")).code).toBe("other-network");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    expect(await refusal("--dir", folder, "--base-port", String(port))).toMatchObject({
      code: "port-in-use",
      message: expect.stringContaining(String(port)) as string,
    });
    server.close();
    const { TALLYSTICK_COMETBFT: engineOfTests = "" } = cli.env;
    cli.env = { TALLYSTICK_COMETBFT: cli.path("nothing-here") };
    expect((await refusal("--dir", "never")).code).toBe("no-engine");
    cli.env = { TALLYSTICK_COMETBFT: engineOfTests };
    const notRunning = await cli.json("network", "status", "--dir", "never");
    expect(notRunning.values[0].error.code).toBe("not-running");
  });
});

describe("engine", () => {
  it("installs only what a node can use, and says when Go is missing", async () => {
    const wrong = await cli.json("engine", "install", "--version", "0.37.1");
    expect(wrong.values[0].error.code).toBe("invalid-option");
    const { env } = cli;
    cli.env = { ...env, PATH: cli.path("empty") };
    const noGo = await cli.json("engine", "install", "--version", "0.38.99");
    cli.env = env;
    expect(noGo.values[0].error).toMatchObject({
      code: "no-go",
      fix: expect.stringContaining("https://go.dev/dl") as string,
    });
  });
});

const IDS = ["port", "customs", "carrier", "bank"] as const;

/** Takes four organisations through the files of a ceremony, each in its own data directory. */
async function ceremony(
  name: string,
  dirs: readonly string[],
  adopting: boolean,
  meanwhile: (invitation: string, answers: readonly string[]) => Promise<void> = async () => {},
): Promise<{ readonly founding: string; readonly nodes: Background[] }> {
  const file = (kind: string): string => `${name}-${kind}`;
  const orgs = IDS.flatMap((id) => ["--org", `${id}=The ${id}`]);
  const [founder = ""] = dirs;
  const ok = async (...args: readonly string[]): Promise<void> => {
    const { code, err } = await cli.run(...args);
    expect(code, err).toBe(0);
  };
  const about = adopting ? ["--adopt"] : ["--name", "Harbour"];
  const invitation = file("invitation");
  const invite = [...about, "--as", "port", ...orgs, "--data", founder, "--out", invitation];
  await ok("network", "invite", ...invite);
  const ports = await freePorts(IDS.length);
  await Promise.all(
    IDS.map((id, i) => {
      const to = ["--address", `127.0.0.1:${ports[i]}`, "--data", dirs[i] as string];
      return ok("network", "join", invitation, "--as", id, ...to, "--out", file(`${id}.answer`));
    }),
  );
  const answers = IDS.map((id) => file(`${id}.answer`));
  await meanwhile(invitation, answers);
  const founding = file("founding");
  const history = file("history");
  if (adopting) {
    const out = ["--data", founder, "--out", founding, "--history", history, "--yes"];
    await ok("network", "adopt", invitation, ...answers, ...out);
  } else await ok("network", "found", invitation, ...answers, "--out", founding);
  await Promise.all(
    IDS.map((id, i) => {
      const more = adopting && i > 0 ? ["--history", history] : [];
      const to = ["--data", dirs[i] as string, "--out", file(`${id}.acceptance`)];
      return ok("network", "accept", founding, ...more, ...to);
    }),
  );
  const acceptances = IDS.map((id) => file(`${id}.acceptance`));
  const nodes = dirs.map(
    (dir) =>
      new Background(
        "network",
        "start",
        ...acceptances,
        "--data",
        dir,
        "--port",
        "0",
        "--log-level",
        "error",
      ),
  );
  return { founding, nodes };
}

// biome-ignore lint/suspicious/noExplicitAny: the answer as scripts read it
async function urlsOf(nodes: readonly Background[]): Promise<any[]> {
  return Promise.all(nodes.map(async (node) => (await node.value(({ ready }) => ready)).url));
}

real("a ceremony of four organisations", () => {
  it("founds a network that works with one of them gone", async () => {
    const dirs = IDS.map((id) => cli.path(`new-${id}`));
    const { founding, nodes } = await ceremony("new", dirs, false);
    const urls = await urlsOf(nodes);
    const at = (i: number) => ({ url: urls[i], data: dirs[i] as string });
    const shown = (await cli.json("network", "show", founding)).values[0];
    expect(shown).toMatchObject({ kind: "founding", name: "Harbour" });
    const said = await depositAndVerify("a.txt", at(1), `${dirs[3]}/trust.json`);
    expect(said).toMatch(/[34] of the trusted organisations signed; 3 are needed/);
    const status = await cli.run(
      "network",
      "status",
      "--url",
      urls[0],
      "--data",
      dirs[0] as string,
    );
    expect(status.out).toContain("can lose 1 of 4");
    expect(status.code).toBe(0);
    (nodes[3] as Background).child.kill("SIGKILL");
    await (nodes[3] as Background).done;
    const { ledger } = (await cli.json("status", "--url", urls[2])).values[0];
    expect(ledger).toBe(shown.ledger);
    expect(await depositAndVerify("b.txt", at(2), `${dirs[0]}/trust.json`)).toContain(
      "3 of the trusted organisations signed; 3 are needed",
    );
    const less = await statusOf("--url", urls[0]);
    expect(less.summary).toBe("can lose 1 of 4; 1 is missing now, so no other");
  });

  it("takes over a ledger with its history, and old receipts stay valid", async () => {
    const dirs = IDS.map((id) => cli.path(`old-${id}`));
    const [old = ""] = dirs;
    await cli.run("init", "--data", old, "--organisation", "port", "--name", "Harbour");
    const alone = new Background("start", "--data", old, "--port", "0", "--log-level", "error");
    const [url] = await urlsOf([alone]);
    await depositAndVerify("old.txt", { url, data: old }, `${old}/trust.json`);
    const { nodes } = await ceremony("old", dirs, true, async (invitation, answers) => {
      const calls = ["admissions", invitation, ...answers, "--out", "admissions.json"];
      expect((await cli.run("network", ...calls)).code).toBe(0);
      const here = ["--url", url, "--data", old];
      const steps = [
        ["new", "--title", "Hand it over", "--call", "@admissions.json"],
        ["vote", "1", "yes"],
        ["enact", "1"],
      ];
      for (const step of steps) {
        const { code, err } = await cli.run("proposal", ...step, ...here);
        expect(code, err).toBe(0);
      }
      // Its node makes the last blocks of its own, takes nothing in any more, and says why.
      const late = await cli.run("deposit", "old.txt", "--out", cli.path("late"), ...here);
      expect(late.code).not.toBe(0);
      expect(late.err).toContain("handed over to a network");
      const probes = ["healthz", "readyz"].map(
        async (path) => (await fetch(`${url}/${path}`)).status,
      );
      expect(await Promise.all(probes)).toEqual([200, 503]);
      await stop(alone.child);
    });
    const urls = await urlsOf(nodes);
    const trust = `${dirs[2]}/trust.json`;
    expect(
      await depositAndVerify("new.txt", { url: urls[1], data: dirs[1] as string }, trust),
    ).toMatch(/[34] of the trusted organisations signed; 3 are needed/);
    const kept = await cli.run(
      "verify",
      "old.txt",
      "receipts-old.txt/old.txt.receipt",
      "--trust",
      trust,
    );
    expect(kept.out).toContain("1 of the trusted organisations signed; 1 are needed");
    expect(kept.code).toBe(0);
    // Any of them gives the old receipt again.
    await cli.run("receipt", "0", "--url", urls[3], "--out", "again.receipt");
    expect((await cli.run("verify", "old.txt", "again.receipt", "--trust", trust)).code).toBe(0);
    await Promise.all(nodes.map(({ child }) => stop(child)));
    expect((await cli.json("doctor", "--data", dirs[1] as string)).values[0]).toMatchObject({
      ...{ verdict: "sound", entries: 5 },
    });
  });

  it("tells a stranger's file from one of its own", async () => {
    writeFileSync(cli.path("garbage"), "nothing of ours");
    const shown = await cli.json("network", "show", "garbage");
    expect(shown.values[0].error.code).toBe("malformed");
    const invitation = ["--as", "bank", "--address", "bank.example:26656", "--data", "x"];
    const joined = await cli.json("network", "join", "garbage", ...invitation, "--out", "y");
    expect(joined.values[0].error.code).toBe("malformed");
    const mine = [
      "--name",
      "X",
      "--as",
      "a",
      "--org",
      "a",
      "--org",
      "b",
      "--org",
      "c",
      "--org",
      "d",
    ];
    await cli.run("network", "invite", ...mine, "--data", "half", "--out", "half.invitation");
    const started = await cli.json("network", "start", "garbage", "--data", "half", "--port", "0");
    expect(started.values[0].error.code).toBe("wrong-step");
  });
});
