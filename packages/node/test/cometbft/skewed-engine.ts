/**
 * An engine whose clock is wrong: CometBFT asks the kernel itself what time it is, so that nothing that is
 * preloaded can tell it another one. It is built anew, with an offset from the environment in the one place
 * that its consensus asks.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENGINE_VERSION } from "../../src/engine/cometbft/engine-version.ts";
import { installedEngine } from "../../src/engine/cometbft/find-engine.ts";
import { testFolder } from "./engines.ts";

/** Environment variable with the offset, ms. */
export const SKEW_VARIABLE = "CLOCK_SKEW_MS";

const MODULE = "github.com/cometbft/cometbft";
const OFFSET = `package time

import (
	"os"
	"strconv"
	"time"
)

var skew = func() time.Duration {
	ms, _ := strconv.Atoi(os.Getenv("${SKEW_VARIABLE}"))
	return time.Duration(ms) * time.Millisecond
}()
`;

/**
 * Builds it, once for the workspace (about ten seconds of a processor). Undefined where there is no Go.
 * @throws Error when it does not build
 */
export function skewedEngine(): string | undefined {
  const binary = installedEngine(`${ENGINE_VERSION}-skewed`);
  if (existsSync(binary)) return binary;
  const source = join(testFolder(), "cometbft");
  if (!hasGo()) return undefined;
  cpSync(moduleFolder(), source, { recursive: true });
  execFileSync("chmod", ["-R", "u+w", source]);
  writeFileSync(join(source, "types/time/skew.go"), OFFSET);
  replaceIn(
    join(source, "types/time/time.go"),
    "Canonical(time.Now())",
    "Canonical(time.Now().Add(skew))",
  );
  // Its judgement of how far ahead a block's time may be.
  replaceIn(
    join(source, "state/validation.go"),
    "block.Time.Before(time.Now().Add(tol))",
    "block.Time.Before(cmttime.Now().Add(tol))",
  );
  const imports = 'import (\n\tcmttime "github.com/cometbft/cometbft/types/time"';
  replaceIn(join(source, "state/validation.go"), "import (", imports);
  const built = join(source, "built");
  execFileSync("go", ["build", "-o", built, "./cmd/cometbft"], { cwd: source, stdio: "pipe" });
  mkdirSync(join(binary, ".."), { recursive: true });
  renameSync(built, binary);
  return binary;
}

function hasGo(): boolean {
  try {
    return execFileSync("go", ["env", "GOVERSION"], { stdio: "pipe" }).length > 0;
  } catch {
    return false;
  }
}

function moduleFolder(): string {
  const what = `${MODULE}@${ENGINE_VERSION}`;
  const answer = execFileSync("go", ["mod", "download", "-json", what], { stdio: "pipe" });
  return (JSON.parse(answer.toString()) as { Dir: string }).Dir;
}

function replaceIn(path: string, what: string, by: string): void {
  const text = readFileSync(path, "utf8");
  if (text.split(what).length !== 2) throw new Error(`${path} is not as it was: ${what}`);
  writeFileSync(path, text.replace(what, by));
}
