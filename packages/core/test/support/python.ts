/** The Python in which the second verifiers of conformance/python run. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { haveTool, runTool } from "../interop/tool.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const venv = join(root, ".cache/venv/bin/python");

/** The interpreter: what `TALLYSTICK_PYTHON` names, that of `.cache/venv`, or `python3`. */
export const python = process.env["TALLYSTICK_PYTHON"] ?? (existsSync(venv) ? venv : "python3");

/** Where the verifiers are. */
export const pythonScripts = join(root, "conformance/python");

/** Whether it is there with what it needs; says so where not, and fails in CI. */
export const havePython = (): boolean =>
  haveTool("Python 3.11 with cbor2 and cryptography", python, [
    "-c",
    "import cbor2, cryptography, sys; sys.exit(sys.version_info < (3, 11))",
  ]);

/** Answers of `lines.py` to requests, in their order. @throws Error with what Python said */
export function askPython<T>(requests: readonly unknown[]): T[] {
  const run = runTool(python, ["-B", join(pythonScripts, "lines.py")], {
    input: `${requests.map((request) => JSON.stringify(request)).join("\n")}\n`,
    timeoutMs: 600_000,
  });
  if (!run.ok) throw new Error(run.stderr);
  return run.stdout
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}
