import { receivable } from "@tallystick/apps/receivable/index";
import type { AnyView } from "@tallystick/ledger/app/define-view";
import type { Command } from "commander";
import { answer } from "../answer.ts";
import { viewAnswer } from "../calls/run-view.ts";
import { CommandError, UsageError } from "../failure.ts";
import { chooseLanguage } from "../language.ts";
import { dataOption, newCommand, urlOption } from "../new-command.ts";
import { printable } from "../terminal/width.ts";
import { creditLines } from "./credit-lines.ts";
import { flowLines } from "./flow-lines.ts";
import { type AskOptions, numberOf, ownOrganisation } from "./list-command.ts";

function ask(view: AnyView, input: Readonly<Record<string, unknown>>, options: AskOptions) {
  return viewAnswer(receivable, view, input, options, false);
}

/** `tallystick receivable flows`: goods, papers and money as one. */
export function flowsCommand(): Command {
  return newCommand("flows", "goods, papers and money of a certificate or an invoice as one", [
    "tallystick receivable flows 31",
    "tallystick receivable flows --invoice 25 --lang zh",
  ])
    .argument("[certificate]", "number of the certificate")
    .option("--invoice <number>", "an invoice instead, with every certificate that settles it")
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (certificate: string | undefined, options: AskOptions & { invoice?: string }) => {
      const { invoice } = options;
      if ((certificate === undefined) === (invoice === undefined)) {
        throw new UsageError("name a certificate, or an invoice by --invoice");
      }
      const { flows, invoiceFlows } = receivable.views;
      const { data, height, time } =
        invoice === undefined
          ? await ask(flows, { certificate: numberOf(certificate) }, options)
          : await ask(invoiceFlows, { invoice: numberOf(invoice) }, options);
      const { certificates, papers } = data as { certificates: unknown[]; papers: unknown[] };
      if ((invoice === undefined ? certificates : papers).length === 0) {
        const what = invoice === undefined ? `certificate ${certificate}` : `invoice ${invoice}`;
        throw new CommandError("not-found", `there is no ${what}`);
      }
      const language = chooseLanguage(options.lang, process.env);
      answer(options, { ...data, height, time }, () => flowLines(data, language).map(printable));
    });
}

/** `tallystick receivable credit`: how an organisation has kept its promises. */
export function creditCommand(): Command {
  return newCommand("credit", "how an organisation has kept its promises, in plain figures", [
    "tallystick receivable credit",
    "tallystick receivable credit core --currency CNY --lang zh",
  ])
    .argument("[organisation]", "default: that of --data")
    .option("--currency <code>", "ISO 4217 code", "CNY")
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (named: string | undefined, options: AskOptions & { currency: string }) => {
      const { currency } = options;
      const input = { organisation: ownOrganisation(named, options), currency };
      const view = receivable.views.creditRecord;
      const { data, height, time } = await ask(view, input, options);
      const language = chooseLanguage(options.lang, process.env);
      answer(options, { ...input, ...data, height, time }, () =>
        creditLines({ ...input, ...data }, language).map(printable),
      );
    });
}
