import type { Command } from "commander";
import { chooseLanguage } from "../language.ts";
import {
  dataOption,
  keyOption,
  newCommand,
  newGroup,
  passphraseOption,
  urlOption,
} from "../new-command.ts";

const EXAMPLES = [
  "tallystick call evidence annotate --help",
  'tallystick call evidence annotate --deposit \'{"alg":"sha-256","digest":"<hex>","ordinal":0}\' --text "seen by court"',
  "tallystick call evidence deposit --input deposit.json --receipt deposit.receipt",
];

/** Whether a command line names a command, or asks for its help. */
export function names(args: readonly string[], command: string): boolean {
  return args[0] === command || (args[0] === "help" && args[1] === command);
}

/** `tallystick call APP ACTION`: every action of every application, made from its definition. */
export async function callCommand(args: readonly string[]): Promise<Command> {
  const call = newGroup("call", "sign an action of an application and submit it", EXAMPLES);
  if (!names(args, "call")) return call;
  const [{ applicationList }, { describeApp }, { addInputOptions, readInput }] = await Promise.all([
    import("@tallystick/apps/applications"),
    import("@tallystick/ledger/app/describe"),
    import("../calls/input-options.ts"),
  ]);
  const language = chooseLanguage(undefined, process.env);
  for (const app of applicationList) {
    const { summary, actions } = describeApp(app);
    const group = newGroup(app.name, summary[language], [
      `tallystick call ${app.name} ACTION --help`,
    ]);
    for (const { name, method, parameters, ...words } of actions) {
      const command = newCommand(name, words.title[language], [
        `tallystick call ${app.name} ${name} --input FILE`,
      ])
        .description(words.summary[language])
        .addOption(urlOption())
        .addOption(dataOption())
        .addOption(keyOption("--sign-with <file>"))
        .option("--issuer <member>", "member to whom the key belongs (default: looked up)")
        .addOption(passphraseOption())
        .option("--receipt <file>", "write the receipt there");
      addInputOptions(command, parameters, language);
      command.action(async (options: Record<string, unknown>) => {
        const action = app.actions[method];
        if (action === undefined) throw new Error(`${app.name} has no action ${method}`);
        const input = readInput(
          { field: action.input, shape: action.inputShape },
          parameters,
          options,
        );
        const { callAction } = await import("../calls/call-action.ts");
        await callAction(app.name, action, input, signerOptions(options));
      });
      group.addCommand(command);
    }
    call.addCommand(group);
  }
  return call;
}

interface SigningOptions {
  readonly url: string;
  readonly data: string;
  readonly key?: string;
  readonly issuer?: string;
  readonly passphraseFile?: string;
  readonly receipt?: string;
  readonly json?: boolean;
}

/** The options of a generated command that say who signs and where, apart from its input. */
function signerOptions(options: Record<string, unknown>): SigningOptions {
  return { ...(options as unknown as SigningOptions), key: options["signWith"] as string };
}
