import type { Command } from "commander";
import type { ViewOptions } from "../calls/run-view.ts";
import { chooseLanguage } from "../language.ts";
import { dataOption, newCommand, newGroup, urlOption } from "../new-command.ts";
import { names } from "./call.ts";

const EXAMPLES = [
  "tallystick view evidence by-time --reverse true --limit 10",
  "tallystick view evidence by-digest --alg sha-256 --digest HEX --proof report.pdf.proof",
  "tallystick view membership members --json",
];

/** `tallystick view APP VIEW`: every question that an application answers, made from its definition. */
export async function viewCommand(args: readonly string[]): Promise<Command> {
  const view = newGroup("view", "ask an application a question", EXAMPLES);
  if (!names(args, "view")) return view;
  const [{ applicationList }, { describeApp }, { addInputOptions, readInput }] = await Promise.all([
    import("@tallystick/apps/applications"),
    import("@tallystick/ledger/app/describe"),
    import("../calls/input-options.ts"),
  ]);
  const language = chooseLanguage(undefined, process.env);
  for (const app of applicationList) {
    const { summary, views } = describeApp(app);
    const group = newGroup(app.name, summary[language], [
      `tallystick view ${app.name} VIEW --help`,
    ]);
    for (const { name, method, parameters, proves, ...words } of views) {
      const command = newCommand(name, words.title[language], [
        `tallystick view ${app.name} ${name} --json`,
      ])
        .description(words.summary[language])
        .addOption(urlOption())
        .addOption(dataOption());
      if (proves) command.option("--proof <file>", "get a proof, check it and write it there");
      addInputOptions(command, parameters, language);
      command.action(async (options: Record<string, unknown>) => {
        const asked = app.views[method];
        if (asked === undefined) throw new Error(`${app.name} has no view ${method}`);
        const input = readInput(
          { field: asked.input, shape: asked.inputShape },
          parameters,
          options,
        );
        const { runView } = await import("../calls/run-view.ts");
        await runView(app, asked, input, options as unknown as ViewOptions);
      });
      group.addCommand(command);
    }
    view.addCommand(group);
  }
  return view;
}
