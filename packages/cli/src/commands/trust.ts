import type { Command } from "commander";
import { dataOption, newCommand, newGroup, urlOption } from "../new-command.ts";

/** `tallystick trust`: whose signatures count. */
export function trustCommand(): Command {
  const trust = newGroup("trust", "show, fetch and update trust files", [
    "tallystick trust show receipts/ledger.trust.json",
    "tallystick trust fetch --out ledger.trust.json",
  ]);
  trust.addCommand(
    newCommand("show", "show whose signatures a trust file counts", [
      "tallystick trust show ledger.trust.json",
      "# that of the node in --data",
      "tallystick trust show",
    ])
      .argument("[file]", "trust file (default: that of the data directory)")
      .addOption(dataOption())
      .action(async (file: string | undefined, options: { json?: boolean; data: string }) => {
        const { showTrust } = await import("../verify/show-trust.ts");
        showTrust(file, options);
      }),
  );
  trust.addCommand(
    newCommand("fetch", "fetch the trust file that a node publishes", [
      "tallystick trust fetch --url http://192.0.2.7:7070 --out ledger.trust.json",
    ])
      .requiredOption("--out <file>", "where it is written")
      .addOption(urlOption())
      .addHelpText(
        "after",
        "\nA node can publish anything: compare the SHA-256 with what the organisations publish.",
      )
      .action(async (options: { json?: boolean; url: string; out: string }) => {
        const { saveTrust } = await import("../verify/show-trust.ts");
        await saveTrust(options);
      }),
  );
  trust.addCommand(
    newCommand("update", "follow the organisations of a ledger as they change", [
      "tallystick trust update ledger.trust.json --url http://192.0.2.7:7070",
      "# say what would change, and change nothing",
      "tallystick trust update ledger.trust.json --dry-run",
    ])
      .argument("<file>", "trust file that is believed until now; it is replaced")
      .option("--dry-run", "write nothing")
      .addOption(urlOption())
      .addHelpText(
        "after",
        "\nEach change counts only when the organisations before it have signed it, so any node can be asked.",
      )
      .action(async (file: string, options: { json?: boolean; url: string; dryRun?: boolean }) => {
        const { updateTrustFile } = await import("../verify/update-trust.ts");
        await updateTrustFile(file, options);
      }),
  );
  return trust;
}
