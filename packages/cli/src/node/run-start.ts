import { once } from "node:events";
import { Socket } from "node:net";
import { startNode } from "@tallystick/node/start";
import { toJsonLine } from "../answer.ts";
import { interruptible } from "../interrupt.ts";

/** Options of `start`. */
export interface StartOptions {
  readonly json?: boolean;
  readonly data: string;
  readonly port: number;
  readonly host: string;
  readonly name?: string;
  readonly suite?: "intl" | "gm";
  readonly store?: "lmdb" | "sqlite";
  readonly passphraseFile?: string;
  readonly logLevel: "silent" | "fatal" | "error" | "warn" | "info" | "debug";
  readonly hosts?: readonly string[];
  readonly corsOrigins?: readonly string[];
  readonly withParent?: boolean;
}

/**
 * `tallystick start`: runs a node until Ctrl-C or TERM, then finishes what is under way. A second
 * Ctrl-C gives that up; nothing acknowledged is lost by it either. A node that can serve nothing any
 * more (damage, a disk that fails) ends with exit code 1.
 */
export async function runStart(options: StartOptions): Promise<void> {
  const { data: dataDir, json, withParent, ...rest } = options;
  const announce = json ? () => {} : (line: string) => void process.stdout.write(`${line}\n`);
  // Before anything else: whoever supervises a node may stop it as soon as it says that it is ready.
  const { signal, release } = interruptible(() => announce("Stopping ..."));
  if (withParent) stopWithParent();
  const { url, created, failed, close } = await startNode({ ...rest, dataDir, announce });
  if (json) process.stdout.write(`${toJsonLine({ ready: true, url, created })}\n`);
  const stop = signal.aborted ? undefined : once(signal, "abort").then(() => undefined);
  const fault = await Promise.race([stop, failed]);
  await close();
  release();
  if (fault === undefined) {
    announce("Stopped.");
    return;
  }
  // A supervisor starts the process again; a person reads what to do in the log above.
  announce(`Stopped, because the engine failed: ${fault.code}. See the log.`);
  process.exitCode = 1;
}

/** A parent that was killed can tell nobody; but the pipe that it held to our standard input ends with it. */
function stopWithParent(): void {
  const stop = (): void => void process.kill(process.pid, "SIGTERM");
  process.stdin.once("end", stop).once("error", stop);
  process.stdin.resume();
  // It must not be what keeps a stopped node alive.
  if (process.stdin instanceof Socket) process.stdin.unref();
}
