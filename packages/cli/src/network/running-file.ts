import { rmSync } from "node:fs";
import { join } from "node:path";
import { fromUtf8 } from "@tallystick/core/bytes";
import { readFileIfAny, writeFileAtomic } from "@tallystick/node/files";
import { localDataDir, readLocalNetwork } from "@tallystick/node/ops/network/local-network";
import { CommandError } from "../failure.ts";

/** Where the organisations of a network on this machine serve, while it runs. */
export interface RunningOrganisation {
  readonly id: string;
  readonly url: string;
  /** Data directory of its node. */
  readonly data: string;
}

const pathOf = (folder: string): string => join(folder, "running.json");

/** Told by `network local` once it is ready. */
export function writeRunning(
  folder: string,
  organisations: readonly Omit<RunningOrganisation, "data">[],
): void {
  const text = JSON.stringify({ pid: process.pid, organisations }, null, 2);
  writeFileAtomic(pathOf(folder), `${text}\n`, 0o644);
}

/** It has stopped. */
export function removeRunning(folder: string): void {
  rmSync(pathOf(folder), { force: true });
}

/** Whether a network runs in the folder, or was killed there without a chance to say so. */
export function isRunning(folder: string): boolean {
  return readFileIfAny(pathOf(folder)) !== undefined;
}

/**
 * The organisations of the network that runs in a folder. A token is sent to what it names, so a file that was
 * made up must not lead anywhere but to this machine and this folder.
 *
 * @throws CommandError `not-running`
 */
export function readRunning(folder: string): readonly RunningOrganisation[] {
  const bytes = readFileIfAny(pathOf(folder));
  try {
    const network = readLocalNetwork(folder);
    if (bytes === undefined || network === undefined) throw new RangeError("no such file");
    const { organisations } = JSON.parse(fromUtf8(bytes)) as {
      organisations: { readonly id: string; readonly url: string }[];
    };
    return organisations.map(({ id, url: text }) => {
      const known = network.organisations.find((one) => one.id === id);
      const url = new URL(text);
      if (known === undefined || url.protocol !== "http:" || url.hostname !== "127.0.0.1") {
        throw new RangeError("not of this machine");
      }
      return { id, url: url.href, data: localDataDir(folder, known) };
    });
  } catch (cause) {
    throw new CommandError(
      "not-running",
      `no network of this machine runs in ${folder}`,
      `start it with \`tallystick network local --dir ${folder}\`, or ask a node with --url`,
      cause,
    );
  }
}
