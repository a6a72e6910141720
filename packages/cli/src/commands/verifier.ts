import { existsSync } from "node:fs";
import type { Command } from "commander";
import { answer } from "../answer.ts";
import { UsageError } from "../failure.ts";
import { dataOption, newCommand } from "../new-command.ts";

const EXAMPLES = [
  "# a page for this node's ledger: open it in a browser, with the network off if you like",
  "tallystick verifier --out verifier.html",
  "tallystick verifier --trust ledger.trust.json --out verifier.html",
];

/** Options of `verifier`. */
interface VerifierOptions {
  readonly json?: boolean;
  readonly out: string;
  readonly trust?: string;
  readonly data: string;
}

/** `tallystick verifier`: the page that checks receipts in a browser, as one file. */
export function verifierCommand(): Command {
  return newCommand(
    "verifier",
    "write the page that checks receipts in a browser, as one file",
    EXAMPLES,
  )
    .requiredOption("--out <file>", "where the page is written")
    .option(
      "--trust <file>",
      "trust file to put inside (default: that of the data directory, if any)",
    )
    .addOption(dataOption())
    .action(async (options: VerifierOptions) => {
      const [{ writeFileSync, readFileSync }, { buildVerifierPage }, { readTrust }, { dataPaths }] =
        await Promise.all([
          import("node:fs"),
          import("@tallystick/console/build-verifier"),
          import("../verify/find-trust.ts"),
          import("@tallystick/node/data-paths"),
        ]);
      const path = options.trust ?? dataPaths(options.data).trust;
      if (options.trust !== undefined && !existsSync(path))
        throw new UsageError(`${path}: there is no such file`);
      const found = existsSync(path) ? readTrust(path, "option") : undefined;
      const page = await buildVerifierPage(found && { trust: readFileSync(path, "utf8") });
      writeFileSync(options.out, page);
      const trust = found?.fingerprint ?? null;
      answer(
        options,
        { out: options.out, bytes: Buffer.byteLength(page), trustSha256: trust },
        () => [
          `${options.out}: ${Buffer.byteLength(page)} bytes, ${trust === null ? "without a trust file" : `trust file SHA-256 ${trust}`}`,
        ],
      );
    });
}
