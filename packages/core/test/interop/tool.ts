import { spawnSync } from "node:child_process";

/** A run of somebody else's program. */
export interface ToolRun {
  readonly ok: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs a program without a shell, `input` on its standard input. */
export function runTool(
  command: string,
  args: readonly string[],
  options: { input?: Uint8Array | string; cwd?: string; timeoutMs?: number } = {},
): ToolRun {
  const { status, stdout, stderr } = spawnSync(command, args, {
    input: options.input ?? "",
    cwd: options.cwd,
    timeout: options.timeoutMs ?? 120_000,
    maxBuffer: 1 << 28,
  });
  return { ok: status === 0, stdout: stdout ?? Buffer.alloc(0), stderr: stderr?.toString() ?? "" };
}

/**
 * Whether a tool is there, by a command that only works when it is. Where it is not, its absence is
 * said aloud by name, and is a failure in CI: what is not run there proves nothing.
 */
export function haveTool(name: string, command: string, args: readonly string[]): boolean {
  if (runTool(command, args).ok) return true;
  if (process.env["CI"] === "true") throw new Error(`tool missing in CI: ${name}`);
  console.warn(`SKIPPED, tool not installed: ${name} (tried: ${command} ${args.join(" ")})`);
  return false;
}
