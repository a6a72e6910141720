import { rmSync } from "node:fs";
import { join } from "node:path";
import { fromUtf8 } from "@tallystick/core/bytes";
import { readFileIfAny, writeFileAtomic } from "@tallystick/node/files";
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
export function writeRunning(folder: string, organisations: readonly RunningOrganisation[]): void {
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

/** The organisations of the network that runs in a folder. @throws CommandError `not-running` */
export function readRunning(folder: string): readonly RunningOrganisation[] {
  const bytes = readFileIfAny(pathOf(folder));
  try {
    if (bytes === undefined) throw new RangeError("no such file");
    const { organisations } = JSON.parse(fromUtf8(bytes)) as {
      organisations: RunningOrganisation[];
    };
    return organisations.map(({ id, url, data }) => ({
      id: String(id),
      url: new URL(url).href,
      data: String(data),
    }));
  } catch (cause) {
    throw new CommandError(
      "not-running",
      `no network of this machine runs in ${folder}`,
      `start it with \`tallystick network local --dir ${folder}\`, or ask a node with --url`,
      cause,
    );
  }
}
