import type { Command } from "commander";
import type { AppOptions } from "../governance/applications.ts";
import { dataOption, newCommand, newGroup, urlOption } from "../new-command.ts";
import { signingOptions } from "./signing-options.ts";

/** `tallystick app`: which applications may be used, and on what terms. */
export function appCommand(): Command {
  const app = newGroup("app", "file applications, and propose to approve or stop them", [
    "tallystick app list",
    "tallystick app file receivable --filing filing.json",
    "tallystick app approve receivable",
    'tallystick app suspend receivable --reason "Complaints"',
  ]);
  app.addCommand(listCommand());
  app.addCommand(showCommand());
  app.addCommand(fileCommand());
  app.addCommand(approveCommand());
  app.addCommand(changeCommand("suspend", "propose to stop an application until it is resumed"));
  app.addCommand(changeCommand("pause", "propose to pause an application in an emergency"));
  app.addCommand(changeCommand("resume", "propose to let a suspended application run again"));
  return app;
}

function listCommand(): Command {
  return newCommand("list", "list applications and whether they can be called", [
    "tallystick app list",
  ])
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (options: AppOptions) => {
      const { listApplications } = await import("../governance/applications.ts");
      await listApplications(options);
    });
}

function showCommand(): Command {
  return newCommand("show", "show an application, its filing and its trial", [
    "tallystick app show receivable",
  ])
    .argument("<app>", "name of the application")
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (app: string, options: AppOptions) => {
      const { showApplication } = await import("../governance/applications.ts");
      await showApplication(app, options);
    });
}

function fileCommand(): Command {
  const file = newCommand("file", "file an application: five fields and the filing number", [
    "tallystick app file receivable --filing filing.json",
  ])
    .argument("<app>", "name of the application")
    .requiredOption(
      "--filing <file>",
      "JSON with project, responsible, businessModel, risks, controls, number",
    );
  return signingOptions(file)
    .option("--receipt <file>", "write the receipt there")
    .action(async (app: string, options: AppOptions) => {
      const { fileApplication } = await import("../governance/applications.ts");
      await fileApplication(app, options);
    });
}

function approveCommand(): Command {
  const approve = newCommand("approve", "propose to let an application go live as it is filed", [
    "tallystick app approve receivable",
    "tallystick app approve receivable --sandbox caps.json",
  ])
    .argument("<app>", "name of the application")
    .option("--sandbox <file>", "JSON with supervisor, until, and caps: members, statements, value")
    .option("--title <title>", "title of the proposal");
  return signingOptions(approve).action(async (app: string, options: AppOptions) => {
    const { approveApplication } = await import("../governance/applications.ts");
    await approveApplication(app, options);
  });
}

function changeCommand(name: "suspend" | "pause" | "resume", summary: string): Command {
  const example = name === "resume" ? "" : ' --reason "Complaints"';
  const change = newCommand(name, summary, [`tallystick app ${name} receivable${example}`])
    .argument("<app>", "name of the application")
    .option("--title <title>", "title of the proposal");
  if (name !== "resume") change.requiredOption("--reason <text>", "why; stays on the ledger");
  return signingOptions(change).action(async (app: string, options: AppOptions) => {
    const { changeApplication } = await import("../governance/applications.ts");
    await changeApplication(name, app, options);
  });
}
