import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CommandLine } from "./support/command-line.ts";

const cli = new CommandLine();
const QUOTA = 'governance.set-quota={"organisation":"acme","app":"evidence","statements":7}';

beforeAll(async () => {
  await cli.startNode();
});
afterAll(() => cli.close());

test("a proposal is made, shown with what would change, voted on and carried out", async () => {
  const made = await cli.run("proposal", "new", "--title", "Slow down", "--call", QUOTA);
  expect(made.out).toMatch(/proposal +1\n/);
  expect(made.out).toMatch(/kind +parameters\n/);
  const shown = await cli.run("proposal", "show", "1");
  expect(shown.out).toContain("proposal 1: Slow down");
  expect(shown.out).toContain("governance.set-quota");
  expect(shown.out).toContain('+ governance.quotas ["acme","evidence"]');
  expect(shown.out).toContain("statements: 7");
  expect(shown.out).toContain("~ governance.head");
  expect((await cli.run("proposal", "enact", "1")).err).toContain("The vote is not over");
  expect((await cli.json("proposal", "vote", "1", "yes")).values[0]).toMatchObject({
    output: { status: "passed", yes: 1, eligible: 1 },
  });
  expect((await cli.json("proposal", "enact", "1")).values[0]).toMatchObject({
    output: { status: "enacted" },
  });
  const [quotas] = (await cli.json("view", "governance", "quotas")).values;
  expect(quotas.data.quotas).toMatchObject([{ organisation: "acme", statements: 7 }]);
  const [list] = (await cli.json("proposal", "list")).values;
  expect(list.proposals).toMatchObject([{ proposal: 1, status: "enacted" }]);
  expect(list.proposals[0].calls[0].input).toMatchObject({ statements: 7 });
  expect((await cli.run("proposal", "list", "--status", "open")).out).toBe("no proposals\n");
});

test("calls are simulated without a proposal, and say why they would be refused", async () => {
  const [good] = (await cli.json("proposal", "simulate", "--call", QUOTA)).values;
  expect(good.results).toEqual([{ action: "governance.set-quota", outcome: 0 }]);
  const call = 'governance.set-parameter={"name":"pause-ms","value":1}';
  expect((await cli.run("proposal", "simulate", "--call", call)).out).toContain("out-of-bounds");
  writeFileSync(
    cli.path("calls.json"),
    JSON.stringify([{ action: "governance.resume-application", input: { app: "evidence" } }]),
  );
  const refused = await cli.run("proposal", "simulate", "--call", "@calls.json");
  expect(refused.out).toContain("would be refused  governance.resume-application");
});

test("what cannot be understood is said before anything is signed", async () => {
  const wrong = async (...args: string[]) => {
    const { code, err } = await cli.run("proposal", ...args);
    expect(code).toBe(2);
    return err;
  };
  const propose = (call: string) => wrong("new", "--title", "t", "--call", call);
  expect(await propose("governance.conquer={}")).toContain("no application has the action");
  expect(await propose("governance.set-quota={")).toContain("JSON");
  expect(await propose('governance.set-quota={"app":"evidence"}')).toContain("organisation");
  expect(await propose("@nowhere.json")).toContain("nowhere.json");
  expect(await wrong("vote", "1", "perhaps")).toContain("perhaps");
  expect(await wrong("simulate")).toContain("--call");
  const { code, err } = await cli.run("proposal", "show", "99");
  expect([code, err.includes("no proposal 99")]).toEqual([1, true]);
});

test("applications are listed and suspended by proposal", async () => {
  const [list] = (await cli.json("app", "list")).values;
  expect(list.applications).toContainEqual(
    expect.objectContaining({ app: "evidence", status: "live" }),
  );
  const early = await cli.run("app", "approve", "evidence");
  expect([early.code, early.err.includes("has no filing")]).toEqual([1, true]);
  const [made] = (await cli.json("app", "suspend", "evidence", "--reason", "Drill")).values;
  const number = String(made.output.proposal);
  await cli.run("proposal", "vote", number, "yes");
  await cli.run("proposal", "enact", number);
  expect((await cli.run("app", "list")).out).toMatch(/evidence +suspended/);
  writeFileSync(
    cli.path("filing.json"),
    JSON.stringify({
      ...{ project: "Deposits", responsible: "Registry", businessModel: "None" },
      ...{ risks: "Loss", controls: "Backup", number: "A-1" },
    }),
  );
  expect((await cli.run("app", "file", "evidence", "--filing", "filing.json")).code).toBe(0);
  const [shown] = (await cli.json("app", "show", "evidence")).values;
  expect(shown.application.filing.number).toBe("A-1");
  const [again] = (await cli.json("app", "approve", "evidence")).values;
  expect(again.output.kind).toBe("applications");
});
