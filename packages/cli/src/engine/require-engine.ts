import { type FoundEngine, findEngine } from "@tallystick/node/engine/cometbft/find-engine";
import { installEngine } from "@tallystick/node/engine/cometbft/install-engine";
import { NodeError } from "@tallystick/node/node-error";
import { confirm } from "../confirm.ts";
import { StepLine } from "../terminal/step-line.ts";

/**
 * The consensus engine, installed first when it is missing and the user wants it.
 *
 * @param install without asking
 * @throws NodeError `no-engine` when it is missing and nobody can be asked, and the errors of installing it
 */
export async function requireEngine(install: boolean | undefined): Promise<FoundEngine> {
  try {
    return await findEngine();
  } catch (error) {
    if (!(error instanceof NodeError && error.code === "no-engine")) throw error;
    // Another one that was named and does not work is for its owner to correct.
    if (!error.message.includes("not installed")) throw error;
    if (!install && !process.stdin.isTTY) {
      throw new NodeError("no-engine", error.message, `${error.fix}, or add --install`, error);
    }
    await confirm(
      "The consensus engine CometBFT is not installed. Build it now with the Go tool, from its published source (about two minutes)?",
      install,
    );
    await buildEngine();
    return findEngine();
  }
}

/** Installs a version of the engine and tells how it goes on. */
export async function buildEngine(
  version?: string,
): Promise<Awaited<ReturnType<typeof installEngine>>> {
  const line = new StepLine(process.stderr);
  let modules = 0;
  const timer = setInterval(() => line.show("building CometBFT: modules", modules, 0), 1000);
  try {
    return await installEngine({
      version,
      onLine: () => {
        modules += 1;
      },
    });
  } finally {
    clearInterval(timer);
    line.clear();
  }
}
