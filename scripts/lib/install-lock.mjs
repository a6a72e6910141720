// One install at a time: two `npm ci` in one folder destroy each other's work.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const POLL_MS = 250;
/** How long a lock without an owner's name may be the mark of a process that is just starting. */
const NAMELESS_MS = 5_000;

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM"; // it is there and belongs to another user
  }
}

/** Whether the lock's owner is gone, so that the lock may be broken. */
function abandoned(folder) {
  try {
    return !alive(Number(readFileSync(join(folder, "pid"), "utf8")));
  } catch {
    try {
      return Date.now() - statSync(folder).mtimeMs > NAMELESS_MS;
    } catch {
      return true;
    }
  }
}

/**
 * Takes the lock, waiting while another living process holds it.
 * @param {string} folder made atomically by mkdir; its file `pid` names the owner
 * @param {(text: string) => void} say told once when there is somebody to wait for
 * @returns {Promise<() => void>} gives the lock back
 */
export async function acquireLock(folder, say) {
  for (let told = false; ; ) {
    try {
      mkdirSync(folder);
      writeFileSync(join(folder, "pid"), String(process.pid));
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (abandoned(folder)) {
      rmSync(folder, { recursive: true, force: true });
      continue;
    }
    if (!told) say("tallystick: another process is installing here; waiting for it ...");
    told = true;
    await new Promise((wake) => setTimeout(wake, POLL_MS));
  }
}
