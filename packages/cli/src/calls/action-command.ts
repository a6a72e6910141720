import type { AnyAction } from "@tallystick/ledger/app/define-action";
import { parametersOf } from "@tallystick/ledger/app/parameters";
import type { Command } from "commander";
import { signingOptions } from "../commands/signing-options.ts";
import { chooseLanguage } from "../language.ts";
import { publicKeyOf } from "../ledger/members.ts";
import { newCommand } from "../new-command.ts";
import { type CallOptions, callAction } from "./call-action.ts";
import { addInputOptions, readInput } from "./input-options.ts";

/** How an action is called by a short name. */
export interface ShortAction {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly string[];
  /** Members of the input that are arguments, in order; the others are options. */
  readonly arguments: readonly string[];
}

/**
 * A command that signs one action, made from its definition. A member `key` of the input is given as
 * `--key-file` or `--public-key`, because `--key` is the key that signs.
 */
export function actionCommand(app: string, action: AnyAction, short: ShortAction): Command {
  const parameters = parametersOf(action.inputShape);
  const command = newCommand(short.name, short.summary, short.examples);
  for (const name of short.arguments) {
    const found = parameters.find((one) => one.name === name);
    command.argument(`<${found?.option ?? name}>`, found?.en ?? "");
  }
  signingOptions(command);
  const takesKey = parameters.some(({ name }) => name === "key");
  if (takesKey) {
    command
      .option("--key-file <file>", "key file whose public key is meant (needs no passphrase)")
      .option("--public-key <hex>", "the public key itself, as `tallystick key show` prints it");
  }
  const optional = parameters.filter(
    ({ name }) => name !== "key" && !short.arguments.includes(name),
  );
  addInputOptions(command, optional, chooseLanguage(undefined, process.env));
  command.option("--receipt <file>", "write the receipt there");
  return command.action(async (...given: readonly unknown[]) => {
    const options = command.opts<CallOptions & { keyFile?: string; publicKey?: string }>();
    const texts: Record<string, unknown> = { ...options };
    for (const [i, name] of short.arguments.entries()) texts[name] = given[i];
    if (takesKey) texts["key"] = publicKeyOf(options);
    const { input: field, inputShape: shape } = action;
    await callAction(app, action, readInput({ field, shape }, parameters, texts), options);
  });
}
