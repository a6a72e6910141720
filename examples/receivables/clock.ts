// A clock that can be put forward, for processes that are started with `node --import` of this file: a
// story of months is told in seconds. Time is what the file says that TALLYSTICK_EXAMPLE_CLOCK names.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const file = process.env["TALLYSTICK_EXAMPLE_CLOCK"];
const real = Date.now.bind(Date);

/** Milliseconds by which the story is ahead of the real time. */
function ahead(): number {
  return file !== undefined && existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
}

if (file !== undefined) Date.now = () => real() + ahead();

/** Puts the clock of everybody who goes by the file forward to a time, ms since 1970 UTC. */
export function moveTo(time: number): void {
  if (file === undefined) throw new Error("this clock cannot be moved");
  if (time > Date.now()) writeFileSync(file, String(time - real()));
}

/** Whether the clock can be moved: on a network of real nodes it cannot. */
export const movable = file !== undefined;
